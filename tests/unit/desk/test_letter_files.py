"""The files of a letter: pages as pictures, versions, downloads with safe names, and what comes back from Word."""

import io

import letters_at_hand as at_hand
import pytest
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from PIL import Image
from servers.desk import Desk

from desk.files import DOCX
from domain.staff import Person
from domain.work_codes import EditHow
from letters.pdf.office import PdfProblem
from store import edits

HERE = at_hand.HERE


def _retyped(docx: bytes) -> bytes:
    """The letter as a person changes it in Word."""
    document = Document(io.BytesIO(docx))
    document.paragraphs[-1].insert_paragraph_before("在 Word 中加的一段。")
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _with_a_link(docx: bytes) -> bytes:
    """The letter with a web address that Word made a link of."""
    document = Document(io.BytesIO(docx))
    document.part.relate_to("https://example.com", RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def test_pages_are_pictures_of_the_true_pages(desk: Desk, clerk: Person) -> None:
    draft = at_hand.a_draft(desk, clerk)
    client = desk.client(clerk)

    preview = client.get(f"/letters/{draft.id}/preview?v={(draft.docx_sha or '')[:16]}").text
    picture = client.get(f"/letters/{draft.id}/page/1.png")

    assert f'src="/letters/{draft.id}/page/1.png?v={(draft.docx_sha or "")[:16]}"' in preview
    assert picture.headers["content-type"] == "image/png"
    width, height = Image.open(io.BytesIO(picture.content)).size
    assert height / width == pytest.approx(297 / 210, abs=0.01)
    assert client.get(f"/letters/{draft.id}/page/99.png").status_code == 404
    assert client.get(f"/letters/{draft.id}/page/1.png?v=0000").status_code == 404
    # From now on the pages stand in the page of the letter itself.
    assert "data-load" not in client.get(f"/letters/{draft.id}").text


def test_without_libreoffice_the_text_is_shown_in_the_form_of_a_page(
    desk: Desk, clerk: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = at_hand.a_draft(desk, clerk)
    monkeypatch.setattr("workers.correspondence.previews.paint_docx", _nothing_paints)

    page = desk.client(clerk).get(f"/letters/{draft.id}/preview").text

    assert "没有找到 LibreOffice" in page
    assert '<p class="title">关于电梯停运问题的复函</p>' in page
    assert desk.client(clerk).get(f"/letters/{draft.id}/page/1.png").status_code == 404


def _nothing_paints(*_: object) -> None:
    raise PdfProblem("没有找到 LibreOffice，请安装 libreoffice-writer-nogui")


def test_a_word_file_goes_out_and_comes_back_as_the_next_version(desk: Desk, clerk: Person) -> None:
    draft = at_hand.a_draft(desk, clerk)
    client = desk.client(clerk)
    given = client.get(f"/letters/{draft.id}/docx")
    assert given.headers["content-type"] == DOCX
    assert given.headers["x-content-type-options"] == "nosniff"
    assert given.headers["content-disposition"].startswith("attachment; ")

    answer = desk.post(
        client,
        f"/letters/{draft.id}",
        f"/letters/{draft.id}/upload",
        {"base": draft.docx_sha},
        files={"file": ("改.docx", _retyped(given.content), DOCX)},
    )

    assert answer.status_code == 303
    versions = desk.house.ask(lambda session: edits.of_letter(session, draft.id))
    assert [one.how for one in versions] == [EditHow.DRAFTED, EditHow.UPLOAD]
    page = client.get(f"/letters/{draft.id}/versions/2").text
    assert "<ins>在 Word 中加的一段。</ins>" in page
    older = client.get(f"/letters/{draft.id}/docx?v={versions[0].docx_sha[:16]}")
    assert older.content == given.content


def test_what_is_no_word_file_is_refused_in_a_sentence(desk: Desk, clerk: Person) -> None:
    draft = at_hand.a_draft(desk, clerk)
    client = desk.client(clerk)

    answer = desk.post(
        client,
        f"/letters/{draft.id}",
        f"/letters/{draft.id}/upload",
        {"base": draft.docx_sha},
        files={"file": ("信.docx", b"no zip", DOCX)},
    )

    assert "这不是 Word 文档" in client.get(answer.headers["location"]).text
    assert at_hand.letter(desk, draft.id).docx_sha == draft.docx_sha


def test_what_may_not_come_in_is_told_with_its_place(desk: Desk, clerk: Person) -> None:
    draft = at_hand.a_draft(desk, clerk)
    client = desk.client(clerk)
    given = client.get(f"/letters/{draft.id}/docx").content

    answer = desk.post(
        client,
        f"/letters/{draft.id}",
        f"/letters/{draft.id}/upload",
        {"base": draft.docx_sha},
        files={"file": ("信.docx", _with_a_link(given), DOCX)},
    )

    said = client.get(answer.headers["location"]).text
    assert "有超链接，请选中后按" in said
    assert "message" not in said.partition("有超链接")[0][-60:], "a place is a sentence too"


def test_the_pdf_bears_the_number_in_its_name(desk: Desk, clerk: Person) -> None:
    letter = at_hand.a_submitted(desk, clerk)

    answer = desk.client(clerk).get(f"/letters/{letter.id}/pdf")

    assert answer.headers["content-type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert "%E7%89%A9%E5%87%BD%E3%80%942026%E3%80%95" in answer.headers["content-disposition"]  # 物函〔2026〕
    assert "%E5%BE%85%E5%AE%A1" in answer.headers["content-disposition"]  # 待审: nobody has approved it yet


def test_a_draft_has_no_pdf_to_send(desk: Desk, clerk: Person) -> None:
    draft = at_hand.a_draft(desk, clerk)

    assert desk.client(clerk).get(f"/letters/{draft.id}/pdf").status_code == 404
