"""Letters a second beside docxtpl alone: the same templates and words, in one run on one core.

docxtpl is used as its documentation shows: a template object, `render`, `save`. Both sides use the same sandbox.
Usage: python bench/bench_letters.py [ROUNDS]
"""

import io
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace

from docxtpl import DocxTemplate

from domain.codes import LetterKind
from domain.reading_codes import Script
from letters.kinds import kinds
from letters.templating.guard import environment
from letters.templating.render import SHIPPED, Templates
from letters.templating.sample import samples
from letters.text.wording import Wording
from letters.word.document import plain_text

OURS, THEIRS = 400, 20
AIM = 5


def rate(write: Callable[[int], bytes], count: int, start: int) -> float:
    """Letters a second over `count` letters, each with a case number of its own."""
    began = time.perf_counter()
    for number in range(start, start + count):
        write(number)
    return count / (time.perf_counter() - began)


def compare(kind: LetterKind, rounds: int) -> float:
    templates = Templates()
    sample = samples(kind)["several matters"]

    def ours(number: int) -> bytes:
        return templates.render(kind, replace(sample, case_number=f"TS-2026-{number:06}"))

    def theirs(number: int) -> bytes:
        context = replace(sample, case_number=f"TS-2026-{number:06}")
        template = DocxTemplate(SHIPPED / f"{kind}.docx")
        template.render(kinds()[kind].build(context, Wording(Script.HANS)), environment())
        stream = io.BytesIO()
        template.save(stream)
        return stream.getvalue()

    if plain_text(ours(1)) != plain_text(theirs(1)):
        sys.exit(f"{kind}: the two letters differ")
    pairs = [(rate(ours, OURS, n * OURS), rate(theirs, THEIRS, n * THEIRS)) for n in range(rounds)]
    mine, other = (statistics.median(side) for side in zip(*pairs, strict=True))
    print(f"{kind:<16} huihan {mine:7.0f}/s   docxtpl {other:6.1f}/s   ratio {mine / other:5.1f} (aim {AIM})")
    return mine / other


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    ratios = [compare(kind, rounds) for kind in kinds()]
    sys.exit(0 if min(ratios) >= AIM else f"below the aim of {AIM} times docxtpl")


if __name__ == "__main__":
    main()
