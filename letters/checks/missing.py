"""What every letter to a resident has: addressee, number, signature, date, and whom to call (TRADE 7)."""

import re
from collections.abc import Iterator

from domain.letter_kinds import TO_RESIDENT
from domain.said import N_
from letters.checks import Check
from letters.checks.checked import CheckedLetter, Found
from letters.text.fold import bare
from letters.word.blocks import BlockRole

_ROLES = {
    BlockRole.NUMBER: N_("信中没有文号一行，请写上“【待编号】”，提交时自动编号。"),
    BlockRole.ADDRESSEE: N_("信中没有称呼，请在正文之前写上，例如“尊敬的业主：”。"),
    BlockRole.SIGNATURE: N_("信中没有署名，请在日期上一行写上公司名称。"),
    BlockRole.DATE: N_("信中没有成文日期，请在署名下一行写上，提交时自动填写当天日期。"),
}
_MARK = "【待编号】"


def find(letter: CheckedLetter) -> Iterator[Found]:
    """Parts that are not there, a signature that is not ours, and a letter no one can answer by telephone."""
    text = "\n".join(block.text for block in letter.blocks)
    roles = {block.role for block in letter.blocks}
    for role, message in _ROLES.items():
        if role not in roles and not (role is BlockRole.NUMBER and _MARK in text):
            yield Found(message=message, words=role, acceptable=False)
    yield from _signature(letter)
    yield from _contact(letter, text)


def _signature(letter: CheckedLetter) -> Iterator[Found]:
    company = letter.facts.company
    ours = {bare(company.name), bare(company.name + company.office), bare(company.office)}
    for block in letter.blocks:
        if block.role is BlockRole.SIGNATURE and not any(own and own in bare(block.text) for own in ours):
            message = N_("署名“{words}”不是公司名称（{name}），请核对。")
            values = {"words": block.text, "name": company.name}
            yield Found(message=message, words=block.text, values=values, block=block.index, end=len(block.text))


def _contact(letter: CheckedLetter, text: str) -> Iterator[Found]:
    facts = letter.facts
    digits, said = re.sub(r"\D", "", facts.company.phone), bare(text)
    names = [bare(name) for name in (facts.company.contact, facts.company.office, *facts.departments)]
    if not digits or digits not in re.sub(r"[^\d]", "", text):
        yield Found(
            message=N_("信中没有公司的联系电话（{phone}），请写明联系方式。"),
            words="phone",
            values={"phone": facts.company.phone},
        )
    elif not any(name and name in said for name in names):
        yield Found(message=N_("信中没有写明联系人或联系部门，请补上。"), words="contact")


CHECK = Check(id="missing", title="缺少的内容", kinds=TO_RESIDENT, find=find)
