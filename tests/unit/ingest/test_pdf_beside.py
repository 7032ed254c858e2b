"""What a PDF holds beside its pages is read in its place or told; none of it can be made to hurt.

Covers ingest.pdf_extras, ingest.pdf_fields and ingest.pdf_filled.
"""

import io
import time
import zlib
from dataclasses import replace

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from domain.reading import Document, Part
from domain.reading_codes import Method
from domain.settings import Limits
from ingest.ocr.sheets import Leaf, Place
from ingest.pdf_extras import OnPage, Written
from ingest.pdf_filled import with_notes
from ingest.read import read_letters


def saved(document: pikepdf.Pdf) -> bytes:
    target = io.BytesIO()
    document.save(target, compress_streams=False)
    return target.getvalue()


def page(*annotations: Dictionary) -> bytes:
    document = pikepdf.new()
    document.add_blank_page()
    notes = [document.make_indirect(one) for one in annotations]
    document.pages[0].Annots = Array(notes)
    document.Root.AcroForm = Dictionary(Fields=Array([one for one in notes if "/FT" in one]))
    return saved(document)


def note(kind: str, **entries: object) -> Dictionary:
    return Dictionary(Type=Name.Annot, Subtype=Name(f"/{kind}"), Rect=[72, 600, 300, 620], **entries)


def read(data: bytes, limits: Limits | None = None) -> Document:
    (letter,) = read_letters(data, name="a.pdf", limits=limits or Limits())
    return letter


def test_a_letter_typed_upon_an_empty_page_is_a_letter() -> None:
    letter = read(page(note("FreeText", Contents="单元门关不严，请来修。")))
    assert letter.text == "单元门关不严，请来修。"
    assert letter.confidence == 1.0


@pytest.mark.parametrize(
    ("entries", "box"),
    [
        ({"V": Name.Yes}, "☑"),
        ({"V": Name.Off}, "☐"),
        ({}, "☐"),
        ({"V": Name.Yes, "AS": Name.Off}, "☐"),
        ({"AS": Name.On}, "☑"),
        ({"V": Name("/2"), "AP": Dictionary(N=Dictionary({"/1": Name.x, "/Off": Name.x}))}, "☐"),
        ({"V": Name("/1"), "AP": Dictionary(N=Dictionary({"/1": Name.x, "/Off": Name.x}))}, "☑"),
    ],
)
def test_a_box_is_ticked_by_its_own_state_or_its_fields_value(entries: dict[str, object], box: str) -> None:
    letter = read(page(note("Widget", FT=Name.Btn, T="门禁", **entries), note("FreeText", Contents="请来修")))
    assert f"{box}" in letter.text


def test_what_was_drawn_played_or_hidden_is_told() -> None:
    whats = " ".join(
        problem.what
        for one in (note("Stamp"), note("Sound"), note("FreeText", Contents="火情", F=2))
        for problem in read(page(one, note("FreeText", Contents="请来修"))).problems
    )
    assert "图章" in whats
    assert "音频" in whats
    assert "隐藏" in whats


def test_a_field_on_a_scan_follows_what_ocr_read_unless_it_was_read_there() -> None:
    part = Part(
        name="a.pdf", media_type="application/pdf", method=Method.OCR, page=1, confidence=0.99, text="姓名 顾南"
    )
    written = (Written(at=0, text="顾南", label="姓名"), Written(at=1, text="单元门关不严", label="诉求"))
    found = OnPage(written=written, comments=("批注：周末来",), drawn=True)
    place = Place(name="a.pdf", media_type="application/pdf", page=1, of=1)
    leaf = with_notes(Leaf(part=part), found, b"", place, plain=False)
    assert leaf.part.text == "姓名 顾南\n诉求：单元门关不严\n\n批注：周末来"
    assert leaf.part.confidence == 0.99
    assert not leaf.problems  # OCR has seen what is drawn


def attached(data: bytes, **entries: object) -> bytes:
    document = pikepdf.new()
    document.add_blank_page()
    stream = document.make_stream(data, **entries)
    file = Dictionary(Type=Name.Filespec, F="a.txt", EF=Dictionary(F=stream))
    document.pages[0].Annots = Array([note("FileAttachment", FS=file)])
    return saved(document)


def test_a_file_on_a_page_is_read_within_the_limits() -> None:
    assert read(attached("门禁坏了。".encode())).text == "门禁坏了。"
    bomb = zlib.compress(b"0" * 5_000_000)
    letter = read(attached(bomb, Filter=Name.FlateDecode), replace(Limits(), unzip_bytes=1_000_000))
    assert letter.text == ""
    assert "a.txt" in letter.problems[-1].what


def test_trees_that_bite_their_own_tail_end() -> None:
    document = pikepdf.new()
    document.add_blank_page()
    field = document.make_indirect(Dictionary(FT=Name.Tx, T="门", V="坏"))
    field.Parent = field
    field.Kids = Array([field, field])
    names = document.make_indirect(Dictionary())
    names.Kids = Array([names] * 3)
    document.Root.AcroForm = Dictionary(Fields=Array([field]))
    document.Root.Names = Dictionary(EmbeddedFiles=names)
    started = time.monotonic()
    read(saved(document))
    assert time.monotonic() - started < 10


@pytest.mark.parametrize(
    "entries",
    [
        {"FT": Name.Tx, "RV": "<body><p>门禁失灵</p></body>"},
        {"FT": Name.Ch, "Opt": Array(["路灯", "门禁失灵"]), "I": Array([1])},
        {"FT": Name.Ch, "Opt": Array([Array(["a", "路灯"]), Array(["b", "门禁失灵"])]), "I": Array([1])},
    ],
)
def test_a_value_that_stands_in_another_entry_is_read(entries: dict[str, object]) -> None:
    assert read(page(note("Widget", T="内容", **entries))).text == "内容：门禁失灵"


@pytest.mark.parametrize(("drawn", "told"), [(b"/Tx BMC EMC", False), (b"BT (x) Tj ET", True)])
def test_a_field_drawn_with_words_that_has_no_value_is_told(drawn: bytes, told: bool) -> None:
    notes = (note("Widget", FT=Name.Tx, T="a"), note("Widget", FT=Name.Tx, T="b", V="请来修"))
    document = pikepdf.open(io.BytesIO(page(*notes)))
    document.pages[0].Annots[0].AP = Dictionary(N=document.make_stream(drawn))
    assert any("没有读取" in one.what for one in read(saved(document)).problems) is told


def test_a_file_associated_with_the_document_or_a_page_is_read() -> None:
    document = pikepdf.new()
    document.add_blank_page()
    for owner, words in ((document.Root, "一：路灯不亮"), (document.pages[0].obj, "二：门禁失灵")):
        stream = document.make_stream(words.encode())
        owner.AF = Array([document.make_indirect(Dictionary(F="信.txt", EF=Dictionary(F=stream)))])
    assert read(saved(document)).text == "一：路灯不亮\n\n二：门禁失灵"
