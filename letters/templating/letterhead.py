"""Puts a company's mark, colour and foot on a template that has the shipped letterhead, and leaves its words alone.

The shipped head follows 信函格式 (GB/T 9704—2012, chapter 10): the company's name above a double rule on the first
page, a rule with address and telephone at its foot. It is found by the two styles that it is written in.
"""

import io
import re
import zipfile
from dataclasses import dataclass, field

from docx import Document
from docx.document import Document as Docx
from docx.image.exceptions import UnrecognizedImageError
from docx.oxml.ns import qn
from docx.shared import Mm, RGBColor
from docx.text.paragraph import Paragraph

from letters.word.package import join, pack
from letters.word.packages.pictures import BadPicture, extension_of

HEAD, FOOT = "发文机关", "函件页脚"
"""The styles of the company's name and of the line at the foot."""
MARK = "公司标志"
"""What the picture is called in the file, by which it is found again."""
LOGO_BYTES = 2_000_000
_COLOUR = re.compile(r"#?([0-9A-Fa-f]{6})")
_HEIGHT = Mm(11)
_GAP = "\u2002"
_SHIPPED_FOOT = "地址：{{公司地址}}　电话：{{联系电话}}"
_TAG = re.compile(r"[{}]")


class LetterheadProblem(Exception):  # noqa: N818 -- it is what staff have to mend, worded for them
    """A letterhead cannot be put on; the message says why, the key of its translation."""


@dataclass(frozen=True, kw_only=True)
class Letterhead:
    """What stands at head and foot. logo: a PNG or JPEG before the name; None: none. colour: of the name and the rules,
    such as #C8101E. foot: one line; empty: address and telephone of the settings.
    """

    logo: bytes | None = field(default=None, repr=False)
    colour: str = "#C8101E"
    foot: str = ""


def with_letterhead(docx: bytes, head: Letterhead) -> bytes:
    """The template with that head and foot in place of those it has; equal input gives equal bytes.

    Raises LetterheadProblem: the picture or the colour is none, or the template has another letterhead.
    """
    colour = _COLOUR.fullmatch(head.colour.strip())
    if colour is None:
        raise LetterheadProblem("颜色不是 #RRGGBB 的写法，例如 #C8101E")
    if _TAG.search(head.foot):
        raise LetterheadProblem("页脚一行里不能写花括号；留空则用公司地址和电话")
    document = Document(io.BytesIO(docx))
    name, foot = _paragraph(document, HEAD), _paragraph(document, FOOT)
    if name is None or foot is None:
        raise LetterheadProblem("这份模板没有自带的信头样式（“发文机关”“函件页脚”）；请在 Word 里自己放标志")
    _colour(document, RGBColor.from_string(colour[1].upper()))
    _mark(name, head.logo)
    _say(foot, " ".join(head.foot.split()) or _SHIPPED_FOOT)
    return _saved(document)


def _paragraph(document: Docx, style: str) -> Paragraph | None:
    section = document.sections[0]
    places = (section.first_page_header, section.first_page_footer)
    return next((one for place in places for one in place.paragraphs if one.style and one.style.name == style), None)


def _colour(document: Docx, colour: RGBColor) -> None:
    document.styles[HEAD].font.color.rgb = colour
    for style in (HEAD, FOOT):
        for side in document.styles[style].element.iter(qn("w:top"), qn("w:bottom")):
            side.set(qn("w:color"), str(colour))


def _mark(name: Paragraph, logo: bytes | None) -> None:
    for run in list(name.runs):
        if any(one.get("descr") == MARK for one in run._r.iter(qn("wp:docPr"))):  # noqa: SLF001 -- no other way to it
            name._p.remove(run._r)  # noqa: SLF001 -- as above
    if name.runs and name.runs[0].text == _GAP:
        name._p.remove(name.runs[0]._r)  # noqa: SLF001 -- as above
    if logo is None:
        return
    if len(logo) > LOGO_BYTES:
        raise LetterheadProblem("标志图片超过 2 MB，请缩小后再上传")
    picture, gap = name.add_run(), name.add_run(_GAP)
    try:
        extension_of(logo, MARK)
        shape = picture.add_picture(io.BytesIO(logo), height=_HEIGHT)
    except (BadPicture, UnrecognizedImageError, ValueError, ZeroDivisionError) as error:
        raise LetterheadProblem("标志不是可以读取的 PNG 或 JPEG 图片，请另存后再上传") from error
    properties = shape._inline.docPr  # noqa: SLF001 -- as above
    properties.set("descr", MARK)
    properties.set("name", MARK)
    first = name.runs[0]._r  # noqa: SLF001 -- as above
    first.addprevious(picture._r)  # noqa: SLF001 -- as above
    first.addprevious(gap._r)  # noqa: SLF001 -- as above


def _say(paragraph: Paragraph, words: str) -> None:
    first, *others = paragraph.runs or [paragraph.add_run()]
    first.text = words
    for run in others:
        paragraph._p.remove(run._r)  # noqa: SLF001 -- python-docx removes no run


def _saved(document: Docx) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    with zipfile.ZipFile(stream) as package:
        return join(pack(info.filename, package.read(info)) for info in package.infolist())
