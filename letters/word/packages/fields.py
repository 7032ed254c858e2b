"""Fields of Word: only the page's number and their count may stand in a letter, and only in header or footer.

Any other field inserts, links, runs or changes its words after somebody has approved them (ECMA-376-1, 17.16). A field
may lie over several runs and in another one, so it is followed from its beginning to its end.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from letters.word.packages.names import W

_PAGE = re.compile(
    r"\s*(?:PAGE|NUMPAGES|SECTIONPAGES)(?:\s+\\\*\s*(?:MERGEFORMAT|CHARFORMAT|Arabic|CHINESENUM\d|DBNUM\d|ROMAN))*\s*",
    re.IGNORECASE,
)
_OUTSIDE = frozenset(
    {
        "INCLUDETEXT", "INCLUDEPICTURE", "INCLUDE", "DDE", "DDEAUTO", "LINK", "IMPORT", "DATABASE", "RD", "EMBED",
        "MACROBUTTON", "HYPERLINK", "CONTROL", "HTMLACTIVEX", "GOTOBUTTON", "ADDIN", "BIDIOUTLINE",
    }
)  # fmt: skip
_NAME_CHARS = 20


@dataclass
class _Open:
    """A field that has begun: its instruction so far, and whether its result has begun."""

    instruction: list[str] = field(default_factory=list)
    result: bool = False
    odd: bool = False


@dataclass(frozen=True)
class FieldFound:
    """One field. at: where it begins. name: its first word, empty if it has none. allowed: a page number."""

    at: etree._Element
    name: str
    allowed: bool

    @property
    def outside(self) -> bool:
        """Whether it brings something in from elsewhere, or runs something."""
        return self.name.upper() in _OUTSIDE


def fields_of(story: etree._Element) -> Iterator[FieldFound]:
    """Every field of a part, nested ones too, in the order in which they end; one that never ends is not allowed."""
    stack: list[tuple[etree._Element, _Open]] = []
    for element in story.iter(f"{W}fldSimple", f"{W}fldChar", f"{W}instrText", f"{W}t", f"{W}drawing", f"{W}tab"):
        if element.tag == f"{W}fldSimple":
            yield _found(element, element.get(f"{W}instr", ""))
        elif element.tag == f"{W}fldChar":
            yield from _turn(element, stack)
        elif not stack:
            if element.tag == f"{W}instrText":
                yield _found(element, str(element.xpath("string()")), odd=True)
        elif element.tag == f"{W}instrText":
            stack[-1][1].instruction.append(str(element.xpath("string()")))
            stack[-1][1].odd |= stack[-1][1].result
        elif not stack[-1][1].result:
            stack[-1][1].odd = True
    for begun, open_ in stack:
        yield _found(begun, "".join(open_.instruction), odd=True)


def _turn(element: etree._Element, stack: list[tuple[etree._Element, _Open]]) -> Iterator[FieldFound]:
    kind = element.get(f"{W}fldCharType")
    if kind == "begin":
        if stack:
            stack[-1][1].odd = True  # a field within another: what the outer one says depends on the inner
        stack.append((element, _Open(odd=len(element) > 0)))
    elif not stack or kind not in ("separate", "end") or (kind == "separate" and stack[-1][1].result):
        yield _found(element, "", odd=True)
    elif kind == "separate":
        stack[-1][1].result = True
    else:
        begun, open_ = stack.pop()
        yield _found(begun, "".join(open_.instruction), odd=open_.odd)


def _found(at: etree._Element, instruction: str, *, odd: bool = False) -> FieldFound:
    words = instruction.split()
    name = words[0][:_NAME_CHARS] if words else ""
    return FieldFound(at, name, allowed=not odd and _PAGE.fullmatch(instruction) is not None)
