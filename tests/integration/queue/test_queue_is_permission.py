"""What stands in a person's queue for approval is what they may approve, and nothing else: queue, page and use case
agree, whatever people, roles, deputies, grades and earlier acts there are. Covers store.approval_conditions.
"""

import random
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from servers.house import NOW, House

from domain.codes import (
    CaseState,
    Category,
    Channel,
    Department,
    Grade,
    Kind,
    LetterKind,
    LetterState,
    Role,
    Urgency,
    Way,
)
from domain.decision import DecisionInput
from domain.plan import Measure
from domain.staff import Grant, Person
from domain.waiting import Waiting
from domain.work_codes import PlanState, Subject, Verdict
from rules.decide import decide
from store import approvals, cases, edits, intake, letters, lowerings, plans
from store.approvals import NewApproval
from store.cases import CaseRow, NewCase
from store.intake import NewIntake
from store.letters import NewLetter
from store.lowerings import NewLowering
from store.plans import NewPlan
from store.queue import queue
from store.queue_items import QueueFilter
from workers.casework import lowering
from workers.casework.plans import approve_plan, return_plan
from workers.correspondence.approving import approve, return_
from workers.instance.refusals import Refused
from workers.queue.to_approve import to_approve
from workers.queue.waiting import scope_of

LOGINS = ("chen", "fang", "li", "qian", "sun", "wang", "zhao")
PROJECTS = (None, "阳光花园", "月亮湾")
ROLES = (
    Role.CLERK,
    Role.DEPARTMENT,
    Role.SUPERVISOR,
    Role.SUPERVISOR,
    Role.SERVICE_DEPARTMENT,
    Role.MANAGER,
    Role.ADMIN,
)
KINDS = (LetterKind.REPLY, LetterKind.INTERIM, LetterKind.EXPLANATION, LetterKind.DEPARTMENT_NOTICE)
WORDS = {Waiting.APPROVE_LETTER: "letter", Waiting.APPROVE_PLAN: "plan", Waiting.LOWER: "lowering"}


@dataclass
class Office:
    """A random office: people, cases, letters, plans and wishes to lower, with earlier acts of theirs."""

    house: House
    chance: random.Random
    people: list[Person] = field(default_factory=list)

    def fill(self, many: int) -> None:
        self.people = [self._person(login) for login in LOGINS for _ in range(2)]
        with self.house.services.database.transaction() as session:
            for number in range(many):
                case = self._case(session, number)
                for kind in self.chance.sample(KINDS, self.chance.randint(0, 2)):
                    self._letter(session, case, kind)
                self._plans(session, case)
                if case.strictest in (Grade.A, Grade.B) and self.chance.random() < 0.5:
                    self._wish(session, case)

    def _person(self, login: str) -> Person:
        grants = tuple(self._grant(login) for _ in range(self.chance.randint(1, 3)))
        return Person(id=0, login=login, name=login, grants=grants)

    def _grant(self, login: str) -> Grant:
        role, others = self.chance.choice(ROLES), [one for one in LOGINS if one != login]
        return Grant(
            role=role,
            project=self.chance.choice(PROJECTS),
            department=Department.ENGINEERING if role is Role.DEPARTMENT else None,
            deputy_of=self.chance.choice(others) if self.chance.random() < 0.4 else None,
        )

    def _case(self, session, number: int) -> CaseRow:
        new = NewIntake(source="x", source_key=f"{number}", size=1, received_at=NOW, first_seen_at=NOW)
        (row,) = intake.enter(session, new)
        grade = self.chance.choice(tuple(Grade))
        made = NewCase(
            intake_id=row.id,
            channel=Channel.EMAIL,
            received_at=NOW,
            opened_at=NOW,
            category=Category.BUILDING,
            topic="roof_leak",
            departments=(Department.ENGINEERING,),
            grade=grade,
            urgency=Urgency.ORDINARY,
            kind=Kind.COMPLAINT,
            project=self.chance.choice(PROJECTS),
        )
        case = cases.open_case(session, made)
        book = self.house.services.compiled.rulebook
        cases.keep_rulebook(session, book.sha256, book.name, book.texts, NOW)
        given = DecisionInput(text="电梯坏了", received=NOW)
        decision = decide(self.house.services.compiled, given)
        kept = {"made_at": NOW, "made_by": "huihan", "input": given, "decision": decision}
        cases.save_decision(session, intake_id=row.id, case_id=case.id, **kept)
        if self.chance.random() < 0.3:  # it was graver once, and the strictest grade decides
            cases.update_case(session, case.id, grade=Grade.A)
            cases.update_case(session, case.id, grade=Grade.D)
        return cases.get_case(session, case.id) or case

    def _letter(self, session, case: CaseRow, kind: LetterKind) -> None:
        version = 1
        new = NewLetter(case_id=case.id, intake_id=case.intake_id, kind=kind, docx_sha="d", pdf_sha="p")
        for _ in range(self.chance.randint(0, 2) if kind is LetterKind.INTERIM else 0):
            gone = letters.create(
                session, NewLetter(case_id=case.id, intake_id=case.intake_id, kind=kind, version=version)
            )
            state = self.chance.choice((LetterState.SENT, LetterState.POSTED, LetterState.VOID))
            letters.advance(session, gone.id, LetterState.DRAFT, state)
            version += 1
        new = NewLetter(
            case_id=case.id, intake_id=case.intake_id, kind=kind, version=version, docx_sha="d", pdf_sha="p"
        )
        letter = letters.create(session, new)
        by = self.chance.choice(LOGINS)
        values = {"submitted_by": by, "submitted_at": NOW, "way": Way.PRINT}
        letters.advance(session, letter.id, LetterState.DRAFT, LetterState.SUBMITTED, **values)
        edits.had_hand(session, letter.id, *self.chance.sample(LOGINS, self.chance.randint(0, 2)))
        self._earlier(session, Subject.LETTER, letter.id)

    def _plans(self, session, case: CaseRow) -> None:
        many = self.chance.randint(0, 3)
        for version in range(1, many + 1):
            new = NewPlan(
                case_id=case.id,
                version=version,
                measures=(Measure(what="修理", owner="张工", due=NOW.date()),),
                made_at=NOW,
                made_by=self.chance.choice(LOGINS),
            )
            plan = plans.add(session, new)
            if self.chance.random() < 0.8:
                submitted = {"submitted_at": NOW, "submitted_by": self.chance.choice(LOGINS)}
                plans.advance(session, plan.id, PlanState.DRAFT, PlanState.SUBMITTED, **submitted)
                self._earlier(session, Subject.PLAN, plan.id)
                if version < many:
                    last = self.chance.choice((PlanState.RETURNED, PlanState.APPROVED, PlanState.VOID))
                    plans.advance(session, plan.id, PlanState.SUBMITTED, last)
            elif version < many:
                plans.advance(session, plan.id, PlanState.DRAFT, PlanState.VOID)

    def _earlier(self, session, subject: Subject, subject_id: int) -> None:
        """Steps that were taken before; some of them void since."""
        for step in range(self.chance.choice((0, 0, 0, 1, 1, 2))):
            new = NewApproval(
                subject=subject,
                subject_id=subject_id,
                step=step,
                role=self.chance.choice((Role.SUPERVISOR, Role.MANAGER)),
                person=self.chance.choice(LOGINS),
                deputy_of=self.chance.choice((None, None, *LOGINS)),
                at=NOW,
                verdict=self.chance.choice((Verdict.APPROVED, Verdict.APPROVED, Verdict.RETURNED)),
            )
            approvals.add(session, new)
        if self.chance.random() < 0.2:
            approvals.void(session, subject, subject_id, NOW)

    def _wish(self, session, case: CaseRow) -> None:
        new = NewLowering(
            case_id=case.id,
            from_grade=case.strictest,
            to_grade=Grade.C,
            reason="影响有限",
            asked_by=self.chance.choice(LOGINS),
            asked_role=self.chance.choice((Role.SUPERVISOR, Role.SERVICE_DEPARTMENT, Role.MANAGER)),
            asked_for=self.chance.choice((None, None, *LOGINS)),
            asked_at=NOW,
        )
        lowerings.add(session, new)

    def queued(self, person: Person) -> set[tuple[str, str]]:
        """(what, case) of each approval that waits for the person by the queue."""
        services = self.house.services
        with services.database.reading() as session:
            scope = scope_of(services.compiled, person, services.now())
            items = queue(session, scope, QueueFilter(), limit=500)
        return {(WORDS[why], str(item.number)) for item in items for why in item.why if why in WORDS}

    def offered(self, person: Person) -> set[tuple[str, str]]:
        """The same by the pages: what they offer to approve, or to confirm."""
        services = self.house.services
        with services.database.reading() as session:
            found = {
                ("letter" if one.letter else "plan", one.case.number)
                for one in to_approve(services, session, person)
                if one.why is None
            }
            for case in cases.list_cases(session):
                wish = lowerings.asked(session, case.id)
                try:
                    if wish is not None and lowering.may_confirm(wish, case, person):
                        found.add(("lowering", case.number))
                except Refused:
                    continue
        return found

    def act(self, person: Person, case: CaseRow) -> set[tuple[str, str]]:
        """What of one case the use cases let the person approve; they are approved, and some returned."""
        services, done = self.house.services, set()
        with services.database.reading() as session:
            waiting = [one for one in letters.of_case(session, case.id) if one.state is LetterState.SUBMITTED]
            last = plans.of_case(session, case.id)[-1:]
            wish = lowerings.asked(session, case.id)
        for letter in waiting:
            if _went(lambda letter=letter: approve(services, letter.id, actor=person, pdf_sha="p")):
                done.add(("letter", case.number))
            elif self.chance.random() < 0.05:
                _went(lambda letter=letter: return_(services, letter.id, actor=person, remark="再改"))
        for plan in last:
            if _went(lambda plan=plan: approve_plan(services, case.number, plan.version, actor=person)):
                done.add(("plan", case.number))
            elif self.chance.random() < 0.05:
                _went(lambda plan=plan: return_plan(services, case.number, plan.version, actor=person, remark="再改"))
        if wish and _went(lambda: lowering.confirm(services, case.number, wish.id, actor=person)):
            done.add(("lowering", case.number))
        return done


def _went(act) -> bool:
    try:
        act()
    except Refused:
        return False
    return True


@pytest.mark.parametrize("seed", range(8))
def test_queue_page_and_use_case_agree(house: House, seed: int) -> None:
    office = Office(house=house, chance=random.Random(seed))  # noqa: S311 - repeatable, not secret
    office.fill(24)
    seen = set()
    for person in office.people:
        queued = office.queued(person)
        assert queued == office.offered(person), person
        mine = {case.number: case for case in house.cases()}
        for number in office.chance.sample(sorted(mine), 6):
            wanted = {one for one in office.queued(person) if one[1] == number}
            assert office.act(person, mine[number]) == wanted, (person, number)
            seen |= {what for what, _ in wanted}
    assert "letter" in seen
    assert "plan" in seen


def test_every_kind_of_approval_is_met_and_refused(house: House) -> None:
    """The walk above is worth something only if it comes upon each kind, and upon people who may not."""
    office = Office(house=house, chance=random.Random(5))  # noqa: S311 - repeatable, not secret
    office.fill(40)
    by_person = [office.queued(person) for person in office.people]
    assert {what for queued in by_person for what, _ in queued} == {"letter", "plan", "lowering"}
    assert any(one != other for one in by_person for other in by_person)


def test_a_filed_case_asks_for_no_approval(house: House) -> None:
    office = Office(house=house, chance=random.Random(1))  # noqa: S311 - repeatable, not secret
    office.fill(10)
    with house.services.database.transaction() as session:
        for case in cases.list_cases(session):
            cases.update_case(session, case.id, state=CaseState.FILED)
    head = replace(office.people[0], grants=(Grant(role=Role.SUPERVISOR), Grant(role=Role.MANAGER)))
    house.time[0] = NOW + timedelta(days=1)
    assert office.queued(head) == set()
