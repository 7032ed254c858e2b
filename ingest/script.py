"""Tells simplified from traditional text, and folds both into one form of equal length for matching."""

import re
from functools import cache

import opencc

from domain.codes import Script

_HANZI = re.compile("[\u4e00-\u9fff]")
_LETTERS = re.compile("[A-Za-z\u00c0-\u04ff\u3040-\u30ff\uac00-\ud7af]")
_FIRST, _LAST = 0x4E00, 0x9FFF
_MIXED_SHARE = 0.15
_SLIPS = 0.25
_CHINESE_SHARE = 0.2


def _encodable(char: str, charset: str) -> bool:
    try:
        char.encode(charset)
    except UnicodeEncodeError:
        return False
    return True


@cache
def _pairs() -> tuple[dict[str, str], frozenset[str], frozenset[str]]:
    """Traditional to simplified by character, and the characters that belong to one script alone.

    A character that both scripts use in some word (后, 里, 台) is in neither set: those of the simplified set are not
    in Big5, those of the traditional set not in GB 2312.
    """
    every = [chr(code) for code in range(_FIRST, _LAST + 1)]
    text = "\n".join(every)
    simple = opencc.OpenCC("t2s").convert(text).split("\n")
    traditional = opencc.OpenCC("s2t").convert(text).split("\n")
    fold = {old: new for old, new in zip(every, simple, strict=True) if old != new and len(new) == 1}
    hant = frozenset(char for char in fold if not _encodable(char, "gb2312"))
    hans = frozenset(
        old
        for old, new in zip(every, traditional, strict=True)
        if old != new and old not in fold and not _encodable(old, "big5")
    )
    return fold, hans, hant


@cache
def _fold_table() -> dict[int, int]:
    """Full-width forms to ASCII and traditional characters to simplified: always one code point for one."""
    table = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
    table |= {0x3000: 0x20, 0xA0: 0x20, 0x2013: 0x2D, 0x2014: 0x2D, 0x2212: 0x2D, 0x2010: 0x2D, 0x2011: 0x2D}
    return table | {ord(old): ord(new) for old, new in _pairs()[0].items()}


@cache
def _foldable() -> re.Pattern[str]:
    return re.compile("[" + "".join(map(re.escape, map(chr, _fold_table()))) + "]")


@cache
def _traditional() -> dict[str, str]:
    """Simplified to traditional, of the characters that only simplified text has; the commonest form of several."""
    simplified = sorted(_pairs()[1])
    return dict(zip(simplified, opencc.OpenCC("s2t").convert("\n".join(simplified)).split("\n"), strict=True))


def to_one_script(text: str) -> dict[int, str]:
    """How to set right the odd character of the other script (for str.translate): OCR takes one form for the other.

    Empty for a text that is written in both scripts, more than a quarter in the lesser.
    """
    fold_pairs, hans, hant = _pairs()
    simple, traditional = sum(char in hans for char in text), sum(char in hant for char in text)
    if min(simple, traditional) > _SLIPS * (simple + traditional):
        return {}
    if simple > traditional:
        return {ord(char): fold_pairs[char] for char in set(text) & hant}
    return {ord(char): _traditional()[char] for char in set(text) & hans}


def fold(text: str) -> str:
    """Text for matching: half-width, simplified, and as long as the original, so that offsets hold in both."""
    if text.isascii():
        return text
    table = _fold_table()  # str.translate would look every character up, and most stay
    return _foldable().sub(lambda hit: chr(table[ord(hit[0])]), text)


@cache
def _one_script() -> tuple[re.Pattern[str], re.Pattern[str]]:
    _, hans, hant = _pairs()
    return re.compile(f"[{''.join(hans)}]"), re.compile(f"[{''.join(hant)}]")


def script_of(text: str) -> Script:
    """The script of a text: the majority, mixed when the other has a real share, other when it is not Chinese.

    Chinese without a telling character counts as simplified.
    """
    hans_only, hant_only = _one_script()
    chinese, letters = len(_HANZI.findall(text)), len(_LETTERS.findall(text))
    hans, hant = len(hans_only.findall(text)), len(hant_only.findall(text))
    if chinese < _CHINESE_SHARE * (chinese + letters) or not chinese:
        return Script.OTHER
    minority, majority = sorted((hans, hant))
    if minority >= 2 and minority > _MIXED_SHARE * (minority + majority):
        return Script.MIXED
    return Script.HANT if hant > hans else Script.HANS
