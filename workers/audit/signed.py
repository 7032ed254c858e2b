"""What was signed on all days together, in a passing SQLite file, so that an audit of years needs little memory."""

import contextlib
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from store.watched import Layout
from workers.audit.days import DayError, DayFile, Head, Opened, RowPrint, rows_of
from workers.audit.found import Found

_SCHEMA = """
CREATE TABLE row (tab TEXT, key TEXT, case_id INTEGER, fixed TEXT, changing TEXT, day INTEGER, PRIMARY KEY (tab, key))
    WITHOUT ROWID;
CREATE INDEX row_gone ON row (tab) WHERE fixed = 'gone';
CREATE TABLE head (case_id INTEGER PRIMARY KEY, number TEXT, events INTEGER, head TEXT, day INTEGER);
CREATE TABLE seen (tab TEXT, key TEXT, PRIMARY KEY (tab, key)) WITHOUT ROWID;
"""


@dataclass(frozen=True, kw_only=True)
class SignedRow:
    """A row's newest fingerprint, and the place of its day among the days."""

    print: RowPrint
    day: int


@dataclass(frozen=True, kw_only=True)
class SignedHead:
    """A case's newest signed head, and the name of its day."""

    head: Head
    day: str


class Signed:
    """All days together. whole: none is missing, so that a row which none names was not there at the last signing."""

    def __init__(self, connection: sqlite3.Connection, days: Sequence[DayFile], *, whole: bool) -> None:
        self._connection = connection
        self.days = days
        self.whole = whole

    @property
    def last(self) -> DayFile | None:
        """The newest day."""
        return self.days[-1] if self.days else None

    @property
    def signed_at(self) -> datetime | None:
        """When it was signed."""
        return self.last.day.signed_at if self.last else None

    def layout(self, table: str, day: int) -> Layout | None:
        """The columns that were fingerprinted that day, None if the table was not watched yet."""
        sums = self.days[day].day.tables.get(table)
        return None if sums is None else Layout(fixed=sums.fixed, changing=sums.changing)

    def heads(self) -> Iterator[SignedHead]:
        """The newest signed head of every case."""
        for case_id, number, events, head, day in self._connection.execute("SELECT * FROM head ORDER BY case_id"):
            signed = Head(case_id=case_id, number=number, events=events, head=head)
            yield SignedHead(head=signed, day=self.days[day].name)

    def head(self, case_id: int) -> SignedHead | None:
        """The newest signed head of one case."""
        row = self._connection.execute("SELECT * FROM head WHERE case_id = ?", (case_id,)).fetchone()
        if row is None:
            return None
        signed = Head(case_id=row[0], number=row[1], events=row[2], head=row[3])
        return SignedHead(head=signed, day=self.days[row[4]].name)

    def rows(self, table: str, keys: Sequence[str]) -> Mapping[str, SignedRow]:
        """The fingerprints of these rows, by key; they count as seen from now on."""
        found: dict[str, SignedRow] = {}
        marks = ",".join("?" * len(keys))
        query = f"SELECT key, case_id, fixed, changing, day FROM row WHERE tab = ? AND key IN ({marks})"  # noqa: S608 - marks alone
        for key, case_id, fixed, changing, day in self._connection.execute(query, (table, *keys)):
            told = RowPrint(table=table, key=key, case_id=case_id, fixed=fixed, changing=changing)
            found[key] = SignedRow(print=told, day=day)
        self._connection.executemany("INSERT OR IGNORE INTO seen VALUES (?, ?)", [(table, key) for key in found])
        return found

    def unseen(self, table: str) -> Iterator[RowPrint]:
        """The signed rows of a table that have not been seen in the database."""
        query = (
            "SELECT tab, key, case_id, fixed, changing FROM row WHERE tab = ?"
            " AND NOT EXISTS (SELECT 1 FROM seen WHERE seen.tab = row.tab AND seen.key = row.key)"
        )
        for row in self._connection.execute(query, (table,)):
            yield RowPrint(table=row[0], key=row[1], case_id=row[2], fixed=row[3], changing=row[4])

    def load(self, place: int, found: Found) -> None:
        """Take a day in."""
        one = self.days[place]
        heads = [(head.case_id, head.number, head.events, head.head, place) for head in one.day.heads]
        self._connection.executemany("INSERT OR REPLACE INTO head VALUES (?, ?, ?, ?, ?)", heads)
        told = ((row.table, row.key, row.case_id, row.fixed, row.changing, place) for row in rows_of(one))
        try:
            self._connection.executemany("INSERT OR REPLACE INTO row VALUES (?, ?, ?, ?, ?, ?)", told)
            self._connection.execute("DELETE FROM row WHERE fixed = 'gone'")
        except DayError as error:
            found.add("audit", one.name, str(error))
            self.whole = False


@contextmanager
def signed(opened: Opened, found: Found) -> Iterator[Signed]:
    """All days together, gone at the end of the block."""
    with (
        TemporaryDirectory(prefix="huihan-audit-") as folder,
        contextlib.closing(sqlite3.connect(Path(folder) / "signed.db", isolation_level=None)) as connection,
    ):
        # It is thrown away in any case: nothing of it need survive a crash.
        connection.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + _SCHEMA + "BEGIN;")
        together = Signed(connection, opened.days, whole=opened.whole)
        for place in range(len(opened.days)):
            together.load(place, found)
        yield together
