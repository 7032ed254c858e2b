"""Marks for what no one knows yet, so that an unknown stands out in a draft and is never invented (TRADE 7).

A mark is 【待…：…】; a line that starts with □ is a choice not yet made; 〔公司名称〕 and the like are settings that
no one has filled in. `open_placeholders` finds them all in a letter as it stands, also after staff edited it in Word.
"""

import re
from dataclasses import dataclass
from enum import StrEnum


class PlaceholderKind(StrEnum):
    """What a person has to do about a mark."""

    FILL = "fill"
    """待填写: write what is known."""
    VERIFY = "verify"
    """待核实: find out first."""
    CHOOSE = "choose"
    """待选定, or a □: keep what was approved and delete the rest."""
    NUMBER = "number"
    """待编号: given by itself when the letter is submitted or queued (DESIGN 2); no one has to act."""
    SETTING = "setting"
    """〔公司名称〕: a company setting is missing."""


_WORDS = {
    "待填写": PlaceholderKind.FILL,
    "待填寫": PlaceholderKind.FILL,
    "待核实": PlaceholderKind.VERIFY,
    "待核實": PlaceholderKind.VERIFY,
    "待选定": PlaceholderKind.CHOOSE,
    "待選定": PlaceholderKind.CHOOSE,
    "待编号": PlaceholderKind.NUMBER,
    "待編號": PlaceholderKind.NUMBER,
}
_MARK = re.compile(
    r"【(?P<word>" + "|".join(_WORDS) + r")(?:[：:](?P<what>[^】]*))?】"
    r"|(?P<box>^\s*□)(?P<choice>.*)"
    r"|〔(?P<setting>公司名称|公司名稱|联系电话|聯繫電話|联系人|聯繫人|公司地址)〕",
    re.MULTILINE,
)


@dataclass(frozen=True, kw_only=True)
class Placeholder:
    """One open mark. paragraph: from 1. start, end: its place in that paragraph's text (code points, end exclusive)."""

    kind: PlaceholderKind
    what: str
    text: str
    paragraph: int
    start: int
    end: int
    line: str
    """The whole paragraph, to show where the mark stands."""


def fill(what: str) -> str:
    """A mark for something to write: 【待填写：查明的情况】."""
    return f"【待填写：{what}】"


def verify(what: str) -> str:
    """A mark for something to find out."""
    return f"【待核实：{what}】"


def choose(what: str) -> str:
    """A mark for a choice."""
    return f"【待选定：{what}】"


NUMBER = "【待编号】"


def open_placeholders(text: str) -> tuple[Placeholder, ...]:
    """All open marks of a letter's plain text, one paragraph a line, in order.

    For a .docx pass `letters.word.document.plain_text(data)`.
    """
    found = []
    for number, line in enumerate(text.split("\n"), start=1):
        found += [_placeholder(match, number, line) for match in _MARK.finditer(line)]
    return tuple(found)


def _placeholder(match: re.Match[str], paragraph: int, line: str) -> Placeholder:
    word, setting = match["word"], match["setting"]
    if word:
        kind, what = _WORDS[word], match["what"] or ""
    elif setting:
        kind, what = PlaceholderKind.SETTING, setting
    else:
        kind, what = PlaceholderKind.CHOOSE, match["choice"].strip()
    return Placeholder(
        kind=kind,
        what=what.strip(),
        text=match[0],
        paragraph=paragraph,
        start=match.start(),
        end=match.end(),
        line=line,
    )
