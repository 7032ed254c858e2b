"""The queue: what waits for whom, in which order, page by page, and never a case that the person may not see."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert
from sqlalchemy.orm import Session
from store_samples import NOW, a_case, a_deadline, a_letter, an_intake

from domain.approval import Steps
from domain.codes import (
    CaseState,
    ClockName,
    ClockState,
    Department,
    Grade,
    IntakeState,
    LetterKind,
    LetterState,
    Role,
    Urgency,
    VisitOutcome,
    Way,
)
from domain.labels import WAITING
from domain.staff import Grant, Person
from domain.waiting import WAITS_FOR, Waiting
from domain.work_codes import EditHow, PlanState, Subject, Verdict
from store import cases, clocks, edits, letters
from store.case_tables import NEVER
from store.cases import CaseRow
from store.database import Database
from store.desk_tables import approval, plan
from store.letters import LetterRow
from store.queue import counts, queue
from store.queue_conditions import Scope
from store.queue_items import Cursor, QueueFilter

_LETTERS = {LetterKind.REPLY: Steps(ordinary=(Role.SUPERVISOR,), grave=(Role.SUPERVISOR, Role.MANAGER))}


def scope_of(*grants: Grant, login: str = "me", **values: Any) -> Scope:
    person = Person(id=1, login=login, name="我", grants=grants)
    given: dict[str, Any] = {"now": NOW, "overdue": {}, "letters": _LETTERS}
    return Scope(person=person, **{**given, **values})


CLERK = scope_of(Grant(role=Role.CLERK))
SUPERVISOR = scope_of(Grant(role=Role.SUPERVISOR))
MANAGER = scope_of(Grant(role=Role.MANAGER))
ALL = QueueFilter(mine=False)


def due_in(session: Session, case: CaseRow, hours: int, clock: ClockName = ClockName.REPLY) -> CaseRow:
    """The case with a running clock that is due so many hours from NOW."""
    clocks.start(session, case.intake_id, case.id, 1, [a_deadline(clock, hours)])
    return case


def numbers(session: Session, scope: Scope, wanted: QueueFilter | None = None, **values: Any) -> list[str | None]:
    return [item.number for item in queue(session, scope, wanted, **values)]


def why(session: Session, scope: Scope, case: CaseRow) -> tuple[Waiting, ...]:
    """The reasons for which a case waits for that person; empty if it does not."""
    return next((item.why for item in queue(session, scope) if item.number == case.number), ())


def test_the_nearest_clock_comes_first_and_what_has_none_comes_last(database: Database) -> None:
    with database.transaction() as session:
        calm = a_case(session, "1:1")
        soon = due_in(session, a_case(session, "1:2"), 5)
        late = due_in(session, a_case(session, "1:3"), -5)
        older = a_case(session, "1:4", received_at=NOW - timedelta(days=1))
        assert numbers(session, CLERK, ALL) == [late.number, soon.number, older.number, calm.number]


def test_a_case_stands_where_its_nearest_running_clock_is_due(database: Database) -> None:
    with database.transaction() as session:
        one = due_in(session, due_in(session, a_case(session, "1:1"), 10), 2, ClockName.REGISTER)
        other = due_in(session, a_case(session, "1:2"), 5)
        first = queue(session, CLERK, ALL)[0]
        assert (first.number, first.nearest and first.nearest.clock) == (one.number, ClockName.REGISTER)
        clocks.stop(session, one.id, ClockName.REGISTER, NOW, "wang")
        assert numbers(session, CLERK, ALL) == [other.number, one.number]
        running = clocks.of_case(session, other.id)[0]
        clocks.change(session, running.id, ClockState.RUNNING, due_at=NOW + timedelta(days=9))
        assert numbers(session, CLERK, ALL) == [one.number, other.number]
        clocks.stop(session, one.id, ClockName.REPLY, NOW, "wang")
        assert queue(session, CLERK, ALL)[-1].nearest is None


def test_an_intakes_clocks_are_the_cases_once_it_has_one(database: Database) -> None:
    with database.transaction() as session:
        case = a_case(session)
        clocks.start(session, case.intake_id, None, 1, [a_deadline(ClockName.REGISTER, 3)])
        assert queue(session, CLERK, ALL)[0].cursor.due_at == NEVER
        clocks.attach(session, case.intake_id, case.id)
        assert queue(session, CLERK, ALL)[0].cursor.due_at == NOW + timedelta(hours=3)


def test_what_is_no_case_yet_stands_in_the_same_order(database: Database) -> None:
    with database.transaction() as session:
        late = due_in(session, a_case(session, "1:1"), -1)
        waiting = an_intake(session, "1:2", state=IntakeState.AWAITING_PERSON, subject="投诉", sender="w@example.com")
        clocks.start(session, waiting.id, None, 1, [a_deadline(ClockName.REGISTER, 2)])
        an_intake(session, "1:3", state=IntakeState.IGNORED)
        soon = due_in(session, a_case(session, "1:4"), 3)
        items = queue(session, CLERK)
        assert [(item.number, item.intake_id) for item in items] == [
            (late.number, late.intake_id),
            (None, waiting.id),
            (soon.number, soon.intake_id),
        ]
        assert (items[1].subject, items[1].sender, items[1].why) == ("投诉", "w@example.com", (Waiting.INTAKE,))
        assert numbers(session, SUPERVISOR) == []
        assert len(queue(session, SUPERVISOR, ALL)) == 3
        assert len(queue(session, CLERK, QueueFilter(waiting=(Waiting.INTAKE,)))) == 1


def test_pages_follow_each_other_without_gap_or_double(database: Database) -> None:
    with database.transaction() as session:
        for number in range(12):
            case = a_case(session, f"1:{number}")
            if number % 4:
                due_in(session, case, number % 3)
            if number % 6 == 1:
                cases.update_case(session, case.id, urgency=Urgency.URGENT)
            if number % 5 == 0:
                alarms = ("火情",) if number else ()
                waiting = an_intake(session, f"2:{number}", state=IntakeState.QUARANTINED, alarms=alarms)
                clocks.start(session, waiting.id, None, 1, [a_deadline(ClockName.REGISTER, number % 2)])
        whole = queue(session, CLERK, ALL, limit=100)
        found, after = [], None
        while page := queue(session, CLERK, ALL, limit=2, after=after):
            found += page
            after = Cursor.parse(str(page[-1].cursor))
        assert len(whole) == 15
        assert tuple(found) == whole


def test_the_urgent_stand_before_all_others_until_they_are_handled(database: Database) -> None:
    with database.transaction() as session:
        late = due_in(session, a_case(session, "1:1"), -5)
        urgent = due_in(session, a_case(session, "1:2", urgency=Urgency.URGENT, alarms=("火情",)), 3)
        danger = an_intake(session, "1:3", state=IntakeState.AWAITING_PERSON, alarms=("有人被困",))
        waiting = an_intake(session, "1:4", state=IntakeState.AWAITING_PERSON)
        items = queue(session, CLERK, ALL)
        assert [(item.intake_id, item.alarms) for item in items] == [
            (urgent.intake_id, ("火情",)),
            (danger.id, ("有人被困",)),
            (late.intake_id, ()),
            (waiting.id, ()),
        ]
        assert [item.urgency for item in items][:2] == [Urgency.URGENT, Urgency.URGENT]
        assert Waiting.ALARM in why(session, MANAGER, urgent)
        assert counts(session, SUPERVISOR)[Waiting.ALARM] == 1
        cases.update_case(session, urgent.id, state=CaseState.DONE)
        assert [item.intake_id for item in queue(session, CLERK, ALL)][:2] == [danger.id, late.intake_id]
        assert counts(session, SUPERVISOR)[Waiting.ALARM] == 0


@pytest.mark.parametrize(
    "text", ["", "a~b~1~0~2", "2026-01-01~2026-01-01~1~0~2", "2026-01-01T00:00Z~2026-01-01T00:00Z~7~0~1"]
)
def test_a_place_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Cursor.parse(text)


def test_a_person_sees_the_cases_of_their_projects_and_those_of_none(database: Database) -> None:
    with database.transaction() as session:
        here = due_in(session, a_case(session, "1:1", project="阳光花园"), 1)
        due_in(session, a_case(session, "1:2", project="翠湖苑"), 2)
        nowhere = due_in(session, a_case(session, "1:3"), 3)
        an_intake(session, "2:1", state=IntakeState.QUARANTINED, project="翠湖苑")
        clerk = scope_of(Grant(role=Role.CLERK, project="阳光花园"))
        assert numbers(session, clerk) == numbers(session, clerk, ALL) == [here.number, nowhere.number]
        assert counts(session, clerk)[Waiting.INTAKE] == 0
        assert queue(session, scope_of(Grant(role=Role.ADMIN)), ALL) == ()
        assert counts(session, scope_of(Grant(role=Role.ADMIN))) == {}


def test_a_departments_person_sees_its_cases_alone(database: Database) -> None:
    with database.transaction() as session:
        ours = a_case(session, "1:1", departments=(Department.SECURITY, Department.ENGINEERING))
        a_case(session, "1:2", departments=(Department.FINANCE,))
        done = a_case(session, "1:3", departments=(Department.SECURITY,), state=CaseState.DONE)
        an_intake(session, "2:1", state=IntakeState.QUARANTINED)
        for case, department in ((ours, Department.SECURITY), (done, Department.SECURITY), (done, Department.FINANCE)):
            notice = {"kind": LetterKind.DEPARTMENT_NOTICE, "department": department, "state": LetterState.APPROVED}
            a_letter(session, case, **notice, version=len(letters.of_case(session, case.id)) + 1)
        guard = scope_of(Grant(role=Role.DEPARTMENT, department=Department.SECURITY))
        assert numbers(session, guard) == [ours.number]
        assert why(session, guard, ours) == (Waiting.DEPARTMENT,)
        assert set(numbers(session, guard, ALL)) == {ours.number, done.number}
        assert counts(session, guard) == {Waiting.DEPARTMENT: 1}


def test_filed_cases_are_left_out_unless_asked_for_and_then_come_last(database: Database) -> None:
    with database.transaction() as session:
        filed = a_case(session, "1:1", state=CaseState.FILED)
        there = due_in(session, a_case(session, "1:2"), 3)
        assert numbers(session, CLERK, ALL) == [there.number]
        assert numbers(session, CLERK, QueueFilter(mine=False, filed=True)) == [there.number, filed.number]
        assert numbers(session, CLERK, QueueFilter(mine=False, states=(CaseState.FILED,))) == [filed.number]


@pytest.mark.parametrize(
    ("wanted", "other"),
    [
        ({"project": "翠湖苑"}, {"project": "阳光花园"}),
        ({"grade": Grade.B}, {"grade": Grade.C}),
        ({"states": (CaseState.DONE,)}, {"state": CaseState.NEW}),
        ({"department": Department.FINANCE}, {"departments": (Department.SECURITY,)}),
    ],
)
def test_filters_leave_out_what_is_not_asked_for(database: Database, wanted: Any, other: Any) -> None:
    values = {
        "project": "翠湖苑",
        "grade": Grade.B,
        "state": CaseState.DONE,
        "departments": (Department.ENGINEERING, Department.FINANCE),
    }
    with database.transaction() as session:
        found = a_case(session, "1:1", **values)
        a_case(session, "1:2", **{**values, **other})
        assert numbers(session, CLERK, QueueFilter(mine=False, **wanted)) == [found.number]


def test_overdue_alone(database: Database) -> None:
    with database.transaction() as session:
        late = due_in(session, a_case(session, "1:1"), -1)
        due_in(session, a_case(session, "1:2"), 1)
        assert numbers(session, CLERK, QueueFilter(mine=False, overdue=True)) == [late.number]


def test_an_overrun_climbs_its_rungs(database: Database) -> None:
    with database.transaction() as session:
        late = due_in(session, a_case(session), -3)
        reached = {Role.SUPERVISOR: NOW, Role.MANAGER: NOW - timedelta(hours=4)}
        assert why(session, scope_of(Grant(role=Role.SUPERVISOR), overdue=reached), late) == (Waiting.OVERDUE,)
        assert why(session, scope_of(Grant(role=Role.MANAGER), overdue=reached), late) == ()


VISITED: dict[str, Any] = {"state": CaseState.VISITED}
FED_BACK: dict[str, Any] = {"state": CaseState.FED_BACK}
CASES: list[tuple[Waiting, dict[str, Any], dict[str, Any]]] = [
    (Waiting.DOUBT, {"needs_person": True}, {"needs_person": False}),
    (Waiting.CALL, {"state": CaseState.NEEDS_CALL}, {"state": CaseState.ACCEPTED}),
    (Waiting.GRADE, {"grade": Grade.A}, {"grade": Grade.A, "state": CaseState.DONE}),
    (Waiting.PLAN, {"grade": Grade.B}, {"grade": Grade.C}),
    (Waiting.FEEDBACK, {"state": CaseState.DONE}, {"state": CaseState.FED_BACK}),
    (Waiting.VISIT, {"state": CaseState.FED_BACK}, {"state": CaseState.VISITED}),
    (Waiting.VISIT, {"state": CaseState.FED_BACK}, {"state": CaseState.FED_BACK, "visit": VisitOutcome.REFUSED}),
    (Waiting.ROUND, VISITED | {"visit": VisitOutcome.DISSATISFIED}, VISITED | {"visit": VisitOutcome.SATISFIED}),
    (Waiting.ROUND, VISITED | {"visit": VisitOutcome.PARTLY}, VISITED),
    (Waiting.UNVISITED, FED_BACK | {"visit": VisitOutcome.UNREACHABLE}, FED_BACK),
    (Waiting.UNVISITED, VISITED | {"visit": VisitOutcome.ANONYMOUS}, VISITED | {"visit": VisitOutcome.PARTLY}),
    (Waiting.FILE, {"state": CaseState.VISITED}, {"state": CaseState.FILED}),
    (Waiting.FILE, VISITED | {"visit": VisitOutcome.SATISFIED}, VISITED | {"visit": VisitOutcome.DISSATISFIED}),
]


@pytest.mark.parametrize(("waiting", "waits", "done"), CASES)
def test_what_the_case_itself_waits_for(database: Database, waiting: Waiting, waits: Any, done: Any) -> None:
    scope = scope_of(*(Grant(role=role) for role in WAITS_FOR[waiting]))
    with database.transaction() as session:
        one = a_case(session, "1:1", **waits)
        a_case(session, "1:2", **done)
        assert numbers(session, scope, QueueFilter(waiting=(waiting,))) == [one.number]
        assert waiting in why(session, scope, one)
        assert counts(session, scope)[waiting] == 1


LETTERS: list[tuple[Waiting, dict[str, Any], dict[str, Any]]] = [
    (Waiting.HELD, {"held": "转发来件"}, {"held": None}),
    (Waiting.RETURNED, {"state": LetterState.RETURNED}, {"state": LetterState.SUBMITTED}),
    (Waiting.SEAL, {"state": LetterState.APPROVED, "error": "未能用印"}, {"state": LetterState.APPROVED}),
    (Waiting.POST, {"state": LetterState.PRINTED}, {"state": LetterState.POSTED}),
    (Waiting.IN_DOUBT, {"state": LetterState.IN_DOUBT}, {"state": LetterState.SENT}),
    (Waiting.BOUNCED, {"state": LetterState.BOUNCED}, {"state": LetterState.VOID}),
    (
        Waiting.PRINT,
        {"state": LetterState.QUEUED, "way": Way.PRINT, "to_address": "w@example.com"},
        {"state": LetterState.QUEUED, "way": Way.MAIL, "to_address": "w@example.com"},
    ),
]


@pytest.mark.parametrize(("waiting", "waits", "done"), LETTERS)
def test_what_a_letter_waits_for(database: Database, waiting: Waiting, waits: Any, done: Any) -> None:
    with database.transaction() as session:
        one, other = a_case(session, "1:1"), a_case(session, "1:2")
        for case, values in ((one, waits), (other, done)):
            state_and(session, case, **{"kind": LetterKind.ACKNOWLEDGEMENT, **values})
        assert numbers(session, CLERK, QueueFilter(waiting=(waiting,))) == [one.number]
        assert counts(session, CLERK)[waiting] == 1


def state_and(session: Session, case: CaseRow, **values: Any) -> LetterRow:
    """A letter of the case, in whatever state."""
    later = {name: values.pop(name) for name in ("way", "error") if name in values}
    row = a_letter(session, case, **values)
    if later:
        letters.advance(session, row.id, row.state, row.state, **later)
    return row


def test_a_letter_that_was_written_anew_waits_no_more(database: Database) -> None:
    with database.transaction() as session:
        case = a_case(session)
        state_and(session, case, kind=LetterKind.REPLY, state=LetterState.BOUNCED)
        assert why(session, CLERK, case) == (Waiting.BOUNCED,)
        state_and(session, case, kind=LetterKind.REPLY, state=LetterState.SENT, version=2)
        assert why(session, CLERK, case) == ()


def test_a_reply_is_to_be_written_until_one_is_on_its_way(database: Database) -> None:
    with database.transaction() as session:
        case = due_in(session, a_case(session), 5)
        reply = state_and(session, case, kind=LetterKind.REPLY)
        assert why(session, CLERK, case) == (Waiting.DRAFT,)
        letters.advance(session, reply.id, LetterState.DRAFT, LetterState.SUBMITTED)
        assert why(session, CLERK, case) == ()
        clocks.stop(session, case.id, ClockName.REPLY, NOW, "wang")
        letters.advance(session, reply.id, LetterState.SUBMITTED, LetterState.SENT)
        assert counts(session, CLERK)[Waiting.DRAFT] == 0


def test_household_and_matter_are_to_be_confirmed_while_that_clock_runs(database: Database) -> None:
    with database.transaction() as session:
        case = due_in(session, a_case(session), 5, ClockName.REGISTER)
        assert why(session, CLERK, case) == (Waiting.REGISTER,)


def test_a_confirmed_grade_and_an_approved_plan_wait_no_more(database: Database) -> None:
    both = scope_of(Grant(role=Role.CLERK), Grant(role=Role.SUPERVISOR))
    with database.transaction() as session:
        case = a_case(session, grade=Grade.A)
        assert why(session, both, case) == (Waiting.GRADE, Waiting.PLAN)
        due_in(session, case, 5, ClockName.PROGRESS)
        a_plan(session, case, state=PlanState.APPROVED)
        assert why(session, both, case) == (Waiting.PROGRESS,)


def test_a_letter_waits_for_the_role_of_its_step(database: Database) -> None:
    with database.transaction() as session:
        plain = a_case(session, "1:1")
        grave = a_case(session, "1:2", grade=Grade.A)
        for case in (plain, grave):
            state_and(session, case, kind=LetterKind.REPLY, state=LetterState.SUBMITTED)
        letter = letters.of_case(session, grave.id)[0]
        wanted = QueueFilter(waiting=(Waiting.APPROVE_LETTER,))
        service = scope_of(Grant(role=Role.SERVICE_DEPARTMENT))
        assert numbers(session, SUPERVISOR, wanted) == numbers(session, service, wanted) == [plain.number, grave.number]
        assert numbers(session, MANAGER, wanted) == numbers(session, CLERK, wanted) == []
        approve(session, Subject.LETTER, letter.id)
        assert numbers(session, SUPERVISOR, wanted) == [plain.number]
        assert numbers(session, MANAGER, wanted) == [grave.number]
        elsewhere = scope_of(Grant(role=Role.MANAGER, project="翠湖苑"))
        cases.update_case(session, grave.id, project="阳光花园")
        assert numbers(session, elsewhere, wanted) == []


def test_a_voided_approval_counts_no_more(database: Database) -> None:
    with database.transaction() as session:
        case = a_case(session, grade=Grade.B)
        letter = state_and(session, case, kind=LetterKind.REPLY, state=LetterState.SUBMITTED)
        approve(session, Subject.LETTER, letter.id, voided_at=NOW)
        assert why(session, MANAGER, case) == (Waiting.GRADE, Waiting.GRAVE)


def test_nobody_is_asked_to_approve_what_they_edited(database: Database) -> None:
    with database.transaction() as session:
        case = a_case(session)
        letter = state_and(session, case, kind=LetterKind.REPLY, state=LetterState.SUBMITTED)
        edits.add(session, letter.id, at=NOW, who="me", how=EditHow.BLOCKS, docx_sha="f")
        assert why(session, SUPERVISOR, case) == ()
        assert why(session, scope_of(Grant(role=Role.SUPERVISOR), login="other"), case) == (Waiting.APPROVE_LETTER,)


def test_two_steps_are_two_people(database: Database) -> None:
    both = scope_of(Grant(role=Role.SUPERVISOR), Grant(role=Role.MANAGER), login="li")
    with database.transaction() as session:
        case = a_case(session, grade=Grade.A)
        letter = state_and(session, case, kind=LetterKind.REPLY, state=LetterState.SUBMITTED)
        assert Waiting.APPROVE_LETTER in why(session, both, case)
        approve(session, Subject.LETTER, letter.id, person="li")
        assert Waiting.APPROVE_LETTER not in why(session, both, case)
        assert why(session, MANAGER, case) == (Waiting.GRADE, Waiting.APPROVE_LETTER, Waiting.GRAVE)


def test_whoever_submitted_a_letter_is_not_asked_and_whoever_wanted_its_draft_is(database: Database) -> None:
    with database.transaction() as session:
        case = a_case(session)
        letter = state_and(session, case, kind=LetterKind.REPLY)
        edits.add(session, letter.id, at=NOW, who="me", how=EditHow.DRAFTED, docx_sha="f")
        letters.advance(session, letter.id, LetterState.DRAFT, LetterState.SUBMITTED, submitted_by="qian")
        assert why(session, SUPERVISOR, case) == (Waiting.APPROVE_LETTER,)
        letters.advance(session, letter.id, LetterState.SUBMITTED, LetterState.SUBMITTED, submitted_by="me")
        assert why(session, SUPERVISOR, case) == ()


def test_a_further_interim_letter_waits_one_rung_up(database: Database) -> None:
    steps = {LetterKind.INTERIM: Steps(ordinary=(Role.SUPERVISOR,), grave=(Role.SUPERVISOR, Role.MANAGER))}
    supervisor, service, manager = (
        scope_of(Grant(role=role), letters=steps) for role in (Role.SUPERVISOR, Role.SERVICE_DEPARTMENT, Role.MANAGER)
    )
    with database.transaction() as session:
        case = a_case(session)
        for version in range(1, 5):
            newest = state_and(session, case, kind=LetterKind.INTERIM, state=LetterState.SUBMITTED, version=version)
            asked = [scope for scope in (supervisor, service, manager) if why(session, scope, case)]
            rungs = [[supervisor, service], [service], [manager], [manager]]
            assert asked == rungs[version - 1]
            letters.advance(session, newest.id, LetterState.SUBMITTED, LetterState.SENT)


def test_a_plan_waits_for_its_steps_and_never_for_its_author(database: Database) -> None:
    with database.transaction() as session:
        case = a_case(session, grade=Grade.B)
        due_in(session, case, 5, ClockName.PROGRESS)
        plan_id = a_plan(session, case, state=PlanState.SUBMITTED, submitted_by="me")
        supervisor = scope_of(Grant(role=Role.SUPERVISOR), login="other")
        assert why(session, SUPERVISOR, case) == ()
        assert why(session, supervisor, case) == (Waiting.APPROVE_PLAN,)
        assert why(session, scope_of(Grant(role=Role.MANAGER), login="boss"), case) == (Waiting.GRAVE,)
        approve(session, Subject.PLAN, plan_id)
        assert why(session, supervisor, case) == ()
        assert why(session, scope_of(Grant(role=Role.MANAGER), login="boss"), case) == (
            Waiting.APPROVE_PLAN,
            Waiting.GRAVE,
        )


def test_whoever_wrote_at_what_a_plan_came_from_is_not_asked(database: Database) -> None:
    with database.transaction() as session:
        case = a_case(session, grade=Grade.C)
        first = a_plan(session, case, state=PlanState.RETURNED, made_by="me", submitted_by="me")
        a_plan(session, case, state=PlanState.SUBMITTED, version=2)
        assert why(session, SUPERVISOR, case) == ()
        approve(session, Subject.PLAN, first)  # it was approved once, so that the next version is a new start
        assert why(session, SUPERVISOR, case) == (Waiting.APPROVE_PLAN,)


def test_the_badges_count_what_the_queue_lists(database: Database) -> None:
    scope = scope_of(*(Grant(role=role) for role in Role if role is not Role.DEPARTMENT), overdue={Role.CLERK: NOW})
    with database.transaction() as session:
        for number, grade in enumerate(Grade):
            case = due_in(
                session, a_case(session, f"1:{number}", grade=grade, needs_person=number % 2 == 0), number - 2
            )
            state_and(session, case, kind=LetterKind.REPLY, state=list(LetterState)[number])
        an_intake(session, "2:1", state=IntakeState.QUARANTINED)
        found = counts(session, scope)
        assert {name: len(queue(session, scope, QueueFilter(waiting=(name,)))) for name in found} == found
        assert sum(found.values()) > 5


def test_every_reason_waits_for_somebody_and_has_its_word() -> None:
    assert set(WAITS_FOR) == set(WAITING) == set(Waiting)
    assert all(WAITS_FOR.values())


def a_plan(session: Session, case: CaseRow, **values: Any) -> int:
    given: dict[str, Any] = {
        "case_id": case.id,
        "version": 1,
        "made_at": NOW,
        "made_by": "wang",
        "submitted_by": "wang",
    }
    return int(session.execute(insert(plan).returning(plan.c.id), {**given, **values}).scalar_one())


def approve(session: Session, subject: Subject, subject_id: int, **values: Any) -> None:
    given = {
        "subject": subject,
        "subject_id": subject_id,
        "step": 1,
        "role": Role.SUPERVISOR,
        "person": "li",
        "at": NOW,
    }
    session.execute(insert(approval), {**given, "verdict": Verdict.APPROVED, **values})
