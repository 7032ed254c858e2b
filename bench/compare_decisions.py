"""Decides varied letters by several rulebooks with this checkout and with an older one, and shows every difference.

Usage: python bench/compare_decisions.py OLDER_CHECKOUT [LETTERS]. Reads both checkouts, changes neither. Each decides
in a process of its own; the letters, a person's choices and the edited rulebooks are the same for both. Exit 1 if a
slot, a deadline, a doubt, a letter or the words of a reason differ; the place of a default's reason may.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from support import varied

from rules.load import load_rulebook
from rules.shipped import shipped_rulebook
from store import serialization

LETTERS = 10_000
SEED = 10
HERE = Path(__file__).parent
DECIDER = """
import json, sys
from pathlib import Path
from domain.decision import Decision, DecisionInput
from rules.compiled import compile_rulebook
from rules.decide import deadlines_with, decide
from rules.load import load_rulebook
from store import serialization
folder = Path(sys.argv[1])
books = {}
for line in sys.stdin:
    name, given, chosen = json.loads(line)
    if name not in books:
        loaded = load_rulebook(folder / name)
        assert loaded.rulebook is not None, [str(one) for one in loaded.findings if not one.warning]
        books[name] = compile_rulebook(loaded.rulebook)
    letter = serialization.load(DecisionInput, given)
    made = json.loads(serialization.dump(Decision, decide(books[name], letter)))
    chosen = {slot: tuple(value) if isinstance(value, list) else value for slot, value in chosen.items()}
    dues = [[one.clock, one.due.isoformat()] for one in deadlines_with(books[name], letter, chosen)]
    print(json.dumps([made, dues], ensure_ascii=False))
"""
NEW_KEYS = {"schemes", "engine"}
"""Of a decision that an older checkout does not have."""


def decided(checkout: Path, folder: Path, given: Path) -> Iterator[list[Any]]:
    """The decisions as JSON, and the deadlines by a person's choices, in order. Any: another version's JSON."""
    environment = os.environ | {"PYTHONPATH": str(checkout)}
    command = [sys.executable, "-c", DECIDER, str(folder)]
    with given.open("rb") as lines, tempfile.TemporaryFile("w+") as told:
        subprocess.run(command, stdin=lines, stdout=told, env=environment, check=True, cwd=checkout)
        told.seek(0)
        for line in told:
            yield json.loads(line)


def differences(old: dict[str, Any], new: dict[str, Any]) -> Iterator[str]:
    """What differs between two decisions, as a class to count. Any: as above."""
    for key in sorted({*old, *new} - NEW_KEYS - {"reasons"}):
        if old.get(key) != new.get(key):
            yield f"slot {key}"
    if len(old["reasons"]) != len(new["reasons"]):
        yield f"{len(old['reasons'])} reasons and {len(new['reasons'])}"
    for was, now in zip(old["reasons"], new["reasons"], strict=False):
        for key in ("slot", "because", "matched", "file"):
            if was[key] != now[key] and not (key == "file" and was["rule"] != now["rule"]):
                yield f"{key} of the reason for {was['slot']}"
        if was["rule"] != now["rule"]:
            yield f"may differ: {was['slot']}: the rules that contradict each other are named, not {was['rule']}"
        elif was["line"] != now["line"]:
            told = "may differ: " if was["rule"] == "default" else ""
            yield f"{told}line of the reason for {was['slot']} by {was['rule']}"


def by_choices(chosen: Mapping[str, object], was: object, now: object) -> Iterator[str]:
    """What differs between the deadlines where a person chose these slots."""
    if was != now and "departments" not in chosen:
        yield "may differ: deadlines by a person's choice of other slots than the departments"
    elif was != now:
        yield "deadlines by a person's choices"


def main() -> None:
    older, count = Path(sys.argv[1]).resolve(), int(sys.argv[2]) if len(sys.argv) > 2 else LETTERS
    book = load_rulebook(shipped_rulebook()).rulebook
    old_book = load_rulebook(older / "rulebook").rulebook
    assert book is not None
    assert old_book is not None
    with tempfile.TemporaryDirectory() as root:
        folder = Path(root)
        names = []
        for name, texts in varied.rulebooks(old_book.texts).items():
            names.append(name)
            for file, text in texts.items():
                path = folder / name / file
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, "utf-8")
        letters = list(varied.letters(book, HERE / "labelled.jsonl", count, SEED))
        chosen = list(islice(varied.choices(book, SEED), count))
        given = folder / "given.jsonl"
        with given.open("w") as lines:
            for at, letter in enumerate(letters):
                name = names[at % len(names)]
                lines.write(json.dumps([name, serialization.dump(type(letter), letter), chosen[at]]) + "\n")
        found: Counter[str] = Counter()
        first: dict[str, str] = {}
        pairs = zip(decided(older, folder, given), decided(HERE.parent, folder, given), strict=True)
        for at, ((was, dues), (now, dues_now)) in enumerate(pairs):
            kinds = set(differences(was, now)) | set(by_choices(chosen[at], dues, dues_now))
            found.update(kinds)
            for kind in kinds:
                first.setdefault(kind, f"letter {at}, {names[at % len(names)]}")
        print(f"{len(letters)} letters by {len(names)} rulebooks: {', '.join(names)}")
        for kind, times in found.most_common():
            print(f"{times:6}  {kind} (first: {first[kind]})")
    sys.exit(any(not kind.startswith("may differ") for kind in found))


if __name__ == "__main__":
    main()
