"""The boxes of a form say who signed when, and its evidence is all that came and was added, with source and date.

Covers workers.correspondence.form_signatures, workers.correspondence.evidence_list, letters.text.signing,
letters.word.signatures.
"""

import io
from datetime import date, timedelta

import letters_at_hand as at_hand
from PIL import Image
from servers.desk import Desk

from domain.codes import Department, LetterKind, LetterState
from domain.plan import Measure
from domain.record import Investigation
from domain.staff import Person
from letters.context import Box, Signature
from letters.pdf.pages import page_png
from letters.pdf.seal import text_layer
from letters.text.signing import signed
from letters.word.document import plain_text
from letters.word.signatures import with_signatures
from store import cases
from store.cases import CaseRow
from store.letters import LetterRow
from workers.casework import case_work, plans, record_signing, recording
from workers.casework.course_facts import facts_of
from workers.correspondence import letter_checks
from workers.correspondence.approving import approve, return_
from workers.correspondence.case_record import record_of
from workers.correspondence.editing import reopen, upload
from workers.correspondence.submitting import submit
from workers.service.recovery import recover

REPAIR = Measure(what="更换门机", department=Department.ENGINEERING, owner="赵工", due=date(2026, 3, 5))


def jpeg() -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (40, 30), "grey").save(data, "JPEG")
    return data.getvalue()


def test_a_box_that_no_one_signed_leaves_room_for_the_pen() -> None:
    assert signed(Box.HANDLED, None) == "经办人签字：　　　　　　　　日期：　　　年　　月　　日"
    signature = Signature(who="陈晓", day=date(2026, 3, 2))
    assert signed(Box.HANDLED, signature) == "经办人签字：陈晓　　日期：2026年3月2日"


def test_the_record_form_says_who_signed_when(desk: Desk, clerk: Person, supervisor: Person) -> None:
    case, services = at_hand.a_case(desk), desk.house.services
    found = Investigation(by="周工", findings="门机皮带断裂")
    recording.save_investigation(services, case.number, found, actor=clerk, seen=0)
    recording.sign_investigation(services, case.number, actor=clerk, seen=1)
    plans.save_plan(services, case.number, opinion="尽快修复。", measures=(REPAIR,), actor=clerk, seen=None)
    plans.submit_plan(services, case.number, 1, actor=clerk)
    desk.house.time[0] += timedelta(days=1)
    plans.approve_plan(services, case.number, 1, actor=supervisor)
    text = plain_text(
        services.archive.get(at_hand.a_draft(desk, clerk, LetterKind.RECORD_FORM, case=case).docx_sha or "")
    )
    assert "调查人签字：陈晓　　日期：2026年3月2日" in text
    assert "主任签字：李敏　　日期：2026年3月3日" in text
    assert "经办人签字：　" in text
    assert "经理签字" not in text
    record_signing.sign_record(services, case.number, actor=supervisor)
    day = date(2026, 3, 3)
    record = desk.house.ask(lambda session: record_of(services, session, case, day))
    assert record.signed[Box.RECORD] == Signature(who="李敏", day=day)


def test_a_notice_says_what_its_department_reported_and_that_the_office_entered_it(desk: Desk, clerk: Person) -> None:
    case, services = at_hand.a_case(desk), desk.house.services
    notice = at_hand.a_draft(desk, clerk, LetterKind.DEPARTMENT_NOTICE, case=case)
    case_work.department_report(services, case.number, Department.ENGINEERING, "门机已更换", actor=clerk, done=True)
    day = date(2026, 3, 2)
    record = desk.house.ask(lambda session: record_of(services, session, case, day, notice))
    assert record.department_done == "门机已更换"
    assert record.signed[Box.DONE] == Signature(who="陈晓（代为登记）", day=day)


def test_photos_of_mails_and_later_letters_are_evidence(desk: Desk, clerk: Person) -> None:
    house = desk.house
    house.mail(attach=[("停梯告示.jpg", jpeg(), "image/jpeg")])
    house.work()
    (case,) = house.cases()
    house.time[0] += timedelta(days=2)
    house.mail("补充照片", "电梯还是停运。", In_Reply_To="<m1@example.com>", found="dmarc=pass",
               attach=[("轿厢.jpg", jpeg(), "image/jpeg")])  # fmt: skip
    house.work()
    record = house.ask(lambda session: record_of(house.services, session, case, date(2026, 3, 4)))
    assert record.evidence == (
        "电子邮件原件，2026年3月2日收到",
        "停梯告示.jpg，来件附件，2026年3月2日收到",
        "后续来件《补充照片》，2026年3月4日收到",
        "轿厢.jpg，来件附件，2026年3月4日收到",
    )


def submitted(desk: Desk, clerk: Person, kind: LetterKind, case: CaseRow) -> LetterRow:
    draft = at_hand.a_draft(desk, clerk, kind, case=case)
    at_hand.finished(desk, clerk, draft)
    return submit(desk.house.services, draft.id, actor=clerk, way=None)


def printed(desk: Desk, sha: str | None) -> str:
    return "".join("".join(text_layer(desk.house.services.archive.get(sha or ""))).split())


def signed_by_event(desk: Desk, case: CaseRow) -> bool:
    return desk.house.ask(lambda session: facts_of(session, cases.get_case(session, case.number) or case)).signed


def test_who_approves_a_form_signs_it_once_in_its_box_and_nothing_else_changes(
    desk: Desk, clerk: Person, supervisor: Person
) -> None:
    case, services = at_hand.a_case(desk), desk.house.services
    form = submitted(desk, clerk, LetterKind.RECORD_FORM, case)
    assert case.phone is not None
    assert case.phone in printed(desk, form.pdf_sha)
    assert [one for one in letter_checks.findings(services, form.id) if one.words == case.phone] == []
    assert "主任审签：日期：年月日" in printed(desk, form.pdf_sha)
    approve(services, form.id, actor=supervisor, pdf_sha=form.pdf_sha or "")
    desk.house.work()
    done = at_hand.letter(desk, form.id)
    assert (done.state, done.docx_sha, done.pdf_sha) == (LetterState.APPROVED, form.docx_sha, form.pdf_sha)
    assert printed(desk, done.sealed_sha) == printed(desk, form.pdf_sha).replace(
        "主任审签：日期：年月日", "主任审签：李敏日期：2026年3月2日"
    )
    recover(services, alone=True)
    desk.house.work()
    assert at_hand.letter(desk, form.id).sealed_sha == done.sealed_sha
    assert desk.house.events(case).count("letter_signed") == 1
    client = desk.client(clerk)
    pdf = client.get(f"/letters/{form.id}/pdf").content
    assert text_layer(pdf) == text_layer(services.archive.get(done.sealed_sha or ""))
    pictures = [client.get(f"/letters/{form.id}/page/{page}.png").content for page in (1, 2)]
    assert pictures[: len(text_layer(pdf))] == [page_png(pdf, page, 120) for page in range(1, 1 + len(text_layer(pdf)))]


def test_a_form_that_is_taken_back_bears_no_signature_of_its_approval(
    desk: Desk, clerk: Person, supervisor: Person
) -> None:
    case, services = at_hand.a_case(desk), desk.house.services
    form = submitted(desk, clerk, LetterKind.RECORD_FORM, case)
    approve(services, form.id, actor=supervisor, pdf_sha=form.pdf_sha or "")
    desk.house.work()
    assert signed_by_event(desk, case)
    assert reopen(services, form.id, actor=clerk).sealed_sha is None
    assert not signed_by_event(desk, case)
    again = submit(services, form.id, actor=clerk, way=None)
    assert "主任审签：日期：年月日" in printed(desk, again.pdf_sha)
    returned = return_(services, form.id, actor=supervisor, remark="请补充调查情况")
    desk.house.work()
    assert (returned.state, at_hand.letter(desk, form.id).sealed_sha) == (LetterState.RETURNED, None)


def test_a_notice_is_signed_by_who_approves_it_and_holds_what_was_signed_until_it_is_submitted(
    desk: Desk, clerk: Person, supervisor: Person
) -> None:
    case, services = at_hand.a_case(desk), desk.house.services
    draft = at_hand.a_draft(desk, clerk, LetterKind.DEPARTMENT_NOTICE, case=case)
    plans.save_plan(services, case.number, opinion="尽快修复。", measures=(REPAIR,), actor=clerk, seen=None)
    plans.submit_plan(services, case.number, 1, actor=clerk)
    plans.approve_plan(services, case.number, 1, actor=supervisor)
    at_hand.finished(desk, clerk, draft)
    for one in letter_checks.findings(services, draft.id):
        letter_checks.accept_finding(services, draft.id, one.key, "见方案", actor=clerk)
    desk.house.time[0] += timedelta(days=1)
    notice = submit(services, draft.id, actor=clerk, way=None)
    assert "主任签字：李敏日期：2026年3月2日" in printed(desk, notice.pdf_sha)
    approve(services, notice.id, actor=supervisor, pdf_sha=notice.pdf_sha or "")
    desk.house.work()
    assert "主任签字：李敏日期：2026年3月3日" in printed(desk, at_hand.letter(desk, notice.id).sealed_sha)


def test_no_one_types_a_signature_into_a_box_in_word(desk: Desk, clerk: Person) -> None:
    case, services = at_hand.a_case(desk), desk.house.services
    draft = at_hand.a_draft(desk, clerk, LetterKind.RECORD_FORM, case=case)
    at_hand.finished(desk, clerk, draft)
    draft = at_hand.letter(desk, draft.id)
    forged = Signature(who="李敏", day=date(2026, 3, 1))
    docx = with_signatures(services.archive.get(draft.docx_sha or ""), {Box.RECORD: forged}, all_boxes=False)
    assert "主任审签：李敏　　日期：2026年3月1日" in plain_text(docx)
    upload(services, draft.id, docx, actor=clerk, seen=draft.docx_sha or "")
    form = submit(services, draft.id, actor=clerk, way=None)
    assert "主任审签：日期：年月日" in printed(desk, form.pdf_sha)
    assert with_signatures(docx, {Box.RECORD: forged}, all_boxes=False) == docx
