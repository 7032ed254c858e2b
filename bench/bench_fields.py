"""How exactly household details are read from letters, and how often one is invented, field by field.

Run: python bench/bench_fields.py [--half tuned|apart] [--wrong] [FILE.jsonl]. A line is {id, half, text, expected}:
expected holds for each field all values that the letter has; a field that it leaves out has none. The letters of the
half `apart` were kept aside while the patterns were written.
"""

import argparse
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from support.intervals import wilson

from domain.codes import FieldName
from ingest.fields import find_fields

LETTERS = Path(__file__).with_name("fields.jsonl")
RECEIVED = datetime.fromisoformat("2026-11-27T10:00:00+08:00")
FIELDS = (
    FieldName.RESIDENT,
    FieldName.PHONE,
    FieldName.PROJECT,
    FieldName.BUILDING,
    FieldName.UNIT,
    FieldName.ROOM,
    FieldName.DATE,
)


@dataclass
class Score:
    """One field over all letters. invented: letters in which a value was found that is not there."""

    letters: int = 0
    exact: int = 0
    invented: int = 0

    def add(self, found: set[str], expected: set[str]) -> bool:
        """Count one letter; whether it was exact."""
        self.letters += 1
        self.exact += found == expected
        self.invented += not found <= expected
        return found == expected


def measured(lines: Iterable[dict[str, object]], *, show_wrong: bool) -> dict[str, Score]:
    """The score of each field, and of `all` fields of a letter together."""
    scores = {name.value: Score() for name in FIELDS} | {"all": Score()}
    for line in lines:
        fields = find_fields("", str(line["text"]), reference=RECEIVED)
        expected: dict[str, list[str]] = line["expected"]  # type: ignore[assignment]  # as the file has it
        everything: tuple[set[str], set[str]] = (set(), set())
        for name in FIELDS:
            values = {one.value for one in fields if one.name is name}
            wanted = set(expected.get(name.value, ()))
            everything[0].update(f"{name}={value}" for value in values)
            everything[1].update(f"{name}={value}" for value in wanted)
            if not scores[name.value].add(values, wanted) and show_wrong:
                print(f"{line['id']} {name.value}: {sorted(values)} for {sorted(wanted)}: {line['text']!r}")
        scores["all"].add(*everything)
    return scores


def main() -> None:
    """Print one row for each field."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, default=LETTERS)
    parser.add_argument("--half", choices=("tuned", "apart"))
    parser.add_argument("--wrong", action="store_true", help="print what is not exact")
    given = parser.parse_args()
    lines = [json.loads(line) for line in given.file.read_text("utf-8").splitlines()]
    chosen = [line for line in lines if given.half in (None, line.get("half"))]
    print(f"{'field':10} {'letters':>7} {'exact':>6} {'95 %':>13} {'invented':>9} {'95 %':>13}")
    for name, score in measured(chosen, show_wrong=given.wrong).items():
        low, high = wilson(score.exact, score.letters)
        least, most = wilson(score.invented, score.letters)
        print(
            f"{name:10} {score.letters:7} {score.exact / score.letters:6.3f} {low:6.3f}–{high:.3f} "
            f"{score.invented / score.letters:9.3f} {least:6.3f}–{most:.3f}"
        )


if __name__ == "__main__":
    main()
