"""Whether the building, the unit and the room named are those of the case."""

import re
from collections.abc import Iterator

from domain.codes import LetterKind
from domain.said import N_
from language.folding import said
from language.numbers import ordinal
from letters.checks import Check
from letters.checks.checked import CheckedLetter, Found
from letters.checks.saying import Saying, sayings
from letters.context import Place

_ID = r"[A-Za-z]?\d{1,4}[A-Za-z]?|[A-Za-z]|[一二三四五六七八九十]{1,3}"
_FLAT = re.compile(
    rf"(?<![哪每某])(?:(?P<building>{_ID})(?:栋|幢|座|号楼))?(?:(?P<unit>{_ID})单元)?(?:(?P<room>[A-Za-z]?\d{{3,4}}[A-Za-z]?)(?:室|房|号房|户))?"
)
_MANY = re.compile(r"^\s*(?:、|和|及|与|至|到|-|—|等)|(?:、|和|及|与|至|到|-|—|各|每)\s*$")
_MESSAGE = N_("“{words}”与案件登记的地址“{place}”不符，请核对。")
_IDENTIFIER = re.compile(_ID)


def find(letter: CheckedLetter) -> Iterator[Found]:
    """A flat or building other than the case's, unless the resident named it too or several are named."""
    place = letter.facts.place
    theirs = said(letter.facts.quote)
    for saying in sayings(letter):
        for match in _FLAT.finditer(saying.text):
            if not match[0] or match[0] in theirs or _several(saying, match) or not _differs(match, place):
                continue
            if spot := saying.place(*match.span()):
                words, start, end = spot
                values = {"words": words, "place": place.text}
                yield Found(
                    message=_MESSAGE, words=words, values=values, block=saying.block.index, start=start, end=end
                )


def _several(saying: Saying, match: re.Match[str]) -> bool:
    """3栋、5栋: a list of buildings is no address."""
    alone = match["room"] is None
    start, end = match.span()
    text, place = saying.block.text, saying.start
    before, after = said(text[: place + start]), said(text[place + end :])
    return alone and bool(_MANY.search(before[-1:]) or _MANY.search(after[:1]))


def _differs(match: re.Match[str], place: Place) -> bool:
    known = {"building": place.building, "unit": place.unit, "room": place.room}
    return any(match[name] and known[name] and not _same(match[name], known[name] or "") for name in known)


def _same(named: str, known: str) -> bool:
    """三 is 3, and 3栋 is 3; a name without any figure or letter is not compared."""
    found = _IDENTIFIER.findall(said(known))
    values = {_value(one) for one in found} | {known.upper()}
    return not found or _value(named) in values or named.upper() in said(known).upper().split("-")


def _value(text: str) -> str:
    value = ordinal(text)
    return text.upper() if value is None else str(value)


CHECK = Check(id="places", title="楼栋与房号", kinds=frozenset(LetterKind), find=find)
