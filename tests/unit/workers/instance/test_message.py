"""The mail that carries a letter: threaded, marked as automatic, and the same bytes each time."""

import email
import re
from dataclasses import replace
from datetime import UTC, datetime
from email.policy import default

from domain.settings import Security, Settings, SmtpSettings
from workers.instance.keys import Keys
from workers.instance.message import OutgoingMail, build, is_signed, new_message_id, signature_of

KEYS = Keys(secret=bytes(32))
ID = "<1f@wuye.example>"

MAIL = OutgoingMail(
    message_id=ID,
    signature=signature_of(KEYS, ID),
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
    assert message["Message-ID"] == ID
    assert is_signed(KEYS, message["Message-ID"], message["X-Huihan-Letter"])
    assert message.get_body(("plain",)).get_content().startswith("尊敬的王女士：")
    assert [part.get_filename() for part in message.iter_attachments()] == ["收悉告知书.docx"]


def test_a_letter_that_a_person_approved_is_not_marked_automatic():
    assert "Auto-Submitted" not in email.message_from_bytes(build(replace(MAIL, automatic=False)))


def test_equal_letters_are_equal_bytes_with_lines_that_mail_can_carry():
    built = build(MAIL)
    assert built == build(MAIL)
    assert all(len(line) <= 998 for line in built.split(b"\r\n"))
    assert b"\n" not in built.replace(b"\r\n", b"")


def settings_of(tmp_path, from_address="kefu@wuye.example"):
    smtp = SmtpSettings(host="localhost", port=25, security=Security.NONE, from_address=from_address)
    return Settings(root=tmp_path, database_url="sqlite://", smtp=smtp)


def test_a_message_id_has_128_random_bits_of_our_domain(tmp_path):
    made = {new_message_id(settings_of(tmp_path)) for _ in range(100)}
    assert len(made) == 100
    assert all(re.fullmatch(r"<[0-9a-f]{32}@wuye\.example>", one) for one in made)
    bits = [bin(int(one[1:33], 16))[2:].zfill(128) for one in made]
    assert all({"0", "1"} == {one[place] for one in bits} for place in range(128))


def test_only_this_instance_can_sign_a_message_id():
    signature = signature_of(KEYS, ID)
    assert is_signed(KEYS, ID, f" {signature}\r\n")
    assert not is_signed(KEYS, "<2f@wuye.example>", signature)
    assert not is_signed(Keys(secret=bytes(31) + b"1"), ID, signature)
    assert not any(is_signed(KEYS, ID, forged) for forged in (None, "", ID, ID.strip("<>"), "签名", signature.upper()))
    assert not is_signed(KEYS, None, signature)
