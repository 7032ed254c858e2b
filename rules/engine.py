"""The one module that touches durable_rules: it joins small facts into rules that fire, and nothing else.

The library is fast and unforgiving: it hangs on wide sibling conditions, crashes on unprimed sessions, loses facts of a
shape it dislikes. So conditions and facts reach it only in forms that were measured to hold: each test asks for one
numbered fact of one `kind`; kinds are sharded; each fact matches each test at most once, so that no join multiplies;
absence is a fact of its own; a sentinel closes each batch and proves that all of it was parsed; one session under a
lock; facts are retracted by id and the state is checked to be empty.
"""

import json
import threading
import weakref
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

import durable_rules_engine

from rules.facts import Fact
from rules.model import Test
from rules.normal import Literal

SHARD = 200
"""Conditions beside each other under one kind; 512 hang the library."""

MOST_SHARED = 200
"""Conditions that may ask for one fact; from about 260 the library refuses. Beyond, the fact is doubled."""

MOST_DIFFERENT = 50
"""Different conditions that one fact may meet; from 65 the library refuses the fact (error 303)."""

MOST_RULES = 2000
"""Alternatives in one rule set; somewhere past 4000 the library refuses (error 106). Beyond, there are several sets."""

MOST_KINDS = 400
"""Sharded kinds beside each other at the root."""

_SESSION = "0"
_BEGIN = "$begin"
_END = "$end"
_RETRACT_AT_ONCE = 200


class EngineError(RuntimeError):
    """The library did not do what it must: facts were lost, or the rule set could not be built."""


@dataclass(frozen=True, kw_only=True)
class CompiledRule:
    """A rule for the engine: its number, and alternatives of literals of which one must hold."""

    number: int
    alternatives: tuple[tuple[Literal, ...], ...]


@dataclass(frozen=True, order=True)
class Firing:
    """A rule fired, by this alternative."""

    number: int
    alternative: int


class Engine:
    """A compiled rule set. Thread-safe: one decision at a time. Close it, or use it as a context manager."""

    def __init__(self, rules: Sequence[CompiledRule]) -> None:
        self._lock = threading.Lock()
        named = [
            (f"r{rule.number}_{index}", Firing(rule.number, index), literals)
            for rule in rules
            for index, literals in enumerate(rule.alternatives)
        ]
        self._cores = tuple(_Core(named[at : at + MOST_RULES]) for at in range(0, len(named), MOST_RULES))

    def __enter__(self) -> Self:
        """The engine itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Free the library's memory; afterwards no rule fires."""
        with self._lock:
            cores, self._cores = self._cores, ()
            for core in cores:
                core.close()

    def run(self, facts: Iterable[Fact], absent: Iterable[str] = ()) -> tuple[Firing, ...]:
        """Which rules fire on these facts; `absent`: ids of tests that are known not to hold."""
        with self.session() as session:
            return session.put(facts, absent)

    @contextmanager
    def session(self) -> Iterator["Session"]:
        """One decision: facts are put in stages and all are gone afterwards. Other threads wait."""
        with self._lock:
            try:
                yield Session(self._cores)
            finally:
                for core in self._cores:
                    core.clear()


class Session:
    """The facts of one decision."""

    def __init__(self, cores: "Sequence[_Core]") -> None:
        self._cores = cores
        self._about: set[tuple[str, str]] = set()
        self._fired: set[Firing] = set()

    def put(self, facts: Iterable[Fact], absent: Iterable[str] = ()) -> tuple[Firing, ...]:
        """Assert facts in one batch; the rules that now fire and did not before, in order.

        Of two facts about one thing the first counts: two would fire a rule twice.
        """
        new = []
        for fact in (*facts, *(Fact("not", test) for test in absent)):
            about = (fact.kind, fact.key)
            if about not in self._about:
                self._about.add(about)
                new.append(fact)
        fired = {firing for core in self._cores for firing in core.put(new)} - self._fired
        self._fired |= fired
        return tuple(sorted(fired))


class _Core:
    """One rule set inside the library, with one session."""

    def __init__(self, rules: Iterable[tuple[str, Firing, tuple[Literal, ...]]]) -> None:
        self._codes = _Codes()
        self._rules: dict[str, Firing] = {}
        self._ids: list[str] = []
        definition: dict[str, object] = {}
        for name, firing, literals in rules:
            parts = [{f"m_{at}": self._codes.condition(literal)} for at, literal in enumerate(literals)]
            definition[name] = {"all": parts if len(parts) > 1 else [{"m": parts[0]["m_0"]}]}
            self._rules[name] = firing
        for sentinel in (_BEGIN, _END):
            definition[sentinel] = {"all": [{"m": {"$and": [{"kind": sentinel}]}}]}
        try:
            self._handle = durable_rules_engine.create_ruleset("huihan", json.dumps(definition))
        except durable_rules_engine.error as error:
            raise EngineError(f"the rule set could not be built: {error}") from error
        self._prime()
        self.close = weakref.finalize(self, _free, self._handle)
        """Free the library's memory, now or when no one holds the rule set any more."""

    def put(self, facts: Iterable[Fact]) -> set[Firing]:
        """Assert what any rule of this set asks for; the rules that fire."""
        batch = [message for fact in facts for message in self._codes.messages(fact)]
        return self._assert(batch, closes=_END) if batch else set()

    def clear(self) -> None:
        """Retract everything; a session that keeps facts all the same is thrown away."""
        if not self._ids:
            return
        self._retract()
        if json.loads(durable_rules_engine.get_facts(self._handle, _SESSION) or "[]"):
            durable_rules_engine.delete_state(self._handle, _SESSION)
            self._prime()

    def _prime(self) -> None:
        """A session in which no rule has fired crashes when it is deleted."""
        self._assert([], closes=_BEGIN)
        self._retract()

    def _retract(self) -> None:
        for at in range(0, len(self._ids), _RETRACT_AT_ONCE):
            some = [{"id": fact_id, "sid": _SESSION} for fact_id in self._ids[at : at + _RETRACT_AT_ONCE]]
            durable_rules_engine.retract_facts(self._handle, json.dumps(some))
        self._ids.clear()

    def _assert(self, batch: list[dict[str, str | int]], *, closes: str) -> set[Firing]:
        batch = [*batch, {"kind": closes}]
        for message in batch:
            message["id"] = str(len(self._ids))
            message["sid"] = _SESSION
            self._ids.append(str(message["id"]))
        try:
            code, state = durable_rules_engine.assert_facts(self._handle, json.dumps(batch))
        except durable_rules_engine.error as error:
            raise EngineError(f"facts were refused: {error}") from error
        if code not in (0, 1):
            raise EngineError(f"facts were refused with code {code}")
        return self._collect(state, closes)

    def _collect(self, state: int, closes: str) -> set[Firing]:
        """Let every rule fire that can; the sentinel must be among them, or facts were lost."""
        fired: set[Firing] = set()
        closed = False
        result = durable_rules_engine.start_action_for_state(self._handle, state)
        message: str | None = result[1] if result else None
        # Each rule fires at most once a batch, for no two facts answer one test.
        for _ in range(len(self._rules) + 3):
            if message is None:
                break
            name = next(iter(json.loads(message)))
            closed = closed or name == closes
            if name in self._rules:
                fired.add(self._rules[name])
            message = durable_rules_engine.complete_and_start_action(self._handle, state)
        if message is not None or not closed:
            raise EngineError("facts were lost" if message is None else "more rules fired than there are")
        return fired


def _free(handle: object) -> None:
    durable_rules_engine.delete_state(handle, _SESSION)
    durable_rules_engine.delete_ruleset(handle)


@dataclass(kw_only=True)
class _Code:
    """A fact as the library knows it, how many conditions ask for it, and how many different ones."""

    kind: str
    number: int
    uses: int = 0
    tests: set[str] = field(default_factory=set)

    def has_room(self, test: str) -> bool:
        """Whether one more condition may ask for it."""
        return self.uses < MOST_SHARED and (test in self.tests or len(self.tests) < MOST_DIFFERENT)


class _Codes:
    """What a fact is about, as a number under a sharded kind; several numbers where too many conditions ask for it."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], list[_Code]] = {}
        self._count: Counter[str] = Counter()
        self._kinds: set[str] = set()

    def condition(self, literal: Literal) -> dict[str, list[dict[str, object]]]:
        """The library's form of one literal."""
        test = literal.test
        about = ("not", literal.test_id) if literal.absent else (test.kind, test.key)
        codes = self._known.setdefault(about, [])
        code = next((code for code in codes if code.has_room(literal.test_id)), None)
        if code is None:
            code = self._new(about[0])
            codes.append(code)
        code.uses += 1
        code.tests.add(literal.test_id)
        parts: list[dict[str, object]] = [{"kind": code.kind}, {"is": code.number}]
        if not literal.absent:
            parts.extend(_bounds(test))
        return {"$and": parts}

    def messages(self, fact: Fact) -> Iterator[dict[str, str | int]]:
        """A fact as the library wants it, once a number; nothing if no rule asks for it."""
        for code in self._known.get((fact.kind, fact.key), ()):
            yield {"kind": code.kind, "is": code.number, "n": fact.n}

    def _new(self, kind: str) -> _Code:
        number = self._count[kind]
        self._count[kind] += 1
        sharded = f"{kind}.{number // SHARD}"
        self._kinds.add(sharded)
        if len(self._kinds) > MOST_KINDS:
            raise EngineError(f"the rules ask for more than {MOST_KINDS * SHARD} different facts")
        return _Code(kind=sharded, number=number)


def _bounds(test: Test) -> Iterator[dict[str, object]]:
    if test.least is not None:
        yield {"$gte": {"n": test.least}}
    if test.below is not None:
        yield {"$lt": {"n": test.below}}
