"""An office of one process that takes the simulated cases through the product's own use cases to their documents."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

from servers.house import House, running_house
from servers.instance import SHIPPED

from documents.complaints import Story
from domain.codes import Channel, Grade, LetterKind, Role, Validity, VisitOutcome
from domain.composition import ComposedMatter, Composition
from domain.correction import Correction
from domain.course import Act
from domain.override import Override
from domain.plan import Measure
from domain.record import Investigation
from domain.staff import Grant, Person
from domain.work_codes import EvidenceSource, Met
from letters.templating.sample import COMPANY
from rules.compiled import compile_rulebook
from rules.load import load_rulebook
from store import case_records, cases, people
from store import groups as store_groups
from store import plans as store_plans
from store.cases import CaseRow
from store.database import migrate
from store.letters import LetterRow
from store.people import NewPerson
from store.plans import PlanRow
from workers.casework import case_work, composing, correcting, evidence, gravity, no_complaint, plans, recording
from workers.casework.groups import acts, serial, texts
from workers.casework.groups.notice import draft_notice
from workers.casework.overriding import confirm_grade, override_slots
from workers.correspondence.editing import draft
from workers.instance.pool import Content
from workers.instance.refusals import Refused
from workers.intake.register import Record, register
from workers.intake.taken_down import Evidence
from workers.staff.people import person_of

GROUP = "QT-2026-000001"
NOTICE = "2单元电梯因门机部件磨损停运。部件已经更换，电梯已恢复运行，检验合格。给各位住户出行带来不便，我们深表歉意。"


class InProcess:
    """Reads and writes in this process."""

    size = 1

    def map(
        self, function: Callable[..., object], tasks: Iterable[tuple[object, ...]], **_: object
    ) -> Iterator[object]:
        for task in tasks:
            yield self.run(function, *task)

    def run(self, function: Callable[..., object], *task: object) -> object:
        try:
            return function(*(one.read() if isinstance(one, Content) else one for one in task))
        except Exception as error:  # noqa: BLE001 - as a pool gives it back
            return error

    def close(self) -> None:
        """There is no process to end."""


@dataclass(frozen=True, kw_only=True)
class Made:
    """A document: of which story, of which round, and its Word file."""

    story: Story
    kind: LetterKind
    round: int
    docx: bytes
    letter: LetterRow
    case: CaseRow


@contextmanager
def opened(root: Path) -> Iterator["Office"]:
    """An office in an empty folder."""
    loaded = load_rulebook(SHIPPED)
    if loaded.rulebook is None:
        raise SystemExit(str(loaded.findings))
    url = f"sqlite:///{root / 'huihan.db'}"
    migrate(url)
    with running_house(root, url, compile_rulebook(loaded.rulebook), InProcess()) as house:  # type: ignore[arg-type]  # a pool of one process
        settings = replace(house.services.settings, company=COMPANY)
        yield Office(replace(house, services=replace(house.services, settings=settings)))


class Office:
    """The people of an office and what they do with a case."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.services = house.services
        self.refused: list[str] = []
        self.clerk = self._person("chen", "陈晓", Role.CLERK)
        self.supervisor = self._person("li", "李敏", Role.SUPERVISOR)
        self.manager = self._person("wang", "王强", Role.MANAGER)

    def _person(self, login: str, name: str, role: Role) -> Person:
        services = self.services
        with services.database.transaction() as session:
            new = NewPerson(login=login, name=name, language="zh", made_at=services.now(), made_by="huihan")
            row = people.create(session, new)
            assert row is not None
            people.grant(session, row.id, Grant(role=role))
        with services.database.reading() as session:
            found = person_of(services, session, row.id)
        assert found is not None
        return found

    def documents(self, story: Story) -> Iterator[Made]:
        """All that a case makes, from its first paper to its last."""
        if story.repeat:
            self._taken_in(story)
            self._passes(days=9)
        case = self._taken_in(story)
        if case.kind is not story.matter.kind:
            self._try(override_slots, case.number, Override(kind=story.matter.kind), actor=self.clerk)
        self._try(correcting.confirm, case.number, actor=self.clerk)
        if not story.matter.kind.is_matter and case.kind is story.matter.kind:
            self._try(no_complaint.thank, case.number, actor=self.clerk)
        self.house.work()
        yield from self._acknowledged(story, case)
        if not story.matter.kind.is_matter:
            return
        if story.grave:
            self._try(confirm_grade, case.number, Grade.A, actor=self.manager)
        self._try(case_work.set_validity, case.number, Validity.VALID, "经核实属实", actor=self.clerk)
        self._looked_into(story, case, story.matter.found)
        yield self._draft(story, case, LetterKind.DEPARTMENT_NOTICE)
        if story.grave:
            self._try(gravity.report, case.number, "维保单位已到场，今日完成检测。", actor=self.clerk)
            yield self._draft(story, case, LetterKind.PROGRESS_REPORT)
        yield from self._answered(story, case, story.matter.found, story.matter.result)
        yield self._draft(story, case, LetterKind.RECORD_FORM)
        if story.again:
            yield from self._second_round(story, case)

    def of_group(self, stories: Sequence[Story]) -> Iterator[Made]:
        """What the neighbours get for one matter: a letter each, and a notice to post up."""
        found = [self._taken_in(story, days=0) for story in stories]
        group = self.house.ask(lambda session: store_groups.get(session, GROUP))
        if group is None:
            self.refused.append(f"{GROUP} was not proposed")
            return
        self._try(acts.confirm, GROUP, actor=self.clerk)
        lead, story = found[0], stories[0]
        self._try(case_work.set_validity, lead.number, Validity.VALID, "经核实属实", actor=self.clerk)
        self._looked_into(story, lead, story.matter.found)
        self._try(case_work.measures_done, lead.number, story.matter.result, actor=self.clerk)
        with self.services.database.reading() as session:
            now = cases.get_case(session, lead.number)
            assert now is not None
            said = texts.proposed_text(self.services, session, now, now.topic or "")
        said = _replied(said, story, story.matter.found, story.matter.result)
        texts.write(self.services, GROUP, said, notice=NOTICE, actor=self.clerk, seen=None)
        self._try(serial.write_all, GROUP, actor=self.clerk)
        for one, case in zip(stories, found, strict=True):
            replies = [letter for letter in self.house.letters(case) if letter.kind is LetterKind.REPLY]
            yield from (self._made(one, self._now(case), letter) for letter in replies)
        yield self._made(story, self._now(lead), draft_notice(self.services, GROUP, actor=self.clerk))

    def _second_round(self, story: Story, case: CaseRow) -> Iterator[Made]:
        self._passes(days=6)
        self._try(case_work.take, case.number, Act.NEW_ROUND, actor=self.supervisor, reason="住户回访不满意")
        again = self._now(case)
        if again.reply_round == case.reply_round:
            return
        self._looked_into(
            story,
            again,
            "复查发现首次处理没有彻底，" + story.matter.found,
            plan=("请厂家到场复检", *story.matter.measures),
        )
        yield from self._answered(story, again, "厂家到场复检，确认问题重复出现", "厂家更换全部部件，复检合格")
        yield self._draft(story, again, LetterKind.RECORD_FORM)

    def _taken_in(self, story: Story, *, days: int = 1) -> CaseRow:
        self._passes(days=days)
        if story.channel is Channel.EMAIL:
            sender = f"{story.by.name} <resident{story.number}@example.com>"
            files = [
                (f"现场照片{at}.jpg", b"\xff\xd8 no picture", "image/jpeg") for at in range(1, min(story.files, 4) + 1)
            ]
            self.house.mail(story.matter.about, story.words, sender=sender, found="dmarc=pass", attach=files)
            self.house.work()
            case = self.house.cases()[-1]
        else:
            case = self._registered(story)
            self.house.work()
        for at in range(story.files):
            handed = evidence.Handed(name=f"住户提供的现场照片第{at + 1}张.jpg", data=f"{story.number} {at}".encode())
            about = evidence.About(source=EvidenceSource.RESIDENT)
            self._try(evidence.add, case.number, (handed,), about, actor=self.clerk)
        return self._now(case)

    def _registered(self, story: Story) -> CaseRow:
        by = story.by
        who = Correction(
            name=by.name + by.title if by.name else None,
            phone=by.phone or None,
            project=by.project,
            building=by.building,
            unit=by.unit,
            room=by.room,
        )
        record = Record(
            key=UUID(int=len(self.house.cases()) + 1).hex,
            channel=story.channel,
            received=self.services.now(),
            about=story.matter.about,
            facts=story.words,
            demand=story.matter.demand,
            who=who,
            evidence=(Evidence(name="登记附件.pdf", data=b"%PDF-1.4 none"),) if story.files else (),
        )
        return register(self.services, record, actor=self.clerk).case

    def _acknowledged(self, story: Story, case: CaseRow) -> Iterator[Made]:
        for letter in self.house.letters(case):
            if letter.kind is LetterKind.ACKNOWLEDGEMENT and letter.docx_sha:
                yield self._made(story, case, letter)

    def _looked_into(self, story: Story, case: CaseRow, found: str, plan: tuple[str, ...] = ()) -> None:
        seen = self._version(case)
        investigation = Investigation(
            by="周海", visited_on=self.today, company="工程部赵志强", findings=found, responsibility="物业服务"
        )
        self._try(recording.save_investigation, case.number, investigation, actor=self.clerk, seen=seen)
        self._try(recording.sign_investigation, case.number, actor=self.clerk, seen=self._version(case))
        measures = tuple(
            Measure(
                what=what,
                department=story.matter.department,
                owner="赵志强",
                due=self.today + timedelta(days=3 + at),
            )
            for at, what in enumerate(plan or story.matter.measures)
        )
        with self.services.database.reading() as session:
            last = [one.version for one in store_plans.of_case(session, case.id)]
        seen = last[-1] if last else None
        saved = self._try(
            plans.save_plan,
            case.number,
            opinion="同意所拟措施，抓紧落实，处理情况及时告知住户。",
            measures=measures,
            actor=self.clerk,
            seen=seen,
        )
        version = saved.version if isinstance(saved, PlanRow) else (seen or 0)
        self._try(plans.submit_plan, case.number, version, actor=self.clerk)
        self._try(plans.approve_plan, case.number, version, actor=self.supervisor)
        if self._now(case).grade.grave:
            self._try(plans.approve_plan, case.number, version, actor=self.manager)

    def _answered(self, story: Story, case: CaseRow, found: str, result: str) -> Iterator[Made]:
        matter, kind = story.matter, story.number % 4
        self._passes(days=1)
        if kind == 1:
            yield self._composed(
                story, case, LetterKind.INTERIM, lambda said: replace(said, done=said.done or (found,))
            )
        if kind == 3:
            yield self._composed(story, case, LetterKind.EXPLANATION, _explained(found))
        if case.reply_round == 1:
            self._try(
                case_work.department_report, case.number, matter.department, matter.result, actor=self.clerk, done=True
            )
        self._passes(days=2)
        self._try(case_work.measures_done, case.number, result, actor=self.clerk)
        yield self._composed(story, case, LetterKind.REPLY, lambda said: _replied(said, story, found, result))
        self._try(case_work.result_told, case.number, "电话告知结果，住户表示知道了。", actor=self.clerk)
        outcome = VisitOutcome.DISSATISFIED if story.again and case.reply_round == 1 else VisitOutcome.SATISFIED
        self._try(case_work.record_visit, case.number, outcome, "电话回访，住户已说明意见。", actor=self.clerk)

    def _composed(
        self, story: Story, case: CaseRow, kind: LetterKind, said: Callable[[Composition], Composition]
    ) -> Made:
        letter = draft(self.services, case.number, kind, actor=self.clerk)
        now = self._now(case)
        with self.services.database.reading() as session:
            proposed = composing.composition_of(self.services, session, now, letter)
        composed = said(proposed)
        if kind is LetterKind.INTERIM:
            composed = replace(
                composed, next_answer=self.today + timedelta(days=5), pending=composed.pending or ("等待配件到货",)
            )
        kept = composing.compose(self.services, letter.id, composed, actor=self.clerk, seen=letter.docx_sha or "")
        return self._made(story, now, kept)

    def _draft(self, story: Story, case: CaseRow, kind: LetterKind) -> Made:
        return self._made(story, self._now(case), draft(self.services, case.number, kind, actor=self.clerk))

    def _made(self, story: Story, case: CaseRow, letter: LetterRow) -> Made:
        docx = self.services.archive.get(letter.docx_sha or "")
        return Made(story=story, kind=letter.kind, round=letter.round, docx=docx, letter=letter, case=case)

    def _try(self, act: Callable[..., object], number: str, *given: object, **named: object) -> object:
        """An act that the course of this case may not allow: then it is left out, and said."""
        try:
            return act(self.services, number, *given, **named)
        except Refused as refused:
            self.refused.append(f"{number} {act.__name__}: {refused}")
            return None

    def _version(self, case: CaseRow) -> int:
        row = self.house.ask(lambda session: case_records.latest(session, case.id))
        return row.version if row else 0

    def _passes(self, **time: float) -> None:
        self.house.time[0] += timedelta(**time)

    def _now(self, case: CaseRow) -> CaseRow:
        found = self.house.ask(lambda session: cases.get_case(session, case.id))
        assert isinstance(found, CaseRow)
        return found

    @property
    def today(self) -> date:
        """By the office's clock."""
        return self.services.now().astimezone(self.services.zone).date()


def _replied(said: Composition, story: Story, found: str, result: str) -> Composition:
    matter = story.matter
    first = said.matters[0] if said.matters else ComposedMatter(name="来信反映的事项")
    unmet = matter.met is not Met.MET
    filled = replace(
        first,
        demand=first.demand or matter.demand,
        findings=found if not first.findings else first.findings,
        result=first.result or result,
        met=matter.met,
        why=matter.why if unmet else "",
    )
    rest = [
        replace(
            one,
            findings=one.findings or f"关于{one.name}，我们查阅了登记和值班记录，情况属实",
            result=one.result or f"{one.name}一项已由专人跟进",
            met=Met.MET,
            why="",
        )
        for one in said.matters[1:]
    ]
    return replace(
        said, matters=(filled, *rest), following="处理后一个月内，我们会再次上门查看" if story.number % 3 else ""
    )


def _explained(found: str) -> Callable[[Composition], Composition]:
    return lambda said: replace(
        said,
        findings=found,
        conclusion="目前尚未解决",
        reason="配件须由厂家定制，到货前无法更换",
        remedy="到货之前，我们每天安排人员查看，并为行动不便的住户提供帮助",
        authority="",
    )
