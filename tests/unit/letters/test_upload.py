"""A file that staff bring back from Word is taken only if nothing in it runs, reaches outside or hides."""

import io
import zipfile

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE

from domain.codes import LetterKind
from letters.kinds import kinds
from letters.templating.render import Templates
from letters.templating.sample import samples
from letters.upload import UPLOAD_BYTES, take_upload
from letters.word.document import plain_text

LETTER_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
LETTER = Templates().render(LetterKind.REPLY, samples(LetterKind.REPLY)["one matter"])


def changed(part: str, old: str, new: str) -> bytes:
    """The letter with `old` in one part replaced by `new`; with a new part if the letter has none of that name."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(LETTER)) as source, zipfile.ZipFile(stream, "w") as target:
        for name in source.namelist():
            text = source.read(name).decode()
            target.writestr(name, text.replace(old, new, 1) if name == part else text)
        if part not in source.namelist():
            target.writestr(part, new)
    return stream.getvalue()


def with_body(xml: str) -> bytes:
    return changed("word/document.xml", "<w:body>", f"<w:body>{xml}")


@pytest.mark.parametrize("kind", list(kinds()))
def test_our_own_letters_may_come_back(kind: LetterKind) -> None:
    for context in samples(kind).values():
        letter = Templates().render(kind, context)
        taken = take_upload(letter, letter)
        assert taken.why == ()
        assert plain_text(taken.docx or b"") == plain_text(letter)


def test_a_letter_saved_again_by_another_program_may_come_back() -> None:
    stream = io.BytesIO()
    docx.Document(io.BytesIO(LETTER)).save(stream)
    assert take_upload(stream.getvalue(), LETTER).why == ()


def linked() -> bytes:
    document = docx.Document(io.BytesIO(LETTER))
    document.part.relate_to("http://example.com/", RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    document.part.relate_to("http://example.com/a.png", RELATIONSHIP_TYPE.IMAGE, is_external=True)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "不是 Word 文档"),
        (b"%PDF-1.7", "不是 Word 文档"),
        (b"PK\x03\x04 broken", "不是 Word 文档"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "密码"),
        (LETTER + b" " * UPLOAD_BYTES, "超过 20 MB"),
        (changed("word/document.xml", "</w:body>", ""), "不是 Word 文档"),
        (changed("word/vbaProject.bin", "", "x"), "宏"),
        (changed("[Content_Types].xml", LETTER_TYPE, "application/vnd.ms-word.document.macroEnabled.main+xml"), "宏"),
        (changed("[Content_Types].xml", LETTER_TYPE, "application/xml"), "不是 Word 文档"),
        (changed("word/embeddings/sheet.xlsx", "", "x"), "嵌入"),
        (with_body("<w:altChunk/>"), "嵌入"),
        (with_body("<w:p><w:ins><w:r><w:t>x</w:t></w:r></w:ins></w:p>"), "修订"),
        (with_body("<w:p><w:pPr><w:pPrChange/></w:pPr></w:p>"), "修订"),
        (with_body("<w:p><w:r><w:commentReference/></w:r></w:p>"), "批注"),
        (with_body("<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>x</w:t></w:r></w:p>"), "隐藏"),
        (with_body("<w:p><w:r><w:instrText> INCLUDEPICTURE http://x </w:instrText></w:r></w:p>"), "外部文件"),
        (linked(), "超链接"),
        (linked(), "网络图片"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_what_may_not_come_back_is_said_in_one_sentence(data: bytes, words: str) -> None:
    assert any(words in why and why.endswith("。") for why in map(str, take_upload(data, LETTER).why))


def test_a_zip_bomb_is_refused_unread() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b" " * 120_000_000)
    assert "解压后过大" in str(take_upload(stream.getvalue(), LETTER).why[0])
