"""How a letter words dates, names and places, in the script of the resident's letter.

Conversion is for our own words only; what the resident wrote, and names, stay as written (TRADE 7).
"""

import re
from collections.abc import Iterable
from datetime import date
from functools import cache

import opencc

from domain.codes import Kind
from domain.reading_codes import Script
from language.script import simplified
from letters.context import LetterContext, Matter, Place

_HONORIFICS = ("先生", "女士", "小姐", "老师", "老師", "阿姨", "叔叔", "太太", "业主", "業主", "住户", "住戶", "租户")
_NAMED = {
    Kind.COMPLAINT: ("反映", "问题"),
    Kind.SUGGESTION: ("建议改进", "事项"),
    Kind.ENQUIRY: ("咨询", "事项"),
    Kind.PRAISE: ("来信谈及", "事项"),
    Kind.REQUEST: ("来信办理", "事项"),
    Kind.NOT_FOR_US: ("来信谈及", "事项"),
}
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_HANT_QUOTES = str.maketrans("“”‘’", "「」『』")
_SPACE = re.compile(r"\s+")


_AND_FOR = re.compile("(?<![合歸兼吞])併為")


@cache
def _to_traditional() -> opencc.OpenCC:
    return opencc.OpenCC("s2tw")


def to_traditional(text: str) -> str:
    """Simplified → traditional as it is commonly written today (OpenCC s2tw: 為, 裡, 核實), 「」 for “”.

    OpenCC takes 并为 for the 併為 of 合併為 wherever it stands; "and for" is 並為.
    """
    return _AND_FOR.sub("並為", str(_to_traditional().convert(text))).translate(_HANT_QUOTES)


def letter_script(script: Script, text: str) -> Script:
    """HANS or HANT: the script a letter is written in (TRADE 7: mixed: the majority; other: simplified)."""
    if script is Script.HANT:
        return Script.HANT
    if script is Script.MIXED:
        simple = simplified(text)
        traditional_only = sum(a != b for a, b in zip(text, simple, strict=True))
        simplified_only = sum(a != b for a, b in zip(text, to_traditional(text), strict=False))
        return Script.HANT if traditional_only > simplified_only else Script.HANS
    return Script.HANS


class Wording:
    """Our words in one letter's script."""

    def __init__(self, script: Script) -> None:
        self.script = script

    def ours(self, text: str, *, keep: Iterable[str] = ()) -> str:
        """`text` in the letter's script, `keep` (names, quotes) as written."""
        if self.script is not Script.HANT:
            return text
        kept = sorted({word for word in keep if word}, key=len, reverse=True)
        if not kept:
            return to_traditional(text)
        pieces = re.split("(" + "|".join(map(re.escape, kept)) + ")", text)
        return "".join(piece if index % 2 else to_traditional(piece) for index, piece in enumerate(pieces))

    def quoted(self, text: str, limit: int) -> str:
        """The resident's words, at most `limit` code points, ready to stand in quotation marks."""
        inner = "『』『』" if self.script is Script.HANT else "‘’‘’"
        return at_a_clause(one_line(text), limit).translate(str.maketrans("“”「」", inner)).strip("。 ")


def chinese_date(day: date) -> str:
    """2026年11月21日: Arabic figures without leading zeros (GB/T 9704—2012, 7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"


def one_line(text: str, limit: int | None = None) -> str:
    """`text` on one line, without characters that XML 1.0 forbids; cut at `limit` code points with ……."""
    line = _SPACE.sub(" ", _UNPRINTABLE.sub("", text)).strip()
    return line if limit is None or len(line) <= limit else line[:limit].rstrip("，。；、 ") + "……"


def at_a_clause(line: str, limit: int) -> str:
    """A line cut to at most `limit` code points and ……, where a clause ends if one ends in its second half."""
    ends = [at for at, mark in enumerate(line[:limit]) if mark in "，。；！？、,;"]
    if len(line) <= limit or not ends or ends[-1] < limit // 2:
        return one_line(line, limit)
    return line[: ends[-1]].rstrip("，。；、 ") + "……"


def joined(names: Iterable[str]) -> str:
    """工程部、客户服务部."""
    return "、".join(name for name in names if name)


def salutation(context: LetterContext, wording: Wording) -> str:
    """Who the letter addresses, without the colon: 各位业主 for a group; else by name, as 先生 or 女士 where that is
    known, and as 业主, or 住户 for who rents, where it is not (TRADE 7).
    """
    if context.group:
        project = as_written(one_line(context.place.project or ""), context, wording)
        return wording.ours("尊敬的") + project + wording.ours("各位业主")
    name = one_line(context.resident_name or "")
    if not context.honorific and (len(name) == 1 or any(one.isdigit() for one in name)):
        name = ""  # what a sender's program calls them: x, user88
    title = (context.honorific if name else None) or ("住户" if context.tenant else "业主")
    if name.endswith(_HONORIFICS):
        title = ""
    return wording.ours("尊敬的") + name + wording.ours(title)


def as_written(name: str, context: LetterContext, wording: Wording) -> str:
    """A place's name as the resident wrote it; one that only the directory has, in the letter's script."""
    return wording.ours(name, keep=written_names(context))


def written_names(context: LetterContext) -> tuple[str, ...]:
    """The names of places that stand in the resident's letter as we have them."""
    theirs = f"{context.subject}\n{context.quote}"
    return tuple(name for name in context.place.names if name in theirs)


def understanding(matters: tuple[Matter, ...], place: Place, *, kind: Kind, group: bool, at: str = "") -> str | None:
    """Our understanding in one sentence, without its full stop; None if no matter was understood.

    您反映翠湖花园的“电梯停运”问题，同时提到“停车收费”

    at: where the problem lies, if a person has put that down; else the project alone is named, for it need not lie at
    the resident's flat.
    """
    if not matters:
        return None
    where = at or place.project or ""
    verb, noun = _NAMED[kind]
    sentence = f"{addressee(group=group)}{verb}{f'{where}的' if where else ''}“{matters[0].name}”{noun}"
    others = joined(f"“{matter.name}”" for matter in matters[1:])
    return f"{sentence}，同时提到{others}" if others else sentence


def noun_for(kind: Kind) -> str:
    """What the letter calls a matter: a complaint's is a 问题, any other's a 事项."""
    return _NAMED[kind][1]


def addressee(*, group: bool) -> str:
    """How the letter speaks to its reader: 您, or 各位 to a group."""
    return "各位" if group else "您"
