"""Tells from the words before a flat or a name whether it is the writer's (我家) or another's (楼上, 被投诉人)."""

import re
from enum import Enum, auto


class Person(Enum):
    """Of whom words speak."""

    WRITER = auto()
    OTHER = auto()


NEIGHBOUR = (
    r"楼上|楼下|对门|对面|隔壁|邻居|邻家|邻座|上层|下层|旁边|另一[户家]|(?<![其吉])[他她]们?家?|对方|那[户家]|某户"
    r"|有[一几][户家]"
)
"""A regular expression for people next door."""
_ACCUSED_IS = r"(?:人|方|对象|住户|业主)?(?:地址|住址|房号|姓名|电话|手机号?)?"
ACCUSED = rf"被(?:投诉|反映|举报){_ACCUSED_IS}|投诉对象|肇事|涉事|违建|扰民(?:户|者)|当事人|侵权人"
"""A regular expression for the one complained about."""
_OTHER = re.compile(rf"{NEIGHBOUR}|{ACCUSED}|投诉(?!人|者|方)|举报(?!人|者)|针对|房东|租给|卖给|漏到|流到|掉到")
_WRITER = re.compile(
    r"我们?|本人|本户|敝|咱|俺|鄙人|在下|吾|(?<!被)(?:投诉|反映|申请|举报|来信|联系|联络|报修|信访)人|业主(?:姓名)?:|住户:|户主:|署名|"
    r"\bI\b|\bmy\b|\bwe\b"
)
_WITHIN = 16
_NUMBER = re.compile(r":?\d{7,},")


def said_to_be(before: str) -> Person | None:
    """Whose it is by the nearest word of a person in the part of the sentence before it; None where there is no such.

    Another's word holds for its own clause only, the writer's for the sentence. before: folded, without earlier
    sentences.
    """
    before = _NUMBER.sub("", before)  # a telephone number within someone's details ends no clause
    other, writer = _last(_OTHER, before), _last(_WRITER, before)
    near = other >= 0 and len(before) - other <= _WITHIN and "," not in before[other:]
    if near and other >= writer:
        return Person.OTHER
    return Person.WRITER if writer >= 0 else None


def _last(pattern: re.Pattern[str], text: str) -> int:
    """Where the last match begins, -1 for none."""
    return max((found.start() for found in pattern.finditer(text)), default=-1)
