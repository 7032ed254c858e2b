"""The same rules on the same facts by three engines: ours (durable_rules behind rules/engine.py), plain Python
predicates, and rule-engine in an environment of its own."""

import json
import random
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from domain.codes import Channel
from domain.decision import DecisionInput
from rules.compiled import Compiled, compile_rulebook
from rules.fact import Situation
from rules.implied import ImpliedRule
from rules.model import All, Condition, Not, Place, Rule, Signal, Test
from rules.rulebook import Rulebook

HERE = Path(__file__).parent
ENVIRONMENT = HERE.parent / "out" / "rule-engine-env"
TERMS = 10_000
SIGNALS = 2_000
LETTERS = 60
RECEIVED = datetime.fromisoformat("2026-03-02T10:00:00+08:00")

Wants = tuple[tuple[str, ...], tuple[str, ...], str | None]
"""Signals that must be heard, that must not, and the channel; None: any."""


def wants(count: int) -> list[Wants]:
    """`count` rules: one to three signals, every fifth with one that must not be heard, every third with a channel."""
    chooser = random.Random(count)
    channels = [str(channel) for channel in Channel]
    names = [f"s{number}" for number in range(SIGNALS)]
    return [
        (
            tuple(chooser.sample(names, chooser.choice((1, 1, 2, 3)))),
            (chooser.choice(names),) if number % 5 == 0 else (),
            chooser.choice(channels) if number % 3 == 0 else None,
        )
        for number in range(count)
    ]


def terms() -> list[str]:
    """Words of three common characters, all different."""
    chooser = random.Random(7)
    found: dict[str, None] = {}
    while len(found) < TERMS:
        found["".join(chr(0x4E00 + chooser.randrange(2500)) for _ in range(3))] = None
    return list(found)


def rulebook(book: Rulebook, rules: Sequence[Wants]) -> Rulebook:
    """The shipped rulebook with these rules and signals of TERMS words instead of its own."""
    place = Place(file="bench.yaml", line=1)
    words, each = terms(), TERMS // SIGNALS
    signals = tuple(
        Signal(id=f"s{n}", any=tuple(words[n * each : (n + 1) * each]), place=place) for n in range(SIGNALS)
    )
    made = tuple(
        Rule(id=f"r{number}", because="b", when=_condition(one), then={"needs_person": "看"}, place=place)
        for number, one in enumerate(rules)
    )
    return replace(book, topics=(), signals=signals, rules=made, examples=())


def _condition(one: Wants) -> Condition:
    heard, unheard, channel = one
    parts: list[Condition] = [Test(kind="signal", values=(name,), least=1) for name in heard]
    parts += [Not(part=Test(kind="signal", values=(name,), least=1)) for name in unheard]
    if channel is not None:
        parts.append(Test(kind="channel", values=(channel,)))
    return All(parts=tuple(parts))


def letters() -> list[DecisionInput]:
    """Letters of 500 characters in which twenty of the words stand."""
    chooser = random.Random(11)
    words = terms()
    found = []
    for _ in range(LETTERS):
        text = "，".join(chooser.choice(words) + "这件事说过好几次了一直没有下文" for _ in range(20))
        found.append(DecisionInput(text=text[:500], received=RECEIVED, channel=chooser.choice(list(Channel))))
    return found


def facts(compiled: Compiled, given: Sequence[DecisionInput]) -> list[Situation]:
    """What was heard, so that all engines start from the same."""
    return [
        Situation(given=one, heard=compiled.matcher.hear(one), calendar=compiled.calendar, settled={}) for one in given
    ]


def ours(compiled: Compiled, situation: Situation) -> set[str]:
    """The authors' rules that hold, by the engine."""
    with compiled.engine.session() as session:
        firings = session.put(*compiled.questions[0].facts(situation, set()))
    held = (compiled.rule(firing.number) for firing in firings)
    return {rule.id for rule in held if not isinstance(rule, ImpliedRule)}


def plain(rules: Sequence[Wants]) -> Callable[[Situation], set[str]]:
    """The rules that hold, each a closure that is asked in turn."""

    def predicate(one: Wants) -> Callable[[Situation], bool]:
        heard, unheard, channel = one
        return lambda situation: (
            all(name in situation.heard.signals for name in heard)
            and not any(name in situation.heard.signals for name in unheard)
            and (channel is None or situation.given.channel == channel)
        )

    predicates = [(f"r{number}", predicate(one)) for number, one in enumerate(rules)]
    return lambda situation: {name for name, holds in predicates if holds(situation)}


def rule_engine(rules: Sequence[Wants], situations: Sequence[Situation]) -> dict[str, object] | None:
    """`{load, seconds, held}` of rule-engine on the same; None where it cannot be installed."""
    python = ENVIRONMENT / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", ENVIRONMENT], check=True)
    if subprocess.run([python, "-c", "import rule_engine"], capture_output=True, check=False).returncode:
        pip = [python, "-m", "pip", "install", "-qq", "--disable-pip-version-check", "rule-engine==5.1.0"]
        if subprocess.run(pip, capture_output=True, check=False).returncode:
            return None
    given = [
        {"channel": str(one.given.channel)} | {name: len(spans) for name, spans in one.heard.signals.items()}
        for one in situations
    ]
    said = subprocess.run(
        [python, HERE / "rule_engine_run.py"],
        input=json.dumps({"rules": rules, "facts": given}),
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, object] = json.loads(said.stdout)
    return found


def compare(book: Rulebook, count: int) -> None:
    """One row: decisions a second from facts to the rules that hold, and the time to load, by each engine."""
    rules = wants(count)
    start = time.process_time()
    compiled = compile_rulebook(rulebook(book, rules))
    loading = time.process_time() - start
    given = letters()
    situations = facts(compiled, given)
    start = time.process_time()
    for one in given:
        compiled.matcher.hear(one)
    hearing = (time.process_time() - start) / len(given)
    by_ours, mine = _timed(lambda one: ours(compiled, one), situations)
    by_plain, plainly = _timed(plain(rules), situations)
    few = situations[: max(3, LETTERS * 100 // count // 5)]
    other = rule_engine(rules, few)
    if mine != plainly or (other and other["held"] != [sorted(held) for held in mine[: len(few)]]):
        raise SystemExit(f"{count} rules: the engines disagree")
    theirs = f"{1 / float(str(other['seconds'])):.0f}/s" if other else "not installed"
    held = sum(map(len, mine)) / len(mine)
    print(
        f"{count:5} rules, {TERMS} terms: loaded in {loading:.2f} s; Huihan {1 / by_ours:.0f}/s "
        f"(with hearing the text {1 / (by_ours + hearing):.0f}/s), plain Python {1 / by_plain:.0f}/s, "
        f"rule-engine {theirs}; {held:.1f} rules hold in a letter, the same by all"
    )
    compiled.close()


def _timed(run: Callable[[Situation], set[str]], situations: Sequence[Situation]) -> tuple[float, list[set[str]]]:
    """Processor seconds of one decision, the best of three rounds, and the rules that held."""
    best, held = float("inf"), []
    for _ in range(3):
        start = time.process_time()
        held = [run(one) for one in situations]
        best = min(best, (time.process_time() - start) / len(situations))
    return best, held
