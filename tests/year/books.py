"""Reads what happened out of an instance's database, and what its clocks came to, by SQLite's own driver."""

import json
import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from year.notices import Sent, Told
from year.reckoning import Happened, House, Letter, Receipt, Said

AHEAD = timedelta(hours=8)
"""Shanghai's clocks are ahead of UTC, in which moments are stored."""
OWN_WORDS = ("clock_nearing", "clock_passed")


def local(text: str) -> datetime:
    """A stored moment by the wall clock."""
    return datetime.fromisoformat(text).replace(tzinfo=None) + AHEAD


def offset(text: str) -> datetime:
    """A moment with its offset, as events tell it, by the wall clock."""
    moment = datetime.fromisoformat(text)
    shift = moment.utcoffset()
    assert shift is not None
    return moment.replace(tzinfo=None) - shift + AHEAD


class Books:
    """An open database that another process, or another connection, writes."""

    def __init__(self, path: Path) -> None:
        self._open = sqlite3.connect(path)

    def happened(self, case_id: int, after: int = 0) -> list[tuple[int, Happened]]:
        """The events of a case after one of its numbers, with their numbers."""
        rows = self._open.execute(
            "SELECT event.seq, event.at, event.what, event_payload.payload FROM event"
            " JOIN event_payload ON event_payload.event_id = event.id"
            " WHERE event.case_id = ? AND event.seq > ? ORDER BY event.seq",
            (case_id, after),
        )
        return [(seq, Happened(local(at), what, json.loads(payload))) for seq, at, what, payload in rows]

    def cases(self, after: int = 0) -> list[tuple[int, str, str]]:
        """Id, number and state of the cases after an id."""
        return list(self._open.execute('SELECT id, number, state FROM "case" WHERE id > ? ORDER BY id', (after,)))

    def classes(self) -> dict[int, str]:
        """Case → its class."""
        return dict(self._open.execute('SELECT id, category FROM "case"'))

    def newer(self, after: int) -> tuple[int, list[int]]:
        """The last event's id, and the cases that have events after one."""
        rows = list(self._open.execute("SELECT id, case_id FROM event WHERE id > ?", (after,)))
        return max((id_ for id_, _ in rows), default=after), sorted({case_id for _, case_id in rows})

    def due(self, moment: datetime) -> frozenset[str]:
        """The stages that have work at a moment."""
        now = (moment - AHEAD).strftime("%Y-%m-%d %H:%M:%S.%f")
        return frozenset(
            stage for (stage,) in self._open.execute("SELECT DISTINCT stage FROM job WHERE run_at <= ?", (now,))
        )

    def know(self, house: House) -> None:
        """The receipts and letters that the house does not know yet."""
        after = next(reversed(house.receipts), 0)
        for id_, at, channel in self._open.execute(
            "SELECT id, received_at, channel FROM intake WHERE id > ? ORDER BY id", (after,)
        ):
            house.receipts[id_] = Receipt(local(at), channel, self._matched(id_))
        after = next(reversed(house.letters), 0)
        for id_, kind, department, promised in self._open.execute(
            "SELECT id, kind, department, promised FROM letter WHERE id > ? ORDER BY id", (after,)
        ):
            house.letters[id_] = Letter(kind, department, promised)

    def clocks(self) -> Iterator[tuple[int, str, int, str | None, datetime, datetime, str, datetime | None]]:
        """Every clock of a case: whose, name, round, department, start, due, state, when stopped."""
        for case_id, name, number, department, start, due, state, stopped in self._open.execute(
            "SELECT case_id, clock, round, department, started_at, due_at, state, stopped_at FROM clock"
            " WHERE case_id IS NOT NULL ORDER BY case_id, id"
        ):
            yield case_id, name, number, department, local(start), local(due), state, stopped and local(stopped)

    def said(self, case_id: int) -> list[Said]:
        """What the clocks of a case said."""
        return [
            Said(
                one.at, one.what.removeprefix("clock_"), one.payload["clock"], one.payload["round"], one.payload["rung"]
            )
            for _, one in self.happened(case_id)
            if one.what in OWN_WORDS
        ]

    def told(self, case_id: int) -> list[Told]:
        """Who was told of the case at once."""
        rows = self._open.execute(
            "SELECT notice.made_at, person.login, notice.kind FROM notice JOIN person ON person.id = notice.person_id"
            " WHERE notice.case_id = ?",
            (case_id,),
        )
        return [Told(local(at), login, kind) for at, login, kind in rows]

    def sent(self, case_id: int) -> list[Sent]:
        """What of that went out by mail, and when; None: not yet."""
        rows = self._open.execute(
            "SELECT notice.made_at, person.login, notice.kind, notice_delivery.sent_at FROM notice_delivery"
            " JOIN notice ON notice.id = notice_delivery.notice_id JOIN person ON person.id = notice.person_id"
            " WHERE notice.case_id = ?",
            (case_id,),
        )
        return [Sent(Told(local(at), login, kind), sent and local(sent)) for at, login, kind, sent in rows]

    def project(self, case_id: int) -> str | None:
        """The project of a case."""
        found: str | None = self._open.execute('SELECT project FROM "case" WHERE id = ?', (case_id,)).fetchone()[0]
        return found

    def moved(self, case_id: int) -> list[tuple[str, int, datetime, datetime]]:
        """What a late notice did to the clocks of a case: which, before, after."""
        return [
            (one["clock"], one["round"], offset(one["due"][0]), offset(one["due"][1]))
            for _, told in self.happened(case_id)
            if told.what == "calendar_published"
            for one in told.payload["clocks"]
        ]

    def fired(self) -> list[tuple[int, str, str]]:
        """Every firing that is entered, by clock, due moment and kind."""
        return list(self._open.execute("SELECT clock_id, due_at, kind FROM clock_firing"))

    def _matched(self, intake_id: int) -> bool:
        """Whether the first decision found its writer in the directory."""
        found = self._open.execute(
            "SELECT json_extract(input, '$.directory.household_id') FROM decision"
            " WHERE intake_id = ? ORDER BY id LIMIT 1",
            (intake_id,),
        ).fetchone()
        return found is not None and found[0] is not None
