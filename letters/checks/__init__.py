"""One file a check on a letter. A new check is one more module that defines CHECK."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from domain.codes import LetterKind
from language.folding import said
from letters.checks.checked import CheckedLetter, Finding, Found
from letters.text.fold import clauses

_KEY_CHARS = 20


@dataclass(frozen=True, kw_only=True)
class Check:
    """One check. id: its name in keys. title: what it looks for, for staff. kinds: the letters it is for."""

    id: str
    title: str
    kinds: frozenset[LetterKind]
    find: Callable[[CheckedLetter], Iterable[Found]]


@cache
def checks() -> tuple[Check, ...]:
    """All checks, by the name of their module."""
    modules = (import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__))
    return tuple(module.CHECK for module in modules if hasattr(module, "CHECK"))


def findings(letter: CheckedLetter) -> tuple[Finding, ...]:
    """What is to be mended or expressly accepted before the letter is submitted, in the letter's order.

    What is missing altogether comes first.
    """
    found = [(check.id, one) for check in checks() if letter.kind in check.kinds for one in check.find(letter)]
    found.sort(key=lambda pair: (-1 if pair[1].block is None else pair[1].block, pair[1].start, pair[0]))
    seen: Counter[str] = Counter()
    return tuple(_keyed(letter, check, one, seen) for check, one in found)


def _keyed(letter: CheckedLetter, check: str, found: Found, seen: Counter[str]) -> Finding:
    """A key of the check, the words and the clause they stand in: edits elsewhere leave an acceptance alone."""
    said = "\0".join((check, found.message, found.words, _clause(letter, found)))
    seen[said] += 1
    key = hashlib.sha256(f"{said}\0{seen[said]}".encode()).hexdigest()[:_KEY_CHARS]
    return Finding(
        key=key,
        check=check,
        message=found.message,
        words=found.words,
        values=found.values,
        block=found.block,
        start=found.start,
        end=found.end,
        acceptable=found.acceptable,
    )


def _clause(letter: CheckedLetter, found: Found) -> str:
    if found.block is None:
        return ""
    text = next(block.text for block in letter.blocks if block.index == found.block)
    around = [
        clause.text for clause in clauses(said(text)) if clause.start <= found.start < clause.start + len(clause.text)
    ]
    return "".join(around)
