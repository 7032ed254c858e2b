"""Reads numbers as Chinese letters write them: 3, 1.2万, 三千五, 壹万贰仟, 五十多, 几百; 一二〇一 as a room's."""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation

_LONGEST = 20
_DIGITS = {
    char: value
    for value, chars in enumerate(("〇零○", "一壹", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"))
    for char in chars
}
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_BIG = {"万": 10_000, "亿": 100_000_000}

CHINESE = "〇零○一壹二贰两三叁四肆五伍六陆七柒八捌九玖十拾百佰千仟万亿"
"""Characters a Chinese number may hold, in folded text."""

NUMBER = rf"(?:\d+(?:,\d{{3}})*(?:\.\d+)?[十百千万亿]{{0,2}}|[{CHINESE}]+)"
"""A regular expression for one number in folded text."""

ORDINAL = r"[零〇○一二三四五六七八九两十百]+"
"""A regular expression for the Chinese number of a building or room in folded text."""

_RUN = re.compile(rf"\d[\d.,]*|[{CHINESE}半几数上近约]+|元(?=月)")
_LOOSE_START = frozenset("上近约几数")


def parse_number(text: str) -> Decimal | None:
    """The value of a number in folded text, None if it is none. `两三` and its like count as the lower one."""
    text = text.replace(",", "").strip()
    if len(text) > _LONGEST:
        return None
    mixed = re.fullmatch(r"(\d+(?:\.\d+)?)([十百千万亿]*)", text)
    if mixed:
        try:
            value = Decimal(mixed[1])
        except InvalidOperation:
            return None
        for unit in mixed[2]:
            value *= _UNITS.get(unit) or _BIG[unit]
        return value
    if not text or any(char not in CHINESE for char in text):
        return None
    return _chinese(text)


def _chinese(text: str) -> Decimal | None:
    if all(char in _DIGITS for char in text):
        return _digits_in_a_row(text)
    total = 0
    for part, big in _sections(text):
        total = (total + part) * big if big == _BIG["亿"] else total + part * big
    return Decimal(total)


def _sections(text: str) -> Iterator[tuple[int, int]]:
    """The parts of a number that 万 and 亿 set off, each with its unit; the last with 1."""
    section, last_unit = 0, 1
    digit: int | None = None
    for char in text:
        if char in _DIGITS:
            # 两三百: two digits in a row mean a range, of which the lower stands.
            digit = digit or _DIGITS[char]
            last_unit = 1 if char in "〇零○" else last_unit
        elif char in _UNITS:
            last_unit = _UNITS[char]
            section += (1 if digit is None else digit) * last_unit
            digit = None
        else:
            last_unit = _BIG[char]
            yield section + (digit or 0), last_unit
            section, digit = 0, None
    if digit and last_unit >= 100:
        digit *= last_unit // 10  # 三千五 is 3500, 一万二 is 12000
    yield section + (digit or 0), 1


def _digits_in_a_row(text: str) -> Decimal:
    """One digit; a range of neighbours (两三: the lower); or digits read one by one (二〇二六, 五〇一)."""
    values = [_DIGITS[char] for char in text]
    if len(values) == 2 and values[1] - values[0] == 1 and values[0]:
        return Decimal(values[0])
    return Decimal("".join(str(value) for value in values))


def ordinal(text: str) -> int | None:
    """The number of a building, unit or room: digits are read one by one, so that 一二〇一 is 1201 and 三四 is 34."""
    if text.isdecimal() and text.isascii():
        return int(text)
    if text and all(char in _DIGITS for char in text):
        return int("".join(str(_DIGITS[char]) for char in text))
    value = parse_number(text) if re.fullmatch(ORDINAL, text) else None
    return None if value is None else int(value)


def scaled(number: str, unit: str | None) -> Decimal | None:
    """`number` times each of the unit's signs (万, 百万); None for nothing or zero."""
    value = parse_number(number)
    if value is None or value == 0:
        return None
    for char in unit or "":
        value *= _UNITS.get(char) or _BIG.get(char, 1)
    return value


def number_starts(folded: str) -> list[int]:
    """Where numbers begin: every amount begins there, so nothing else needs to be tried."""
    starts: list[int] = []
    for run in _RUN.finditer(folded):
        start = run.start()
        starts.append(start)
        while folded[start] in _LOOSE_START and start + 1 < run.end():
            start += 1
            starts.append(start)
    return starts


def matches_at(pattern: re.Pattern[str], folded: str, starts: Iterable[int]) -> Iterator[re.Match[str]]:
    """Matches that begin at one of the starts, none within another."""
    done = 0
    for start in starts:
        found = pattern.match(folded, start) if start >= done else None
        if found:
            done = found.end()
            yield found


def plain(value: Decimal) -> str:
    """A decimal without exponent or trailing zeros."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
