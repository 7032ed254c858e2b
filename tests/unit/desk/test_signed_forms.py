"""The boxes of a form say who signed when, and its evidence is all that came and was added, with source and date.

Covers workers.correspondence.form_signatures, workers.correspondence.evidence_list, letters.text.signing.
"""

import io
from datetime import date, timedelta

import letters_at_hand as at_hand
from PIL import Image
from servers.desk import Desk

from domain.codes import Department, LetterKind
from domain.plan import Measure
from domain.record import Investigation
from domain.staff import Person
from letters.context import Box, Signature
from letters.text.signing import signed
from letters.word.document import plain_text
from workers.casework import case_work, plans, record_signing, recording
from workers.correspondence.case_record import record_of

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
