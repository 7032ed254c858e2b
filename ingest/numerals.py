"""Reads numbers as Chinese letters write them: 3, 1.2万, 三千五, 壹万贰仟, 五十多, 几百."""

import re
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
    total = section = 0
    digit: int | None = None
    last_unit = 1
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
            total = (
                (total + section + (digit or 0)) * last_unit
                if char == "亿"
                else total + (section + (digit or 0)) * last_unit
            )
            section, digit = 0, None
    if digit and last_unit >= 100:
        digit *= last_unit // 10  # 三千五 is 3500, 一万二 is 12000
    return Decimal(total + section + (digit or 0))


def _digits_in_a_row(text: str) -> Decimal:
    """One digit; a range of neighbours (两三: the lower); or digits read one by one (二〇二六, 五〇一)."""
    values = [_DIGITS[char] for char in text]
    if len(values) == 2 and values[1] - values[0] == 1 and values[0]:
        return Decimal(values[0])
    return Decimal("".join(str(value) for value in values))


def plain(value: Decimal) -> str:
    """A decimal without exponent or trailing zeros."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
