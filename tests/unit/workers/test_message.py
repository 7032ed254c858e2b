"""The mail that carries a letter: threaded, marked as automatic, and the same bytes each time."""

import email
from dataclasses import replace
from datetime import UTC, datetime
from email.policy import default

from workers.message import OutgoingMail, build, message_id

MAIL = OutgoingMail(
    message_id=message_id("TS-2026-000001", "acknowledgement", "1", "wuye.example"),
    from_name="阳光物业客户服务中心",
    from_address="kefu@wuye.example",
    to_address="wang@example.com",
    subject="收悉告知书：您的来信已收到（TS-2026-000001）",
    body="尊敬的王女士：\n\n    您的来信已收悉。\n",
    attachment_name="收悉告知书.docx",
    attachment=b"PK\x03\x04" + bytes(3000),
    letter_number="物函〔2026〕1号",
    dated=datetime(2026, 11, 21, 1, 2, 3, tzinfo=UTC),
    automatic=True,
    in_reply_to="<b@example.com>",
    references=("<a@example.com>",),
)


def test_it_threads_to_the_resident_and_tells_robots_to_stay_quiet():
    message = email.message_from_bytes(build(MAIL), policy=default)
    assert message["In-Reply-To"] == "<b@example.com>"
    assert message["References"] == "<a@example.com> <b@example.com>"
    assert message["Auto-Submitted"] == "auto-replied"
    assert message["Message-ID"] == "<TS-2026-000001.acknowledgement.1@wuye.example>"
    assert message["X-Huihan-Letter"]
    assert message.get_body(("plain",)).get_content().startswith("尊敬的王女士：")
    assert [part.get_filename() for part in message.iter_attachments()] == ["收悉告知书.docx"]


def test_a_letter_that_a_person_approved_is_not_marked_automatic():
    assert "Auto-Submitted" not in email.message_from_bytes(build(replace(MAIL, automatic=False)))


def test_equal_letters_are_equal_bytes_with_lines_that_mail_can_carry():
    built = build(MAIL)
    assert built == build(MAIL)
    assert all(len(line) <= 998 for line in built.split(b"\r\n"))
    assert b"\n" not in built.replace(b"\r\n", b"")
