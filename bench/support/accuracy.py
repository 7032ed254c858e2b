"""How often the rulebook is right on labelled letters: those of bench/labelled.jsonl, or a company's own."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from domain.decision import Decision, DecisionInput
from rules.compiled import Compiled
from rules.decide import decide

RECEIVED = datetime.fromisoformat("2026-03-02T10:00:00+08:00")


@dataclass
class Tally:
    """Counts over labelled letters. flags: (`group` or `urgent`, decided, labelled) → letters."""

    letters: int = 0
    right: int = 0
    alone: int = 0
    alone_right: int = 0
    department: int = 0
    flags: Counter[tuple[str, bool, bool]] = field(default_factory=Counter)
    wrong: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, decision: Decision, wanted: dict[str, Any]) -> None:
        """One letter. `acceptable`, `department_acceptable`: lists; `group`, `urgent`: null where readers differ."""
        right = decision.category in wanted["acceptable"]
        self.letters += 1
        self.right += right
        self.alone += not decision.needs_person
        self.alone_right += right and not decision.needs_person
        self.department += decision.department in wanted["department_acceptable"]
        if not right:
            self.wrong["/".join(wanted["acceptable"]), str(decision.category)] += 1
        for name, decided in (("group", decision.group), ("urgent", decision.urgency == "urgent")):
            if wanted.get(name) is not None:
                self.flags[name, decided, bool(wanted[name])] += 1

    def f1(self, name: str) -> float:
        """The harmonic mean of precision and recall; 1 where nothing was there to be found, and nothing was."""
        hit = self.flags[name, True, True]
        all_ = 2 * hit + self.flags[name, True, False] + self.flags[name, False, True]
        return 2 * hit / all_ if all_ else 1.0

    def lines(self) -> list[str]:
        """The figures, with the aims for letters that the rulebook has never seen."""
        n = max(1, self.letters)
        alone = self.alone_right / max(1, self.alone)
        wrong = ", ".join(f"{wanted} as {got} {times}" for (wanted, got), times in self.wrong.most_common(8))
        return [
            f"{self.letters} letters: category right {self.right / n:.1%} (aim 85 %)",
            f"decided alone {self.alone / n:.1%} (aim 75 %), of them right {alone:.1%} (aim 95 %)",
            f"department right {self.department / n:.1%} (aim 85 %)",
            f"F1 of group {self.f1('group'):.2f}, of urgent {self.f1('urgent'):.2f}",
            f"wrong: {wrong or 'none'}",
        ]


def labelled(path: Path) -> list[dict[str, Any]]:
    """Lines `{subject, text, expected{acceptable, department_acceptable, group, urgent}}`; `expected` may be left out
    and its keys stand beside the text."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def tally(compiled: Compiled, letters: Iterable[dict[str, Any]]) -> Tally:
    """Decide all and count."""
    counts = Tally()
    for letter in letters:
        given = DecisionInput(subject=letter.get("subject") or "", text=letter["text"], received=RECEIVED)
        counts.add(decide(compiled, given), letter.get("expected", letter))
    return counts
