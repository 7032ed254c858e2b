"""How often the rulebook is right on labelled letters: the project's own, shared samples, or a company's."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated

from pydantic import AliasChoices, BaseModel, BeforeValidator, Field

from domain.codes import Kind
from domain.decision import Decision, DecisionInput
from domain.reading_codes import Script
from language.script import script_of
from rules.compiled import Compiled
from rules.decide import decide
from support.figures import Figure, f1, share

RECEIVED = datetime.fromisoformat("2026-03-02T10:00:00+08:00")
TRADITIONAL = ("hong_kong", "macau", "taiwan")
"""Regions that "Hong Kong and Taiwan" stands for."""


def listed(given: object) -> object:
    """One value or a list of them, as a list."""
    return [given] if isinstance(given, str) else given or []


Listed = Annotated[tuple[str, ...], BeforeValidator(listed)]


class Labels(BaseModel):
    """What readers said of one letter; None: not said, or the readers differ.

    category, department: the first reading; `acceptable` and `department_acceptable` hold every reading that stands.
    """

    category: Listed = ()
    acceptable: Listed
    department: Listed = ()
    department_acceptable: Listed
    kind: str | None = None
    group: bool | None = None
    urgent: bool | None = None
    sounds_urgent: bool | None = None
    grade: str | None = Field(default=None, validation_alias=AliasChoices("grade", "grade_guess"))
    region: str | None = None
    register_: str | None = Field(default=None, alias="register")


class LabelledLetter(BaseModel):
    """One line of a file of labelled letters."""

    id: str = ""
    subject: str | None = None
    text: str
    received: datetime = RECEIVED
    read: bool = False
    """Whether somebody who mends rules has read it; of the development set, the others alone are kept apart."""
    expected: Labels

    def region(self) -> str:
        """As labelled, else `traditional` or `simplified` by the script."""
        return self.expected.region or ("traditional" if script_of(self.text) == Script.HANT else "simplified")


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """One letter as labelled and as decided."""

    letter: LabelledLetter
    decision: Decision

    @property
    def right(self) -> bool:
        """The category is one that a reader gave."""
        return self.decision.category in self.letter.expected.acceptable

    @property
    def alone(self) -> bool:
        """No person was asked."""
        return not self.decision.needs_person

    @property
    def ordinary(self) -> bool:
        """Labelled as neither urgent nor one of the kinds that always go before a person."""
        wanted = self.letter.expected
        return wanted.urgent is not True and (wanted.kind is None or Kind(wanted.kind).is_matter)

    @property
    def department_right(self) -> bool:
        """The department is one that a reader gave."""
        return self.decision.department in self.letter.expected.department_acceptable

    @property
    def urgent(self) -> bool:
        """Decided as urgent."""
        return self.decision.urgency == "urgent"


def labelled(path: Path) -> list[LabelledLetter]:
    """Lines `{id, subject, text, received, expected{…}}`; `expected` may be left out, its keys beside the text.

    Raises ValueError naming the line that is not one.
    """
    letters = []
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
                letters.append(LabelledLetter.model_validate({"expected": row, **row}))
            except (ValueError, TypeError) as error:
                raise ValueError(f"{path}:{number}: {error}") from error
    return letters


def outcomes(compiled: Compiled, letters: Iterable[LabelledLetter]) -> list[Outcome]:
    """Decide all."""
    return [
        Outcome(
            letter=letter,
            decision=decide(
                compiled, DecisionInput(subject=letter.subject or "", text=letter.text, received=letter.received)
            ),
        )
        for letter in letters
    ]


def figures(found: Sequence[Outcome]) -> list[Figure]:
    """The figures with the aims for letters that the rulebook has never seen."""
    group = [(one.decision.group, one.letter.expected.group) for one in found]
    urgent = [(one.urgent, one.letter.expected.urgent) for one in found]
    urgent_said = [(got, wanted) for got, wanted in urgent if wanted is not None]
    grades = [(str(one.decision.grade), one.letter.expected.grade) for one in found]
    return [
        share("category right", [one.right for one in found], 0.92),
        share("decided alone", [one.alone for one in found], 0.80),
        share("alone, of ordinary matters", [one.alone for one in found if one.ordinary]),
        share("of them right", [one.right for one in found if one.alone], 0.97),
        share("department right", [one.department_right for one in found], 0.92),
        share("Hong Kong and Taiwan, category", [one.right for one in found if is_traditional(one)], 0.85),
        f1("urgent, F1", urgent_said, 0.75),
        share("urgent, recall", [got for got, wanted in urgent_said if wanted], 0.85),
        share("urgent, precision", [wanted for got, wanted in urgent_said if got]),
        share("only sounds so, not urgent", [not one.urgent for one in found if one.letter.expected.sounds_urgent]),
        f1("group, F1", [(got, wanted) for got, wanted in group if wanted is not None], 0.85),
        share("grade A, recall", [got == "A" for got, wanted in grades if wanted == "A"], 0.80),
        share("grade A, precision", [wanted == "A" for got, wanted in grades if got == "A" and wanted]),
        share("grade B, recall", [got == "B" for got, wanted in grades if wanted == "B"]),
        share(
            "kind right",
            [one.decision.kind == one.letter.expected.kind for one in found if one.letter.expected.kind],
        ),
        share(
            "kind right where no complaint",
            [
                one.decision.kind == one.letter.expected.kind
                for one in found
                if one.letter.expected.kind not in (None, "complaint")
            ],
        ),
    ]


def is_traditional(one: Outcome) -> bool:
    """From Hong Kong, Macau or Taiwan, as labelled or by the script."""
    return one.letter.region() in (*TRADITIONAL, "traditional")


def confusions(pairs: Iterable[tuple[str | None, str | None]]) -> str:
    """`labelled as decided times`, the most frequent first."""
    counted = Counter((wanted, got) for wanted, got in pairs if wanted != got)
    return ", ".join(f"{wanted} as {got} {times}" for (wanted, got), times in counted.most_common(16)) or "none"


def breakdown(name: str, found: Sequence[Outcome], key: Callable[[Outcome], str | None]) -> list[str]:
    """One line for each value of `key`: letters, category, alone, right of those alone, department, urgency."""
    values = sorted({value for one in found if (value := key(one)) is not None})
    if len(values) < 2:
        return []
    lines = [f"{name:<22} letters  category  alone  right  department  urgent found/missed/wrongly"]
    for value in values:
        part = [one for one in found if key(one) == value]
        alone = [one.right for one in part if one.alone]
        urgent = Counter((one.urgent, one.letter.expected.urgent) for one in part)
        counts = f"{urgent[True, True]}/{urgent[False, True]}/{urgent[True, False]}"
        lines.append(
            f"  {value:<20} {len(part):>7}  {mean([one.right for one in part]):>8}"
            f"  {mean([one.alone for one in part]):>5}  {mean(alone):>5}"
            f"  {mean([one.department_right for one in part]):>10}  {counts}"
        )
    return lines


def mean(hits: Sequence[bool]) -> str:
    """The share as text."""
    return f"{sum(hits) / len(hits):.2f}" if hits else "–"


def report(found: Sequence[Outcome]) -> list[str]:
    """Figures, then what was taken for what, then the same by region, register and category."""
    wrong = [one for one in found if not one.right]
    kinds = [(one.letter.expected.kind, str(one.decision.kind)) for one in found if one.letter.expected.kind]
    return [
        *(figure.line() for figure in figures(found)),
        "categories wrong: "
        + confusions(("/".join(one.letter.expected.acceptable), one.decision.category) for one in wrong),
        "departments wrong: "
        + confusions(
            ("/".join(one.letter.expected.department_acceptable), one.decision.department)
            for one in found
            if not one.department_right
        ),
        f"kinds wrong: {confusions(kinds)}",
        *breakdown("region", found, lambda one: one.letter.region()),
        *breakdown("register", found, lambda one: one.letter.expected.register_),
        *breakdown("category", found, lambda one: (one.letter.expected.category or one.letter.expected.acceptable)[0]),
    ]


def wrong_ones(found: Sequence[Outcome]) -> list[str]:
    """One line for each letter whose category, urgency, group or grade A differs from its labels."""
    lines = []
    for one in found:
        wanted, decided = one.letter.expected, one.decision
        said = [
            (not one.right, f"{'/'.join(wanted.acceptable)} decided {decided.category} ({decided.topic})"),
            (wanted.urgent is not None and one.urgent != wanted.urgent, f"urgency {decided.urgency}"),
            (wanted.group is not None and decided.group != wanted.group, f"group {decided.group}"),
            (wanted.grade == "A" and decided.grade != "A", f"grade {decided.grade}"),
        ]
        if differs := [text for holds, text in said if holds]:
            lines.append(f"{one.letter.id}: {', '.join(differs)}{', alone' if one.alone else ''}")
    return lines
