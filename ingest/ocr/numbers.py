"""Sets right what OCR makes of numbers whose form proves them: a mobile has 11 digits, a date a year, month and day.

Only look-alikes of a digit and stray points within a number are touched, and only when the whole then has its form;
no digit is ever changed for another.
"""

import re

_LIKE = str.maketrans("OoQDà〇○lI|", "0000000111")
_DIGIT = r"[\dOoQDà〇○lI|]"
_STRAY = r"[-\s.:;：；·,，]"
_MOBILE = re.compile(
    rf"(?<![\dA-Za-z])({_DIGIT}{{3}})({_STRAY}{{0,3}})({_DIGIT}{{4}})({_STRAY}{{0,3}})({_DIGIT}{{4}})(?![\dA-Za-z])"
)
_PLAIN_MOBILE = re.compile(r"1[3-9]\d(?P<sep>[-\s.]?)\d{4}(?P=sep)\d{4}")
_YEAR = re.compile(rf"(?<![\dA-Za-z])({_DIGIT}(?:{_STRAY}?{_DIGIT}){{3}})(?=年\s*\d{{1,2}}\s*月)")
_DATED = re.compile(r"(?:\d{4}|(?<!\d)1[0-4]\d)年\d{1,2}月\d{1,2}[日号]|(?<!\d)20\d\d([-./])\d{1,2}\1\d{1,2}(?!\d)")
_MISSING_POINT = re.compile(r"^(20\d\d)(?:([-./])(0\d|1[0-2])|(0\d|1[0-2])([-./]))([0-3]\d)$")
_THOUSANDS = re.compile(r"(?<![\d.,，每价])(?P<thousands>[1-9]\d{0,2})\.(?P<rest>\d{3})(?=元(?![/每]))")


def mended(text: str) -> str:
    """The line with its numbers in form; as it is when nothing is proven.

    A sum with three decimals was written with a comma: sums go down to the fen, and only prices by the unit further.
    """
    text = _MOBILE.sub(_mobile, text)
    text = _YEAR.sub(_year, text)
    text = _MISSING_POINT.sub(_pointed, text)
    return _THOUSANDS.sub(r"\g<thousands>,\g<rest>", text)


def in_form(text: str) -> bool:
    """Whether a mobile number or a full date stands in the line."""
    return _PLAIN_MOBILE.search(text) is not None or _DATED.search(text) is not None


def _mobile(found: re.Match[str]) -> str:
    first, one, second, other, third = found.groups()
    digits = [part.translate(_LIKE) for part in (first, second, third)]
    if _PLAIN_MOBILE.fullmatch(found[0]) or not re.fullmatch(r"1[3-9]\d", digits[0]):
        return found[0]
    between = "" if not one and not other else "-" if "-" in one + other else " "
    return between.join(digits)


def _year(found: re.Match[str]) -> str:
    year = re.sub(r"\D", "", found[0].translate(_LIKE))
    return year if re.fullmatch(r"(?:19|20)\d\d", year) else found[0]


def _pointed(found: re.Match[str]) -> str:
    """A date alone on its line that lost one of its two points."""
    year, before, month, other, after, day = found.groups()
    point = before or after
    return f"{year}{point}{month or other}{point}{day}"
