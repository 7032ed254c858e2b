"""What stands around the cases of a large house: staff, households, looks, notices, the house log, other programs;
bulk rows like those of `desk_rows`, the same each time."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from domain.codes import Department, IgnoredReason, IntakeState, Role
from domain.directory_codes import OccupantRole, ProjectKind
from domain.events import EventName, HouseEvent
from domain.notices import DeliveryState, NoticeKind
from language.folding import comparing
from language.places import comparing_place
from store import (
    api_tables,
    chains,
    desk_tables,
    directory_tables,
    house_log,
    notice_tables,
    staff_tables,
    tables,
)
from store.search_words import fold
from support.bulk import Bulk

HOUSEHOLDS = 100_000
STAFF = 60
IGNORED = 30_000
GROUPS = 400
BATCHES = 2_000
DELIVERIES = 100_000
_LOGGED = 100_000
_NOTICES = 200_000
_LOOKS = 3
_CHUNK = 5_000
_SURNAMES, _NAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡林", "芳伟娜敏静丽强磊军洋勇艳杰涛明超"
_MACHINE = "huihan"


def login(number: int) -> str:
    """One of the staff, from 1."""
    return f"staff{number:02d}"


@dataclass(frozen=True, kw_only=True)
class Home:
    """Where a household lives and how it is reached."""

    id: int
    project: str
    building: str
    unit: str
    room: str
    name: str
    phone: str


def home(number: int, projects: Sequence[str]) -> Home:
    """The household of that number, from 1; all projects have as many, but the first: it has one in a thousand."""
    flat, at = divmod(number, len(projects) - 1)
    small = number % 1_000 == 0
    return Home(
        id=number,
        project=projects[0] if small else projects[1 + at],
        building=f"{flat // 176 + 1}栋" if not small else "1栋",
        unit=f"{flat // 44 % 4 + 1}单元" if not small else f"{number // 1_000 % 4 + 1}单元",
        room=str((flat % 44 // 2 + 1) * 100 + flat % 2 + 1) if not small else str(number),
        name=_SURNAMES[number % 16] + _NAMES[number // 16 % 16] + ("" if number % 3 else _NAMES[number // 256 % 16]),
        phone=f"139{number:08d}",
    )


class House:
    """Makes the rows; `seed`: of what is chosen."""

    def __init__(self, projects: Sequence[str], *, now: datetime, cases_: int, bodies: Sequence[str]) -> None:
        self.chooser = random.Random(11)
        self.projects, self.now, self.cases, self.bodies = projects, now, cases_, bodies

    def fill(self, bulk: Bulk, pdf: str | None) -> None:
        """Everything but what belongs to one case; the cases' own rows come from `desk_rows`. pdf: of every batch."""
        self._staff(bulk)
        self._directory(bulk)
        self._looks(bulk)
        self._notices(bulk)
        self._log(bulk)
        self._groups(bulk)
        self._programs(bulk)
        batches = [{"id": n, "pdf_sha": pdf or "0" * 64, "letters": 12, "pages": 20} for n in range(1, BATCHES + 1)]
        made = [one | {"made_at": self._ago(hours=6 * one["id"]), "made_by": login(3)} for one in batches]
        bulk.enter(desk_tables.print_batch, made)

    def unfiled(self, bulk: Bulk, first: int, waiting: Sequence[dict[str, Any]]) -> None:
        """What is ignored, from the id `first`, and the words by which it and what waits is found."""
        chosen = (IgnoredReason.LIST, IgnoredReason.AUTO_REPLY, IgnoredReason.DUPLICATE, IgnoredReason.SET_ASIDE)
        for start in range(first, first + IGNORED, _CHUNK):
            rows = [
                waiting[0]
                | {
                    "id": number,
                    "source_key": f"1:{number}",
                    "state": IntakeState.IGNORED,
                    "ignored_reason": chosen[number % 4],
                    "project": self.projects[number % len(self.projects)] if number % 3 else None,
                    "first_seen_at": self._ago(minutes=20 * (first + IGNORED - number)),
                }
                for number in range(start, min(start + _CHUNK, first + IGNORED))
            ]
            bulk.enter(tables.intake, rows)
            bulk.enter(tables.intake_text, [self._text(row["id"]) for row in rows])
        bulk.enter(tables.intake_text, [self._text(row["id"]) for row in waiting])

    def _text(self, intake_id: int) -> dict[str, Any]:
        return {"intake_id": intake_id, "folded": fold(self.bodies[intake_id % len(self.bodies)]).text}

    def _ago(self, **much: float) -> datetime:
        return self.now - timedelta(**much)

    def _staff(self, bulk: Bulk) -> None:
        made = {"language": "zh", "made_at": self._ago(days=900), "made_by": _MACHINE}
        people = [{"id": n, "login": login(n), "name": f"{home(n, self.projects).name}", **made} for n in _STAFF]
        bulk.enter(staff_tables.person, [{"email": f"{one['login']}@office.example", **one} for one in people])
        roles = (Role.CLERK, Role.CLERK, Role.SUPERVISOR, Role.CLERK, Role.DEPARTMENT)
        grants = [
            {
                "person_id": n,
                "role": roles[n % 5],
                "project": self.projects[n % len(self.projects)],
                "department": Department.ENGINEERING if roles[n % 5] is Role.DEPARTMENT else "",
            }
            for n in _STAFF
        ]
        bulk.enter(staff_tables.role_grant, grants)

    def _directory(self, bulk: Bulk) -> None:
        named = [{"id": n, "name": name, "kind": ProjectKind.FLATS} for n, name in enumerate(self.projects, 1)]
        bulk.enter(tables.project, named)
        for start in range(1, HOUSEHOLDS + 1, _CHUNK):
            homes = [home(n, self.projects) for n in range(start, min(start + _CHUNK, HOUSEHOLDS + 1))]
            bulk.enter(tables.household, [_household(one) for one in homes])
            bulk.enter(directory_tables.occupant, [row for one in homes for row in _occupants(one)])
            phones = [{"household_id": one.id, "kind": "phone", "value": one.phone} for one in homes]
            mails = [{"household_id": one.id, "kind": "email", "value": mail(one.id)} for one in homes if one.id % 2]
            bulk.enter(tables.contact, phones + mails)
        at = {"at": self._ago(days=30)}
        notes = [{"household_id": n * 5, "who": login(1), "text": "周末才有人在家", **at} for n in range(1, 20_001)]
        bulk.enter(directory_tables.household_note, notes)
        looks = [{"household_id": n * 2, "person_id": n % STAFF + 1, **at} for n in range(1, 50_001)]
        bulk.enter(directory_tables.household_view, looks)

    def _looks(self, bulk: Bulk) -> None:
        for start in range(1, self.cases + 1, _CHUNK):
            numbers = range(start, min(start + _CHUNK, self.cases + 1))
            rows = [
                {
                    "case_id": n,
                    "person_id": (n + look) % STAFF + 1,
                    "at": self._ago(minutes=5 * (self.cases - n), hours=look),
                    "what": "case",
                }
                for n in numbers
                for look in range(_LOOKS)
            ]
            bulk.enter(desk_tables.case_view, rows)

    def _notices(self, bulk: Bulk) -> None:
        """Each of the staff has some thousands, 40 of them not read yet."""
        kinds = (NoticeKind.HANDED, NoticeKind.OVERDUE, NoticeKind.APPROVE, NoticeKind.DUE_SOON)
        for start in range(1, _NOTICES + 1, _CHUNK):
            rows = [
                {
                    "id": n,
                    "person_id": n % STAFF + 1,
                    "key": f"event:{n}",
                    "kind": kinds[n % 4],
                    "case_id": n % self.cases + 1,
                    "subject": f"TS-{self.now.year}-{n % self.cases + 1:06d}",
                    "made_at": self._ago(minutes=2 * (_NOTICES - n)),
                    "read_at": None if n > _NOTICES - 40 * STAFF else self._ago(minutes=2 * (_NOTICES - n) - 1),
                }
                for n in range(start, min(start + _CHUNK, _NOTICES + 1))
            ]
            bulk.enter(notice_tables.notice, rows)
            ways = [
                {
                    "notice_id": row["id"],
                    "way_id": 0,
                    "state": DeliveryState.SENT,
                    "due_at": row["made_at"],
                    "sent_at": row["made_at"],
                }
                for row in rows
            ]
            bulk.enter(notice_tables.notice_delivery, ways)

    def _log(self, bulk: Bulk) -> None:
        kinds = [HouseEvent.SIGNED_IN] * 7 + [
            HouseEvent.SIGN_IN_HALF,
            HouseEvent.SIGN_IN_FAILED,
            HouseEvent.ROLE_GRANTED,
        ]
        head = ""
        for start in range(1, _LOGGED + 1, _CHUNK):
            rows, kept = [], []
            for seq in range(start, start + _CHUNK):
                sealed = chains.seal({"role": Role.CLERK, "project": None} if seq % 10 == 9 else {})
                at, who, what = self._ago(minutes=6 * (_LOGGED - seq)), login(seq % STAFF + 1), kinds[seq % 10]
                whom = login(seq * 7 % STAFF + 1) if what is HouseEvent.ROLE_GRANTED else who
                hashed = chains.link(head, house_log.CHAIN, seq, at, who, what, whom, sealed.digest)
                row = {"id": seq, "seq": seq, "at": at, "who": who, "what": str(what), "whom": whom}
                rows.append(row | {"digest": sealed.digest, "previous_hash": head, "hash": hashed})
                kept.append({"event_id": seq, "salt": sealed.salt, "payload": sealed.text})
                head = hashed
            bulk.enter(desk_tables.house_event, rows)
            bulk.enter(desk_tables.house_event_payload, kept)
        bulk.run(f"UPDATE house_head SET events = {_LOGGED}, event_head = '{head}'")  # noqa: S608 - our own hash

    def _groups(self, bulk: Bulk) -> None:
        rows = [
            {
                "id": n,
                "number": f"QT-{self.now.year}-{n:04d}",
                "topic": "lift_outage",
                "project": self.projects[1 + n % (len(self.projects) - 1)],
                "made_at": self._ago(days=n / 4),
            }
            for n in range(1, GROUPS + 1)
        ]
        bulk.enter(desk_tables.case_group, rows)
        seats = [
            {
                "case_id": self.cases - self.cases // GROUPS * (n - 1) - seat,
                "group_id": n,
                "confirmed": n % 4 > 0,
                "leads": seat == 0,
            }
            for n in range(1, GROUPS + 1)
            for seat in range(5)
        ]
        bulk.enter(desk_tables.group_member, seats)

    def _programs(self, bulk: Bulk) -> None:
        """What one program was told, all of it; the program itself is made by its use case, and is the first."""
        for start in range(1, DELIVERIES + 1, _CHUNK):
            rows = [
                {
                    "webhook_id": 1,
                    "event_id": n,
                    "state": DeliveryState.SENT,
                    "due_at": self._ago(minutes=5 * (DELIVERIES - n)),
                    "attempts": 1,
                    "ended_at": self._ago(minutes=5 * (DELIVERIES - n)),
                    "answer": "200",
                }
                for n in range(start, start + _CHUNK)
            ]
            bulk.enter(api_tables.webhook_delivery, rows)


def mail(number: int) -> str:
    """The address of a household."""
    return f"resident{number}@example.com"


def history(
    one: dict[str, Any], decided: chains.Sealed, first: int
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The events of a case and their payloads, ids from `first`; the case is told where its chain ends."""
    news = [
        (
            EventName.RECEIVED,
            _MACHINE,
            chains.seal({"intake": one["id"], "source": "mailbox:office", "channel": "email"}),
        ),
        (EventName.DECIDED, _MACHINE, decided),
        (EventName.CLOCKS_STARTED, _MACHINE, _STARTED),
        (EventName.LETTER_SENT, _MACHINE, _SENT),
    ]
    if one["owner"]:
        news.append((EventName.OWNER_ASSIGNED, one["owner"], chains.seal({"owner": one["owner"], "from": None})))
    if one["state"] != "new":
        news.append(
            (EventName.STATE_CHANGED, one["owner"] or _MACHINE, chains.seal({"from": "new", "to": one["state"]}))
        )
    head, rows, kept = "", [], []
    for seq, (what, who, sealed) in enumerate(news, 1):
        at = one["opened_at"] + timedelta(hours=seq - 1)
        hashed = chains.link(head, one["id"], seq, at, who, what, sealed.digest)
        row = {"id": first + seq, "case_id": one["id"], "seq": seq, "at": at, "who": who, "what": str(what)}
        rows.append(row | {"digest": sealed.digest, "previous_hash": head, "hash": hashed})
        kept.append({"event_id": first + seq, "salt": sealed.salt, "payload": sealed.text})
        head = hashed
    one["events"], one["event_head"] = len(rows), head
    return rows, kept


def _household(one: Home) -> dict[str, Any]:
    return {
        "id": one.id,
        "project": one.project,
        "building": one.building,
        "unit": one.unit,
        "room": one.room,
        "name": one.name,
        "phone": one.phone,
        "email": mail(one.id) if one.id % 2 else None,
        "occupied": one.id % 12 > 0,
        "match_project": comparing(one.project),
        "match_building": comparing_place(one.building),
        "match_unit": comparing_place(one.unit),
        "match_room": comparing_place(one.room),
    }


def _occupants(one: Home) -> Iterator[dict[str, Any]]:
    base = {"household_id": one.id, "phone": one.phone, "email": mail(one.id) if one.id % 2 else None}
    yield base | {"name": one.name, "match_name": comparing(one.name), "role": OccupantRole.OWNER}
    if one.id % 5 == 0:
        left = {"present": False, "moved_out": date(2025, 6, 30), "phone": None, "email": None}
        yield base | left | {"name": "陈旧", "match_name": "陈旧", "role": OccupantRole.TENANT}


_STAFF = range(1, STAFF + 1)
_STARTED = chains.seal({"round": 1, "due": {"reply": "2026-11-25T03:00:00+00:00"}})
_SENT = chains.seal({"letter": 1, "kind": "acknowledgement", "to": "resident@example.com"})
