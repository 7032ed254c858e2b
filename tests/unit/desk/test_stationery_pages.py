"""The pages of letter templates and of the company: what they say, what they hand out, and whom they turn away.

Covers desk.routes.company, desk.routes.templates, desk.views.stationery and workers.stationery.samples.
"""

import io
import re

import pytest
from PIL import Image
from servers.desk import Desk
from servers.template_files import with_words

from desk.files import DOCX
from domain.codes import LetterKind, Role
from domain.staff import Person
from letters.pdf.office import PdfProblem
from letters.templating.render import SHIPPED
from workers.stationery import samples

REPLY = (SHIPPED / "reply.docx").read_bytes()
EVERY = (
    "/templates",
    "/templates/reply",
    "/templates/reply.hant",
    "/templates/reply/docx",
    "/company",
    "/company/letterhead",
)


@pytest.fixture
def admin(desk: Desk) -> Person:
    return desk.person("guan", Role.ADMIN)


def brought(desk: Desk, admin: Person, data: bytes, name: str = "reply") -> str:
    """The page of a template that was uploaded."""
    page = f"/templates/{name}"
    answer = desk.post(desk.client(admin), page, page, files={"file": ("模板.docx", data, DOCX)})
    assert answer.status_code == 303
    return answer.headers["location"]


def test_the_list_names_every_letter_and_whose_template_it_is(desk: Desk, admin: Person) -> None:
    page = desk.client(admin).get("/templates").text
    assert page.count("自带") == len(LetterKind)
    assert all(f'href="/templates/{kind.value}"' in page for kind in LetterKind)


@pytest.mark.parametrize("path", EVERY)
def test_only_an_admin_sees_them(desk: Desk, admin: Person, manager: Person, path: str) -> None:
    assert desk.client(admin).get(path).status_code == 200
    assert desk.client(manager).get(path).status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        "/templates/nothing",
        "/templates/record_form.hant",
        "/templates/reply/99",
        "/templates/reply/99/docx",
        f"/templates/samples/{'0' * 64}/pages",
        "/templates/samples/..%2f..%2fkeys/docx",
        f"/templates/samples/{'0' * 64}/page/1.png",
        "/company/seal.png",
        "/company/letterhead?v=reply:99",
        "/company/letterhead?v=nothing:1",
        "/company/letterhead?v=reply:" + "9" * 30,
    ],
)
def test_what_is_not_there_is_not_found(desk: Desk, admin: Person, path: str) -> None:
    assert desk.client(admin).get(path).status_code == 404


def test_a_sample_letter_is_shown_page_by_page_and_handed_out(desk: Desk, admin: Person) -> None:
    client = desk.client(admin)
    looked = client.get(brought(desk, admin, with_words(REPLY, "特此函复", "敬复"))).text
    shas = re.findall(r"/templates/samples/([0-9a-f]{64})/docx", looked)
    assert len(shas) == len(set(shas)) == 9
    pages = client.get(f"/templates/samples/{shas[0]}/pages").text
    assert f"/templates/samples/{shas[0]}/page/1.png" in pages
    first, again = (client.get(f"/templates/samples/{shas[0]}/page/1.png").content for _ in range(2))
    assert first == again
    assert Image.open(io.BytesIO(first)).width > 700
    assert client.get(f"/templates/samples/{shas[0]}/page/9.png").status_code == 404
    assert client.get(f"/templates/samples/{shas[0]}/docx").content.startswith(b"PK")


def test_without_an_office_the_page_says_so(desk: Desk, admin: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    looked = desk.client(admin).get(brought(desk, admin, REPLY)).text
    sha = re.findall(r"/templates/samples/([0-9a-f]{64})/docx", looked)[0]

    def nothing(*_: object) -> None:
        raise PdfProblem("没有找到 LibreOffice")

    monkeypatch.setattr(samples, "paint_docx", nothing)
    assert "没有找到 LibreOffice" in desk.client(admin).get(f"/templates/samples/{sha}/pages").text


def test_a_hostile_name_and_paragraph_stay_text(desk: Desk, admin: Person) -> None:
    page = desk.client(admin).get(brought(desk, admin, with_words(REPLY, "特此函复", "{{&lt;script&gt;}}"))).text
    assert "处要改正" in page
    assert "<script>}}" not in page


def test_what_is_no_word_file_says_what_to_do_and_is_never_taken(desk: Desk, admin: Person) -> None:
    where = brought(desk, admin, b"%PDF-1.7")
    assert "请用 Word 另存为 .docx" in desk.client(admin).get(where).text
    answer = desk.post(desk.client(admin), "/templates/reply", f"{where}/take", {"seen": ""})
    assert "要改正" in desk.client(admin).get(answer.headers["location"]).text


def test_a_seal_needs_a_picture(desk: Desk, admin: Person) -> None:
    client = desk.client(admin)
    assert desk.post(client, "/company", "/company/seal").headers["location"] == "/company"
    assert "请选择印章图片" in client.get("/company").text
    stream = io.BytesIO()
    Image.new("RGB", (100, 100), "red").save(stream, "PNG")
    picture = {"picture": ("印.png", stream.getvalue(), "image/png")}
    desk.post(client, "/company", "/company/seal", files=picture)
    assert client.get("/company/seal.png").content == stream.getvalue()
    desk.post(client, "/company", "/company/seal", {"none": "yes"})
    assert client.get("/company/seal.png").status_code == 404
