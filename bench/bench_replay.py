"""Replays the last 10 000 decisions of a generated instance through a changed rulebook, as `huihan rules replay` does.

The letters are the shipped rulebook's own examples, filled up to 300 characters; the change is to terms, grades and the
words of a topic. Prints the seconds, start of the processes included. Usage: python bench/bench_replay.py [DECISIONS]
"""

import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from domain.codes import Channel
from domain.decision import DecisionInput
from rules.compiled import compile_rulebook
from rules.decide import decide
from rules.load import load_rulebook
from rules.rulebook import Rulebook
from rules.shipped import shipped_rulebook
from store import cases, intake
from store.database import Database, migrate, open_database
from store.intake import NewIntake
from workers.rulebooks.replay import replay
from workers.rulebooks.versions import write_rulebook

DECISIONS = 10_000
AIM = 30.0
LENGTH = 300
FILLER = ("我是本小区的业主。", "这件事前后说过好几次了。", "家里有老人，进出不方便。", "请给一个说法。")
START = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


def letters(book: Rulebook, count: int) -> Iterator[DecisionInput]:
    chooser = random.Random(1)
    for number, example in enumerate(chooser.choices(book.examples, k=count)):
        text = example.text
        while len(text) < LENGTH:
            text += chooser.choice(FILLER)
        received = START + timedelta(minutes=5 * number)
        yield DecisionInput(subject=example.subject, text=text, received=received, channel=Channel.EMAIL)


def generate(database: Database, book: Rulebook, count: int) -> None:
    """Decide them by the shipped rulebook and store everything, as the road does."""
    compiled = compile_rulebook(book)
    with database.transaction() as session:
        cases.keep_rulebook(session, book.sha256, book.name, book.texts, START)
        for number, given in enumerate(letters(book, count)):
            entered = intake.enter(
                session,
                NewIntake(
                    source="bench",
                    source_key=str(number),
                    size=LENGTH,
                    received_at=given.received,
                    first_seen_at=given.received,
                ),
            )
            cases.save_decision(
                session,
                intake_id=entered[0].id,
                case_id=None,
                made_at=given.received,
                made_by="rules",
                input=given,
                decision=decide(compiled, given),
            )
    compiled.close()


def changed(book: Rulebook, folder: Path) -> Rulebook:
    files = dict(book.texts)
    files["clocks.yaml"] = files["clocks.yaml"].replace("term: 3 working days", "term: 2 working days")
    files["topics.yaml"] = files["topics.yaml"].replace("垃圾清运: 4", "垃圾清运: 1")
    write_rulebook(folder, files)
    loaded = load_rulebook(folder)
    assert loaded.rulebook is not None, loaded.findings
    return loaded.rulebook


def processor_seconds() -> float:
    """Of this process and its finished children."""
    return sum(os.times()[:4])


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else DECISIONS
    book = load_rulebook(shipped_rulebook()).rulebook
    assert book is not None
    with tempfile.TemporaryDirectory() as root:
        url = f"sqlite:///{root}/huihan.db"
        migrate(url)
        database = open_database(url)
        began = time.perf_counter()
        generate(database, book, count)
        print(f"decided and stored {count} in {time.perf_counter() - began:.1f} s", flush=True)
        began, used = time.perf_counter(), processor_seconds()
        result = replay(database, changed(book, Path(root) / "rulebook"), count)
        seconds, used = time.perf_counter() - began, processor_seconds() - used
        database.dispose()
    rate = count / seconds
    told = f"{used:.1f} s of processors, {len(result.changed)} would differ (aim for {DECISIONS}: {AIM:g} s)"
    print(f"replayed {result.replayed} in {seconds:.1f} s ({rate:.0f}/s), {told}")
    if result.failed:
        sys.exit(f"{len(result.failed)} could not be replayed")
    sys.exit(0 if seconds <= AIM * count / DECISIONS else f"above the aim of {AIM:g} s for {DECISIONS}")


if __name__ == "__main__":
    main()
