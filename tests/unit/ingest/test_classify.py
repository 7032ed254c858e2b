"""What the headers prove of a message's kind; whatever is not proved is a person's letter."""

import pytest

from domain.reading_codes import MessageClass
from ingest.classify import classify, spam_suspected


def kind(subject: str = "", *, sender: str = "wang@example.com", content: str = "text/plain", report=None, **headers):
    fields = {name.replace("_", "-"): (value,) for name, value in headers.items()}
    return classify(fields, subject=subject, content_type=content, report_type=report, sender=sender)


@pytest.mark.parametrize(
    "subject", ["自动回复：在吗", "退信", "已读：投诉", "Out of office", "Undelivered", "群发通知", "", "投诉电梯"]
)
def test_a_subject_alone_proves_nothing(subject):
    assert kind(subject) == (MessageClass.PERSONAL, None)


@pytest.mark.parametrize(
    ("report", "proved"),
    [
        ("delivery-status", MessageClass.BOUNCE),
        ("Delivery-Status", MessageClass.BOUNCE),
        ("disposition-notification", MessageClass.RECEIPT),
        ("feedback-report", MessageClass.PERSONAL),
        (None, MessageClass.PERSONAL),
    ],
)
def test_a_report_says_what_it_reports(report, proved):
    assert kind(content="multipart/report", report=report)[0] is proved


def test_a_report_type_without_a_report_proves_nothing():
    assert kind(content="multipart/mixed", report="delivery-status")[0] is MessageClass.PERSONAL


@pytest.mark.parametrize("sender", ["mailer-daemon@mx.example", "postmaster@qq.com", "MAILER-DAEMON@163.com"])
@pytest.mark.parametrize("subject", ["系统退信", "無法投遞", "Undelivered Mail Returned to Sender", "failure notice"])
def test_a_machine_s_mail_about_what_came_back_is_a_bounce(sender, subject):
    assert kind(subject, sender=sender) == (MessageClass.BOUNCE, f"From: {sender}")


def test_a_postmaster_may_write_a_letter_of_their_own():
    assert kind("关于贵小区的邮件服务", sender="postmaster@qq.com")[0] is MessageClass.PERSONAL
    assert kind("通知", sender="postmaster@qq.com", return_path="<>")[0] is MessageClass.BOUNCE


def test_an_empty_return_path_needs_a_telling_subject():
    assert kind("投诉电梯", return_path="<>")[0] is MessageClass.PERSONAL
    assert kind("退信通知", return_path=" <> ") == (MessageClass.BOUNCE, "Return-Path: <>")
    assert kind("已读：投诉", return_path="<>")[0] is MessageClass.RECEIPT


def test_failed_recipients_are_proof():
    assert kind(x_failed_recipients="a@example.com") == (MessageClass.BOUNCE, "X-Failed-Recipients")


@pytest.mark.parametrize(
    ("headers", "proof"),
    [
        ({"auto_submitted": "auto-replied"}, "Auto-Submitted: auto-replied"),
        ({"auto_submitted": "Auto-Replied; owner-email=a"}, "Auto-Submitted: auto-replied"),
        ({"x_autoreply": "yes"}, "X-Autoreply: yes"),
        ({"precedence": "auto_reply"}, "Precedence: auto_reply"),
    ],
)
def test_an_automatic_answer_says_so(headers, proof):
    assert kind("Re: 投诉", **headers) == (MessageClass.AUTO_REPLY, proof)


@pytest.mark.parametrize("value", ["no", "false", "0"])
def test_a_header_that_says_no_is_no_proof(value):
    assert kind("Re: 投诉", x_autoreply=value)[0] is MessageClass.PERSONAL
    assert kind("Re: 投诉", auto_submitted="no") == (MessageClass.PERSONAL, None)


@pytest.mark.parametrize(
    "headers",
    [
        {"x_auto_response_suppress": "All"},
        {"precedence": "bulk"},
        {"return_path": "<>"},
        {"auto_submitted": "auto-generated"},
    ],
)
def test_a_vacation_subject_counts_with_one_header_beside_it(headers):
    assert kind("自動回覆: 休假中", **headers)[0] is MessageClass.AUTO_REPLY


def test_what_a_program_sent_of_itself_is_personal_with_a_remark():
    found = kind("网上投诉表单", auto_submitted="auto-generated")
    assert found == (MessageClass.PERSONAL, "Auto-Submitted: auto-generated")


@pytest.mark.parametrize("headers", [{"list_id": "<a.b>"}, {"list_unsubscribe": "<x>"}, {"precedence": "bulk"}])
def test_a_list_says_so(headers):
    assert kind("本周团购", **headers)[0] is MessageClass.LIST


def test_a_proof_is_cut_for_the_row_it_is_kept_in():
    _, proof = kind(list_id="x" * 500)
    assert proof == "List-Id: " + "x" * 80


@pytest.mark.parametrize(
    ("name", "value", "spam"),
    [
        ("x-spam-flag", "YES", True),
        ("x-spam-flag", "no", False),
        ("x-spam-status", "Yes, score=9", True),
        ("x-spam-status", "No, score=1", False),
        ("x-qq-spam", "true", True),
        ("x-spam-level", "*****", True),
        ("x-spam-level", "****", False),
        ("x-ms-exchange-organization-scl", "5", True),
        ("x-ms-exchange-organization-scl", "-1", False),
        ("x-forefront-antispam-report", "CIP:1.2.3.4;SCL:9;", True),
        ("x-forefront-antispam-report", "CIP:1.2.3.4;SCL:1;", False),
    ],
)
def test_whether_a_filter_on_the_way_marked_it(name, value, spam):
    assert spam_suspected({name: (value,)}) is spam


def test_a_mail_without_marks_is_not_suspected():
    assert not spam_suspected({})
