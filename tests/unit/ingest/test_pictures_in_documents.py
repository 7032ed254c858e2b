"""A picture beside the words of a document is told; where there is hardly a word, it is read."""

import io
import zipfile
from collections.abc import Callable

import pytest

from domain.reading import Document
from domain.settings import Limits
from ingest.formats.rtf import pictures_of
from ingest.read import read_letters

LONG = "我住七栋一单元一千零二，地下车库的排风机从早响到晚，找过三次都说在等配件，请给一个修好的日子，" * 2
SHORT = "见下图"
PICTURE = "排风机的铭牌和录音时间".encode() * 300
"""A file is read by its content, so that words will do for a picture here."""
WORD = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>{}'
    "</w:t></w:r></w:p></w:body></w:document>"
)
OFD_ROOT = "<OFD><DocBody><DocRoot>Doc_0/Document.xml</DocRoot></DocBody></OFD>"
OFD_PAGES = '<Document><Pages><Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></Pages></Document>'
OFD_PAGE = '<Page><TextObject Boundary="0 0 200 9" Size="5"><TextCode X="0" Y="6">{}</TextCode></TextObject></Page>'
ODT = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:text><text:p>{}</text:p>'
    "</office:text></office:body></office:document-content>"
)


def zipped(members: dict[str, str | bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        for name, data in members.items():
            package.writestr(name, data)
    return packed.getvalue()


def docx(words: str) -> bytes:
    return zipped(
        {"[Content_Types].xml": "", "word/document.xml": WORD.format(words), "word/media/image1.png": PICTURE}
    )


def odt(words: str) -> bytes:
    kind = "application/vnd.oasis.opendocument.text"
    return zipped({"mimetype": kind, "content.xml": ODT.format(words), "Pictures/1.png": PICTURE})


def ofd(words: str) -> bytes:
    return zipped(
        {
            "OFD.xml": OFD_ROOT,
            "Doc_0/Document.xml": OFD_PAGES,
            "Doc_0/Pages/Page_0/Content.xml": OFD_PAGE.format(words),
            "Doc_0/Res/1.png": PICTURE,
        }
    )


def read(data: bytes, name: str) -> Document:
    (letter,) = read_letters(data, name=name, limits=Limits())
    return letter


@pytest.mark.parametrize("made", [docx, odt, ofd])
def test_a_picture_is_read_without_words_and_told_beside_them(made: Callable[[str], bytes]) -> None:
    short, long = read(made(SHORT), "信"), read(made(LONG), "信")
    assert "排风机的铭牌" in short.text
    assert not short.problems
    assert long.text == LONG
    assert [one.what.endswith("里有图片，没有读取图片里的文字") for one in long.problems] == [True]


def rtf(words: str, picture: bytes) -> bytes:
    escaped = "".join(f"\\u{ord(char)} ?" for char in words)
    return f"{{\\rtf1\\ansi {escaped}\\par{{\\pict\\pngblip\\bliptag1\n{picture.hex()}}}}}".encode()


def test_pictures_in_rtf() -> None:
    picture = b"\x89PNG" + bytes(9_000)
    assert list(pictures_of(rtf("", picture))) == [picture]
    assert not list(pictures_of(rtf("", b"\x89PNG" + bytes(100))))  # a logo
    assert any("没有读取图片里的文字" in one.what for one in read(rtf(LONG, picture), "信.rtf").problems)
    broken = read(rtf(SHORT, picture), "信.rtf")
    assert broken.text == SHORT
    assert len(broken.parts) == 2
    assert broken.problems
