"""Whatever comes in, reading ends in a Document: never an exception, never without a word to a person.

Covers domain.reading, ingest.envelope and ingest.unread.
"""

import io
import zipfile
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.settings import Limits
from ingest.fields import find_fields
from ingest.quoted import split_history
from ingest.read import read_letters

LIMITS = Limits()
MAIL = b"From: a@b.example\r\nSubject: x\r\n"
LETTER_PIECES = st.sampled_from(
    [
        *(
            "From: a@b\r\n",
            "Subject: =?gb2312?B?",
            "?=\r\n",
            "Content-Type: multipart/mixed; boundary=B\r\n",
            "\r\n--B\r\n",
        ),
        *(
            "Content-Type: message/rfc822\r\n\r\n",
            "Content-Transfer-Encoding: base64\r\n",
            "发件人: x\r\n",
            "> 引用\r\n",
        ),
        *(
            "Content-Type: text/html; charset=gbk\r\n\r\n",
            "<table><tr><td>",
            "3栋501",
            "在2026年 写道：\r\n",
            "--B--",
            "1.2万元",
        ),
        *(
            "%PDF-1.4\n",
            "PK\x03\x04word/[Content_Types].xml",
            "\x00\xff",
            "filename*0*=utf-8''%E4;",
            "\r\n\r\n",
            "十百千万半个月",
        ),
    ]
)


@settings(deadline=None, max_examples=150)
@given(st.lists(LETTER_PIECES | st.text(max_size=8), max_size=25))
def test_mail_made_of_broken_pieces_is_read(pieces: list[str]) -> None:
    data = "".join(pieces).encode("utf-8", "surrogatepass")
    for document in read_letters(data, name="x.eml", limits=LIMITS):
        assert document.readable or document.problems


@settings(deadline=None, max_examples=100)
@given(
    st.binary(max_size=400), st.sampled_from([b"", b"%PDF-1.5\n", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"<html>", MAIL])
)
def test_any_bytes_are_read_or_put_before_a_person(data: bytes, start: bytes) -> None:
    for document in read_letters(start + data, name="file", limits=LIMITS):
        assert document.readable or document.problems


@settings(deadline=None, max_examples=100)
@given(
    st.lists(
        LETTER_PIECES | st.text(alphabet="0123456789一二三十百万栋单元室号楼-年月日户元 \n", max_size=12), max_size=20
    )
)
def test_fields_and_history_hold_for_any_text(pieces: list[str]) -> None:
    text = "".join(pieces)
    assert all(text[field.start : field.end] == field.text for field in find_fields("", text, reference=None))
    assert split_history(text).own or not text.strip()


def _nested(depth: int) -> bytes:
    opened = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (level, level) for level in range(depth)
    )
    return MAIL + opened + "Content-Type: text/plain; charset=utf-8\r\n\r\n电梯坏了\r\n".encode()


def test_multiparts_nested_beyond_reason_keep_their_text_and_say_so() -> None:
    (document,) = read_letters(_nested(2000), name="deep.eml", limits=LIMITS)
    assert document.text == "电梯坏了"
    assert document.subject == "x"
    assert document.problems


def test_forwarded_mails_nested_beyond_the_limit_are_cut_off() -> None:
    data = (MAIL + b"Content-Type: message/rfc822\r\n\r\n") * 100 + MAIL + b"\r\nhello"
    (document,) = read_letters(data, name="nest.eml", limits=LIMITS)
    assert document.problems


def test_a_mail_of_very_many_parts_is_read_up_to_the_limit() -> None:
    part = b"--B\r\nContent-Type: text/plain\r\n\r\nline\r\n"
    data = MAIL + b"Content-Type: multipart/mixed; boundary=B\r\n\r\n" + part * 500
    (document,) = read_letters(data, name="many.eml", limits=replace(LIMITS, parts=100))
    assert document.text.count("line") == 99
    assert [problem.what for problem in document.problems] == ["邮件的部分过多或嵌套过深，其余部分没有读取"]


def test_a_file_over_the_size_limit_is_not_opened() -> None:
    (document,) = read_letters(b"x" * 2000, name="big.txt", limits=replace(LIMITS, message_bytes=1000))
    assert "文件过大" in document.problems[0].what


def test_text_beyond_the_limit_is_cut_with_a_problem() -> None:
    (document,) = read_letters("水".encode() * 1000, name="long.txt", limits=replace(LIMITS, text_chars=100))
    assert len(document.text) == 100
    assert "过长" in document.problems[0].what


def _word(members: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in {"[Content_Types].xml": b"<x/>", **members}.items():
            package.writestr(name, data)
    return target.getvalue()


BODY = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>{}</w:t></w:r>'
    "</w:p></w:body></w:document>"
)


def test_a_word_document_that_unpacks_without_end_is_refused() -> None:
    bomb = _word({"word/document.xml": BODY.format("0" * 30_000_000).encode()})
    (document,) = read_letters(bomb, name="bomb.docx", limits=LIMITS)
    assert "解压后过大" in document.problems[0].what


def test_entities_of_a_word_document_are_not_followed() -> None:
    outside = '<!DOCTYPE w [<!ENTITY e SYSTEM "file:///etc/hostname">]>' + BODY.format("文字&e;")
    (document,) = read_letters(_word({"word/document.xml": outside.encode()}), name="x.docx", limits=LIMITS)
    assert document.text == "文字"


def test_macros_are_named_and_not_run() -> None:
    data = _word({"word/document.xml": BODY.format("正文").encode(), "word/vbaProject.bin": b"x"})
    (document,) = read_letters(data, name="x.docm", limits=LIMITS)
    assert document.text == "正文"
    assert "宏" in document.problems[0].what


def test_a_page_nested_too_deep_for_a_parser_keeps_its_words() -> None:
    page = ("<html>" + "<div>" * 100_000 + "油烟太大").encode()
    (document,) = read_letters(page, name="deep.html", limits=LIMITS)
    assert document.text == "油烟太大"
    assert document.problems


def test_equal_words_have_one_hash_however_they_are_wrapped() -> None:
    first, second = (
        read_letters(
            MAIL + b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + text.encode(), name="x", limits=LIMITS
        )[0]
        for text in ("电梯坏了，请修。１２３", "电梯坏了，\r\n 请修。123\r\n")
    )
    assert first.body_hash == second.body_hash


@pytest.mark.parametrize(
    "unit",
    [
        "发件人    ",
        " ",
        "姓名 ",
        "<!---->",
        "+86电话",
        "1-",
        "一",
        "> ",
        "_",
        "a@",
        "在2026年 写道 ",
        "100",
        "#",
        ";",
        "<td>",
        "几百",
    ],
)
@pytest.mark.parametrize("head", ["", "From: a@b\r\nSubject: 转发: x\r\n\r\n", "<html>", "From: x\r\nTo: "])
@pytest.mark.timeout(20)
def test_endless_repetition_is_read_in_reasonable_time(head: str, unit: str) -> None:
    data = (head + unit * (100_000 // len(unit)) + "x").encode()
    (document,) = read_letters(data, name="x.eml", limits=LIMITS)
    assert document.readable or document.problems
