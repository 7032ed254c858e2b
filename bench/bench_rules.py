"""How right the rulebook decides labelled letters, and how fast: as shipped, with ten times its topics, words and
rules, and with up to 3 000 rules and 10 000 words beside plain Python predicates and rule-engine.

Run: python bench/bench_rules.py [--labelled FILE.jsonl …] [--wrong] [--accuracy]. Times are processor time of one core.
`labelled.jsonl` and `regions.jsonl` are letters that the rules may be tuned on. Of `development.jsonl` every other
letter has been read (`read`) and the rest is kept apart: only its figures are looked at, so `--wrong` names none of
the file's letters; nor does it those of `danger_apart.jsonl`.
"""

import argparse
import json
import random
import resource
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from support import accuracy, engines
from support.figures import share

from domain.codes import Urgency
from domain.decision import DecisionInput
from rules.compiled import Compiled, compile_rulebook
from rules.decide import decide
from rules.load import load_rulebook
from rules.model import All, Any, Condition, Not, Signal, Test
from rules.rulebook import Rulebook
from rules.shipped import shipped_rulebook

HERE = Path(__file__).parent
DEVELOPMENT = HERE / "development.jsonl"
DANGER = HERE / "danger_apart.jsonl"
LENGTH = 500
LETTERS = 300
SCALE = 10
RECEIVED = datetime.fromisoformat("2026-03-02T10:00:00+08:00")


def letters(book: Rulebook) -> list[DecisionInput]:
    """Letters of 500 characters: an example's text, filled up with sentences that speak of nothing in particular."""
    chooser = random.Random(1)
    filler = (
        "我是本小区的一名业主，住在三号楼。",
        "这件事前后已经说过好几次了。",
        "每次都说会尽快安排，可是一直没有下文。",
        "家里有老人，进进出出很不方便。",
        "上个月打过电话，接电话的人让我等通知。",
        "邻居们也都是同样的感受。",
        "麻烦你们看一看到底是怎么回事。",
        "以前不是这个样子的。",
        "我把经过写在这里，希望能有个说法。",
    )
    found = []
    for example in chooser.choices(book.examples, k=LETTERS):
        text = example.text
        while len(text) < LENGTH:
            text += chooser.choice(filler)
        found.append(DecisionInput(subject=example.subject, text=text[:LENGTH], received=RECEIVED))
    return found


def grown(book: Rulebook, scale: int) -> Rulebook:
    """The rulebook `scale` times over: copies of its topics, signals and rules with words and ids of their own."""
    topics, signals, rules = list(book.topics), list(book.signals), list(book.rules)
    for copy in range(1, scale):
        signals.extend(copied(signal, copy) for signal in book.signals)
        for topic in book.topics:
            weights = ((f"{key}.{copy}" if key.isascii() else word(key, copy), weight) for key, weight in topic.signals)
            topics.append(replace(topic, id=f"{topic.id}.{copy}", signals=tuple(weights)))
        rules.extend(replace(rule, id=f"{rule.id}.{copy}", when=renamed(rule.when, copy)) for rule in book.rules)
    return replace(book, topics=tuple(topics), signals=tuple(signals), rules=tuple(rules))


def word(text: str, copy: int) -> str:
    """Another word of the same length, of common characters."""
    return "".join(char if char.isascii() else chr(0x4E00 + (ord(char) * 7 + copy * 131) % 3000) for char in text)


def copied(signal: Signal, copy: int) -> Signal:
    """The signal under another id, with other words."""

    def words(given: Sequence[str]) -> tuple[str, ...]:
        return tuple(word(text, copy) for text in given)

    near = signal.near
    return replace(
        signal,
        id=f"{signal.id}.{copy}",
        any=words(signal.any),
        all=words(signal.all),
        excluded=words(signal.excluded),
        near=replace(near, words=tuple(words(group) for group in near.words)) if near else None,
        regex=word(signal.regex, copy) if signal.regex else None,
    )


def renamed(condition: Condition, copy: int) -> Condition:
    """The condition on the copy's own signals and topics."""
    match condition:
        case Test(kind=kind) if kind.startswith("signal") or kind == "topic":
            return replace(condition, values=tuple(f"{value}.{copy}" for value in condition.values))
        case Not(part=part):
            return Not(part=renamed(part, copy))
        case All(parts=parts):
            return All(parts=tuple(renamed(part, copy) for part in parts))
        case Any(parts=parts):
            return Any(parts=tuple(renamed(part, copy) for part in parts))
    return condition


def microseconds(compiled: Compiled, given: Sequence[DecisionInput]) -> float:
    """Processor time of one decision, the best of five rounds."""
    best = float("inf")
    for _ in range(5):
        start = time.process_time()
        for letter in given:
            decide(compiled, letter)
        best = min(best, (time.process_time() - start) / len(given) * 1e6)
    return best


def accuracies(compiled: Compiled, paths: Sequence[Path], *, wrong: bool) -> None:
    """Print how right each file's letters are decided; wrong: name those that are not."""
    for path in paths:
        try:
            letters = accuracy.labelled(path)
        except (OSError, ValueError) as error:
            raise SystemExit(str(error)) from error
        found = accuracy.outcomes(compiled, letters)
        print(f"== {path.name}: {len(found)} letters (figure, 95 % interval)")
        print("\n".join(accuracy.report(found)))
        if 0 < len(unread := [one for one in found if not one.letter.read]) < len(found):
            print(f"== {path.name}, {len(unread)} letters that were never read")
            print("\n".join(figure.line() for figure in accuracy.figures(unread)))
        if wrong and path.resolve() != DEVELOPMENT:
            print("\n".join(accuracy.wrong_ones(found)))


def danger(compiled: Compiled, path: Path) -> None:
    """Print how many of the short letters that say danger is there are urgent, and how many of the harmless ones."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    urgent = {True: list[bool](), False: list[bool]()}
    for row in rows:
        decision = decide(compiled, DecisionInput(subject="", text=row["text"], received=RECEIVED))
        urgent[row["danger"]].append(decision.urgency == Urgency.URGENT)
    print(f"== {path.name}: {len(rows)} short letters")
    print(share("danger that is there, urgent", urgent[True]).line())
    print(share("harmless, yet urgent", urgent[False]).line())


def main() -> None:
    """Print the figures."""
    asked = argparse.ArgumentParser(description="Accuracy and speed of the rules")
    asked.add_argument("--labelled", type=Path, nargs="+", default=[HERE / "labelled.jsonl", DEVELOPMENT])
    asked.add_argument("--wrong", action="store_true", help="name each letter decided wrongly")
    asked.add_argument("--accuracy", action="store_true", help="accuracy alone, without the speed")
    options = asked.parse_args()
    start = time.perf_counter()
    loaded = load_rulebook(shipped_rulebook())
    loading = time.perf_counter() - start
    if loaded.rulebook is None:
        raise SystemExit("\n".join(map(str, loaded.findings)))
    book = loaded.rulebook
    start = time.perf_counter()
    once = compile_rulebook(book)
    compiling = time.perf_counter() - start
    accuracies(once, options.labelled, wrong=options.wrong)
    danger(once, DANGER)
    if not options.accuracy:
        print(f"loaded in {loading:.2f} s, compiled in {compiling:.2f} s")
        speed(book, once)


def speed(book: Rulebook, once: Compiled) -> None:
    """Print how fast letters are decided."""
    given = letters(book)
    large = grown(book, SCALE)
    tenfold = compile_rulebook(large)
    words = sum(len(topic.signals) for topic in book.topics)
    first, tenth = microseconds(once, given), microseconds(tenfold, given)
    hearing = time.process_time()
    for letter in given:
        once.matcher.hear(letter)
    hearing = (time.process_time() - hearing) / len(given) * 1e6
    print(
        f"rulebook: {len(book.topics)} topics, {words} weighted words, {len(book.signals)} signals, "
        f"{len(book.rules)} rules"
    )
    print(
        f"{LENGTH} characters, text to decision: {first:.0f} µs = {1e6 / first:.0f} decisions a second and core "
        f"(of it hearing {hearing:.0f} µs)"
    )
    print(
        f"{SCALE} times the topics, words and rules: {tenth:.0f} µs = {1e6 / tenth:.0f} a second; "
        f"ratio {tenth / first:.2f} (aim below 2)"
    )
    for count in (100, 1000, 3000):
        engines.compare(book, count)
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
