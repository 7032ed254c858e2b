"""Whether what is posted up for all to read says anything of a household: its name, its flat, its phone."""

import re
from collections.abc import Iterator

from domain.codes import LetterKind
from domain.said import N_
from language.folding import said
from letters.checks import Check
from letters.checks.checked import CheckedLetter, Found

_MESSAGE = N_("张贴的通知不能写明住户的姓名、房号或电话：“{words}”，请删去。")
_FLAT = re.compile(r"[0-9]{1,3}(?:栋|号楼|幢|座)[^，。；]{0,6}?[0-9]{3,4}(?:室|号|房)?(?![0-9])")
_MOBILE = re.compile(r"(?<![0-9])1[3-9][0-9]{9}(?![0-9])")


def find(letter: CheckedLetter) -> Iterator[Found]:
    """Each name and phone of a household of the group, and whatever reads as a flat or a mobile number not ours."""
    for block in letter.blocks:
        text = said(block.text)
        spans = [match.span() for pattern in (_FLAT, _MOBILE) for match in pattern.finditer(text)]
        for words in letter.facts.households:
            spans += [match.span() for match in re.finditer(re.escape(said(words)), text)]
        ours = {letter.facts.company.phone, *letter.facts.phones}
        for start, end in sorted(set(spans)):
            words = block.text[start:end]
            if words not in ours:
                yield Found(
                    message=_MESSAGE,
                    words=words,
                    values={"words": words},
                    block=block.index,
                    start=start,
                    end=end,
                    acceptable=False,
                )


CHECK = Check(id="posted", title="通知中的住户信息", kinds=frozenset({LetterKind.GROUP_NOTICE}), find=find)
