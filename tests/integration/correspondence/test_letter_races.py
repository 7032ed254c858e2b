"""A letter that changes under a job, a page or a rule is neither lost nor sent as what it no longer is."""

from datetime import timedelta

import pytest
from servers.letters_day import (
    CLERK,
    MANAGER,
    SECOND_SUPERVISOR,
    SERVICE,
    SUPERVISOR,
    approved,
    lowered,
    now,
    reissued,
    submitted,
)

from domain.codes import Grade, LetterState, Way
from domain.waiting import Waiting
from store import cases, letters
from store.archive import Archive
from store.queue_items import QueueFilter
from workers.correspondence.addresses import confirm_address
from workers.correspondence.approving import approve, going_of
from workers.correspondence.draft import DraftStage
from workers.correspondence.editing import reopen, withdraw
from workers.correspondence.sealing import IssueStage
from workers.correspondence.submitting import submit
from workers.instance.refusals import Refused
from workers.instance.stages import LaterError
from workers.queue import waiting
from workers.queue.to_approve import to_approve
from workers.sending.delivery_exceptions import settle_doubt
from workers.sending.dispatch import DispatchStage
from workers.sending.held_acknowledgements import release
from workers.service import recovery


def advance(office, letter, to, **values):
    with office.services.database.transaction() as session:
        assert letters.advance(session, letter.id, now(office, letter).state, to, **values)


def queued(office, case):
    letter, stage = approved(office, case), IssueStage()
    issued = stage.prepare(office.services, [letter.id])
    with office.services.database.transaction() as session:
        stage.record(office.services, session, letter.id, issued[letter.id])
    return now(office, letter)


def graded(office, case, grade):
    with office.services.database.transaction() as session:
        cases.update_case(session, case.id, grade=grade)


def test_a_letter_that_cannot_even_be_claimed_comes_before_a_person_and_may_go_once_more(office, case):
    letter = queued(office, case)
    sheet = office.services.archive.path(letter.pdf_sha)
    kept = sheet.read_bytes()
    sheet.unlink()
    office.time[0] += timedelta(minutes=1)
    office.work()
    office.time[0] += timedelta(hours=1)
    office.work()
    doubted = now(office, letter)
    assert doubted.state is LetterState.IN_DOUBT
    assert doubted.error.startswith("尚未发出")
    sheet.write_bytes(kept)
    settle_doubt(office.services, letter.id, sent=False, actor=CLERK)
    office.work()
    assert now(office, letter).state is LetterState.SENT


def test_what_was_built_of_a_letter_that_changed_before_the_claim_is_not_sent(office, case, monkeypatch):
    letter, before, fetch = queued(office, case), len(office.smtp.accepted), Archive.get

    def changed_meanwhile(archive, sha):
        monkeypatch.undo()
        advance(office, letter, LetterState.QUEUED, to_address="neu@example.com")
        return fetch(archive, sha)

    monkeypatch.setattr(Archive, "get", changed_meanwhile)
    assert isinstance(DispatchStage().prepare(office.services, [letter.id])[letter.id], LaterError)
    assert (now(office, letter).state, len(office.smtp.accepted)) == (LetterState.QUEUED, before)


def test_a_letter_that_stays_in_sending_comes_before_a_person_without_a_restart(office, case):
    letter = queued(office, case)
    claim = {"claimed_by": office.services.worker, "claimed_at": office.services.now()}
    advance(office, letter, LetterState.SENDING, **claim)
    assert recovery.doubt(office.services, alone=False) == 0
    office.time[0] += timedelta(minutes=16)
    assert recovery.doubt(office.services, alone=False) == 1


def test_a_draft_made_before_the_release_does_not_go_out_without_a_number(office):
    for _ in range(4):
        office.mail()
    office.work()
    (letter,) = [
        one
        for one in office.ask(lambda session: letters.in_state(session, (LetterState.DRAFT,)))
        if one.held is not None
    ]
    advance(office, letter, LetterState.DRAFT, docx_sha=None)
    stage = DraftStage()
    drafted = stage.prepare(office.services, [letter.id])
    release(office.services, letter.id, actor=CLERK)
    with office.services.database.transaction() as session:
        stage.record(office.services, session, letter.id, drafted[letter.id])
    assert now(office, letter).state is LetterState.DRAFT
    office.work()
    sent = now(office, letter)
    assert sent.state is LetterState.SENT
    assert sent.number in sent.body


def test_a_grade_taken_back_after_the_first_step_leaves_the_letter_in_a_list(office, case):
    graded(office, case, Grade.A)
    letter = submitted(office, case)
    approve(office.services, letter.id, actor=SUPERVISOR, pdf_sha=letter.pdf_sha)
    lowered(office, case, Grade.C)
    for who, there in ((SECOND_SUPERVISOR, True), (SERVICE, True), (MANAGER, False), (SUPERVISOR, False)):
        wanted = QueueFilter(waiting=(Waiting.APPROVE_LETTER,), mine=True)
        with office.services.database.reading() as session:
            listed = to_approve(office.services, session, who)
            queue = waiting.queue_for(office.services, session, who, wanted, limit=9, after=None)
        assert bool(queue.lines) is there
        assert any(one.why is None and one.step == 0 for one in listed) is there
    final = approve(office.services, letter.id, actor=SECOND_SUPERVISOR, pdf_sha=letter.pdf_sha)
    assert final.state is LetterState.APPROVED


def test_a_page_that_showed_another_address_approves_nothing(office, case):
    shown = submitted(office, case)
    withdraw(office.services, shown.id, actor=CLERK)
    confirm_address(office.services, shown.id, "jemand@example.net", actor=CLERK)
    again = submit(office.services, shown.id, actor=CLERK, way=Way.MAIL)
    assert again.pdf_sha == shown.pdf_sha
    look = {"actor": SUPERVISOR, "pdf_sha": shown.pdf_sha}
    with pytest.raises(Refused, match="已经变动"):
        approve(office.services, shown.id, going=going_of(shown), **look)
    assert approve(office.services, shown.id, going=going_of(again), **look).state is LetterState.APPROVED


def test_a_letter_that_came_back_never_goes_out_under_the_same_message_id(office, case):
    letter = queued(office, case)
    advance(office, letter, LetterState.BOUNCED)
    assert reissued(office, letter, Way.PRINT).state is LetterState.QUEUED
    reopen(office.services, letter.id, actor=CLERK)
    again = submit(office.services, letter.id, actor=CLERK, way=Way.MAIL)
    assert again.message_id not in (None, letter.message_id)
    assert again.number == letter.number
