"""What an audit finds, and what it has looked at."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One thing that is not as it was written. table, id: the row, its key as text; what: in Chinese, nothing personal.

    table is `file` for one of the archive and `audit` for a signed day, with its name as the id. case: the number.
    """

    table: str
    id: str
    what: str
    case: str | None = None


@dataclass
class Found:
    """What one audit has found so far. notes: what is worth knowing and no alarm; checked: what → how many.

    hear: told of each step of the progress, as (what, how many more).
    """

    differences: list[Difference] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    checked: Counter[str] = field(default_factory=Counter)
    hear: Callable[[str, int], None] = lambda what, more: None
    _known: set[tuple[str, str, str]] = field(default_factory=set)

    def add(self, table: str, id_: object, what: str, case: str | None = None) -> None:
        """Keep a difference, once."""
        known = (table, str(id_), what)
        if known not in self._known:
            self._known.add(known)
            self.differences.append(Difference(table=table, id=str(id_), what=what, case=case))

    def note(self, what: str) -> None:
        """Keep what is no alarm."""
        if what not in self.notes:
            self.notes.append(what)

    def count(self, what: str, more: int = 1) -> None:
        """So many more were looked at."""
        self.checked[what] += more
        self.hear(what, more)

    def __iter__(self) -> Iterator[Difference]:
        return iter(self.differences)
