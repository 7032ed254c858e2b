"""Days to come that stand in no approved plan: a letter promises no date that no one authorised (TRADE 7)."""

from collections.abc import Iterator

from domain.letter_kinds import TO_RESIDENT
from domain.said import N_
from letters.checks import Check
from letters.checks.checked import CheckedLetter, Found
from letters.checks.saying import Saying, sayings
from letters.text.dates import FoundDate, dates_in

_MESSAGE = N_("“{words}”没有出现在经批准的处理方案里，请改为方案中的日期，或先修改方案。")


def find(letter: CheckedLetter) -> Iterator[Found]:
    """Every day after the letter's own that is not authorised, unless the reader is asked or the past is told."""
    facts = letter.facts
    for saying in sayings(letter):
        if saying.asks:
            continue
        for found in dates_in(saying.text, facts.dated):
            place = saying.place(found.start, found.end)
            if place and _is_promise(saying, found, letter):
                words, start, end = place
                values = {"words": words}
                yield Found(
                    message=_MESSAGE, words=words, values=values, block=saying.block.index, start=start, end=end
                )


def _is_promise(saying: Saying, found: FoundDate, letter: CheckedLetter) -> bool:
    allowed, written = letter.facts.authorised, letter.facts.dated
    # A term means the same whenever it is written; 本周五 does not.
    lasting = found.day is None or found.words.endswith(("内", "后", "左右"))
    if saying.demanded(found.start) or (lasting and any(found.words in text for text in allowed.texts)):
        return False
    if found.day is not None and (found.day <= written or found.day in allowed.dates):
        return False
    full = "月" in found.words and found.words[-1] in "日号"
    return full or not saying.past


CHECK = Check(id="promised_dates", title="未经批准的日期", kinds=TO_RESIDENT, find=find)
