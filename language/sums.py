"""Reads sums of money as Chinese letters write them: 三百元, 1,200元, 1.5万元, ¥80, 交了两万."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from language.numbers import CHINESE, NUMBER, matches_at, number_starts, parse_number, scaled

_VAGUE = r"\s*(?P<vague>多|余|来)?\s*(?P<unit>[十百千万亿]{1,2})?"
_SUM = re.compile(
    rf"(?<![\d第{CHINESE}])(?<!\d[.,])(?P<number>{NUMBER}){_VAGUE}\s*个?"
    r"(?P<yuan>元(?!旦|月|宵|素|件)|圆整?|块钱|块(?=[\s。,;!?、)]|$|的(?:费|押|物|停|管)|押金|定金|停车|物业|管理|一个?月|每月|/)|人民币)(?P<whole>整|正)?"
)
_SIGNED_SUM = re.compile(
    r"(?:¥|￥|RMB\s?)\s*(?P<number>\d+(?:,\d{3})*(?:\.\d{1,2})?)\s*(?P<unit>万|千)?(?!\s*(?:多|余|来)?\s*[元万])(?![\d.])"
)
_PAID = re.compile(
    r"(?:交|付|花|缴|赔偿?|罚款?|损失|费用?|押金|定金|首付|总价|合计|共计)(?:了|我|约|达|为|是|近|过)?\s{0,2}$"
)
_PAID_SUM = re.compile(
    rf"(?P<number>\d+(?:\.\d+)?|[{CHINESE}]{{1,5}}?)(?P<vague>多|余|来)?(?P<unit>万)(?P<tail>[一二三四五六七八九])?(?:多|余)?"
    r"(?=[\s,。;!?、)的]|$)"
)


@dataclass(frozen=True, kw_only=True)
class FoundSum:
    """A sum in a folded text. start, end: its place. yuan: 3万多元 counts as 30000."""

    start: int
    end: int
    yuan: Decimal


def sums_in(folded: str, starts: Sequence[int] | None = None) -> list[FoundSum]:
    """The sums of a folded text. starts: where its numbers begin, if that is known already."""
    starts = number_starts(folded) if starts is None else starts
    forms = (
        *matches_at(_SUM, folded, starts),
        *_SIGNED_SUM.finditer(folded),
        *matches_at(_PAID_SUM, folded, starts),
    )
    taken: set[int] = set()
    sums: list[FoundSum] = []
    for found in forms:
        start = found.start("number")
        if start in taken or (found.re is _PAID_SUM and not _PAID.search(folded[max(0, start - 6) : start])):
            continue
        value = _value(found)
        if value is not None:
            taken.add(start)
            sums.append(FoundSum(start=found.start(), end=found.end(), yuan=value))
    return sums


def _value(found: re.Match[str]) -> Decimal | None:
    parts = found.groupdict()
    if parts.get("tail"):
        return parse_number(f"{found['number']}{found['unit']}{found['tail']}")
    return scaled(found["number"], parts.get("unit"))
