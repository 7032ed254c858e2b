"""A company's mark, colour and foot on the shipped letterhead; the letter's words stay."""

import io

import docx
import pytest
from docx.document import Document
from PIL import Image
from servers.template_files import with_words

from letters.templating.letterhead import FOOT, HEAD, Letterhead, LetterheadProblem, with_letterhead
from letters.templating.render import SHIPPED
from letters.word.document import plain_text

REPLY = (SHIPPED / "reply.docx").read_bytes()


def picture(colour: str, kind: str = "PNG") -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (300, 200), colour).save(stream, kind)
    return stream.getvalue()


def opened(data: bytes) -> Document:
    return docx.Document(io.BytesIO(data))


def foot_of(data: bytes) -> str:
    return next(one.text for one in opened(data).sections[0].first_page_footer.paragraphs if one.style.name == FOOT)


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_mark_colour_and_foot_are_put_on(kind: str) -> None:
    head = Letterhead(logo=picture("blue", kind), colour="#14566b", foot="用心服务 · 020-8888 0000")
    made = with_letterhead(REPLY, head)
    document = opened(made)
    assert document.styles[HEAD].font.color.rgb == docx.shared.RGBColor(0x14, 0x56, 0x6B)
    assert len(document.sections[0].first_page_header.part.related_parts) == 1
    assert foot_of(made) == "用心服务 · 020-8888 0000"
    assert plain_text(made) == plain_text(REPLY)


def test_again_gives_the_same_bytes_and_another_takes_its_place() -> None:
    blue, red = (Letterhead(logo=picture(colour), colour="#000000", foot=colour) for colour in ("blue", "red"))
    once = with_letterhead(REPLY, blue)
    assert with_letterhead(once, blue) == once
    twice = opened(with_letterhead(once, red))
    pictures = [part.blob for part in twice.sections[0].first_page_header.part.related_parts.values()]
    assert picture("red") in pictures
    name = next(one for one in twice.sections[0].first_page_header.paragraphs if one.style.name == HEAD)
    assert len(name._p.xpath(".//w:drawing")) == 1


def test_without_a_mark_and_a_foot_it_is_as_shipped() -> None:
    full = with_letterhead(REPLY, Letterhead(logo=picture("blue"), foot="别的话"))
    plain = with_letterhead(full, Letterhead())
    assert foot_of(plain) == foot_of(REPLY)
    name = next(one for one in opened(plain).sections[0].first_page_header.paragraphs if one.style.name == HEAD)
    assert name.text == "{{公司名称}}"


@pytest.mark.parametrize(
    ("head", "why"),
    [
        (Letterhead(colour="red"), "#RRGGBB"),
        (Letterhead(foot="{{密码}}"), "花括号"),
        (Letterhead(logo=b"not a picture"), "PNG 或 JPEG"),
        (Letterhead(logo=b"x" * 2_000_001), "2 MB"),
    ],
)
def test_what_cannot_be_put_on_is_refused(head: Letterhead, why: str) -> None:
    with pytest.raises(LetterheadProblem, match=why):
        with_letterhead(REPLY, head)


def test_another_letterhead_is_left_to_word() -> None:
    other = with_words(REPLY, "发文机关", "我的信头", part="word/styles.xml")
    with pytest.raises(LetterheadProblem, match="在 Word 里"):
        with_letterhead(other, Letterhead())
