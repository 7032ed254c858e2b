"""Numbers and sums as Chinese letters write them: 三百元, 1,200元, 1.5万元."""

import re
from decimal import Decimal, InvalidOperation

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
NUMBER = r"(?:\d[\d,]*(?:\.\d+)?|[零〇○一二两三四五六七八九十百千万]+)"
_SUM = re.compile(rf"(?P<number>{NUMBER})(?:余|多)?(?P<ten_thousand>万)?(?:元|块钱|块(?!地|牌|区|砖|板)|圆)")


def number(text: str) -> Decimal | None:
    """The value of `3`, `1,200`, `三百二十`, `二〇二六`; None if it is no number."""
    try:
        return Decimal(text.replace(",", ""))
    except InvalidOperation:
        return _chinese(text)


def _chinese(text: str) -> Decimal | None:
    head, mark, rest = text.partition("万")
    if mark:
        high, low = _chinese(head), _chinese(rest) if rest else Decimal(0)
        return None if high is None or low is None else high * 10_000 + low
    if text and all(char in _DIGITS for char in text):
        return Decimal("".join(str(_DIGITS[char]) for char in text))
    total = digit = 0
    for char in text:
        if char in _UNITS:
            total += (digit or 1) * _UNITS[char]
            digit = 0
        elif char in _DIGITS:
            digit = _DIGITS[char]
        else:
            return None
    return Decimal(total + digit) if text else None


def sums_in(text: str) -> list[tuple[int, int, Decimal]]:
    """The sums of money in a folded text: start, end and yuan."""
    found = []
    for match in _SUM.finditer(text):
        value = number(match["number"])
        if value is not None:
            found.append((match.start(), match.end(), value * (10_000 if match["ten_thousand"] else 1)))
    return found
