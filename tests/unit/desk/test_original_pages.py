"""Originals at the desk: looked at safely, downloaded as they are, and only by who may see the case.

Covers desk.mail_frame and desk.routes.original.
"""

import io
from email.message import EmailMessage

import pytest
from fastapi.testclient import TestClient
from PIL import Image
from servers.desk import Desk
from servers.house import LIFT, House

from domain.codes import Role
from domain.staff import Grant, Person
from store import case_views, intake

EVIL = """<html><body><script>alert(1)</script><p>电梯<b>又停运</b>了</p>
<img src="cid:pic@example.com" alt="现场"><img src="http://evil.example/p.gif"></body></html>"""
CSV = "房号,费用\n501,300\n".encode()


def picture() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (40, 30), (200, 0, 0)).save(written, "PNG")
    return written.getvalue()


def mail() -> bytes:
    """A mail with both kinds of body, a picture inside, and a file with a bad name."""
    message = EmailMessage()
    message["From"] = "王芳 <wang@example.com>"
    message["To"] = "kefu@wuye.example"
    message["Subject"] = "电梯停运"
    message["Message-ID"] = "<html@example.com>"
    message.set_content(LIFT)
    message.add_alternative(EVIL, subtype="html")
    message.get_payload()[1].add_related(picture(), "image", "png", cid="<pic@example.com>")
    message.add_attachment(CSV, maintype="text", subtype="csv", filename="../费用?.csv")
    return message.as_bytes()


@pytest.fixture
def original() -> bytes:
    return mail()


@pytest.fixture
def base(house: House, original: bytes) -> str:
    """Where the original of a case is found."""
    house.receive(original)
    house.work()
    (case,) = house.cases()
    return f"/cases/{case.number}/original/{case.intake_id}"


@pytest.fixture
def client(desk: Desk, clerk: Person) -> TestClient:
    return desk.client(clerk)


def part_named(house: House, name: str) -> int:
    """The part of the first reading that has this name."""
    (document,) = house.ask(lambda session: intake.load_reading(session, 1))
    return [part.name for part in document.parts].index(name)


def test_the_mail_is_shown_cleaned_in_a_document_that_may_do_nothing(client, base):
    answer = client.get(f"{base}/mail")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert policy.endswith("sandbox")
    assert "script-src" not in policy
    assert "http" not in policy
    assert answer.headers["x-frame-options"] == "SAMEORIGIN"
    assert "<b>又停运</b>" in answer.text
    assert "<script" not in answer.text
    assert "evil.example" not in answer.text
    assert "data:image/png;base64," in answer.text


def test_the_frame_on_the_case_page_is_sandboxed(client, base):
    page = client.get(base.partition("/original")[0]).text
    assert f'<iframe class="mail" sandbox="" loading="lazy" src="{base}/mail"' in page


def test_a_plain_mail_is_shown_by_its_words(client, house):
    house.mail(text="<b>电梯</b>停运三天，没有人修")
    house.work()
    (case,) = house.cases()
    assert "&lt;b&gt;电梯" in client.get(f"/cases/{case.number}/original/{case.intake_id}/mail").text


def test_an_attachment_is_a_download_that_no_browser_opens(client, house, base):
    answer = client.get(f"{base}/attachment/{part_named(house, '费用_.csv')}")
    assert answer.content == CSV
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_the_raw_original_is_given_byte_by_byte(client, base, original):
    answer = client.get(f"{base}/raw")
    assert answer.content == original
    assert "attachment" in answer.headers["content-disposition"]
    assert ".eml" in answer.headers["content-disposition"]


def test_a_picture_that_came_with_it_is_shown_as_png_and_kept(client, desk, house, base):
    number = house.cases()[0].number
    desk.post(
        client,
        "/register",
        "/register",
        {"key": "a" * 32, "channel": "wechat", "day": "2026-03-02", "hour": "09:00", "facts": "大堂灯坏了两天没人修"},
        files={"evidence": ("现场.jpg", picture(), "image/jpeg")},
    )
    case = house.cases()[-1]
    assert case.number != number
    page = f"/cases/{case.number}/original/{case.intake_id}/page/1.png"
    assert page in client.get(f"/cases/{case.number}").text
    for _ in range(2):  # painted, then from the cache
        answer = client.get(page)
        assert answer.headers["content-type"] == "image/png"
        assert Image.open(io.BytesIO(answer.content)).size == (40, 30)
    assert len(list((house.services.settings.root / "data" / "cache" / "pages").glob("*.png"))) == 1


@pytest.mark.parametrize("what", ["page/0.png", "page/99.png", "attachment/0", "attachment/99"])
def test_what_is_not_there_is_said_in_a_sentence(client, base, what):
    answer = client.get(f"{base}/{what}")
    assert answer.status_code == 409
    assert "不能进行" in answer.text


def test_the_original_of_another_case_is_not_there(client, house, base):
    house.mail("水管", "水管爆裂，楼道积水。阳光花园5栋302室李静", sender="li@example.com")
    house.work()
    other = house.cases()[-1]
    assert client.get(f"/cases/{other.number}/original/1/raw").status_code == 404


def test_who_may_not_see_the_case_sees_no_piece_of_it(desk, base):
    elsewhere = desk.client(desk.person("qian", Grant(role=Role.CLERK, project="月亮湾")))
    house_project = desk.house.cases()[0].project
    assert house_project == "阳光花园"
    admin = desk.client(desk.person("root", Role.ADMIN))
    for what in ("mail", "raw", "attachment/1", "page/1.png"):
        assert elsewhere.get(f"{base}/{what}").status_code == 404
        assert admin.get(f"{base}/{what}").status_code == 403


def test_looking_at_the_original_is_logged(client, house, base):
    client.get(f"{base}/raw")
    client.get(f"{base}/mail")
    assert [look.what for look in house.ask(lambda session: case_views.of_case(session, 1))] == ["mail", "original"]


def test_an_original_that_is_lost_from_the_archive_is_said(client, house, base):
    (row,) = house.rows()
    house.services.archive.path(row.sha256).unlink()
    answer = client.get(f"{base}/raw")
    assert answer.status_code == 409
    assert "备份" in answer.text
