"""Whether something stands in the letter that only the directory knows, while no one has confirmed who wrote."""

from collections.abc import Iterator

from domain.letter_kinds import TO_RESIDENT
from domain.said import N_
from letters.checks import Check
from letters.checks.checked import CheckedLetter, Found

_MESSAGE = N_("“{words}”只见于住户名册，来信人没有写明；请先确认来信人就是该户，或删去。")


def find(letter: CheckedLetter) -> Iterator[Found]:
    """Each name, phone or flat of the directory that the writer never mentioned."""
    for block in letter.blocks:
        for words in letter.facts.withheld:
            start = block.text.find(words)
            if start >= 0:
                end = start + len(words)
                values = {"words": words}
                yield Found(message=_MESSAGE, words=words, values=values, block=block.index, start=start, end=end)


CHECK = Check(id="withheld", title="名册信息", kinds=TO_RESIDENT, find=find)
