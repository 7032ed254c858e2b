"""What the people of the office do, through the product's use cases; letters are rows without paper.

Writing pages is left out: clocks know of a letter that it left the house, which day it promises and whose notice it is.
"""

import random
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pikepdf
from servers import bounces
from servers.house import House
from servers.letters_day import CLERK, MANAGER, SUPERVISOR

from domain.codes import (
    OPEN_CLOCKS,
    Channel,
    Department,
    Grade,
    LetterKind,
    LetterState,
    Urgency,
    Validity,
    VisitOutcome,
    Way,
)
from domain.correction import Correction
from domain.course import Act
from domain.override import Override
from domain.plan import Measure
from domain.staff import HOUSE, operator
from domain.work_codes import Blocker
from store import cases, clocks, directory, letters, lowerings
from store.cases import CaseRow
from store.clocks import ClockRow
from store.directory import HouseholdRow
from store.letters import LetterRow, NewLetter
from workers.casework import lowering
from workers.casework.blocking import block, clear
from workers.casework.case_work import (
    department_report,
    file,
    measures_done,
    record_call,
    record_visit,
    result_told,
    resume,
    set_validity,
    take,
    wait_for_resident,
)
from workers.casework.correcting import confirm, correct
from workers.casework.departments import commit
from workers.casework.gravity import report
from workers.casework.ladder import answer, hand_up
from workers.casework.ladder import take as take_answer
from workers.casework.overriding import confirm_grade, override_slots
from workers.casework.plans import approve_plan, save_plan, submit_plan
from workers.casework.record_signing import sign_record
from workers.correspondence.approving import approved
from workers.figures.rates import RatesAsked, rates_for
from workers.figures.statistics import StatisticsAsked, statistics_for
from workers.instance.pool import Content
from workers.instance.refusals import Refused
from workers.instance.smtp import Delivery, Outcome, SmtpTransport
from workers.instance.stages import AnyStage
from workers.instance.writing_tasks import Painted, paint, write_letter
from workers.intake.register import Record, register
from workers.rulebooks import versions
from workers.sending.dispatch import settle
from workers.sending.printing import mark_posted
from workers.service.housekeeping import look_at_clocks
from workers.service.lanes import lanes
from workers.service.runner import Runner
from year.form import Line
from year.town import Matter, letter

ZONE = ZoneInfo("Asia/Shanghai")


class AtHand:
    """Reads letters in this process; the first letter that is written stands for all, and its page is a blank one."""

    size = 1

    def __init__(self) -> None:
        self._written: object = None
        self._painted = Painted(pdf=_blank_page(), pages=1)

    def map(
        self, function: Callable[..., object], tasks: Iterable[tuple[object, ...]], **_: object
    ) -> Iterator[object]:
        for task in tasks:
            given = [one.read() if isinstance(one, Content) else one for one in task]
            if function is paint:
                yield self._painted
            elif function is write_letter:
                self._written = self._written or function(*given)
                yield self._written
            else:
                yield function(*given)

    def close(self) -> None:
        """There is no process to end."""


class Post(SmtpTransport):
    """Takes every mail."""

    def send(self, *, to_address: str, message: bytes) -> Delivery:
        return Delivery(outcome=Outcome.ACCEPTED, answer="250 2.0.0 OK")


class Office:
    """One instance and its people. Each act is taken at the moment that the instance's clock shows."""

    def __init__(self, house: House, dice: random.Random, due: Callable[[datetime], frozenset[str]]) -> None:
        """due: the stages that have work at a moment."""
        self.house = house
        self.services = house.services
        self.dice = dice
        self._due = due
        self._letters = 0
        self._looked_by: str | None = None
        self._stages = [(stage.name, Runner(self.services, (stage,), name=name)) for name, stage in _road()]
        self._books = house.services.settings.root / "rulebook"

    def now(self) -> datetime:
        """By the wall clock."""
        return self.house.time[0].astimezone(ZONE).replace(tzinfo=None)

    def at(self, moment: datetime) -> None:
        """It is that moment now."""
        self.house.time[0] = moment.replace(tzinfo=ZONE)

    def look(self) -> None:
        """The clocks are looked at, and who is concerned is told."""
        self._looked_by = look_at_clocks(self.services, self._looked_by)
        self.works()

    def works(self) -> None:
        """What is due is worked, stage by stage, until nothing is."""
        while due := self._due(self.now()):
            for name, runner in self._stages:
                if name in due:
                    runner.work_once()

    # Letters come in.

    def mails(self, home: HouseholdRow, what: Matter) -> None:
        """A complaint by mail, worked as far as the machine works it."""
        self.house.mail(what.about, letter(what, home), sender=f"{home.name} <{home.email}>")
        self.works()

    def follows_up(self, number: str, home: HouseholdRow, what: Matter) -> None:
        """The same resident writes again of the same, in answer to what they had from us."""
        case = self.case(number)
        ours = [one for one in self.letters(case) if one.message_id]
        words = f"还是上次反映的事，一直没有解决。{what.facts}{what.demand}。"
        headers = {"In_Reply_To": ours[-1].message_id} if ours else {}
        self.house.mail(f"Re: {what.about} {number}", words, sender=f"{home.name} <{home.email}>", **headers)
        self.works()

    def takes_down(self, home: HouseholdRow, what: Matter, channel: Channel, received: datetime) -> None:
        """A complaint that a clerk registers."""
        self._letters += 1
        record = Record(
            key=f"{self._letters:032x}",
            channel=channel,
            received=received.replace(tzinfo=ZONE),
            about=what.about,
            facts=what.facts,
            demand=what.demand,
            who=Correction(name=home.name, household_id=home.id),
        )
        register(self.services, record, actor=CLERK)
        self.works()

    def bounces(self, one: LetterRow) -> None:
        """The mail server of the resident gives a letter back."""
        self.house.receive(bounces.report(one.message_id or "", to=one.to_address or ""))
        self.works()

    # What is looked up.

    def case(self, number: str) -> CaseRow:
        found = self.house.ask(lambda session: cases.get_case(session, number))
        assert found is not None
        return found

    def form(self, month: datetime) -> dict[tuple[str, str], Line]:
        """The statistics form of a month as the product makes it: class and block → new, tasks, in time, late."""
        asked = StatisticsAsked(month=month.date())
        made = self.house.ask(lambda session: statistics_for(self.services, session, operator(HOUSE), asked))
        found = {
            (str(row.name), period.value): (one.new, one.tasks, one.on_time, one.overdue_done)
            for row in made.rows
            for period, one in row.blocks.items()
        }
        return {key: line for key, line in found.items() if any(line)}

    def rates(self, month: datetime) -> Line:
        """The rates of a month as the product makes them: received, handled, due, in time."""
        asked = RatesAsked(month=month.date())
        made = self.house.ask(lambda session: rates_for(self.services, session, operator(HOUSE), asked)).total
        return made.received, made.handled, made.due, made.in_time

    def letters(self, case: CaseRow) -> list[LetterRow]:
        return self.house.letters(case)

    def running(self, number: str) -> list[ClockRow]:
        """The clocks that are open, as the page of the case shows them."""
        case = self.case(number)
        held = self.house.ask(lambda session: clocks.of_case(session, case.id))
        return [one for one in held if one.state in OPEN_CLOCKS]

    def home(self, household_id: int) -> HouseholdRow:
        found = self.house.ask(lambda session: directory.get(session, household_id))
        assert found is not None
        return found

    # What people do with a case.

    def confirms(self, number: str) -> None:
        confirm(self.services, number, actor=CLERK)

    def calls(self, number: str, *, reached: bool = True) -> None:
        record_call(self.services, number, "已接通" if reached else "无人接听", actor=CLERK, reached=reached)

    def calls_it_urgent(self, number: str) -> None:
        override_slots(self.services, number, Override(urgency=Urgency.URGENT, because="情况紧急"), actor=CLERK)

    def receives_earlier(self, number: str, days: int) -> None:
        """The letter is found to have come so many days before it was entered."""
        day = self.case(number).received_at.astimezone(ZONE).date() - timedelta(days=days)
        received = datetime(day.year, day.month, day.day, tzinfo=ZONE)
        correct(self.services, number, Correction(received=received, received_date_only=True), actor=CLERK)

    def leads(self, number: str, act: Act, reason: str = "") -> None:
        take(self.services, number, act, actor=SUPERVISOR, reason=reason)

    def judges(self, number: str, validity: Validity) -> None:
        set_validity(self.services, number, validity, "经核实", actor=CLERK)

    def confirms_grade(self, number: str, grade: Grade) -> None:
        confirm_grade(self.services, number, grade, actor=MANAGER)

    def plans(self, number: str, due: date) -> None:
        measure = Measure(what="维修", owner="李工", due=due)
        made = save_plan(self.services, number, opinion="维修", measures=(measure,), actor=CLERK, seen=None)
        submit_plan(self.services, number, made.version, actor=CLERK)
        for head in (SUPERVISOR, MANAGER):
            approve_plan(self.services, number, made.version, actor=head)

    def waits(self, number: str) -> None:
        wait_for_resident(self.services, number, "等住户在家", actor=CLERK)

    def goes_on(self, number: str) -> None:
        resume(self.services, number, actor=CLERK)

    def commits(self, number: str, department: Department, start: date, finish: date) -> None:
        commit(self.services, number, department, start=start, finish=finish, actor=CLERK)

    def reports(self, number: str, department: Department, *, done: bool) -> None:
        department_report(self.services, number, department, "已到场", actor=CLERK, done=done)

    def finishes(self, number: str) -> None:
        measures_done(self.services, number, "已修复", actor=CLERK)

    def tells(self, number: str) -> None:
        result_told(self.services, number, "电话告知", actor=CLERK)

    def visits(self, number: str, outcome: VisitOutcome) -> None:
        record_visit(self.services, number, outcome, "回访", actor=CLERK)

    def blocks(self, number: str, department: Department | None = None) -> int:
        """Work cannot go on; what it is that blocks it."""
        return block(self.services, number, "配件缺货", Blocker.SUPPLIER, actor=CLERK, department=department).id

    def clears(self, number: str, blocking: int) -> None:
        clear(self.services, number, blocking, "配件已到", actor=CLERK)

    def hands_up(self, number: str, *, further: bool = False) -> None:
        hand_up(self.services, number, "处理不了", actor=SUPERVISOR if further else CLERK)

    def answers(self, number: str, *, further: bool = False) -> None:
        answer(self.services, number, "照此办理", actor=MANAGER if further else SUPERVISOR)

    def goes_by_the_answer(self, number: str) -> None:
        take_answer(self.services, number, actor=CLERK)

    def wants_lower(self, number: str, grade: Grade, *, manager: bool) -> int | None:
        """One head asks that the case count for less; which wish that is."""
        lowering.ask(self.services, number, grade, "核实后影响不大", actor=MANAGER if manager else SUPERVISOR)
        return self.wish(number)

    def wish(self, number: str) -> int | None:
        """The wish to lower its grade that stands now."""
        case = self.case(number)
        row = self.house.ask(lambda session: lowerings.asked(session, case.id))
        return None if row is None or row.from_grade is not case.strictest else row.id

    def lowers(self, number: str, wish: int, *, manager: bool) -> None:
        lowering.confirm(self.services, number, wish, actor=MANAGER if manager else SUPERVISOR)

    def tells_the_manager(self, number: str) -> bool:
        """The day's progress; whether it could be told: of a filed case there is none."""
        try:
            report(self.services, number, "今日进展", actor=CLERK)
        except Refused:
            return False
        return True

    def signs(self, number: str) -> None:
        sign_record(self.services, number, actor=SUPERVISOR)

    def files(self, number: str) -> bool:
        """Whether it could be filed: not if a further letter came meanwhile."""
        try:
            file(self.services, number, actor=SUPERVISOR, reason="三次未能联系上住户")
        except Refused:
            return False
        return True

    # Letters go out.

    def issues(self, number: str, kind: LetterKind, department: Department | None = None) -> None:
        """A paper of the house is approved: a notice to a department, the day's report to the manager."""
        with self.services.database.transaction() as session:
            case = cases.hold_case(session, number)
            assert case is not None
            made = letters.create(session, self._new(case, self.letters(case), kind, LetterState.SUBMITTED, department))
            approved(self.services, session, made, case, "wang")

    def sends(self, number: str, kind: LetterKind, way: Way, promised: date | None = None) -> LetterRow:
        """A letter to the resident leaves the house, by mail or by post."""
        mail = way is Way.MAIL
        begun = LetterState.SENDING if mail else LetterState.PRINTED
        with self.services.database.transaction() as session:
            case = cases.hold_case(session, number)
            assert case is not None
            made = letters.create(session, self._new(case, self.letters(case), kind, begun, None))
            letters.advance(session, made.id, begun, begun, way=way, promised=promised, printed_at=self.house.time[0])
            if mail:
                settle(self.services, session, made.id, LetterState.SENT, HOUSE, answer="250 2.0.0 OK")
        if not mail:
            mark_posted(self.services, made.id, "", actor=CLERK, on=self.now().date())
        return made

    def _new(
        self, case: CaseRow, held: list[LetterRow], kind: LetterKind, state: LetterState, department: Department | None
    ) -> NewLetter:
        self._letters += 1
        like = [one.version for one in held if one.kind is kind and one.round == case.reply_round]
        return NewLetter(
            case_id=case.id,
            intake_id=case.intake_id,
            kind=kind,
            round=case.reply_round,
            version=max(like, default=0) + 1,
            state=state,
            number=f"物函〔2026〕{100_000 + self._letters}号",
            message_id=f"<year{self._letters}@wuye.example>",
            to_address=case.reply_to_email or case.email,
            department=department,
        )

    # What the admin does.

    def first_rulebook(self) -> None:
        versions.activate_first(self.services.database, self._books, who="admin", now=self.house.time[0])

    def publishes(self, off: Iterable[date], on: Iterable[date]) -> None:
        """The notice of 2027 goes into the rulebook, and the rulebook goes live."""
        path = Path(self._books) / "calendar.yaml"
        year = (
            f"  - {{year: 2027, off: [{', '.join(map(str, sorted(off)))}], on: [{', '.join(map(str, sorted(on)))}]}}\n"
        )
        path.write_text(path.read_text("utf-8").replace("published: []", f"published:\n{year}"), encoding="utf-8")
        services = self.services
        versions.activate(
            services.database,
            self._books,
            who="admin",
            note="放假通知",
            now=self.house.time[0],
            seconds=timedelta(minutes=5).total_seconds(),
        )
        services.live._look_seconds = 0  # the clock of a test does not wait for the wall's


def _road() -> Iterator[tuple[str, AnyStage]]:
    """Every stage once, in the order of the road."""
    seen: set[str] = set()
    for name, stages in lanes().items():
        for stage in stages:
            if stage.name not in seen:
                seen.add(stage.name)
                yield name, stage


def _blank_page() -> bytes:
    made = BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(595, 842))
        pdf.save(made)
    return made.getvalue()
