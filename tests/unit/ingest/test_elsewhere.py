"""What lies elsewhere is told; a picture within the HTML is read."""

import time
from base64 import b64encode
from email.message import EmailMessage

import pytest

from domain.reading import Document
from domain.settings import Limits
from ingest.elsewhere import inline_pictures, points_elsewhere
from ingest.read import read_letters

LONG = "我住3栋2单元602，楼上装修的建筑垃圾堆在消防通道里，" * 4
REMOTE = '<p>{}</p><img src="https://img.example/2026/a.jpg" alt="">'
INSIDE = '<p>如图</p><img alt="x" src="data:image/png;base64,{}">'
PICTURE = "车棚顶棚塌了一角。".encode() * 400
"""A file is read by its content, so that words will do for a picture here."""


def read(data: bytes, name: str) -> Document:
    (letter,) = read_letters(data, name=name, limits=Limits())
    return letter


def mail(html: str) -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"] = "lu@example.com", "反映问题"
    message.set_content(html, subtype="html")
    return message.as_bytes()


@pytest.mark.parametrize(
    ("text", "markup", "told"),
    [
        ("如图", REMOTE, "图片存放在网上"),
        (f"{LONG}见下图。", REMOTE, "图片存放在网上"),
        (LONG, REMOTE, ""),  # a letter that is whole without it
        ("如图", '<img src="https://img.example/a.gif" width="1" height="1">', ""),
        ("如图", '<img src="https://img.example/logo.png">', ""),
        ("材料在 https://pan.baidu.com/s/1abc 提取码 x1y2", "", "没有下载"),
        ("从QQ邮箱发来的超大附件\n照片.zip", "", "没有下载"),
        ("照片见链接", '<a href="https://drive.google.com/file/d/1">链接</a>', "没有下载"),
        ("我们的官网 https://wuye.example/ 打不开", "", ""),
    ],
)
def test_what_lies_elsewhere_is_told_where_it_matters(text: str, markup: str, told: str) -> None:
    whats = [one.what for one in points_elsewhere(text, markup, "正文")]
    assert len(whats) == bool(told)
    assert told in "".join(whats)


@pytest.mark.parametrize("name", ["信.html", "信.eml"])
def test_a_picture_within_the_html_is_read_as_a_file(name: str) -> None:
    html = f"<html>{INSIDE.format(b64encode(PICTURE).decode())}</html>"
    letter = read(html.encode() if name.endswith("html") else mail(html), name)
    assert "车棚顶棚塌了一角" in letter.text
    assert len(letter.parts) == 2


def test_a_logo_or_what_is_no_base64_is_no_picture() -> None:
    assert not list(inline_pictures(INSIDE.format(b64encode(b"x" * 100).decode())))
    assert not list(inline_pictures(INSIDE.format("A" * 20_001)))


def test_a_link_in_a_mail_is_told_with_it() -> None:
    letter = read(mail("<p>材料太大，见 <a href='https://kdocs.cn/l/abc'>文档</a></p>"), "a.eml")
    assert "没有下载" in letter.problems[0].what


def test_markup_made_to_be_slow_is_looked_at_at_once() -> None:
    began = time.monotonic()
    assert not list(inline_pictures("<img " * 200_000))
    assert not list(points_elsewhere("如图", "<img src=" * 100_000, "正文"))
    many = INSIDE.format(b64encode(PICTURE).decode()) * 100
    assert len(list(inline_pictures(many))) == 20
    assert time.monotonic() - began < 5


def test_a_thousand_pieces_of_a_mail_are_told_once() -> None:
    piece = "--b\r\nContent-Type: message/partial; id=a\r\n\r\nA: b\r\n\r\nx\r\n"
    head = "From: lu@example.com\r\nSubject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    letter = read(f"{head}{piece * 300}--b--".encode(), "a.eml")
    assert [one.what for one in letter.problems].count("这封邮件只是一份大邮件中的一段，其余各段不在其中") == 1
