"""Makes letters of the pages of one file: what OCR read, what a person must look at, and where a new letter begins."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from domain.reading import Part, Problem
from domain.reading_codes import Method
from domain.surveys import FORM_MARK
from ingest.clean import clean
from ingest.reading import Context, Reading

if TYPE_CHECKING:
    from PIL import Image

_LOOK = "请对照图像核对，或补录该页文字"
_BLANK = "请看原件是否放反或没有放入，必要时重新扫描"
_BEGINS = re.compile(r"^.{0,30}(?:[:：]|投诉信|投诉书|的信|意见书|建议书|申请书|情况反映|来信)$")


class Mark(StrEnum):
    """What a page means for where letters begin."""

    PAGE = "page"
    BLANK = "blank"
    SEPARATOR = "separator"
    UNREACHED = "unreached"


@dataclass(frozen=True, kw_only=True)
class Leaf:
    """One page of a file. scanned: it is an image. ends_open: it breaks off in the middle of a sentence. begins: a
    letter of its own begins with it, whatever lies before."""

    part: Part
    problems: tuple[Problem, ...] = ()
    mark: Mark = Mark.PAGE
    scanned: bool = True
    ends_open: bool = False
    begins: bool = False


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a page comes from. page: from 1. of: how many pages the file has."""

    name: str
    media_type: str
    page: int
    of: int

    @property
    def shown(self) -> str:
        """How a problem names it."""
        return f"{self.name} 第{self.page}页" if self.of > 1 else self.name

    def part(self) -> Part:
        """A page of which nothing is known."""
        return Part(name=self.name, media_type=self.media_type, method=Method.NONE, page=self.page, confidence=0.0)


def unread_leaf(place: Place, what: str, mend: str = _LOOK) -> Leaf:
    """A page that could not be read."""
    return Leaf(part=place.part(), problems=(Problem(where=place.shown, what=what, mend=mend),))


def read_leaf(image: "Image.Image", place: Place, context: Context, wrong: str | None = None) -> Leaf:
    """One page through OCR, for which the caller has asked the allowance. wrong: what is amiss with the image."""
    from ingest.ocr.page import BELOW_SURE  # noqa: PLC0415  # numpy and OpenCV, for scans alone

    leaf = _read_leaf(image, place, context)
    if wrong is None:
        return leaf
    part = replace(leaf.part, confidence=min(leaf.part.confidence, BELOW_SURE))
    return replace(leaf, part=part, problems=(Problem(where=place.shown, what=wrong, mend=_LOOK), *leaf.problems))


def _read_leaf(image: "Image.Image", place: Place, context: Context) -> Leaf:
    from ingest.ocr.page import Kind, read_page  # noqa: PLC0415  # as above
    from ingest.ocr.separator import MARK, square_codes  # noqa: PLC0415  # as above

    said = square_codes(image)
    if place.of > 1 and context.depth == 0 and MARK in said:
        return Leaf(part=replace(place.part(), confidence=1.0), mark=Mark.SEPARATOR)
    read = read_page(image)
    if read.kind is Kind.BLANK:
        return Leaf(part=replace(place.part(), confidence=1.0), mark=Mark.BLANK)
    part = replace(place.part(), lines=read.lines, rotation=read.rotation, confidence=read.confidence)
    if read.kind is Kind.SCENE:
        problem = Problem(
            where=place.shown, what="图片中没有读到文字（可能是现场照片）", mend="请打开图片查看，作为证据留存"
        )
        return Leaf(part=replace(part, page=None if place.of == 1 else place.page), problems=(problem,))
    problems = tuple(Problem(where=place.shown, what=doubt, mend=_LOOK) for doubt in read.doubts)
    forms = sorted(one for one in said if one.startswith(FORM_MARK))
    part = replace(part, method=Method.OCR, text=clean("\n".join((*forms, read.text))))
    return Leaf(part=part, problems=problems, ends_open=read.ends_open, begins=bool(forms))


def unreached(place: Place) -> Leaf:
    """A page for which no time was left."""
    return Leaf(part=place.part(), mark=Mark.UNREACHED)


def readings_of(leaves: Sequence[Leaf], name: str, context: Context) -> tuple[Reading, ...]:
    """One Reading a letter. Only a scan that came by itself is divided: what is attached to a mail belongs to it."""
    if all(leaf.mark in {Mark.BLANK, Mark.SEPARATOR} for leaf in leaves):
        parts = tuple(replace(leaf.part, confidence=0.0) for leaf in leaves)
        return (Reading(parts=parts, problems=(Problem(where=name, what="页面空白，没有读到文字", mend=_BLANK),)),)
    letters = list(_letters(leaves)) if context.depth == 0 else [list(leaves)]
    return tuple(
        Reading(
            parts=tuple(leaf.part for leaf in letter),
            problems=(*(problem for leaf in letter for problem in leaf.problems), *_not_reached(letter, name)),
        )
        for letter in letters
    )


def _letters(leaves: Sequence[Leaf]) -> Iterator[list[Leaf]]:
    """The pages between separator sheets and blank pages; a blank back within a sentence parts nothing."""
    letter: list[Leaf] = []
    blank: list[Leaf] = []
    for leaf in leaves:
        if leaf.mark is Mark.BLANK:
            blank.append(leaf)
            continue
        parted = leaf.mark is Mark.SEPARATOR or leaf.begins
        if letter and (parted or (blank and _parts(letter[-1], blank, leaf))):
            yield letter
            letter, blank = [], []
        if leaf.mark is not Mark.SEPARATOR:
            letter += [*(blank if letter else ()), leaf]
        blank = []
    if letter:
        yield letter


def _parts(before: Leaf, blank: Sequence[Leaf], after: Leaf) -> bool:
    scanned = before.scanned and after.scanned and all(leaf.scanned for leaf in blank)
    return scanned and (not before.ends_open or begins_a_letter(after.part.text))


def begins_a_letter(text: str) -> bool:
    """Whether a page opens with a title or a salutation."""
    return any(_BEGINS.match(line.strip()) for line in text.split("\n", 3)[:3])


def _not_reached(letter: Iterable[Leaf], name: str) -> tuple[Problem, ...]:
    pages = [leaf.part.page for leaf in letter if leaf.mark is Mark.UNREACHED and leaf.part.page]
    if not pages:
        return ()
    shown = f"第{pages[0]}页" if len(pages) == 1 else f"第{pages[0]}至{pages[-1]}页（共{len(pages)}页）"
    what = f"{shown}超出识别时间，没有读取"
    return (Problem(where=name, what=what, mend="请打开原件查看这些页，或分成几份重新扫描"),)
