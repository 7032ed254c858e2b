"""How exactly household details are read from letters, and how often one is invented, field by field.

Run: python bench/bench_fields.py [--half tuned|apart|later] [--wrong] [FILE.jsonl]. A line: {id, half, text, expected};
expected holds for each field all values that the letter has; a field that it leaves out has none. The letters of the
half `apart` were kept aside while the patterns were written, those of `later` written when they stood
(docs/decisions/039). A line with `only` counts for those fields alone: `names.jsonl` has five sets of names and traps
(first to fifth), each read once before it was mended.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from support.figures import share

from domain.reading_codes import FieldName
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
AIM, AIM_INVENTED = 0.95, 0.005


@dataclass(frozen=True)
class Sample:
    """A letter and the values of its fields, by the field's name."""

    id: str
    half: str
    text: str
    expected: Mapping[str, Sequence[str]]
    only: Sequence[str] = FIELDS


def samples(path: Path) -> list[Sample]:
    """The letters of a file, one a line."""
    return [Sample(**json.loads(line)) for line in path.read_text("utf-8").splitlines()]


def compared(letters: Iterable[Sample]) -> dict[FieldName, list[tuple[Sample, set[str], set[str]]]]:
    """For each field the letters with what was found and what is there."""
    found: dict[FieldName, list[tuple[Sample, set[str], set[str]]]] = defaultdict(list)
    for letter in letters:
        fields = find_fields("", letter.text, reference=RECEIVED)
        for name in (one for one in FIELDS if one in letter.only):
            values = {one.value for one in fields if one.name is name}
            found[name].append((letter, values, set(letter.expected.get(name, ()))))
    return found


def main() -> None:
    """Print two rows for each field: exact, and letters in which a value was found that is not there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, default=LETTERS)
    parser.add_argument("--half", help="the letters of one half only")
    parser.add_argument("--wrong", action="store_true", help="print what is not exact")
    given = parser.parse_args()
    letters = [letter for letter in samples(given.file) if given.half in (None, letter.half)]
    for name, rows in compared(letters).items():
        if given.wrong:
            for letter, values, expected in rows:
                if values != expected:
                    print(f"{letter.id} {name}: {sorted(values)} for {sorted(expected)}: {letter.text!r}")
        print(share(f"{name} exact", [values == expected for _, values, expected in rows], AIM).line())
        print(share(f"{name} invented (< {AIM_INVENTED})", [not values <= wanted for _, values, wanted in rows]).line())


if __name__ == "__main__":
    main()
