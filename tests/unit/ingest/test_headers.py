"""Header fields are decoded from bytes: words joined first, labels believed last."""

import base64
from datetime import UTC, datetime, timedelta, timezone

import pytest

from domain.reading import Address
from ingest.headers import addresses, date_of, decode_header, message_ids, parameter, safe_name


def raw(data: bytes) -> str:
    """Eight-bit bytes as the email package hands them on."""
    return data.decode("ascii", "surrogateescape")


def word(data: bytes, charset: str = "gb2312") -> str:
    return f"=?{charset}?B?{base64.b64encode(data).decode()}?="


def test_a_character_split_between_two_words_is_joined() -> None:
    data = "地下车库积水".encode("gbk")
    assert decode_header(f"{word(data[:5])}\r\n {word(data[5:])}") == "地下车库积水"


def test_plain_text_between_words_keeps_its_spaces() -> None:
    assert decode_header(f"Re: {word('投诉'.encode('gbk'))} 2") == "Re: 投诉 2"


def test_raw_bytes_without_words_are_guessed() -> None:
    assert decode_header(raw("电梯又坏了".encode("gbk"))) == "电梯又坏了"


def test_no_line_break_or_control_character_survives() -> None:
    assert decode_header(word(b"a\r\nBcc: x@y\0", "utf-8")) == "a Bcc: x@y"


@pytest.mark.parametrize(
    ("value", "name", "email"),
    [
        ("=?gb2312?B?1cXOsA==?= <ZW@mail.example>", "张伟", "zw@mail.example"),
        ('"=?gb2312?B?1cXOsA==?=" <zw@mail.example>', "张伟", "zw@mail.example"),
        ('"Wei, Zhang" <zw@mail.example>', "Wei, Zhang", "zw@mail.example"),
        ("zw@mail.example (Zhang)", "Zhang", "zw@mail.example"),
        ("<zw@mail.example>", None, "zw@mail.example"),
        ("zw@mail.example <zw@mail.example>", None, "zw@mail.example"),
        ("张伟", "张伟", None),
    ],
)
def test_an_address_gives_name_and_mail(value: str, name: str | None, email: str | None) -> None:
    assert addresses([value]) == (Address(name=name, email=email),)


def test_recipients_are_split_outside_quotes() -> None:
    found = addresses(['"A, B" <a@x.example>; c@x.example, <d@x.example>'])
    assert [one.email for one in found] == ["a@x.example", "c@x.example", "d@x.example"]


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("attachment; filename=a.txt", "a.txt"),
        ('attachment; filename="a;b.txt"; size=3', "a;b.txt"),
        ("attachment; filename*=UTF-8''%E7%85%A7%E7%89%87.jpg", "照片.jpg"),
        ("attachment; filename*0*=GBK''%D5%D5; filename*1*=%C6%AC; filename*2=.jpg", "照片.jpg"),
        (raw('attachment; filename="照片.jpg"'.encode("gbk")), "照片.jpg"),
        ("attachment", None),
    ],
)
def test_parameters_are_read_in_every_form(value: str, name: str | None) -> None:
    assert parameter(value, "filename") == name


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\a\\b.doc", "b.doc"),
        ("a\0b\n.txt", "a_b_.txt"),
        ("..", "附件"),
        (None, "附件"),
    ],
)
def test_file_names_lose_folders_and_signs(name: str | None, safe: str) -> None:
    assert safe_name(name, "附件") == safe


def test_message_ids_keep_order_and_come_once() -> None:
    assert message_ids("<a@x>\r\n <b@x> junk <a@x>") == ("<a@x>", "<b@x>")
    assert message_ids("a@x") == ("<a@x>",)
    assert message_ids("") == ()


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("Fri, 20 Nov 2026 19:05:00 +0800", datetime(2026, 11, 20, 19, 5, tzinfo=timezone(timedelta(hours=8)))),
        ("Fri, 20 Nov 2026 19:05:00 CST", datetime(2026, 11, 20, 19, 5, tzinfo=timezone(timedelta(hours=8)))),
        ("20 Nov 2026 11:05:00 GMT", datetime(2026, 11, 20, 11, 5, tzinfo=UTC)),
        ("yesterday", None),
        ("Fri, 99 Nov 2026 19:05:00 +0800", None),
    ],
)
def test_dates_keep_their_offset(value: str, moment: datetime | None) -> None:
    assert date_of(value) == moment


def test_quotes_around_a_part_of_a_name_stay() -> None:
    (found,) = addresses(["\"'陈立' via 客服\" <kefu@group.example.cn>"])
    assert found.name == "'陈立' via 客服"
    for written in ("'陈立' <a@x.cn>", "\"'陈立'\" <a@x.cn>", '"陈立" <a@x.cn>', "(陈立) <a@x.cn>", '"陈立 <a@x.cn>'):
        (found,) = addresses([written])
        assert (found.name, found.email) == ("陈立", "a@x.cn")
