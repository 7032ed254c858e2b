"""Edits, approvals, plans and print batches are kept as they were made; a letter that is held waits for its holder."""

from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from store_samples import NOW, a_case, a_letter, at_once

from domain.codes import Department, LetterState, Role, Way
from domain.plan import Measure
from domain.work_codes import EditHow, PlanState, Subject, Verdict
from store import approvals, edits, letters, plans, printing
from store.approvals import NewApproval
from store.database import Database
from store.plans import NewPlan


def approval(verdict: Verdict, step: int = 0) -> NewApproval:
    return NewApproval(
        subject=Subject.LETTER,
        subject_id=1,
        step=step,
        role=Role.SUPERVISOR,
        person="wang",
        deputy_of="sun",
        at=NOW,
        verdict=verdict,
        pdf_sha="p",
    )


def test_versions_of_a_text_are_numbered_and_name_their_writers(database: Database) -> None:
    with database.transaction() as session:
        letter = a_letter(session, a_case(session))
        for who, how in (("huihan", EditHow.DRAFTED), ("li", EditHow.BLOCKS), ("zhao", EditHow.UPLOAD)):
            edits.add(session, letter.id, at=NOW, who=who, how=how, docx_sha=who)
        assert [(one.version, one.docx_sha) for one in edits.of_letter(session, letter.id)] == [
            (1, "huihan"),
            (2, "li"),
            (3, "zhao"),
        ]
        assert edits.by_people(session, letter.id) == {"li", "zhao"}


def test_who_let_a_finding_stand_first_stays(database: Database) -> None:
    with database.transaction() as session:
        letter = a_letter(session, a_case(session))
        edits.accept(session, letter.id, "key", reason="经理同意", who="li", at=NOW)
        edits.accept(session, letter.id, "key", reason="另一理由", who="zhao", at=NOW)
        assert [(one.who, one.reason) for one in edits.accepted(session, letter.id).values()] == [("li", "经理同意")]


def test_a_docx_keeps_the_pdf_that_was_made_of_it_first(database: Database) -> None:
    with database.transaction() as session:
        assert edits.rendition_of(session, "d") is None
        first = edits.keep_rendition(session, "d", pdf_sha="p", pages=2, at=NOW)
        assert edits.keep_rendition(session, "d", pdf_sha="q", pages=3, at=NOW) == first
        assert edits.rendition_of(session, "d") == first


def test_voided_approvals_and_returns_do_not_stand(database: Database) -> None:
    with database.transaction() as session:
        approvals.add(session, approval(Verdict.RETURNED))
        approvals.add(session, approval(Verdict.APPROVED))
        (standing,) = approvals.standing(session, Subject.LETTER, 1)
        assert (standing.person, standing.deputy_of, standing.pdf_sha) == ("wang", "sun", "p")
        assert approvals.standing(session, Subject.PLAN, 1) == []
        assert approvals.void(session, Subject.LETTER, 1, NOW) == 1
        assert approvals.standing(session, Subject.LETTER, 1) == []
        voided = [row.voided_at for row in approvals.of_subject(session, Subject.LETTER, 1)]
        assert voided == [None, NOW]


def test_a_plan_has_its_versions_and_one_that_holds(database: Database) -> None:
    measures = (Measure(what="更换", owner="周工", department=Department.ENGINEERING, due=date(2026, 11, 27)),)
    with database.transaction() as session:
        case = a_case(session)
        first = plans.add(session, NewPlan(case_id=case.id, version=1, measures=measures, made_at=NOW, made_by="li"))
        assert plans.approved(session, case.id) is None
        assert not plans.advance(session, first.id, PlanState.SUBMITTED, PlanState.APPROVED)
        assert plans.advance(session, first.id, PlanState.DRAFT, PlanState.APPROVED)
        second = plans.add(session, NewPlan(case_id=case.id, version=2, made_at=NOW, made_by="li"))
        held = plans.approved(session, case.id)
        assert held is not None
        assert (held.version, held.measures) == (1, measures)
        assert plans.get(session, second.id) == plans.of_case(session, case.id)[-1]
    with pytest.raises(IntegrityError), database.transaction() as session:
        plans.add(session, NewPlan(case_id=case.id, version=2, made_at=NOW, made_by="zhao"))


def test_the_print_queue_holds_what_goes_on_paper_alone(database: Database) -> None:
    with database.transaction() as session:
        case = a_case(session)
        queued = LetterState.QUEUED
        a_letter(session, case, state=queued, to_address="wang@example.com")
        nowhere = a_letter(session, case, state=queued, version=2)
        on_paper = a_letter(session, case, state=queued, version=3, to_address="wang@example.com")
        letters.advance(session, on_paper.id, queued, queued, way=Way.PRINT)
        assert [one.id for one in printing.queued(session)] == [nowhere.id, on_paper.id]
        batch = printing.add(session, pdf_sha="p", letters=1, pages=2, at=NOW, by="li")
        letters.advance(session, nowhere.id, queued, LetterState.PRINTED, batch_id=batch.id)
        assert [one.id for one in printing.letters_of(session, batch.id)] == [nowhere.id]
        assert [one.id for one in printing.printed(session)] == [nowhere.id]
        later = printing.add(session, pdf_sha="q", letters=1, pages=2, at=NOW + timedelta(hours=1), by="li")
        assert [one.id for one in printing.newest(session)] == [later.id, batch.id]
        assert printing.get(session, batch.id) == batch


def test_of_those_who_hold_a_letter_each_sees_what_the_one_before_did(database_url: str, database: Database) -> None:
    with database.transaction() as session:
        letter = a_letter(session, a_case(session))

    def add(session: Session, writer: int) -> int:
        held = letters.hold(session, letter.id)
        assert held is not None
        return edits.add(session, held.id, at=NOW, who=str(writer), how=EditHow.BLOCKS, docx_sha="d")

    assert sorted(at_once(database_url, 4, add, times=3)) == list(range(1, 13))
