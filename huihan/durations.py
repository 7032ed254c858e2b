"""Spans of time as an admin writes them in huihan.toml: `60 s`, `30 min`, `24 h`, `7 days`, `3 years`."""

import re
from datetime import timedelta

_UNITS = {
    "s": timedelta(seconds=1),
    "秒": timedelta(seconds=1),
    "min": timedelta(minutes=1),
    "分钟": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "小时": timedelta(hours=1),
    "day": timedelta(days=1),
    "days": timedelta(days=1),
    "天": timedelta(days=1),
    "year": timedelta(days=365),
    "years": timedelta(days=365),
    "年": timedelta(days=365),
}
_SPAN = re.compile(r"\s*(\d{1,6})\s*(" + "|".join(sorted(_UNITS, key=len, reverse=True)) + r")\s*", re.ASCII)


def parse_duration(text: str) -> timedelta:
    """Turn `7 days` into a timedelta.

    Raises:
        ValueError: the text is not a number followed by s, min, h, days or years (of 365 days).
    """
    found = _SPAN.fullmatch(text)
    if not found:
        raise ValueError("应写成数字加单位，例如 60 s、30 min、24 h、7 days")
    return int(found[1]) * _UNITS[found[2]]
