"""What the process runs that tries rulebooks which are not live: it may be killed, and keeps the last one compiled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.decision import Decision, DecisionInput
from rules.compiled import Compiled, compile_rulebook
from rules.dated import Moved, moved
from rules.decide import decide
from rules.diff import Change, diff
from rules.engine import EngineError
from rules.examples import Difference, run_example
from rules.explain import Explanation, explain
from rules.load import hash_of, load_texts
from rules.model import Finding
from rules.otherwise import Otherwise, otherwise
from rules.rulebook import Rulebook
from store.replays import StoredDecision
from workers.rulebooks.replay import ChangedCase, changed_case


@dataclass(frozen=True, kw_only=True)
class ExampleTried:
    """How one example went; right: no differences."""

    id: str
    file: str
    line: int
    subject: str
    differences: tuple[Difference, ...]


@dataclass(frozen=True, kw_only=True)
class Tried:
    """How a rulebook did. wrong: the examples that were decided otherwise than expected."""

    findings: tuple[Finding, ...] = ()
    examples: int = 0
    wrong: tuple[ExampleTried, ...] = ()
    failure: str | None = None


@dataclass(frozen=True, kw_only=True)
class Replayed:
    """Stored decisions made again. failed: id → the kind of error."""

    number: int
    changed: tuple[ChangedCase, ...]
    failed: tuple[tuple[int, str], ...]


def check(texts: Mapping[str, str]) -> tuple[Finding, ...]:
    """Everything that is wrong with these files."""
    return load_texts(texts, hash_of(texts)).findings


def try_examples(texts: Mapping[str, str]) -> Tried:
    """Check, then decide every example."""
    loaded = load_texts(texts, hash_of(texts))
    if loaded.rulebook is None:
        return Tried(findings=loaded.findings)
    try:
        compiled = _compiled(texts)
        results = [run_example(compiled, example) for example in compiled.rulebook.examples]
    except EngineError as error:
        return Tried(findings=loaded.findings, failure=f"the engine refused the rules: {error}")
    wrong = tuple(
        ExampleTried(
            id=one.example.id,
            file=one.example.place.file,
            line=one.example.place.line,
            subject=one.example.subject,
            differences=one.differences,
        )
        for one in results
        if not one.right
    )
    return Tried(findings=loaded.findings, examples=len(results), wrong=wrong)


def moved_examples(texts: Mapping[str, str]) -> tuple[Moved, ...]:
    """The deadlines written in examples that these files move. Raises ValueError as `decide_letter`."""
    return moved(_compiled(texts))


def decide_letter(texts: Mapping[str, str], given: DecisionInput) -> Decision:
    """One letter decided. Raises ValueError for a rulebook that does not pass its check."""
    return decide(_compiled(texts), given)


@dataclass(frozen=True, kw_only=True)
class Explained:
    """A stored decision explained, and what would have made it another."""

    explanation: Explanation
    otherwise: Otherwise


def explain_decision(texts: Mapping[str, str], given: DecisionInput, made: Decision) -> Explained:
    """By the rulebook that made it. Raises ValueError where this program cannot load that any more."""
    compiled = _compiled(texts)
    return Explained(explanation=explain(compiled, given, made), otherwise=otherwise(compiled, given))


def replay_some(texts: Mapping[str, str], stored: Sequence[StoredDecision]) -> Replayed:
    """Stored inputs decided again. Raises ValueError for a rulebook that does not pass its check."""
    compiled = _compiled(texts)
    changed: list[ChangedCase] = []
    failed: list[tuple[int, str]] = []
    for one in stored:
        try:
            found = changed_case(compiled, one)
        except Exception as error:  # noqa: BLE001 - one decision that cannot be made again must not cost the others
            failed.append((one.id, type(error).__name__))
        else:
            changed += [found] if found else []
    return Replayed(number=len(stored), changed=tuple(changed), failed=tuple(failed))


def differences(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[Change, ...]:
    """What differs between two rulebooks in their own terms. Raises ValueError for one that does not load."""
    return diff(_sound(old), _sound(new))


def _sound(texts: Mapping[str, str]) -> Rulebook:
    loaded = load_texts(texts, hash_of(texts))
    if loaded.rulebook is None:
        raise ValueError("broken")
    return loaded.rulebook


_held: list[Compiled] = []
"""The rulebook that this process compiled last: an admin tries one and the same several times."""


def _compiled(texts: Mapping[str, str]) -> Compiled:
    sha = hash_of(texts)
    if not _held or _held[0].sha256 != sha:
        compiled = compile_rulebook(_sound(texts))
        for before in _held:
            before.close()
        _held[:] = [compiled]
    return _held[0]
