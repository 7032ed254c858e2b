"""Words that blame, argue or talk down to the reader (TRADE 7: courteous, plain, no blame, no arguing)."""

from collections.abc import Iterator

from domain.letter_kinds import TO_RESIDENT
from domain.said import N_, Sentence
from letters.checks import Check
from letters.checks.checked import CheckedLetter, Found
from letters.checks.saying import sayings
from letters.checks.tactless_words import tactless

_MESSAGE = N_("“{words}”{why}，可改为：{better}")


def find(letter: CheckedLetter) -> Iterator[Found]:
    """Every tactless phrase of ours; not the resident's, quoted."""
    for saying in sayings(letter):
        taken: list[tuple[int, int]] = []
        for phrase in tactless():
            for match in phrase.pattern.finditer(saying.text):
                place = saying.place(*match.span())
                if place is None or any(match.start() < end and start < match.end() for start, end in taken):
                    continue
                taken.append(match.span())
                words, start, end = place
                values = {"words": words, "why": Sentence(phrase.why), "better": phrase.better}
                yield Found(
                    message=_MESSAGE, words=words, values=values, block=saying.block.index, start=start, end=end
                )


CHECK = Check(id="tact", title="措辞", kinds=TO_RESIDENT, find=find)
