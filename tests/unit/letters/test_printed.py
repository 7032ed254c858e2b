"""The PDF of a letter says what the letter says, word for word, and all of it can be seen; by LibreOffice itself.

Covers letters.pdf.printed.expected.
"""

import io
from collections.abc import Callable

import docx
import docx.document
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from test_rebuilt_package import ELSEWHERE, LETTER, changed, parts_of, zipped

from domain.codes import LetterKind
from letters.kinds import kinds
from letters.pdf.printed.agreed import NotAsWritten, check_agreed
from letters.pdf.printed.compare import difference
from letters.pdf.printed.layer import read_pages
from letters.pdf.printed.normal import normal
from letters.pdf.printed.seen import unseen
from letters.templating.render import Templates
from letters.templating.sample import samples
from letters.word.document import plain_text
from letters.word.packages.rebuild import rebuilt
from letters.word.packages.settled import settled
from workers.instance.office_pdf import office_pdf

WORDS = "经查，电梯停运的原因是“门机部件”损坏（见附件），我们已于2026年3月2日更换部件；㎡、①、Ⅲ、TS-2026-000123。"


def painted(letter: bytes) -> bytes:
    return office_pdf(letter, seconds=60)


def with_document(change: Callable[[docx.document.Document], None]) -> bytes:
    document = docx.Document(io.BytesIO(LETTER))
    change(document)
    stream = io.BytesIO()
    document.save(stream)
    return rebuilt(stream.getvalue())


@pytest.mark.parametrize("kind", list(kinds()))
def test_every_letter_of_ours_agrees_with_its_pdf(kind: LetterKind) -> None:
    for name, context in samples(kind).items():
        letter = Templates().render(kind, context)
        check_agreed(letter, painted(letter))
        assert plain_text(rebuilt(letter)) == plain_text(letter), name


def a_long_table(document: docx.document.Document) -> None:
    table = document.add_table(rows=14, cols=3)
    for number, row in enumerate(table.rows):
        for cell in row.cells:
            cell.text = WORDS * (1 + number % 4)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    merged = table.cell(3, 0).merge(table.cell(5, 0))
    merged.text = WORDS * 6
    inner = table.cell(7, 2).add_table(rows=2, cols=2)
    for row in inner.rows:
        for cell in row.cells:
            cell.text = "签字：　　日期："


def many_paragraphs(document: docx.document.Document) -> None:
    for number in range(40):
        paragraph = document.add_paragraph(WORDS[number % 7 :] * 2 + "The well-known offices re-enter 3.5-4.2 ")
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    document.add_paragraph("m").add_run("2").font.superscript = True


@pytest.mark.parametrize("change", [a_long_table, many_paragraphs])
def test_tables_over_pages_and_long_texts_are_no_false_alarm(change: Callable[[docx.document.Document], None]) -> None:
    letter = with_document(change)
    pdf = painted(letter)
    assert len(read_pages(pdf)) > 2
    check_agreed(letter, pdf)


def test_a_letter_that_the_package_names_elsewhere_is_read_where_libreoffice_reads_it() -> None:
    assert normal("".join(read_pages(painted(ELSEWHERE)))) == normal("我公司赔偿五万元。")
    assert normal(plain_text(ELSEWHERE)) == normal("我公司赔偿五万元。")
    assert difference(ELSEWHERE, painted(ELSEWHERE)) is None


@pytest.mark.parametrize(
    ("old", "new"),
    [("2026年11月20日", "2026年11月21日"), ("TS-2026-000123", "TS-2026-000124"), ("答复", "敬复"),
     ("深表歉意", "歉意"), ("特此函复。", "特此函复。赔偿五万元。"), ("0755-8600 1234", "0755-8600 12345")],
)  # fmt: skip
def test_a_word_a_number_or_a_date_that_differs_is_found_with_its_place(old: str, new: str) -> None:
    letter = rebuilt(LETTER)
    files = parts_of(letter)
    name = next(name for name in ("word/document.xml", *files) if old in files[name].decode("utf-8", "replace"))
    other = zipped(files | {name: files[name].decode().replace(old, new, 1).encode()})
    for said, shown in ((letter, other), (other, letter)):
        with pytest.raises(NotAsWritten, match="PDF"):
            check_agreed(said, painted(shown))


@pytest.mark.parametrize("how", ["white", "tiny", "pale"])
def test_words_that_nobody_can_see_are_found(how: str) -> None:
    def change(document: docx.document.Document) -> None:
        run = document.add_paragraph().add_run("本函不构成任何承诺")
        if how == "tiny":
            run.font.size = Pt(1)
        else:
            run.font.color.rgb = RGBColor(255, 255, 255) if how == "white" else RGBColor(0xF4, 0xF4, 0xF4)

    letter = with_document(change)
    pdf = painted(letter)
    assert difference(letter, pdf) is None
    assert unseen(pdf).startswith("本函不构成")
    with pytest.raises(NotAsWritten, match="看不见"):
        check_agreed(letter, pdf)


def test_a_template_that_counts_by_itself_has_its_numbers_typed_when_submitted() -> None:
    document = docx.Document()
    document.add_paragraph("换曳引绳", style="List Number")
    stream = io.BytesIO()
    document.save(stream)
    letter = settled(stream.getvalue())
    assert plain_text(letter).startswith("1.")
    check_agreed(letter, painted(letter))
    assert settled(LETTER) == LETTER


def test_a_field_in_the_body_that_shows_another_text_than_is_kept_in_the_file_is_found() -> None:
    kept = "<w:r><w:t>三日内答复</w:t></w:r>"
    instruction = "<w:r><w:instrText>PAGE</w:instrText></w:r>"
    begin, separate, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end"))
    field = "".join((begin, instruction, separate, kept, end))
    letter = changed("word/document.xml", "<w:body>", f"<w:body><w:p>{field}</w:p>")
    with pytest.raises(NotAsWritten, match="三日内答复"):
        check_agreed(letter, painted(letter))


def full_lines_with_marks(document: docx.document.Document) -> None:
    """Justified paragraphs in which some mark stands behind each number of characters, so behind a full line too."""
    for number in range(20, 70):
        paragraph = document.add_paragraph("物业公司电梯维修" * 12)
        paragraph.runs[0].text = paragraph.text[:number] + "，。、；：！？"[number % 7] + paragraph.text[number:]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY


def hanging_as_the_upload_wants_it(document: docx.document.Document) -> None:
    full_lines_with_marks(document)
    for paragraph in document.paragraphs:
        hanging = OxmlElement("w:overflowPunct")
        hanging.set(qn("w:val"), "0")
        paragraph._p.get_or_add_pPr().insert_element_before(hanging, "w:spacing", "w:ind", "w:jc", "w:rPr")


@pytest.mark.parametrize("change", [full_lines_with_marks, hanging_as_the_upload_wants_it])
def test_no_mark_is_lost_at_the_end_of_a_full_line(change: Callable[[docx.document.Document], None]) -> None:
    letter = with_document(change)
    pdf = painted(letter)
    assert len(read_pages(pdf)) > 2
    check_agreed(letter, pdf)


def test_a_mark_that_is_missing_on_paper_is_a_difference() -> None:
    letter = with_document(lambda document: document.add_paragraph("电梯已修好，请放心。"))
    said = with_document(lambda document: document.add_paragraph("电梯已修好请放心。"))
    with pytest.raises(NotAsWritten) as refused:
        check_agreed(letter, painted(said))
    assert ",请放心" in str(refused.value)
