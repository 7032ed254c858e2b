"""Reads the household's details from the labels of a form, where the label says what a bare number or word means."""

import re
from collections.abc import Iterable, Iterator

from domain.reading_codes import FieldName
from ingest.found import Found
from language.forms import is_form
from language.labels import Entry, Label, entries
from language.numbers import parse_number, plain

_HAN = r"\u3400-\u9fff\U00020000-\U0003ffff"
_NAME = re.compile(
    rf"[{_HAN}]{{2,6}}(?:[·•・][{_HAN}]{{1,8}}){{0,3}}"
    r"|[A-Za-z][A-Za-z.'\-]{1,20}(?: [A-Za-z][A-Za-z.'\-]{0,20}){0,3}"
)
_NO_NAME = re.compile(r"匿名|同上|保密|[无略]|业主|住户|本人|不详|不便|待|请|先生|女士|.*(?:电话|手机|姓名|小区|单元)")
_PHONE = re.compile(r"[2-9]\d{6,7}|[2-9]\d{3}[ -]\d{4}")
_PROJECT = re.compile(rf"[{_HAN}A-Za-z0-9·]{{2,16}}")
_NO_PROJECT = re.compile(r".*(?:\d[栋幢室号]|单元)|\d+$|无$|同上")
_NUMBER = r"[A-Za-z]?\d{1,3}|[A-Za-z]|[一二三四五六七八九十]{1,3}"
_ROOM = r"[A-Za-z]?\d{2,4}[A-Za-z]?"
_ALONE = {
    Label.BUILDING: (FieldName.BUILDING, re.compile(rf"第?({_NUMBER})\s*(?:号?楼|号?[栋幢座]|#|号)?")),
    Label.UNIT: (FieldName.UNIT, re.compile(rf"第?({_NUMBER})\s*(?:单元|门|梯)?")),
    Label.ROOM: (FieldName.ROOM, re.compile(rf"({_ROOM})\s*(?:室|号房?|房)?")),
}
_FLAT = re.compile(
    rf"(?:(?P<first>{_NUMBER})\s*[-/—]\s*)?(?:(?P<unit>{_NUMBER})\s*[-/—]\s*)?(?P<room>{_ROOM})\s*(?:室|号房?|房)?"
)


def find_labelled(folded: str) -> Iterator[Found]:
    """Details that stand behind the labels of a form; nothing in a text that is none.

    What a label asks for is taken as it stands: a name of any surname, 1-0802 behind 单元房号 as a unit and a room.
    What says itself what it is (6号楼1单元802) is left to `ingest.places`.
    """
    fields = entries(folded)
    if is_form(fields, folded):
        for one in fields:
            yield from _details(one, folded[one.value_start : one.value_end])


def without_repeats(labelled: Iterable[Found], others: Iterable[Found]) -> Iterator[Found]:
    """What labels say, then what else was found: not in the same place, and no name of a person twice."""
    sure = tuple(labelled)
    yield from sure
    names = {one.value for one in sure if one.name is FieldName.RESIDENT}
    for one in others:
        repeated = one.name is FieldName.RESIDENT and one.value in names
        if not repeated and not any(one.start < found.end and found.start < one.end for found in sure):
            yield one


def _details(one: Entry, value: str) -> Iterator[Found]:
    if one.kind is Label.NAME and _NAME.fullmatch(value) and not _NO_NAME.match(value):
        yield Found(name=FieldName.RESIDENT, value=value, start=one.value_start, end=one.value_end)
    elif one.kind is Label.PROJECT and _PROJECT.fullmatch(value) and not _NO_PROJECT.match(value):
        yield Found(name=FieldName.PROJECT, value=value, start=one.value_start, end=one.value_end)
    elif one.kind is Label.PHONE and _PHONE.fullmatch(value):
        digits = re.sub(r"\D", "", value)
        yield Found(name=FieldName.PHONE, value=digits, start=one.value_start, end=one.value_end)
    elif one.kind in _ALONE:
        name, pattern = _ALONE[one.kind]
        if found := pattern.fullmatch(value):
            yield _found(name, found, 1, one)
    elif one.kind is Label.FLAT and (found := _FLAT.fullmatch(value)):
        yield from _flat(found, one)


def _flat(found: re.Match[str], one: Entry) -> Iterator[Found]:
    """Numbers with dashes; of two the first is the unit where the label asks for one and for no building."""
    unit_first = "单元" in one.label and not re.search("[楼栋幢座]", one.label) and not found["unit"]
    if found["first"]:
        yield _found(FieldName.UNIT if unit_first else FieldName.BUILDING, found, "first", one)
    if found["unit"]:
        yield _found(FieldName.UNIT, found, "unit", one)
    yield _found(FieldName.ROOM, found, "room", one)


def _found(name: FieldName, found: re.Match[str], group: int | str, one: Entry) -> Found:
    text = found[group]
    number = None if text.isascii() else parse_number(text)
    value = re.sub(r"^([A-Za-z]?)0+(?=\d)", r"\1", text).upper() if number is None else plain(number)
    return Found(
        name=name, value=value, start=one.value_start + found.start(group), end=one.value_start + found.end(group)
    )
