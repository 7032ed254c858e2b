"""The one module that touches durable_rules: it joins small facts into rules that fire, and nothing else.

The library is fast and unforgiving: it hangs on wide sibling conditions, crashes where a session is deleted in which no
rule has fired, loses facts of a shape it dislikes. So conditions and facts reach it only in forms that were measured to
hold: each condition asks for one numbered fact of one `kind`; kinds are sharded; each fact matches each condition at
most once, so that no join multiplies; rules of one condition are one rule of the library; a fact that meets no
condition stays outside; absence is a fact of its own; a sentinel closes each batch and proves that all of it was
parsed; one session under a lock, thrown away after each decision, for retracting a fact that fired a rule beside others
writes past the rule's memory (decision 065).
"""

import json
import threading
import weakref
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from types import TracebackType
from typing import NamedTuple, Self

import durable_rules_engine

from rules.fact import Fact, Numbers
from rules.normal import Literal

SHARD = 64
"""Conditions beside each other under one kind, which the library tries one by one; 512 hang it."""

MOST_SHARED = 200
"""Conditions that may ask for one fact; from about 260 the library refuses. Beyond, the fact is doubled."""

MOST_DIFFERENT = 50
"""Different conditions that one fact may meet; from 65 the library refuses the fact (error 303)."""

MOST_RULES = 12
"""Different alternatives in one rule set; somewhere past 4000 the library refuses (error 106). Beyond, several sets.

A session has memory for every rule of its set: of small sets a decision opens sessions in those alone that ask for
its facts.
"""

MOST_KINDS = 400
"""Sharded kinds beside each other at the root."""

_END = "$end"
_SENTINEL = f'{{"kind":"{_END}"'

_LEAST, _MOST = -(2**63), 2**63
"""Below and above every number of a fact."""

_About = tuple[str, str]
"""Kind and key of a fact."""

_Bounds = tuple[str, int, int]
"""The name of a number of the fact, from where it counts, and below what."""


class EngineError(RuntimeError):
    """The library did not do what it must: facts were lost, or the rule set could not be built."""


@dataclass(frozen=True, kw_only=True)
class CompiledRule:
    """A rule for the engine: its number, and alternatives of literals of which one must hold."""

    number: int
    alternatives: tuple[tuple[Literal, ...], ...]


class Firing(NamedTuple):
    """A rule fired, by this alternative."""

    number: int
    alternative: int


class Engine:
    """A compiled rule set. Thread-safe: one decision at a time. Close it, or use it as a context manager."""

    def __init__(self, rules: Sequence[CompiledRule]) -> None:
        self._lock = threading.Lock()
        firings: dict[tuple[Literal, ...], list[Firing]] = defaultdict(list)
        for rule in rules:
            for index, literals in enumerate(rule.alternatives):
                firings[literals].append(Firing(rule.number, index))
        alternatives = _neighbours(firings)
        self._cores = tuple(_Core(alternatives[at : at + MOST_RULES]) for at in range(0, len(alternatives), MOST_RULES))
        asking: dict[_About, list[_Core]] = defaultdict(list)
        for core in self._cores:
            for about in core.asks:
                asking[about].append(core)
        self._asking = dict(asking)

    def __enter__(self) -> Self:
        """The engine itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Free the library's memory; afterwards no rule fires."""
        with self._lock:
            cores, self._cores, self._asking = self._cores, (), {}
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
            session = Session(self._asking)
            try:
                yield session
            finally:
                session.clear()


class Session:
    """The facts of one decision."""

    def __init__(self, asking: "Mapping[_About, Sequence[_Core]]") -> None:
        """asking: what a fact is about → the rule sets that ask for it."""
        self._asking = asking
        self._used: set[_Core] = set()
        self._about: set[_About] = set()
        self._fired: set[Firing] = set()

    def put(self, facts: Iterable[Fact], absent: Iterable[str] = ()) -> tuple[Firing, ...]:
        """Assert facts in one batch; the rules that now fire and did not before, in order.

        Of two facts about one thing the first counts: two would fire a rule twice.
        """
        new: dict[_About, Numbers] = {}
        for kind, key, n in facts:
            new.setdefault((kind, key), n)
        for test in absent:
            new.setdefault(("not", test), 1)
        if not self._about.isdisjoint(new):
            new = {about: n for about, n in new.items() if about not in self._about}
        self._about.update(new)
        parts: dict[_Core, dict[_About, Numbers]] = {}
        for about, n in new.items():
            for core in self._asking.get(about, ()):
                parts.setdefault(core, {})[about] = n
        self._used.update(parts)
        fired: set[Firing] = set()
        for core, facts_of_it in parts.items():
            fired |= core.put(facts_of_it)
        fired -= self._fired
        self._fired |= fired
        return tuple(sorted(fired))

    def clear(self) -> None:
        """Throw away what was put."""
        for core in self._used:
            core.clear()


class _Core:
    """One rule set inside the library, with one session."""

    def __init__(self, alternatives: Iterable[tuple[tuple[Literal, ...], Sequence[Firing]]]) -> None:
        self._codes = _Codes()
        self._rules: dict[str, Sequence[Firing]] = {}
        self._session = 0
        self._count = 0
        """Facts in the session; 0 if there is none."""
        self._fired = False
        """Whether a rule has fired in it."""
        definition: dict[str, object] = {}
        for number, (literals, firings) in enumerate(alternatives):
            name = f"r{number}"
            parts = [{f"m_{at}": part} for at, part in enumerate(self._codes.conditions(literals))]
            definition[name] = {"all": parts if len(parts) > 1 else [{"m": parts[0]["m_0"]}]}
            self._rules[name] = firings
        definition[_END] = {"all": [{"m": {"$and": [{"kind": _END}]}}]}
        try:
            self._handle = durable_rules_engine.create_ruleset("huihan", json.dumps(definition))
        except durable_rules_engine.error as error:
            raise EngineError(f"the rule set could not be built: {error}") from error
        self.close = weakref.finalize(self, _free, self._handle)
        """Free the library's memory, now or when the rule set is no longer used."""

    @property
    def asks(self) -> Collection[_About]:
        """What its conditions ask for."""
        return self._codes.known

    def put(self, facts: Mapping[_About, Numbers]) -> set[Firing]:
        """Assert what meets a condition of this set; the rules that fire."""
        batch = self._codes.messages(facts)
        return self._assert(batch) if batch else set()

    def clear(self) -> None:
        """Throw the session away, if facts were put into it; the next facts open another."""
        if self._fired:
            durable_rules_engine.delete_state(self._handle, str(self._session))
        elif self._count:
            self._session += 1  # no rule has fired in it: deleting it would crash, so it is left behind
        self._count, self._fired = 0, False

    def _assert(self, batch: list[str]) -> set[Firing]:
        """Assert messages that are open at their end, so that each can be given its id, and the sentinel."""
        messages = [*batch, _SENTINEL]
        sent = ",".join([message + _ending(at, self._session) for at, message in enumerate(messages, self._count)])
        self._count += len(messages)
        try:
            code, state = durable_rules_engine.assert_facts(self._handle, f"[{sent}]")
        except durable_rules_engine.error as error:
            raise EngineError(f"facts were refused: {error}") from error
        if code not in (0, 1):
            raise EngineError(f"facts were refused with code {code}")
        return self._collect(state)

    def _collect(self, state: int) -> set[Firing]:
        """Let every rule fire that can; the sentinel must be among them, or facts were lost."""
        fired: set[Firing] = set()
        closed = False
        rules, following = self._rules, durable_rules_engine.complete_and_start_action
        result = durable_rules_engine.start_action_for_state(self._handle, state)
        message: str | None = result[1] if result else None
        # Each rule fires at most once a batch, for no two facts meet one condition.
        for _ in range(len(self._rules) + 2):
            if message is None:
                break
            name = message[2 : message.index('"', 2)]  # {"NAME": …
            closed = closed or name == _END
            fired.update(rules.get(name, ()))
            message = following(self._handle, state)
            self._fired = True
        if message is not None or not closed:
            raise EngineError("facts were lost" if message is None else "more rules fired than there are")
        return fired


def _neighbours(
    firings: Mapping[tuple[Literal, ...], Sequence[Firing]],
) -> list[tuple[tuple[Literal, ...], Sequence[Firing]]]:
    """The alternatives, those that ask about one thing beside each other: a decision is about few things."""
    asking = Counter(one.test.key for literals in firings for one in literals)
    first: dict[str, int] = {}

    def about(alternative: tuple[tuple[Literal, ...], Sequence[Firing]]) -> int:
        rarest = min((one.test.key for one in alternative[0]), key=lambda key: asking[key])
        return first.setdefault(rarest, len(first))

    return sorted(firings.items(), key=about)


@lru_cache(maxsize=4096)
def _ending(at: int, session: int) -> str:
    """How a message ends that is the session's fact number `at`."""
    return f',"id":"{at}","sid":"{session}"}}'


def _free(handle: object) -> None:
    durable_rules_engine.delete_ruleset(handle)


@dataclass(kw_only=True)
class _Code:
    """A fact as the library knows it, how many conditions ask for it, and each different one."""

    kind: str
    number: int
    head: str
    """How each of its messages begins."""
    uses: int = 0
    conditions: dict[tuple[_Bounds, ...], None] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    """The numbers of the fact that conditions ask for."""

    def has_room(self, condition: tuple[_Bounds, ...]) -> bool:
        """Whether one more condition may ask for it."""
        return self.uses < MOST_SHARED and (condition in self.conditions or len(self.conditions) < MOST_DIFFERENT)

    def meets(self, numbers: Mapping[str, int]) -> bool:
        """Whether a fact with these numbers meets one of the conditions at all."""
        for bounds in self.conditions:
            for of, least, below in bounds:
                n = numbers.get(of)
                if n is None or n < least or n >= below:
                    break
            else:
                return True
        return False

    def message(self, numbers: Mapping[str, int]) -> str:
        """A fact with these numbers as the library wants it, open at the end."""
        if not self.asked:
            return self.head
        return self.head + "".join([f',"{name}":{n:d}' for name, n in numbers.items() if name in self.asked])


class _Codes:
    """What a fact is about, as a number under a sharded kind; several numbers where too many conditions ask for it."""

    def __init__(self) -> None:
        self._known: dict[_About, list[_Code]] = {}
        self._count: Counter[str] = Counter()
        self._kinds: set[str] = set()

    @property
    def known(self) -> Collection[_About]:
        """What conditions ask for."""
        return self._known.keys()

    def conditions(self, literals: Iterable[Literal]) -> Iterator[dict[str, list[dict[str, object]]]]:
        """The library's form of literals that must all hold: those about one fact are one condition on it."""
        about: dict[_About, list[_Bounds]] = defaultdict(list)
        for literal in literals:
            test = literal.test
            bounds = about["not", literal.test_id] if literal.absent else about[test.kind, test.key]
            if not literal.absent and not (test.least is None and test.below is None):
                least, below = test.least, test.below
                bounds.append((test.of, _LEAST if least is None else least, _MOST if below is None else below))
        for (kind, key), found in about.items():
            yield self._condition(kind, key, tuple(found))

    def messages(self, facts: Mapping[_About, Numbers]) -> list[str]:
        """Facts as the library wants them, once a number, open at the end; without those that meet no condition."""
        found: list[str] = []
        for about, n in facts.items():
            codes = self._known.get(about)
            if codes is None:
                continue
            numbers = {"n": n} if isinstance(n, int) else n
            found.extend([code.message(numbers) for code in codes if code.meets(numbers)])
        return found

    def _condition(self, kind: str, key: str, bounds: tuple[_Bounds, ...]) -> dict[str, list[dict[str, object]]]:
        codes = self._known.setdefault((kind, key), [])
        code = next((code for code in codes if code.has_room(bounds)), None)
        if code is None:
            code = self._new(kind)
            codes.append(code)
        code.uses += 1
        code.conditions[bounds] = None
        code.asked.update(of for of, _, _ in bounds)
        parts: list[dict[str, object]] = [{"kind": code.kind}, {"is": code.number}]
        for of, least, below in bounds:
            if least != _LEAST:
                parts.append({"$gte": {of: least}})
            if below != _MOST:
                parts.append({"$lt": {of: below}})
        return {"$and": parts}

    def _new(self, kind: str) -> _Code:
        number = self._count[kind]
        self._count[kind] += 1
        sharded = f"{kind}.{number // SHARD}"
        self._kinds.add(sharded)
        if len(self._kinds) > MOST_KINDS:
            raise EngineError(f"the rules ask for more than {MOST_KINDS * SHARD} different facts")
        head = f'{{"kind":{json.dumps(sharded)},"is":{number}'
        return _Code(kind=sharded, number=number, head=head)
