"""Which earlier cases came from one household, as far as can be told where the directory does not know them all."""

from collections.abc import Hashable, Iterable, Mapping
from typing import TYPE_CHECKING

from language.folding import comparing
from language.places import comparing_place
from store.rows import AnyRow

if TYPE_CHECKING:
    from store.cases import CaseRow


def numbered(rows: "Iterable[AnyRow | CaseRow]") -> Mapping[str, int]:
    """Case number → a number that cases of one household share, and no others.

    The directory's household tells it; where that is not known the same sender, else the same flat. rows: of cases,
    with number, household_id, email, project, building, unit and room.
    """
    marks = {row.number: _marks(row) for row in rows}
    owners: dict[Hashable, Hashable] = {}
    found: dict[str, Hashable] = {}
    # What is surely known first, so that a letter that says less joins one that says more, whichever came first.
    for number, own in sorted(marks.items(), key=lambda one: (one[1][0] is None, one[1].count(None))):
        told = [mark for mark in own if mark is not None]
        known = next((owners[mark] for mark in told if mark in owners), None) if own[0] is None else None
        key = known or next(iter(told), ("case", number))
        found[number] = key
        for mark in told:
            owners.setdefault(mark, key)
    numbers = {key: at for at, key in enumerate(dict.fromkeys(found.values()), 1)}
    return {number: numbers[key] for number, key in found.items()}


def _marks(row: "AnyRow | CaseRow") -> tuple[Hashable | None, ...]:
    """The signs by which a household is known, the surest first; None for what the case does not say."""
    building, room = comparing_place(row.building), comparing_place(row.room)
    flat = (comparing(row.project), building, comparing_place(row.unit), room) if building and room else None
    id_ = None if row.household_id is None else ("household", row.household_id)
    return id_, ("sender", row.email) if row.email else None, flat
