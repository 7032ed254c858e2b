"""PowerPoint files (pptx): the words of each slide in order, its tables row by row, its notes; then its pictures."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from domain.reading import Part
from domain.reading_codes import Method
from ingest.clean import clean
from ingest.drawn_words import is_drawn, words_of_drawing
from ingest.embedded import add_embedded, holds
from ingest.inside import Inside
from ingest.package import Package, PackageError, parse_xml
from ingest.reading import Context, Reading, unread
from ingest.relations import relations_of

if TYPE_CHECKING:
    from lxml.etree import _Element

NAME = "pptx"
ORDER = 25
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.presentationml.presentation"

_PRESENTATION = "ppt/presentation.xml"
_SLIDE = re.compile(r"ppt/slides/slide(\d+)\.xml")
_RELATION = re.compile(r"\{.*relationships\}id$")
_BESIDE = ("ppt/notesSlides/", "ppt/comments/")
_PLACEHOLDERS = frozenset({"sldNum", "dt", "ftr", "hdr", "sldImg"})
"""What a slide or its notes repeat on every page (ECMA-376 19.7.10)."""
_OPEN = "请打开原件查看，并由人工登记内容"


def sniff(data: bytes, name: str) -> bool:
    """A zip that holds a presentation."""
    del name
    return holds(data, "ppt/")


def read(data: bytes, name: str, context: Context) -> tuple[Reading, ...]:
    """One part a slide that has words; hidden slides are told and left out."""
    inside = Inside(name, context)
    try:
        package = Package(data, budget=context.budget, ratio=context.limits.unzip_ratio)
        slides = list(_slides(package, inside))
    except PackageError as error:
        return (unread(name, MEDIA_TYPE, f"PPT {error.what}", error.mend),)
    add_embedded(package, inside, folder="ppt/", called="PPT ", words=sum(map(len, slides)))
    parts = tuple(
        Part(name=name, media_type=MEDIA_TYPE, method=Method.TEXT, page=page, text=text)
        for page, text in enumerate(slides, 1)
    )
    if not parts:
        if not any(part.text for part in inside.parts):
            inside.problem("PPT 里没有文字", _OPEN)
        parts = (Part(name=name, media_type=MEDIA_TYPE, method=Method.NONE, confidence=0.0),)
    return (Reading(parts=(*parts, *inside.parts), problems=inside.problems, inner=inside.inner),)


def _slides(package: Package, inside: Inside) -> Iterator[str]:
    for member in _in_order(package):
        root = _root(package, member, inside)
        if root is None:
            continue
        if root.get("show") in {"0", "false"}:
            inside.problem("PPT 里有隐藏的幻灯片，没有当作来信内容读取", "如有需要，请打开原件查看")
            continue
        texts = [_text(root)]
        for target in relations_of(package, member).values():
            if target not in package.names:
                continue
            if is_drawn(target):
                texts.append(words_of_drawing(package.read(target)))
            elif target.startswith(_BESIDE):
                beside = _root(package, target, inside)
                texts.append(_text(beside) if beside is not None else "")
        text = clean("\n".join(filter(None, texts)))
        if text:
            yield text


def _root(package: Package, member: str, inside: Inside) -> "_Element | None":
    root = parse_xml(package.read(member))
    if root is None:
        inside.problem("PPT 的一部分已损坏", "请打开原件查看，或请来信人重新发送")
    return root


def _in_order(package: Package) -> list[str]:
    """The slides as they are shown; by their numbers where the presentation does not say."""
    there = sorted((name for name in package.names if _SLIDE.fullmatch(name)), key=_number)
    root = parse_xml(package.read(_PRESENTATION)) if _PRESENTATION in package.names else None
    if root is None:
        return there
    targets = relations_of(package, _PRESENTATION)
    ids = (value for one in root.iter("{*}sldId") for key, value in one.attrib.items() if _RELATION.search(str(key)))
    listed = [targets[str(one)] for one in ids if targets.get(str(one)) in there]
    return listed or there


def _number(member: str) -> int:
    found = _SLIDE.fullmatch(member)
    return int(found[1]) if found else 0


def _text(root: "_Element") -> str:
    """Paragraphs as lines, table rows with their cells by tabs; placeholders that every page repeats are left out."""
    lines: list[str] = []
    for shape in root.iter("{*}sp", "{*}graphicFrame", "{*}pt", "{*}text", "{*}cxnSp"):
        placeholder = shape.find(".//{*}nvPr/{*}ph")
        if placeholder is not None and placeholder.get("type") in _PLACEHOLDERS:
            continue
        rows = list(shape.iter("{*}tr"))
        if rows:
            lines += ["\t".join(" ".join(_paragraphs(cell)) for cell in row.iter("{*}tc")) for row in rows]
        elif shape.tag.endswith("}text"):
            lines.append(shape.text or "")
        else:
            lines += _paragraphs(shape)
    return "\n".join(line for line in lines if line.strip())


def _paragraphs(shape: "_Element") -> list[str]:
    found = []
    for paragraph in shape.iter("{*}p"):
        pieces = ("\n" if one.tag.endswith("}br") else one.text or "" for one in paragraph.iter("{*}t", "{*}br"))
        found.append("".join(pieces))
    return found
