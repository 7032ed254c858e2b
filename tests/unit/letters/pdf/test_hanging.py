"""What LibreOffice is given keeps every mark within its line; the letter itself stays as it is."""

import io
import zipfile

import docx

from letters.pdf.hanging import without_hanging
from letters.word.document import plain_text


def word_file(text: str) -> bytes:
    document = docx.Document()
    document.add_paragraph(text)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def part(docx: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        return package.read(name).decode()


def with_part(docx: bytes, name: str, content: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx)) as package, zipfile.ZipFile(stream, "w") as changed:
        for one in package.namelist():
            changed.writestr(one, content if one == name else package.read(one))
    return stream.getvalue()


def test_the_default_of_the_document_is_set_and_the_words_stay() -> None:
    letter = word_file("电梯已修好，请放心。")
    given = without_hanging(letter)
    assert 'w:overflowPunct w:val="1"' in part(given, "word/styles.xml")
    assert plain_text(given) == plain_text(letter)
    assert without_hanging(letter) == given
    assert without_hanging(given) == given


def test_what_a_paragraph_says_otherwise_is_taken_away() -> None:
    letter = word_file("电梯已修好，请放心。")
    body = part(letter, "word/document.xml")
    said = body.replace("<w:p>", '<w:p><w:pPr><w:overflowPunct w:val="0"/></w:pPr>', 1)
    assert said != body
    assert "overflowPunct" not in part(
        without_hanging(with_part(letter, "word/document.xml", said)), "word/document.xml"
    )


def test_a_sheet_of_styles_without_defaults_gets_them() -> None:
    bare = '<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>'
    given = without_hanging(with_part(word_file("一"), "word/styles.xml", bare))
    assert "<w:docDefaults><w:pPrDefault><w:pPr><w:overflowPunct" in part(given, "word/styles.xml")


def test_what_is_no_word_file_stays_as_it_is() -> None:
    broken = with_part(word_file("一"), "word/styles.xml", "<broken")
    for data in (b"PK broken", b"", broken):
        assert without_hanging(data) == data
