"""Emptied rows say nothing of a resident, and still count: number, dates, category and grade stay."""

from dataclasses import replace
from typing import Any

from decision_samples import a_decision
from sqlalchemy import select
from sqlalchemy.orm import Session
from store_samples import NOW, a_case, a_letter, an_intake

from domain.codes import LetterState
from domain.decision import DecisionInput, DirectoryMatch, Doubt, Household, Match, Reason
from domain.reading import Document
from domain.reading_codes import Source
from domain.record import CaseRecord, Facts, Investigation, RecordedMatter, without_words
from domain.settings import SCAN_FOLDER
from domain.work_codes import Cause, EditHow, EvidenceSource, Met, RecordPart
from store import case_records, cases, edits, emptying, evidence, intake, letters, printing, replays
from store.case_records import NewRecord
from store.case_tables import case, letter
from store.database import Database
from store.erasures import Erasure
from store.evidence import NewEvidence
from store.tables import reading

WANG = {
    "resident_name": "王芳",
    "phone": "13800138000",
    "email": "wang@example.com",
    "room": "501",
    "unit": "2",
    "subject": "电梯",
}


def decided(session: Session, intake_id: int, **values: Any) -> None:
    cases.keep_rulebook(session, "f" * 64, "小区", {}, NOW)
    cases.save_decision(session, intake_id=intake_id, case_id=None, made_at=NOW, made_by="rules", **values)


def test_a_case_keeps_what_a_statistic_counts(database: Database) -> None:
    with database.transaction() as session:
        opened = a_case(session, project="阳光花园", building="3", **WANG)
        gone = emptying.of_case(session, opened.id)
        left = cases.get_case(session, opened.id)
        assert left is not None
        assert left == replace(opened, **{**dict.fromkeys(WANG), "subject": ""})
        assert (left.project, left.building, left.number, left.grade) == ("阳光花园", "3", opened.number, opened.grade)
        assert ("case", str(opened.id)) in gone.rows


def test_of_a_record_stay_matters_and_causes_and_of_evidence_that_there_was_some(database: Database) -> None:
    matter = RecordedMatter(topic="roof_leak", name="屋面渗漏", demand="给王芳换顶板", met=Met.PARTLY)
    found = Investigation(findings="王芳家顶板渗水", causes=(Cause.MATERIAL,))
    with database.transaction() as session:
        opened = a_case(session, **WANG)
        case_records.add(
            session,
            NewRecord(
                case_id=opened.id,
                version=1,
                part=RecordPart.MATTERS,
                content=CaseRecord(facts=Facts(told="王芳家漏水"), matters=(matter,), investigation=found),
                made_at=NOW,
                made_by="li",
            ),
        )
        piece = NewEvidence(
            case_id=opened.id,
            sha256="a" * 64,
            name="王芳家.jpg",
            media_type="image/jpeg",
            size=9,
            source=EvidenceSource.RESIDENT,
            made_at=NOW,
            made_by="li",
        )
        evidence.add(session, piece)
        gone = emptying.of_case(session, opened.id)
        (record,), (left,) = case_records.of_case(session, opened.id), evidence.of_case(session, opened.id)
    assert record.content == without_words(record.content)
    assert record.content.investigation.causes == (Cause.MATERIAL,)
    assert record.content.matters == (RecordedMatter(topic="roof_leak", name="屋面渗漏", met=Met.PARTLY),)
    assert (left.sha256, left.name, left.note) == (None, "", "")
    assert gone.files == {"a" * 64}
    assert {("case_record", str(record.id)), ("evidence", str(left.id))} <= gone.rows


def test_other_cases_stay_as_they_are(database: Database) -> None:
    with database.transaction() as session:
        one, other = a_case(session, "1", **WANG), a_case(session, "2", **WANG)
        emptying.of_case(session, one.id)
        assert cases.get_case(session, other.id) == other


def test_a_letter_that_was_sent_stays_sent_and_a_draft_is_void(database: Database) -> None:
    with database.transaction() as session:
        opened = a_case(session)
        sent = a_letter(session, opened, state=LetterState.SENT, to_address="wang@example.com", subject="回函")
        draft = a_letter(session, opened, version=2, subject="草稿")
        emptying.of_case(session, opened.id)
        states = dict(session.execute(select(letter.c.id, letter.c.state)).all())
        assert states == {sent.id: LetterState.SENT, draft.id: LetterState.VOID}
        left = letters.get(session, sent.id)
        assert left is not None
        assert (left.to_address, left.subject, left.body, left.docx_sha) == (None, None, None, None)


def test_every_file_that_a_letter_ever_had_is_named(database: Database) -> None:
    with database.transaction() as session:
        opened = a_case(session)
        row = a_letter(session, opened, docx_sha="d2" * 32)
        for sha in ("d1", "d2"):
            edits.add(session, row.id, at=NOW, who="li", how=EditHow.UPLOAD, docx_sha=sha * 32)
        edits.keep_rendition(session, "d1" * 32, pdf_sha="p1" * 32, pages=1, at=NOW)
        edits.accept(session, row.id, "promise:1", reason="王女士同意", who="li", at=NOW)
        gone = emptying.of_letters(session, letter.c.id == row.id)
        assert gone.files == {"d1" * 32, "d2" * 32, "p1" * 32}
        assert {table for table, _ in gone.rows} == {"letter", "letter_edit", "acceptance", "rendition"}
        assert edits.of_letter(session, row.id) == []
        assert edits.accepted(session, row.id) == {}


def test_the_days_print_file_that_holds_a_letter_goes_too_and_the_count_stays(database: Database) -> None:
    with database.transaction() as session:
        row = a_letter(session, a_case(session), state=LetterState.APPROVED, docx_sha="d" * 64)
        batch = printing.add(session, pdf_sha="e" * 64, letters=3, pages=6, at=NOW, by="li")
        letters.advance(session, row.id, LetterState.APPROVED, LetterState.PRINTED, batch_id=batch.id)
        gone = emptying.letter_files(session, row.id)
        assert "e" * 64 in gone.files
        assert ("print_batch", str(batch.id)) in gone.rows
        left = printing.get(session, batch.id)
        assert left is not None
        assert (left.letters, left.pages) == (3, 6)


def test_the_files_of_a_letter_alone_leave_what_its_row_says(database: Database) -> None:
    with database.transaction() as session:
        row = a_letter(session, a_case(session), docx_sha="d" * 64, subject="回函", to_address="wang@example.com")
        emptying.letter_files(session, row.id)
        left = letters.get(session, row.id)
        assert left is not None
        assert (left.subject, left.to_address, left.docx_sha) == ("回函", "wang@example.com", None)


def test_an_intake_keeps_its_place_in_the_ledger(database: Database) -> None:
    with database.transaction() as session:
        row = an_intake(session, "9:1", sha256="a" * 64, sender="wang@example.com", subject="电梯", note="来自王芳")
        intake.save_reading(session, row.id, [Document(text="我是王芳")])
        gone = emptying.of_intakes(session, [row.id])
        left = intake.get(session, row.id)
        assert left is not None
        assert (left.source, left.source_key, left.size, left.state) == (row.source, "9:1", row.size, row.state)
        assert (left.sha256, left.sender, left.subject, left.note) == (None, None, None, None)
        assert gone.files == {"a" * 64}
        assert session.execute(select(reading)).first() is None


def test_the_name_of_a_file_that_was_dropped_in_goes_as_well(database: Database) -> None:
    with database.transaction() as session:
        row = an_intake(session, "王芳的投诉信.pdf", source=SCAN_FOLDER)
        mailed = an_intake(session, "9:1")
        emptying.of_intakes(session, [row.id, mailed.id])
        keys = {one.id: one.source_key for one in map(intake.get, [session] * 2, [row.id, mailed.id]) if one}
        assert keys[mailed.id] == "9:1"
        assert "王芳" not in keys[row.id]


def test_a_decision_stays_with_its_rules_and_without_the_words(database: Database) -> None:
    given = DecisionInput(
        received=NOW,
        text="我是王芳，电梯坏了",
        sender="wang@example.com",
        project="阳光花园",
        directory=DirectoryMatch(household=Household(name="王芳"), household_id=7, candidates=1, sender_known=True),
    )
    words = Match(source=Source.TEXT, text="电梯坏", start=5, end=8)
    reason = Reason(slot="topic", rule="lift", file="topics.yaml", line=3, because="电梯", matched=(words,))
    with database.transaction() as session:
        row = an_intake(session)
        made = a_decision(reasons=(reason,), doubts=(Doubt(slot="grade", why="王芳说不清"),))
        decided(session, row.id, input=given, decision=made)
        gone = emptying.of_intakes(session, [row.id])
        (stored,) = replays.last_stored(session, 1)
    bare, left = stored.read()
    assert (bare.text, bare.sender, bare.directory.household, bare.project) == ("", None, None, "阳光花园")
    assert (bare.directory.candidates, bare.directory.sender_known, bare.received) == (1, True, NOW)
    assert left.reasons == (replace(reason, matched=()),)
    assert left.doubts == ()
    assert left.grade == made.grade
    assert {table for table, _ in gone.rows} >= {"intake", "decision"}


def test_an_original_alone(database: Database) -> None:
    with database.transaction() as session:
        row = an_intake(session, sha256="a" * 64, subject="电梯")
        assert emptying.original(session, row.id).files == {"a" * 64}
        assert emptying.original(session, row.id) == Erasure(), "there is none left"
        left = intake.get(session, row.id)
        assert left is not None
        assert (left.sha256, left.subject) == (None, "电梯")


def test_nothing_to_empty(database: Database) -> None:
    with database.transaction() as session:
        assert emptying.of_intakes(session, []) == Erasure()
        assert emptying.of_batches(session, []) == Erasure()
        assert emptying.of_letters(session, letter.c.id == 1) == Erasure()
        assert session.execute(select(case)).first() is None
