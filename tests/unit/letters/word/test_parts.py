"""A .docx opened for an edit and packed again: the same bytes for the same body, and nothing else changed."""

import io
import zipfile

import pytest
from word_files import word_file

from letters.word.document import plain_text, text_of
from letters.word.package import join, pack
from letters.word.packages.names import W
from letters.word.parts import STYLES, Parts


def names(data: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.namelist()


def test_what_is_read_is_packed_again_with_the_same_parts_in_their_order() -> None:
    letter = word_file("您好", "电梯已修复")
    again = Parts.read(letter).packed()
    assert names(again) == names(letter)
    assert plain_text(again) == "您好\n电梯已修复"


def test_packing_twice_gives_equal_bytes() -> None:
    parts = Parts.read(word_file("您好"))
    assert parts.packed() == parts.packed()
    assert Parts.read(parts.packed()).packed() == parts.packed()


def test_a_change_of_the_body_is_packed() -> None:
    parts = Parts.read(word_file("您好"))
    for leaf in parts.body.iter(f"{W}t"):
        leaf.text = "再见"
    assert plain_text(parts.packed()) == "再见"


def test_styles_are_found_by_their_ids() -> None:
    parts = Parts.read(word_file("您好"))
    assert "Normal" in parts.styles()
    without = Parts({name: data for name, data in parts.files.items() if name != STYLES}, parts.main, parts.body)
    assert without.styles() == {}


@pytest.mark.parametrize("data", [b"", b"PK", b"%PDF-1.7", join([pack("a.txt", b"x")]), b"\0" * 100])
def test_what_is_no_word_document_is_a_value_error(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"not a Word document"):
        Parts.read(data)
    with pytest.raises(ValueError, match=r"not a Word document"):
        plain_text(data)


DOCUMENT = f'<w:document xmlns:w="{W[1:-1]}"><w:body>{{}}</w:body></w:document>'


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("", ""),
        ("<w:p/>", ""),
        ("<w:p><w:r><w:t>甲</w:t></w:r></w:p><w:p/><w:p><w:r><w:t>乙</w:t></w:r></w:p>", "甲\n\n乙"),
        ("<w:p><w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t></w:r></w:p>", "甲\t乙 丙"),
        ("<w:p><w:r><w:t>甲 </w:t></w:r></w:p>", "甲"),
        ("<w:p><w:del><w:r><w:t>删</w:t></w:r></w:del><w:r><w:t>留</w:t></w:r></w:p>", "留"),
        ("<w:p><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>1</w:t></w:r></w:p>", "1"),
        ("<w:p><w:r><w:t>0755</w:t><w:noBreakHyphen/><w:t>8600</w:t></w:r></w:p>", "0755-8600"),
    ],
)
def test_the_text_is_what_a_person_reads(body: str, text: str) -> None:
    assert text_of(DOCUMENT.format(body).encode()) == text
