"""Marks for what no one found out, chose or filled in: they may not go out (TRADE 7)."""

import re
from collections.abc import Iterator

from domain.codes import LetterKind
from domain.said import N_
from letters.checks import Check
from letters.checks.checked import CheckedLetter, Found
from letters.text.placeholders import PlaceholderKind, open_placeholders

_MESSAGES = {
    PlaceholderKind.FILL: N_("“{words}”尚未填写，请写上内容，或删去这一句。"),
    PlaceholderKind.VERIFY: N_("“{words}”尚未核实，请把核实结果写进正文，再删去这一段。"),
    PlaceholderKind.CHOOSE: N_("“{words}”尚未选定，请保留经批准的一项并去掉标记，其余删去。"),
    PlaceholderKind.SETTING: N_("“{words}”尚未设置，请管理员在公司信息中填写，或在信中直接改写。"),
}
_BLANKS = re.compile(
    r"[_＿]{2,}|[×Xx＊*]{2,}(?=[年月日元号户]|部|先生|女士|小区|公司|街道)|[Xx×]年[Xx×]月|\?{2,}|？{2,}"
)


def find(letter: CheckedLetter) -> Iterator[Found]:
    """Every open mark but the number, which submission gives; and blanks of other kinds."""
    for block in letter.blocks:
        for mark in open_placeholders(block.text):
            if mark.kind is not PlaceholderKind.NUMBER:
                yield _found(
                    _MESSAGES[mark.kind], block.index, mark.text.strip(), mark.start, mark.end, acceptable=False
                )
        for blank in _BLANKS.finditer(block.text):
            yield _found(N_("“{words}”像是没有填完，请补全。"), block.index, blank[0], *blank.span(), acceptable=True)


def _found(message: str, block: int, words: str, start: int, end: int, *, acceptable: bool) -> Found:
    values = {"words": words}
    return Found(message=message, words=words, values=values, block=block, start=start, end=end, acceptable=acceptable)


CHECK = Check(id="open_marks", title="未填写的内容", kinds=frozenset(LetterKind), find=find)
