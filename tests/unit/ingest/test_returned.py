"""What a bounce says came back, and for whom: read from its report, or from the words of providers that send none."""

import pytest
from servers.bounces import plain, report

from domain.reading import Recipient, Returned
from domain.reading_codes import MessageClass
from domain.settings import Limits
from ingest.read import read_letters

OURS, OTHER = "<1f@wuye.example>", "<2f@wuye.example>"


def read(data: bytes):
    (document,) = read_letters(data, name="a.eml", limits=Limits())
    return document


def test_a_report_says_which_mail_did_not_reach_whom_and_why():
    returned = read(report(OURS, signature="ab" * 32)).returned
    assert returned == Returned(
        report=True,
        message_ids=(OURS,),
        signature="ab" * 32,
        recipients=(Recipient(address="wang@example.com", action="failed", status="5.1.1", why="550 no such user"),),
    )


def test_every_recipient_and_every_returned_mail_of_a_report_is_told():
    returned = read(report(OURS, OTHER, to=("Wang@Example.com", "li@example.com"), action="Delayed")).returned
    assert returned.message_ids == (OURS, OTHER)
    assert [(one.address, one.action) for one in returned.recipients] == [
        ("wang@example.com", "delayed"),
        ("li@example.com", "delayed"),
    ]


def test_the_address_before_a_forwarding_is_told_too():
    (recipient,) = read(report(OURS, to="wang@gmail.example", original="wang@example.com")).returned.recipients
    assert (recipient.address, recipient.original) == ("wang@gmail.example", "wang@example.com")


@pytest.mark.parametrize(
    "kind", ["message/rfc822", "text/rfc822-headers", "message/rfc822-headers", "message/global-headers"]
)
def test_the_returned_mail_is_found_whichever_way_it_is_attached(kind):
    data = report(OURS).replace(b"text/rfc822-headers", kind.encode())
    assert read(data).returned.message_ids == (OURS,)


def test_what_lies_inside_the_returned_mail_is_not_returned():
    inner = (
        "--=r\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <1f@wuye.example>\r\nMIME-Version: 1.0\r\n"
        "Content-Type: multipart/mixed; boundary=i\r\n\r\n--i\r\nContent-Type: message/rfc822\r\n\r\n"
        "Message-ID: <2f@wuye.example>\r\n\r\nx\r\n--i--\r\n"
    )
    data = report().replace(b"--=r--", inner.encode() + b"--=r--")
    assert read(data).returned.message_ids == (OURS,)


QUOTED = (
    f"很抱歉，您的邮件被退回：收件人邮箱不存在。\n收件人：wang@example.com\n\nMessage-ID: {OURS}\nSubject: 收悉告知书"
)


def test_a_provider_without_reports_quotes_the_header_in_its_words():
    document = read(plain(QUOTED))
    assert document.envelope.message_class is MessageClass.BOUNCE
    assert not document.returned.report
    assert document.returned.message_ids == (OURS,)
    assert Recipient(address="wang@example.com") in document.returned.recipients


def test_a_message_id_somewhere_in_a_sentence_is_not_what_came_back():
    assert read(plain(f"收件人 wang@example.com 不存在（{OURS}）")).returned.message_ids == ()


@pytest.mark.parametrize("header", ["In-Reply-To", "References"])
def test_threading_headers_do_not_say_what_came_back(header):
    returned = read(plain("收件人 wang@example.com 不存在", more=f"{header}: {OURS}\r\n")).returned
    assert returned.message_ids == ()


def test_what_is_no_bounce_returns_nothing():
    assert read(plain(QUOTED, sender="wang@example.com", path="<wang@example.com>")).returned is None
