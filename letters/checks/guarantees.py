"""Guarantees that stand in no approved plan: 保证, 一定会, 绝不再 (TRADE 7)."""

import re
from collections.abc import Iterator

from domain.letter_kinds import TO_RESIDENT
from domain.said import N_
from letters.checks import Check
from letters.checks.checked import CheckedLetter, Found
from letters.checks.saying import Saying, sayings
from letters.text.fold import bare

_MESSAGE = N_("“{words}”是保证，经批准的处理方案里没有；请改为具体措施，例如“我们将……”，或先修改方案。")
_GUARANTEE = re.compile(
    r"保证(?!金|期|书)|(?<!不)一定(?=会|将|能|要|给|让|把|做|按|尽快|解决|处理|修|完成|不|为您|为各位|加强|督促|负责)"
    r"|必定|必将|绝对|绝不|决不|永不|永远|确保|负责到底|跟进到底|杜绝|彻底(?=解决|根治|消除|整改)|百分之百|100%|百分百|万无一失"
    r"|包您满意|不再(?:发生|出现)|不会再(?:发生|出现|有)|(?:^|我们|我司|我公司|本公司|中心|在此|郑重|特此|现)(?:向您|向各位)?承诺(?!书|函|的)"
)
_PURPOSE = re.compile(r"(?:为|为了|以|来|旨在|从而|用于)$")
_PURPOSE_WORDS = ("保证", "确保", "杜绝")
_OPENING = re.compile(r"^(?:因此|同时|并且|另外|此外|今后|并|也|我们|我司|我公司|公司|将|会|在此|郑重|向您)+")


def find(letter: CheckedLetter) -> Iterator[Found]:
    """Every guarantee that the plan does not give in the same words."""
    allowed = [bare(text) for text in letter.facts.authorised.texts]
    for saying in sayings(letter):
        if saying.asks or _is_allowed(saying, allowed):
            continue
        last = -1
        for match in _GUARANTEE.finditer(saying.text):
            place = saying.place(*match.span())
            if place and match.start() > last and _guarantees(saying, match):
                words, start, end = place
                yield Found(
                    message=_MESSAGE,
                    words=words,
                    values={"words": words},
                    block=saying.block.index,
                    start=start,
                    end=end,
                )
                last = len(saying.text)  # one finding a clause: 保证一定不再发生


def _guarantees(saying: Saying, match: re.Match[str]) -> bool:
    before = saying.text[: match.start()]
    purpose = match[0] in _PURPOSE_WORDS and _PURPOSE.search(before)
    return not (purpose or saying.negated(match.start()) or saying.demanded(match.start()))


def _is_allowed(saying: Saying, allowed: list[str]) -> bool:
    core = bare(_OPENING.sub("", saying.text.strip()))
    return any(core in text or (len(text) >= 4 and text in bare(saying.text)) for text in allowed)


CHECK = Check(id="guarantees", title="未经批准的保证", kinds=TO_RESIDENT, find=find)
