"""One module a letter kind: what every room must know of it. The file's name is the kind's code (TRADE 7)."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType

from domain.codes import ClockName, LetterKind


@dataclass(frozen=True, kw_only=True)
class LetterFacts:
    """One letter kind, as the LETTER of its module says it.

    label, english: what staff call it. to_resident: it leaves the house; someone approves it, of grades A and B the
    manager too. stops: the clocks that end when it was sent or posted. per_department: written for one department.
    grave_only: only of cases of grade A and B. group_only: only on a group's page, for its leading case. order: its
    place among the letters that may be asked for. opening: the subject of its mail before the resident's own; the label
    if it is empty. prefix: of a paper of the house, which has a series of numbers of its own (物记〔2026〕1号); letters
    to residents share the company's (物函).
    """

    label: str
    english: str
    to_resident: bool = False
    stops: tuple[ClockName, ...] = ()
    per_department: bool = False
    grave_only: bool = False
    group_only: bool = False
    order: int = 0
    opening: str = ""
    prefix: str = ""


def _facts(kind: LetterKind) -> LetterFacts:
    facts = import_module(f"{__name__}.{kind.value}").LETTER
    if not isinstance(facts, LetterFacts):
        raise TypeError(f"domain/letter_kinds/{kind.value}.py: LETTER is no LetterFacts")
    return facts


LETTERS: Mapping[LetterKind, LetterFacts] = MappingProxyType({kind: _facts(kind) for kind in LetterKind})
TO_RESIDENT = frozenset(kind for kind, facts in LETTERS.items() if facts.to_resident)
"""The letters that leave the house."""
INSIDE = frozenset(LETTERS) - TO_RESIDENT
"""The papers of the house."""
ANSWERS = TO_RESIDENT - {LetterKind.ACKNOWLEDGEMENT}
"""The letters to a resident that people write, all but the acknowledgement, which is made by itself."""
