"""A letter is approved by who may, never by who wrote it, bound to its bytes; then sealed and sent once.

Covers workers.correspondence.approval_steps, workers.correspondence.letter_rows and workers.instance.permissions.
"""

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from PIL import Image
from servers.letters_day import (
    CLERK,
    MANAGER,
    OTHER_CLERK,
    REPLY,
    SECOND_SUPERVISOR,
    SERVICE,
    SUPERVISOR,
    approved,
    lowered,
    now,
    one_case,
    person,
    reissued,
    submitted,
    texts,
    written,
)

from domain.codes import ClockName, ClockState, Grade, LetterKind, LetterState, Role, Way
from domain.correction import Correction
from domain.staff import operator
from domain.waiting import Waiting
from domain.work_codes import Subject
from letters.pdf.seal import text_layer
from store import approvals, cases, letters
from workers.casework.correcting import correct
from workers.casework.overriding import confirm_grade
from workers.correspondence.addresses import confirm_address
from workers.correspondence.approving import approve, return_
from workers.correspondence.editing import draft, edit_blocks, reopen
from workers.correspondence.letter_checks import accept_finding, findings
from workers.correspondence.submitting import submit
from workers.instance.refusals import Refused
from workers.queue.waiting import counts_for
from workers.sending.delivery_exceptions import reissue, settle_doubt
from workers.sending.held_acknowledgements import drop, release


def graded(office, case, grade):
    with office.services.database.transaction() as session:
        cases.update_case(session, case.id, grade=grade)


def look(office, letter, who, **more):
    return approve(office.services, letter.id, actor=who, pdf_sha=letter.pdf_sha, **more)


def test_an_approved_reply_goes_out_as_pdf_in_the_thread_and_stops_its_clock(office, case):
    letter = submitted(office, case)
    assert look(office, letter, SUPERVISOR, remark="同意").state is LetterState.APPROVED
    office.work()
    assert now(office, letter).state is LetterState.SENT
    mail = office.smtp.accepted[-1].message
    assert (mail["Message-ID"], mail["In-Reply-To"]) == (letter.message_id, case.message_id)
    assert "Auto-Submitted" not in mail
    (attached,) = mail.iter_attachments()
    assert attached.get_content() == office.services.archive.get(letter.pdf_sha)
    assert "门机部件损坏" in mail.get_body().get_content()
    assert office.clocks(case)[ClockName.REPLY, 1].state is ClockState.MET


def test_the_seal_is_laid_over_what_was_approved(office, case):
    image = io.BytesIO()
    Image.new("RGB", (200, 200), "red").save(image, "PNG")
    office.services.settings.templates.mkdir(exist_ok=True)
    (office.services.settings.templates / "seal.png").write_bytes(image.getvalue())
    letter = approved(office, case)
    office.work()
    sent = now(office, letter)
    assert sent.sealed_sha not in (None, sent.pdf_sha)
    (attached,) = office.smtp.accepted[-1].message.iter_attachments()
    pdf = attached.get_content()
    assert pdf == office.services.archive.get(sent.sealed_sha)
    assert text_layer(pdf) == text_layer(office.services.archive.get(sent.pdf_sha))


def test_a_letter_that_cannot_be_sealed_waits_until_it_is_taken_back(office, case):
    office.services.settings.templates.mkdir(exist_ok=True)
    seal = office.services.settings.templates / "seal.png"
    seal.write_bytes(b"no picture")
    letter = approved(office, case)
    for _ in range(2):
        office.work()
        office.time[0] += timedelta(minutes=10)
    assert now(office, letter).state is LetterState.APPROVED
    assert Waiting.SEAL in waits_for(office, CLERK)
    seal.unlink()
    reopen(office.services, letter.id, actor=CLERK)
    look(office, submit(office.services, letter.id, actor=CLERK, way=None), SUPERVISOR)
    assert Waiting.SEAL not in waits_for(office, CLERK)
    office.work()
    assert now(office, letter).state is LetterState.SENT


def waits_for(office, who):
    found = office.ask(lambda session: counts_for(office.services, session, who))
    return {waiting for waiting, count in found.items() if count}


def test_nobody_approves_what_they_wrote_or_submitted(office, case):
    letter = written(office, case, by=SUPERVISOR)
    letter = submit(office.services, letter.id, actor=SECOND_SUPERVISOR, way=None)
    deputy_of_the_writer = person("zhou", Role.SUPERVISOR, deputy_of="wang")
    writer_as_deputy = person("wang", Role.SUPERVISOR, deputy_of="fang")
    for who in (SUPERVISOR, SECOND_SUPERVISOR, writer_as_deputy):
        with pytest.raises(Refused, match="写过或送审过"):
            look(office, letter, who)
    with pytest.raises(Refused, match="代理他们的人"):
        look(office, letter, deputy_of_the_writer)
    look(office, letter, person("zhou", Role.SUPERVISOR, deputy_of="fang"))
    (kept,) = office.ask(lambda session: approvals.standing(session, Subject.LETTER, letter.id))
    assert (kept.person, kept.deputy_of, kept.role) == ("zhou", "fang", Role.SUPERVISOR)
    assert (kept.docx_sha, kept.pdf_sha) == (letter.docx_sha, letter.pdf_sha)


def test_only_the_role_of_the_step_in_that_project_approves(office, case):
    letter = submitted(office, case)
    elsewhere = person("ma", Role.SUPERVISOR, project="碧水湾")
    for who, why in ((OTHER_CLERK, "权限"), (MANAGER, "权限"), (elsewhere, "没有这封信")):
        with pytest.raises(Refused, match=why):
            look(office, letter, who)
    assert look(office, letter, SERVICE).state is LetterState.APPROVED


@pytest.mark.parametrize("grade", [Grade.A, Grade.B])
def test_a_grave_case_takes_two_steps_by_two_people(office, case, grade):
    graded(office, case, grade)
    letter = submitted(office, case)
    both = person("wang", Role.SUPERVISOR, Role.MANAGER)
    with pytest.raises(Refused, match="权限"):
        look(office, letter, MANAGER)
    assert look(office, letter, both).state is LetterState.SUBMITTED
    with pytest.raises(Refused, match="两个人"):
        look(office, letter, both)
    assert look(office, letter, MANAGER).state is LetterState.APPROVED


def test_what_was_not_looked_at_is_not_approved(office, case):
    letter = submitted(office, case)
    back = reopen(office.services, letter.id, actor=CLERK)
    body = ("我们已修复。", REPLY[-1])
    edited = edit_blocks(office.services, letter.id, texts(office, back, body), actor=CLERK, seen=back.docx_sha)
    assert submit(office.services, edited.id, actor=CLERK, way=None).pdf_sha != letter.pdf_sha
    with pytest.raises(Refused, match="已经变动"):
        look(office, letter, SUPERVISOR)


def test_writing_at_it_again_voids_the_first_step(office, case):
    graded(office, case, Grade.A)
    letter = submitted(office, case)
    look(office, letter, SUPERVISOR)
    reopen(office.services, letter.id, actor=CLERK)
    submit(office.services, letter.id, actor=CLERK, way=None)
    with pytest.raises(Refused, match="权限"):
        look(office, letter, MANAGER)


def test_a_returned_letter_says_why_and_is_written_at_again(office, case):
    letter = submitted(office, case)
    with pytest.raises(Refused, match="理由"):
        return_(office.services, letter.id, actor=SUPERVISOR, remark="")
    returned = return_(office.services, letter.id, actor=SUPERVISOR, remark="请写明原因")
    assert (returned.state, returned.number) == (LetterState.RETURNED, letter.number)
    body = ("我们已修复，原因是部件损坏。", REPLY[-1])
    edited = edit_blocks(office.services, letter.id, texts(office, returned, body), actor=CLERK, seen=returned.docx_sha)
    assert edited.state is LetterState.DRAFT


def test_two_approvers_at_once_take_one_step(office, case):
    letter = submitted(office, case)

    def attempt(who):
        try:
            return look(office, letter, who)
        except Refused:
            return None

    with ThreadPoolExecutor(2) as threads:
        done = list(threads.map(attempt, (SUPERVISOR, SERVICE)))
    assert sum(one is not None for one in done) == 1
    office.work()
    assert office.events(case).count("letter_approved") == office.events(case).count("letter_sent") - 1 == 1


def test_an_interim_letter_promises_and_the_next_one_is_approved_one_rung_up(office, case):
    day = date(2026, 3, 9)
    body = ("我们正在核实，将于2026年3月9日前再次答复。", "请与客户服务中心陈静联系，电话：010-6655 8899。")
    letter = written(office, case, LetterKind.INTERIM, body=body)
    with pytest.raises(Refused, match="日期"):
        submit(office.services, letter.id, actor=CLERK, way=None)
    letter = submit(office.services, letter.id, actor=CLERK, way=None, promised=day)
    look(office, letter, SUPERVISOR)
    office.work()
    clocks = office.clocks(case)
    assert clocks[ClockName.REPLY, 1].state is ClockState.MET
    assert clocks[ClockName.PROMISE, 1].due_at.astimezone(office.services.zone).date() == day
    again = submitted(office, case, LetterKind.INTERIM, body=body, promised=day)
    with pytest.raises(Refused, match="权限"):
        look(office, again, SUPERVISOR)
    assert look(office, again, SERVICE).state is LetterState.APPROVED


def test_a_correction_marks_what_people_wrote_and_voids_what_they_did_not(office, case):
    letter = written(office, case)
    untouched = draft(office.services, case.number, LetterKind.INTERIM, actor=CLERK)
    correct(office.services, case.number, Correction(phone="13900002222"), actor=operator("zhao"))
    assert now(office, untouched).state is LetterState.VOID
    (finding,) = [one for one in findings(office.services, letter.id) if one.key.startswith("case_changed")]
    with pytest.raises(Refused, match="zhao 更正过"):
        submit(office.services, letter.id, actor=CLERK, way=None)
    accept_finding(office.services, letter.id, finding.key, "与电话无关", actor=CLERK)
    letter = submit(office.services, letter.id, actor=CLERK, way=None)
    correct(office.services, case.number, Correction(phone="13900003333"), actor=operator("zhao"))
    with pytest.raises(Refused, match="更正过"):
        look(office, letter, SUPERVISOR)


def test_a_letter_to_an_address_that_is_not_the_cases_any_more_waits_for_a_person(office, case):
    letter = written(office, case)
    with office.services.database.transaction() as session:
        cases.update_case(session, case.id, reply_to_email="wang.fang@example.com")
    with pytest.raises(Refused, match="不在住户名册"):
        submit(office.services, letter.id, actor=CLERK, way=Way.MAIL)
    confirm_address(office.services, letter.id, "wang.fang@example.com", actor=CLERK)
    assert submit(office.services, letter.id, actor=CLERK, way=None).to_address == "wang.fang@example.com"


def test_a_held_acknowledgement_is_let_go_or_dropped(office):
    first = one_case(office, no_letter=True)
    (held,) = office.letters(first)
    assert (held.state, held.number) == (LetterState.DRAFT, None)
    with pytest.raises(Refused, match="不能修改"):
        edit_blocks(office.services, held.id, [], actor=CLERK, seen=held.docx_sha)
    release(office.services, held.id, actor=CLERK)
    with pytest.raises(Refused, match="没有被暂缓"):
        release(office.services, held.id, actor=CLERK)
    office.work()
    assert (now(office, held).state, now(office, held).number) == (LetterState.SENT, "物函〔2026〕1号")
    (other,) = office.letters(one_case(office, no_letter=True, sender="李明 <li@example.com>"))
    assert drop(office.services, other.id, "已电话告知", actor=CLERK).state is LetterState.VOID


def test_a_letter_that_came_back_goes_by_post_or_to_a_confirmed_address(office, case):
    letter = approved(office, case)
    office.work()
    with office.services.database.transaction() as session:
        letters.advance(session, letter.id, LetterState.SENT, LetterState.BOUNCED, error="550 no such user")
    with pytest.raises(Refused, match="刚退回"):
        reissue(office.services, letter.id, actor=CLERK, way=Way.MAIL)
    confirm_address(office.services, letter.id, "wang2@example.com", actor=CLERK)
    again = reissued(office, letter, Way.MAIL)
    assert again.message_id not in (None, letter.message_id)
    assert office.smtp.accepted[-1].recipients == ("wang2@example.com",)
    with office.services.database.transaction() as session:
        letters.advance(session, letter.id, LetterState.SENT, LetterState.BOUNCED, error="550 no such user")
    sent = len(office.smtp.accepted)
    assert reissued(office, letter, Way.PRINT).state is LetterState.QUEUED
    assert len(office.smtp.accepted) == sent


def test_a_person_settles_a_letter_in_doubt(office, case):
    letter = approved(office, case)
    office.work()
    with office.services.database.transaction() as session:
        letters.advance(session, letter.id, LetterState.SENT, LetterState.IN_DOUBT)
    with pytest.raises(Refused, match="权限"):
        settle_doubt(office.services, letter.id, sent=True, actor=MANAGER)
    assert settle_doubt(office.services, letter.id, sent=True, actor=CLERK).state is LetterState.SENT
    with pytest.raises(Refused, match="已发出"):
        settle_doubt(office.services, letter.id, sent=False, actor=CLERK)


def test_a_report_of_progress_is_the_days_and_the_next_is_due_tomorrow(office, case):
    confirm_grade(office.services, case.number, Grade.A, actor=operator(SUPERVISOR.login))
    office.time[0] += timedelta(hours=1)
    report = written(office, case, LetterKind.PROGRESS_REPORT)
    assert submit(office.services, report.id, actor=CLERK, way=None).state is LetterState.APPROVED
    first, second = (office.clocks(case)[ClockName.PROGRESS, number] for number in (1, 2))
    assert (first.state, second.state) == (ClockState.MET, ClockState.RUNNING)
    assert second.due_at == first.due_at + timedelta(days=1)


def test_a_notice_to_a_department_starts_its_clock(office, case):
    notice = written(office, case, LetterKind.DEPARTMENT_NOTICE)
    office.time[0] += timedelta(hours=1)
    letter = submit(office.services, notice.id, actor=CLERK, way=None)
    assert look(office, letter, SUPERVISOR).way is None
    assert office.clocks(case)[ClockName.DEPARTMENT_FINISH, 1].started_at == office.time[0]


def test_a_grade_taken_back_after_the_first_step_leaves_no_letter_stuck(office, case):
    graded(office, case, Grade.A)
    letter = submitted(office, case)
    look(office, letter, SUPERVISOR)
    lowered(office, case, Grade.C)
    assert look(office, letter, SECOND_SUPERVISOR).state is LetterState.APPROVED
