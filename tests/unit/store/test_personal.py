"""Every table in which a resident may be named is looked through, and what stands there can be replaced."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from store_samples import NOW, a_case, a_letter, an_intake

from domain.codes import Role
from domain.work_codes import Subject, Verdict
from store import approvals, events, intake, personal
from store.all_tables import SCHEMA
from store.approvals import NewApproval
from store.case_tables import letter
from store.columns import Mail, Plain, Wire
from store.database import Database
from store.personal import Held


def held(session: Session, table: str) -> list[Held]:
    return [one for one in personal.texts(session) if one.table == table]


def test_every_table_with_words_is_looked_through_or_named_as_one_of_the_house() -> None:
    worded = {
        table.name for table in SCHEMA.sorted_tables if any(isinstance(c.type, Plain | Mail | Wire) for c in table.c)
    }
    left_out = {table.name for table in SCHEMA.sorted_tables if not personal.text_columns(table)}
    assert {"case", "intake", "letter", "event_payload", "reading", "decision", "household"} <= worded - left_out
    assert {"person", "role_grant", "case_view", "lease"} <= left_out


def test_an_empty_database_names_nobody(database: Database) -> None:
    with database.reading() as session:
        assert not any(one.texts for one in personal.texts(session))


def test_a_case_is_found_with_what_it_says_of_its_writer(database: Database) -> None:
    with database.transaction() as session:
        case = a_case(session, resident_name="王芳", phone="13800138000", subject="电梯")
        (found,) = held(session, "case")
        assert (found.case_id, found.intake_id, found.keys) == (case.id, None, (case.id,))
        assert {"resident_name": "王芳", "phone": "13800138000", "subject": "电梯"}.items() <= found.texts.items()
        assert "email" not in found.texts, "what is empty is left out"


def test_an_intake_belongs_to_its_case_once_it_has_one(database: Database) -> None:
    with database.transaction() as session:
        row = an_intake(session, "1", subject="电梯坏了")
        (found,) = held(session, "intake")
        assert (found.case_id, found.intake_id) == (None, row.id)
        case = a_case(session, "2")
        intake.advance(session, row.id, row.state, row.state, case_id=case.id)
        assert {one.intake_id: one.case_id for one in held(session, "intake")}[row.id] == case.id


def test_an_event_s_words_are_json_of_its_case(database: Database) -> None:
    with database.transaction() as session:
        case = a_case(session)
        events.append(session, case.id, NOW, "li", "call_recorded", {"said": "王芳来电"})
        (found,) = held(session, "event_payload")
        assert found.case_id == case.id
        assert "payload" in found.json
        assert "王芳来电" in found.texts["payload"]


def test_a_letter_and_the_remark_on_it_belong_to_the_letter_s_case(database: Database) -> None:
    with database.transaction() as session:
        case = a_case(session)
        row = a_letter(session, case, subject="关于电梯的回函")
        given = NewApproval(
            subject=Subject.LETTER,
            subject_id=row.id,
            step=0,
            role=Role.SUPERVISOR,
            person="wang",
            deputy_of=None,
            at=NOW,
            verdict=Verdict.RETURNED,
            remark="王女士已搬走",
            pdf_sha="p",
        )
        approvals.add(session, given)
        assert [one.case_id for one in held(session, "letter")] == [case.id]
        (remark,) = held(session, "approval")
        assert (remark.case_id, remark.texts["remark"]) == (case.id, "王女士已搬走")


def test_one_row_is_looked_at_again_by_its_key(database: Database) -> None:
    with database.transaction() as session:
        row = a_letter(session, a_case(session), subject="王芳女士")
        found = personal.one(session, "letter", (row.id,))
        assert found is not None
        assert found.texts["subject"] == "王芳女士"
        assert personal.one(session, "letter", (row.id + 1,)) is None


@pytest.mark.parametrize("value", ["某女士", "", None])
def test_a_text_is_replaced_in_its_row_alone(database: Database, value: str | None) -> None:
    with database.transaction() as session:
        one = a_letter(session, a_case(session, "1"), subject="王芳女士")
        other = a_letter(session, a_case(session, "2"), subject="王芳女士")
        personal.replace(session, "letter", (one.id,), {"subject": value})
        rows = dict(session.execute(select(letter.c.id, letter.c.subject)).all())
        assert rows == {one.id: value, other.id: "王芳女士"}
