"""Automatic numbers become typed ones, so that what a reader sees of a list is what the checks read.

ECMA-376-1, 17.9. A list that counts in a way that is not known here is refused rather than guessed at.
"""

import copy
from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

from letters.word.packages.names import HIDDEN, SPACE, W

_CHINESE = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_BULLET = "•"
_LEVELS = 9
_LABEL_CHARS = 12
_MOST = 999


class UnknownNumber(Exception):  # noqa: N818 -- it becomes a sentence where its place is known
    """A paragraph is numbered in a way that is not known."""

    def __init__(self, paragraph: etree._Element) -> None:
        self.paragraph = paragraph
        super().__init__("unknown numbering")


def _roman(number: int) -> str:
    signs = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
    text = "D" * (number // 500)
    number %= 500
    for value, sign in signs:
        text += sign * (number // value)
        number %= value
    return text


def _letters(number: int) -> str:
    return chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _counted(number: int, digits: str = _CHINESE, tens: str = "十", hundreds: str = "百") -> str:
    """一百二十三, 十一, 二十."""
    hundred, rest = divmod(number, 100)
    ten, one = divmod(rest, 10)
    text = digits[hundred] + hundreds if hundred else ""
    if ten:
        text += ("" if ten == 1 and not hundred else digits[ten]) + tens
    elif hundred and one:
        text += "零"
    return text + (digits[one] if one else "")


def _circled(number: int) -> str:
    return chr(0x2460 + number - 1) if number <= 20 else str(number)


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02}",
    "decimalFullWidth": str,
    "decimalHalfWidth": str,
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "upperLetter": _letters,
    "lowerLetter": lambda number: _letters(number).lower(),
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
    "chineseCounting": _counted,
    "chineseCountingThousand": _counted,
    "japaneseCounting": _counted,
    "taiwaneseCounting": _counted,
    "taiwaneseCountingThousand": _counted,
    "ideographDigital": _counted,
    "chineseLegalSimplified": lambda number: _counted(number, _LEGAL, "拾", "佰"),
    "none": lambda _: "",
}


@dataclass
class _List:
    """One list: its levels, and how far each has counted."""

    levels: dict[int, etree._Element]
    starts: dict[int, int]
    counts: dict[int, int] = field(default_factory=dict)


def type_numbers(
    stories: list[etree._Element], numbering: etree._Element | None, styles: etree._Element | None
) -> None:
    """Write the automatic numbers of these parts, counted through in their order, as text. Raises UnknownNumber."""
    by_style = _by_style(styles)
    lists = _lists(numbering)
    for story in stories:
        for paragraph in story.iter(f"{W}p"):
            properties = paragraph.find(f"{W}pPr")
            style = None if properties is None else properties.find(f"{W}pStyle")
            numbered = None if properties is None else properties.find(f"{W}numPr")
            inherited = by_style.get("" if style is None else style.get(f"{W}val", ""))
            wanted = _wanted(numbered, inherited)
            if numbered is not None and properties is not None:
                properties.remove(numbered)
            if wanted is not None and wanted[0] != "0" and _has_text(paragraph):
                _number(paragraph, lists, wanted)
    if styles is not None:
        for numbered in list(styles.iter(f"{W}numPr")):
            parent = numbered.getparent()
            if parent is not None:
                parent.remove(numbered)


def _has_text(paragraph: etree._Element) -> bool:
    return next(paragraph.iter(f"{W}t", f"{W}drawing"), None) is not None


def _wanted(own: etree._Element | None, inherited: tuple[str, int] | None) -> tuple[str, int] | None:
    """The list and the level of a paragraph."""
    if own is None:
        return inherited
    number, level = own.find(f"{W}numId"), own.find(f"{W}ilvl")
    id_ = number.get(f"{W}val", "0") if number is not None else inherited[0] if inherited else "0"
    return id_, _int(level, inherited[1] if inherited and number is None else 0)


def _number(paragraph: etree._Element, lists: dict[str, _List], wanted: tuple[str, int]) -> None:
    id_, level = wanted
    if id_ not in lists or level not in lists[id_].levels:
        raise UnknownNumber(paragraph)
    counting = lists[id_]
    counting.counts[level] = counting.counts.get(level, counting.starts.get(level, 1) - 1) + 1
    for deeper in [one for one in counting.counts if one > level]:
        del counting.counts[deeper]
    label = _label(counting, level, paragraph)
    if label:
        _write(paragraph, label, counting.levels[level])


def _label(counting: _List, level: int, paragraph: etree._Element) -> str:
    form = counting.levels[level]
    if _value(form, "numFmt", "decimal") == "bullet":
        return _BULLET
    text = _value(form, "lvlText", "")
    for number in range(level + 1):
        if f"%{number + 1}" not in text:
            continue
        count = counting.counts.get(number, counting.starts.get(number, 1))
        kind = _value(counting.levels.get(number, form), "numFmt", "decimal")
        if kind not in _FORMATS or not 0 <= count <= _MOST:
            raise UnknownNumber(paragraph)
        text = text.replace(f"%{number + 1}", _FORMATS[kind](count))
    if len(text) > _LABEL_CHARS:
        raise UnknownNumber(paragraph)
    return text


def _write(paragraph: etree._Element, label: str, form: etree._Element) -> None:
    """The label as a run of its own before the others, formed as the level says."""
    run = etree.Element(f"{W}r")
    properties = form.find(f"{W}rPr")
    if properties is not None:
        kept = copy.deepcopy(properties)
        for one in [one for one in kept if one.tag.removeprefix(W) in {*HIDDEN, "rFonts"}]:
            kept.remove(one)
        run.append(kept)
    leaf = etree.SubElement(run, f"{W}t", {SPACE: "preserve"})
    leaf.text = label
    gap = _value(form, "suff", "tab")
    if gap == "tab":
        etree.SubElement(run, f"{W}tab")
    elif gap == "space":
        leaf.text += " "
    own = paragraph.find(f"{W}pPr")
    if own is None:
        own = etree.Element(f"{W}pPr")
        paragraph.insert(0, own)
    own.addnext(run)
    indent = form.find(f"{W}pPr/{W}ind")
    if indent is not None and own.find(f"{W}ind") is None:
        _insert_indent(own, copy.deepcopy(indent))


def _insert_indent(properties: etree._Element, indent: etree._Element) -> None:
    """Where the schema wants it: before what follows an indent (17.3.1.26)."""
    later = {
        f"{W}{name}"
        for name in (
            "contextualSpacing", "mirrorIndents", "suppressOverlap", "jc", "textDirection", "textAlignment",
            "textboxTightWrap", "outlineLvl", "divId", "cnfStyle", "rPr", "sectPr",
        )
    }  # fmt: skip
    place = next((at for at, one in enumerate(properties) if one.tag in later), len(properties))
    properties.insert(place, indent)


def _lists(numbering: etree._Element | None) -> dict[str, _List]:
    if numbering is None:
        return {}
    abstract = {one.get(f"{W}abstractNumId", ""): _levels(one) for one in numbering.iter(f"{W}abstractNum")}
    found: dict[str, _List] = {}
    counters: dict[str, dict[int, int]] = {}
    for one in numbering.iter(f"{W}num"):
        base = one.find(f"{W}abstractNumId")
        key = base.get(f"{W}val", "") if base is not None else ""
        levels = dict(abstract.get(key, {}))
        starts = {level: _int(form.find(f"{W}start"), 1) for level, form in levels.items()}
        again = False
        for override in one.iter(f"{W}lvlOverride"):
            level, own = int(override.get(f"{W}ilvl", "0")), override.find(f"{W}lvl")
            levels |= {level: own} if own is not None else {}
            start = override.find(f"{W}startOverride")
            if start is not None:
                starts[level], again = _int(start, 1), True
        # Lists of one form count on from each other unless one of them begins again.
        counts = {} if again else counters.setdefault(key, {})
        found[one.get(f"{W}numId", "")] = _List(levels, starts, counts)
    return found


def _levels(abstract: etree._Element) -> dict[int, etree._Element]:
    return {int(one.get(f"{W}ilvl", "0")): one for one in abstract.iterchildren(f"{W}lvl")}


def _by_style(styles: etree._Element | None) -> dict[str, tuple[str, int]]:
    found: dict[str, tuple[str, int]] = {}
    for style in styles.iter(f"{W}style") if styles is not None else ():
        number = style.find(f"{W}pPr/{W}numPr/{W}numId")
        if number is not None:
            level = _int(style.find(f"{W}pPr/{W}numPr/{W}ilvl"), 0)
            found[style.get(f"{W}styleId", "")] = (number.get(f"{W}val", "0"), level)
    return found


def _value(form: etree._Element, name: str, default: str) -> str:
    element = form.find(f"{W}{name}")
    return default if element is None else element.get(f"{W}val", default)


def _int(element: etree._Element | None, default: int) -> int:
    text = "" if element is None else element.get(f"{W}val", "")
    return int(text) if text.isdecimal() and len(text) <= 4 else default
