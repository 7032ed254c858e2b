"""The page of one case: everything that is known of it, shaped for the template, in as few questions as it takes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from desk.access import Viewer
from desk.views import decided, originals, timeline
from desk.views.advice import Advice, advice
from desk.views.clock_sentence import what_stops
from desk.views.course_line import Stage, course_line
from desk.views.decided import AlarmView, Choice, DoubtView, Ground, Names, Slot
from desk.views.evidence import EvidenceView, evidence_view
from desk.views.grave import GraveView, grave_view
from desk.views.groups import CommonView, GroupView, Repeat, common_view, group_of, repeat_of
from desk.views.ladder import LadderView, ladder_view
from desk.views.lowering import LoweringView, lowering_view
from desk.views.next_step import CaseNow, NextStep, next_steps
from desk.views.originals import OriginalLetter
from desk.views.other_acts import OtherActs, other_acts
from desk.views.overrun import overruns
from desk.views.owner import OwnerView, owner_view
from desk.views.rights import Rights, rights_of
from desk.views.steps import Steps, steps_of
from desk.views.timeline import Entry
from desk.views.typical_cases import BeforeView, before_view
from domain.codes import OPEN_CLOCKS, CaseState, ClockName, ClockState, LetterKind, Role
from domain.events import EventName
from domain.letter_kinds import ANSWERS, INSIDE, LETTERS
from domain.said import Sentence
from domain.work_codes import PlanState
from rules.own_time import own_time
from store import case_views, cases, clocks, directory, events, letters, overrides, people, plans, shared_letters
from store.case_views import CaseView
from store.cases import CaseFilter, CaseRow, DecisionRow
from store.clocks import ClockRow
from store.directory import HouseholdRow
from store.events import EventRow
from store.letters import LetterRow
from store.plans import PlanRow
from workers.casework.course import acts_of
from workers.casework.course_facts import facts_from
from workers.casework.departments import readable
from workers.casework.telling import Words, words
from workers.clocks.case_clocks import spoken_of
from workers.correspondence.acknowledging import acknowledged
from workers.correspondence.approval_steps import standing_of
from workers.correspondence.disclosure import knows
from workers.deciding.group_work import approved_plan, work_of
from workers.instance.services import Services
from workers.queue.to_approve import ToApprove, letter_to_approve, plan_to_approve
from workers.queue.waiting import Level, TimeLeft, time_left
from workers.rulebooks.versions import SHORT

_OTHERS = 12
_HEARD = 6
_THEN = 3


@dataclass(frozen=True, kw_only=True)
class ClockView:
    """A clock and why it runs so long. left: of a running one. stops: what stops an open one, and who must act.

    overrun: whom it was told that it is overdue.
    """

    row: ClockRow
    grounds: tuple[Ground, ...]
    left: TimeLeft | None
    stops: Sentence | None = None
    overrun: Sentence | None = None

    @property
    def open(self) -> bool:
        """Whether it still runs, or will again."""
        return self.row.state in (ClockState.RUNNING, ClockState.PAUSED)


@dataclass(frozen=True, kw_only=True)
class CasePage:
    """One case. version: of what people decided of it so far (`overrides.version`); topic: its name.

    heard: id and name of the topics that were heard in the letter, best first. grade_open: A or B, not confirmed yet.
    """

    case: CaseRow
    topic: str
    course: tuple[Stage, ...]
    rights: Rights
    originals: tuple[OriginalLetter, ...]
    evidence: EvidenceView
    slots: tuple[Slot, ...]
    doubts: tuple[DoubtView, ...]
    advice: Advice | None
    before: BeforeView | None
    alarms: tuple[AlarmView, ...]
    heard: tuple[tuple[str, str], ...]
    grade_open: bool
    lowering: LoweringView | None
    owner: OwnerView
    ladder: LadderView
    grave: GraveView | None
    rulebook: str
    version: int
    clocks: tuple[ClockView, ...]
    steps: Steps
    words: Words
    told: int
    """How many events the case had as the page was made."""
    nexts: tuple[NextStep, ...]
    """What it waits for, this person's turn first."""
    others: OtherActs
    letters: tuple[LetterRow, ...]
    plan: PlanRow | None
    household: HouseholdRow | None
    acknowledged: bool
    """Whether the letter that opened it has an acknowledgement, sent or still to go."""
    may_know: bool
    """Whether letters may say what only the directory knows of the household."""
    neighbours: tuple[CaseRow, ...]
    parent: CaseRow | None
    children: tuple[CaseRow, ...]
    many: GroupView | None
    common: CommonView | None
    """What its group has found and done for it."""
    repeat: Repeat | None
    history: tuple[Entry, ...]
    seen_by: tuple[CaseView, ...]

    @property
    def next(self) -> NextStep:
        """The one thing that is to be done now."""
        return self.nexts[0]

    @property
    def then(self) -> tuple[NextStep, ...]:
        """A few of those that wait beside it, or come after it."""
        return self.nexts[1 : 1 + _THEN]

    @property
    def left(self) -> Mapping[int, TimeLeft]:
        """Clock row → the time that is left, of those that run."""
        return {one.row.id: one.left for one in self.clocks if one.left}

    @property
    def opening(self) -> OriginalLetter:
        """The letter that opened the case: the one that a person may correct."""
        return self.originals[0]

    @property
    def lowerable(self) -> bool:
        """Whether its letters need the manager, and only two heads may change that."""
        return self.case.strictest.grave and self.case.state is not CaseState.FILED

    @property
    def drafts(self) -> tuple[LetterKind, ...]:
        """The letters to the resident that may be asked for."""
        return tuple(sorted(ANSWERS, key=_place))

    @property
    def inside(self) -> tuple[LetterKind, ...]:
        """The papers of the house, beside a notice to each department; progress is reported of A and B (TRADE 6)."""
        grave = self.case.grade.grave
        papers = (kind for kind in INSIDE if not LETTERS[kind].per_department)
        return tuple(sorted((kind for kind in papers if _on_this_page(kind, grave=grave)), key=_place))


def _on_this_page(kind: LetterKind, *, grave: bool) -> bool:
    facts = LETTERS[kind]
    return not facts.group_only and (grave or not facts.grave_only)


def _place(kind: LetterKind) -> tuple[int, str]:
    """Where a letter stands among those that may be asked for."""
    return LETTERS[kind].order, kind


def _reply_due(ticking: Sequence[ClockRow]) -> datetime | None:
    """Until when the resident is answered, as far as that clock runs."""
    due = [row.due_at for row in ticking if row.clock is ClockName.REPLY and row.state in OPEN_CLOCKS]
    return due[-1] if due else None


def case_page(viewer: Viewer, session: Session, case: CaseRow, *, before: bool = False) -> CasePage:
    """The page of a case that the viewer may see. before: with how its matter was answered before."""
    names = names_of(viewer)
    made = cases.decisions_of_case(session, case.id)
    told = events.history(session, case.id)
    held = _held(case, made)
    chosen = _chosen(told)
    rights = rights_of(viewer.person, case.project)
    came = originals.letters_of_case(session, case.id, case.intake_id, made)
    ticking = clocks.of_case(session, case.id)
    logins = {one.login: one.name for one in people.list_people(session)}
    written = [*letters.of_case(session, case.id), *shared_letters.of_case(session, case.id)]
    planned = plans.of_case(session, case.id)
    work = work_of(session, case)
    facts = facts_from(case, history=told, letters=written, clocks=ticking, plans=(*planned, *work.plans), work=work)
    alarms, grade_open = decided.alarms(case, made), case.grade.grave and "grade" not in chosen
    ladder = ladder_view(viewer, session, case, told)
    many = group_of(viewer, session, case)
    now = CaseNow(
        case=case,
        facts=facts,
        clocks=ticking,
        letters=written,
        approvals=_to_approve(viewer, session, written, planned),
        danger=bool(alarms),
        called=any(event.what == EventName.CALL_RECORDED for event in told),
        grade_open=grade_open,
        report_near=_report_near(viewer, ticking),
        handed_up=ladder.handed_up,
        blocked=bool(ladder.blockings),
        proposed=many is not None and many.proposes(case),
    )
    nexts = next_steps(now, viewer.person)
    acts = acts_of(facts, case, viewer.person)
    return CasePage(
        case=case,
        topic=names.topic(case.topic) if case.topic else "",
        course=course_line(case.state, case.received_at, told),
        rights=rights,
        originals=came,
        evidence=evidence_view(session, case, came, viewer.person),
        slots=decided.slots(case, held, names, chosen),
        doubts=decided.doubts(held.decision, names, chosen) if case.needs_person else (),
        advice=advice(viewer.services, session, case, told),
        before=before_view(viewer, session, case) if before else None,
        alarms=alarms,
        heard=tuple((one.topic, names.topic(one.topic)) for one in held.decision.topics[:_HEARD]),
        grade_open=grade_open,
        lowering=lowering_view(session, case, viewer.person),
        owner=owner_view(viewer, session, case),
        ladder=ladder,
        grave=grave_view(viewer, session, case, told, ticking),
        rulebook=held.rulebook[:SHORT],
        version=overrides.version(session, case.id),
        clocks=_clocks(
            viewer,
            ticking,
            made,
            names,
            _stops(viewer, session, case, ticking, written, logins),
            overruns(viewer.services, session, case, ticking, told),
        ),
        steps=steps_of(viewer.person, case, ticking, rights, facts),
        words=words(viewer.services, session, case, reply_due=_reply_due(ticking)),
        told=len(told),
        nexts=nexts,
        others=other_acts(case, acts, ticking, viewer.person, besides=nexts[0].what if nexts[0].mine else None),
        letters=tuple(one for one in written if readable(viewer.person, case.project, one)),
        plan=approved_plan(session, case) or _plan(planned),
        household=directory.get(session, case.household_id) if case.household_id is not None else None,
        acknowledged=acknowledged(session, case),
        may_know=knows(session, case, case.reply_to_email),
        neighbours=_seen(viewer, session, case, CaseFilter(household_id=case.household_id, limit=_OTHERS)),
        parent=_parent(viewer, session, case),
        children=_seen(viewer, session, case, CaseFilter(parent_id=case.id, limit=_OTHERS)),
        many=many,
        common=common_view(viewer, session, work),
        repeat=repeat_of(told),
        history=timeline.entries(told, logins, names),
        seen_by=tuple(case_views.of_case(session, case.id)) if rights.head else (),
    )


def names_of(viewer: Viewer) -> Names:
    """The topics of the live rulebook."""
    return Names(topics=viewer.services.compiled.topics)


def _held(case: CaseRow, made: Sequence[DecisionRow]) -> DecisionRow:
    """The decision that the case stands on."""
    own = [one for one in made if one.id == case.decision_id] or [
        one for one in made if one.intake_id == case.intake_id
    ]
    return own[-1]


def _chosen(history: Sequence[EventRow]) -> Mapping[str, Choice]:
    """Slot → who chose it last, and why."""
    found: dict[str, Choice] = {}
    told = [event for event in history if event.what in (overrides.JUDGED, overrides.GRADE_CONFIRMED)]
    gone = overrides.taken_back({event.seq: event.payload for event in told})
    for event in told:
        if event.payload and event.seq not in gone:
            because = str(event.payload.get("because") or "")
            found |= {slot: Choice(who=event.who, because=because) for slot in event.payload.get("chosen", {})}
    return found


def _clocks(
    viewer: Viewer,
    ticking: Sequence[ClockRow],
    made: Sequence[DecisionRow],
    names: Names,
    stops: Mapping[int, Sentence],
    late: Mapping[int, Sentence],
) -> tuple[ClockView, ...]:
    """Running ones by their due moment, then the others."""
    rows = sorted(ticking, key=lambda row: (row.state not in (ClockState.RUNNING, ClockState.PAUSED), row.due_at))
    left = clocks_left(viewer.services, rows)
    return tuple(
        ClockView(
            row=row,
            grounds=decided.clock_grounds(made, row.intake_id, row.clock, names) if row.round == 1 else (),
            left=left.get(row.id),
            stops=stops.get(row.id),
            overrun=late.get(row.id),
        )
        for row in rows
    )


def _stops(
    viewer: Viewer,
    session: Session,
    case: CaseRow,
    ticking: Sequence[ClockRow],
    held: Sequence[LetterRow],
    logins: Mapping[str, str],
) -> Mapping[int, Sentence]:
    """Clock row → what stops it and who must act, of the open ones."""
    owner = logins.get(case.owner or "", "")

    def next_approval(letter: LetterRow) -> Role | None:
        standing = standing_of(viewer.services, session, case, letter)
        return standing.steps[standing.step] if standing.steps else None

    spoken = spoken_of(session, case)
    said = {
        row.id: what_stops(row, case, held, next_approval, owner, spoken=row.intake_id in spoken) for row in ticking
    }
    return {id_: sentence for id_, sentence in said.items() if sentence is not None}


def _report_near(viewer: Viewer, ticking: Sequence[ClockRow]) -> bool:
    """Whether the day's report to the manager is asked for and nearly due, or overdue."""
    rows = [row for row in ticking if row.clock is ClockName.PROGRESS and row.started_at <= viewer.services.now()]
    return any(left.level is not Level.CALM for left in clocks_left(viewer.services, rows).values())


def clocks_left(services: Services, rows: Sequence[ClockRow]) -> Mapping[int, TimeLeft]:
    """Clock row → the time that is left, of those that run."""
    compiled, now = services.compiled, services.now()
    running = (row for row in rows if row.state is ClockState.RUNNING)
    return {row.id: time_left(own_time(compiled, row.clock), row, now) for row in running}


def _to_approve(
    viewer: Viewer, session: Session, written: Sequence[LetterRow], planned: Sequence[PlanRow]
) -> tuple[ToApprove, ...]:
    """The submitted letters and plans of the case, as they stand before the viewer."""
    found = [letter_to_approve(viewer.services, session, one, viewer.person) for one in written]
    found += [plan_to_approve(viewer.services, session, one, viewer.person) for one in planned]
    return tuple(one for one in found if one is not None)


def _plan(versions: Sequence[PlanRow]) -> PlanRow | None:
    """The plan that counts: the approved one, else the newest that is not void."""
    found = [one for one in versions if one.state is not PlanState.VOID]
    approved = [one for one in found if one.state is PlanState.APPROVED]
    return next(iter(approved or found[::-1]), None)


def _parent(viewer: Viewer, session: Session, case: CaseRow) -> CaseRow | None:
    parent = cases.get_case(session, case.parent_id) if case.parent_id is not None else None
    return parent if parent and viewer.person.sees(parent.project, parent.departments) else None


def _seen(viewer: Viewer, session: Session, case: CaseRow, wanted: CaseFilter) -> tuple[CaseRow, ...]:
    """Other cases that the viewer may see too."""
    if wanted.household_id is None and wanted.parent_id is None:
        return ()
    return tuple(
        one
        for one in cases.list_cases(session, wanted)
        if one.id != case.id and viewer.person.sees(one.project, one.departments)
    )
