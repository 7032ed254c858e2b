"""Which rows an audit looks at, and what explains that one has changed: every table stands here, or in `UNWATCHED` with
the reason why not (a test walks the tables).

A row has columns that never change once it is written (`fixed`), columns that change only together with the history of
its case, or of the house, and columns that say nothing (`loose`). Values are read as they are stored, so that no value,
however absurd, stops an audit, and alike from both databases.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache

from sqlalchemy import FromClause, Integer, Table, Text, and_, func, literal, select, type_coerce
from sqlalchemy.orm import Session

from domain.codes import PENDING, LetterState
from domain.events import Payload
from domain.work_codes import Subject
from store import api_tables, case_tables, notice_tables, past_tables, report_tables, tables
from store import desk_tables as desk
from store import directory_tables as homes
from store import staff_tables as staff
from store.erasures import key_of
from store.rows import Clause, Query

_AT_ONCE = 500
_PRINT = 32
"""Hex digits of a fingerprint: 128 bits, which no one finds a second row for."""


class Owner(StrEnum):
    """What names the case of a row."""

    ITSELF = "itself"
    CASE = "case"
    INTAKE = "intake"
    LETTER = "letter"
    CLOCK = "clock"
    SUBJECT = "subject"
    HOUSE = "house"


@dataclass(frozen=True, kw_only=True)
class Watched:
    """How the rows of one table are watched.

    changing: columns that may change with the history of the owner; those that are neither these nor `loose` never
    change. appended: rows come without an event of the case. born: the column that says when a row was written, never
    earlier than it really was. blank: state → columns that are not looked at in it. once: the column without which a
    row does not count yet.
    """

    table: Table
    owner: Owner = Owner.CASE
    changing: frozenset[str] = frozenset()
    loose: frozenset[str] = frozenset()
    appended: bool = False
    born: str | None = None
    blank: Mapping[str, frozenset[str]] = field(default_factory=dict)
    once: str | None = None

    @property
    def layout(self) -> "Layout":
        """The columns that are fingerprinted today."""
        names = sorted(set(self.table.c.keys()) - self.loose)
        return Layout(
            fixed=tuple(name for name in names if name not in self.changing),
            changing=tuple(name for name in names if name in self.changing),
        )


@dataclass(frozen=True, kw_only=True)
class Layout:
    """Columns in the order in which they are fingerprinted; a later version of a table may have others."""

    fixed: tuple[str, ...]
    changing: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A row as it lies there. case_id: of its case, None if it has none."""

    key: str
    case_id: int | None
    values: Payload


def _but(table: Table, *names: str) -> frozenset[str]:
    return frozenset(table.c.keys()) - set(names)


_UNDRAWN = frozenset({"number", "dated", "message_id", "way", "promised"})
"""What is fixed a moment before a letter is drawn up, in a transaction of its own that tells no event."""
_STILL_READ = _but(tables.intake, "id")

_ALL = (
    Watched(
        table=tables.intake,
        changing=_but(
            tables.intake, "id", "source", "source_key", "index", "sha256", "size", "project", "first_seen_at"
        ),
        loose=frozenset({"told_at"}),  # whether its source knows already
        blank={state.value: _STILL_READ for state in PENDING},
    ),
    Watched(table=tables.reading, owner=Owner.INTAKE),
    Watched(table=tables.correction, owner=Owner.INTAKE, born="made_at"),
    Watched(
        table=case_tables.case,
        owner=Owner.ITSELF,
        changing=_but(case_tables.case, "id", "number", "intake_id", "opened_at"),
        # The end of its chain and what follows from its clocks are compared with those.
        loose=frozenset({"events", "event_head", "next_due_at", "running"}),
        born="opened_at",
    ),
    Watched(table=case_tables.decision, born="made_at"),
    Watched(table=case_tables.event, born="at"),
    Watched(
        table=case_tables.clock,
        changing=_but(case_tables.clock, "id", "intake_id", "clock", "round"),
        loose=frozenset({"wakes_at"}),  # follows from the others
    ),
    Watched(table=case_tables.clock_firing, owner=Owner.CLOCK, appended=True, born="fired_at"),
    Watched(
        table=case_tables.letter,
        changing=_but(
            case_tables.letter, "id", "case_id", "intake_id", "kind", "round", "version", "script", "department"
        ),
        # What drafter and sender note of their attempts; to_key follows to_address.
        loose=frozenset({"claimed_by", "claimed_at", "answer", "error", "held", "to_key"}),
        blank={LetterState.DRAFT.value: _UNDRAWN, LetterState.RETURNED.value: _UNDRAWN},
    ),
    Watched(table=case_tables.letter_case, changing=frozenset({"ended_at"}), born="named_at"),
    Watched(table=desk.letter_edit, owner=Owner.LETTER, born="at"),
    Watched(table=desk.acceptance, owner=Owner.LETTER, born="at"),
    Watched(table=desk.letter_hand, owner=Owner.LETTER),
    Watched(
        table=desk.grade_lowering,
        changing=frozenset({"state", "settled_by", "settled_for", "settled_at", "remark"}),
        born="asked_at",
    ),
    Watched(
        table=desk.hand_up,
        changing=_but(desk.hand_up, "id", "case_id", "rung", "handed_by", "handed_for", "handed_at"),
        born="handed_at",
    ),
    Watched(table=desk.blocking, changing=frozenset({"state", "cleared_by", "cleared_at"}), born="blocked_at"),
    Watched(table=desk.plan, changing=frozenset({"state", "submitted_at", "submitted_by"}), born="made_at"),
    Watched(table=desk.case_record, born="made_at"),
    Watched(table=desk.evidence, changing=frozenset({"withdrawn_at", "withdrawn_by"}), born="made_at"),
    Watched(table=desk.approval, owner=Owner.SUBJECT, changing=frozenset({"voided_at"}), born="at"),
    Watched(table=past_tables.past_case),
    Watched(table=desk.case_view, appended=True, born="at"),
    Watched(table=desk.api_case_view, appended=True, born="at"),
    Watched(table=desk.case_group, owner=Owner.HOUSE, appended=True, born="made_at"),
    Watched(table=desk.group_member, changing=frozenset({"group_id", "confirmed", "leads"})),
    Watched(table=desk.group_act, owner=Owner.HOUSE, appended=True, born="at"),
    Watched(table=desk.group_text, owner=Owner.HOUSE, appended=True, born="made_at"),
    Watched(table=desk.rendition, owner=Owner.HOUSE, appended=True, born="made_at"),
    Watched(table=desk.print_batch, owner=Owner.HOUSE, appended=True, born="made_at"),
    Watched(
        table=report_tables.closed_month,
        owner=Owner.HOUSE,
        appended=True,
        loose=frozenset({"looked_at"}),  # once a day
        born="closed_at",
    ),
    Watched(table=report_tables.closed_figures, owner=Owner.HOUSE, appended=True, born="seen_at"),
    Watched(table=tables.rulebook, owner=Owner.HOUSE, appended=True, born="first_used_at"),
    Watched(table=tables.rulebook_version, owner=Owner.HOUSE, appended=True, born="at"),
    Watched(
        table=tables.mailbox_state,
        owner=Owner.HOUSE,
        appended=True,
        loose=_but(tables.mailbox_state, "source", "start_from"),  # how far a poller has come: `ledger` counts that
    ),
    Watched(table=desk.house_event, owner=Owner.HOUSE, appended=True, born="at"),
    Watched(
        table=staff.person,
        owner=Owner.HOUSE,
        changing=_but(staff.person, "id", "login", "made_at", "made_by"),
        loose=frozenset({"language", "digest"}),  # what a person sets for themselves
        born="made_at",
    ),
    Watched(table=staff.role_grant, owner=Owner.HOUSE),
    Watched(table=staff.deputy, owner=Owner.HOUSE, changing=frozenset({"until_at"}), born="made_at"),
    Watched(
        table=staff.change_request,
        owner=Owner.HOUSE,
        changing=frozenset({"state", "decided_by", "decided_at", "note", "link_open"}),
        born="asked_at",
    ),
    Watched(
        table=staff.second_factor,
        owner=Owner.HOUSE,
        changing=frozenset({"secret", "made_at", "set_at"}),
        loose=frozenset({"last_step"}),  # spent at each sign-in
        once="set_at",
    ),
    Watched(table=staff.recovery_code, owner=Owner.HOUSE, changing=frozenset({"used_at"})),
    Watched(
        table=staff.api_token,
        owner=Owner.HOUSE,
        changing=frozenset({"revoked_at", "revoked_by"}),
        loose=frozenset({"used_at"}),  # at most once a minute, by every use
        born="made_at",
    ),
    Watched(
        table=api_tables.webhook,
        owner=Owner.HOUSE,
        changing=frozenset({"stopped_at", "stopped_by", "removed_at"}),
        loose=frozenset({"failures", "retry_at"}),  # of each try
        born="made_at",
    ),
    Watched(table=tables.project, owner=Owner.HOUSE, changing=_but(tables.project, "id", "name")),
    Watched(table=tables.household, owner=Owner.HOUSE, changing=_but(tables.household, "id")),
    Watched(table=homes.occupant, owner=Owner.HOUSE, changing=_but(homes.occupant, "id", "household_id")),
)
WATCHED: Mapping[str, Watched] = {one.table.name: one for one in _ALL}

_JOINED = {Owner.INTAKE: tables.intake, Owner.LETTER: case_tables.letter, Owner.CLOCK: case_tables.clock}

UNWATCHED: Mapping[str, str] = {
    "event_payload": "bound to its event by the chain: what is altered or gone there breaks it",
    "house_event_payload": "bound to its entry by the chain of the house log",
    "house_head": "the end of the chain of the house log, compared with it and with what was signed",
    "contact": "made from its household's row and compared with that; its key, a telephone number, is signed nowhere",
    homes.directory_upload.name: "a list being looked at; what was taken over from it is an entry of the house log",
    past_tables.past_import.name: "a ledger being looked at; what was taken from it stands in the chains of its cases",
    "counter": "compared with the numbers that cases and letters bear, and with what was signed",
    "job": "asks a stage to look at a row, which alone says what is to be done",
    "lease": "says for minutes who polls a mailbox",
    "intake_text": "made from readings, for the search alone",
    "search_text": "made from readings and letters, and found wrong by nobody but a search",
    "web_session": "lasts for hours; each sign-in is an entry of the house log",
    "sign_in_link": "lasts for days; what it sets is an entry of the house log",
    "known_address": "spares a person at their usual address a delay; nobody gets in by it",
    "sign_in_failure": "lasts for minutes",
    "change_notice": "says which mail about a change has gone out",
    "erasing": "says for minutes what is still to be erased; what was to be stands in the event of the erasure",
    "retention_run": "says when the retention last ran; what it erased stands in events",
    "form_draft": "typed and not sent: its person alone sees it, and it counts for nothing",
    "examination": "says how the instance was found last; the next look replaces it",
    "source_contact": "says when a source was last looked into; the next look replaces it",
    "source_comparison": "says when a source was last held against the rows; the next time replaces it",
    "rulebook_declined": "hides a proposal; each is an entry of the house log",
    "rulebook_draft": "decides nothing; what goes live of it is a version, and an entry of the house log",
    "survey": "its plan, its start and its end are entries of the house log",
    "survey_project": "follows from its survey, which is an entry of the house log",
    "survey_household": "drawn by the seed of its survey; the start is an entry of the house log",
    "survey_follow_up": "its result is an entry of the house log; it loses its household when its survey is closed",
    "survey_measure": "each is an entry of the house log, and so is that it was done",
    "survey_answer": "each is an entry of the house log; it loses its household by itself when its survey is closed",
    homes.household_note.name: "each is an entry of the house log",
    homes.household_view.name: "says who looked at a household; nothing is decided by it",
    "letter_template": "its file is held against its name; each taking into use is an entry of the house log",
    "letter_template_use": "each is an entry of the house log",
    "company_profile": "stands in the letters that it was said in; each change is an entry of the house log",
    "company_account": "each link is an entry of the house log, and so is each sign-in by it",
    "company_attempt": "lasts for minutes",
    "mail_authorisation": "lasts for minutes",
    "provider_document": "fetched again within the hour, and checked by its signatures",
    "digest": "says whose morning's mail has gone out",
    "typical_case": "each draft, publishing and withdrawing is an entry of the house log",
    "typical_version": "each saving is an entry of the house log",
    "typical_pass": "each words let stand are an entry of the house log",
    "webhook_delivery": "says which event a program was told of",
    "calendar_link": "reads numbers and deadlines alone; that it was made is an entry of the house log",
    "api_request": "says which writing of a program was taken; what it did stands in the case's chain",
    notice_tables.notice_way.name: "says where a person wants to be told; nothing but numbers and links goes there",
    notice_tables.notice.name: "tells a person of an event, which stands in its chain",
    notice_tables.notice_delivery.name: "says which notice has gone out",
}


def stream(session: Session, watched: Watched, cases: Sequence[int]) -> Iterator[Seen]:
    """The rows of a table that belong to these cases, in the order of their keys."""
    query, owner = _query(watched.table.name)
    for at in range(0, len(cases), _AT_ONCE):
        yield from _seen(session, watched, query.where(owner.in_(cases[at : at + _AT_ONCE])))


def ownerless(session: Session, watched: Watched) -> Iterator[Seen]:
    """The rows of a table that belong to no case, in the order of their keys, not all in memory at once."""
    query, owner = _query(watched.table.name)
    yield from _seen(session, watched, query if watched.owner is Owner.HOUSE else query.where(owner.is_(None)))


def sums(session: Session, watched: Watched) -> tuple[int, int]:
    """How many rows a table has, and its greatest id; 0 if its key is no number."""
    table = watched.table
    last = func.max(table.c.id) if "id" in table.c else literal(0)
    row = session.execute(select(func.count(), last).select_from(table)).one()
    return int(row[0]), int(row[1] or 0)


def _seen(session: Session, watched: Watched, query: Query) -> Iterator[Seen]:
    names = tuple(watched.table.c.keys())
    keys = [names.index(column.name) for column in watched.table.primary_key.columns]
    ordered = query.order_by(*watched.table.primary_key.columns)
    for row in session.execute(ordered.execution_options(yield_per=_AT_ONCE)):
        values = [plain(value) for value in row[:-1]]
        if watched.once is not None and row[names.index(watched.once)] is None:
            continue
        key = key_of(*(values[at] for at in keys))
        yield Seen(key=key, case_id=row[-1], values=dict(zip(names, values, strict=True)))


def fingerprints(watched: Watched, seen: Seen, layout: Layout) -> tuple[str, str]:
    """Of the fixed columns and of the others; columns that the table no longer has count as empty."""
    values = dict(seen.values)
    state = str(values.get("state"))
    for name in watched.blank.get(state, ()):
        values[name] = None
    if watched.table is case_tables.letter and state == LetterState.SENDING:
        values["state"] = LetterState.QUEUED.value  # claimed by a sender: for a moment, and without an event
    return _print(values, layout.fixed), _print(values, layout.changing)


def unlooked(watched: Watched, layout: Layout) -> str | None:
    """The fingerprint of the changing columns in a state in which none of them is looked at, if there is one."""
    if any(names >= set(layout.changing) for names in watched.blank.values()):
        return _print({}, layout.changing)
    return None


def _print(values: Payload, names: Sequence[str]) -> str:
    if not names:
        return ""
    text = json.dumps([[name, values.get(name)] for name in names], ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_PRINT]


def plain(value: object) -> object:
    """A value alike from both databases: SQLite keeps times as text in UTC, and 0 and 1 for no and yes."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, datetime):
        utc = value if value.tzinfo is None else value.astimezone(UTC)
        return utc.replace(tzinfo=None).isoformat(sep=" ", timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    return value.hex() if isinstance(value, bytes | memoryview) else value


@cache
def _query(name: str) -> tuple[Query, Clause]:
    watched = WATCHED[name]
    source, owner = _owned(watched)
    raw = [type_coerce(column, Text).label(column.name) for column in watched.table.columns]
    columns: Sequence[Clause] = (*raw, owner.label("owner_case"))
    query: Query = select(*columns).select_from(source)
    return query, owner


def _owned(watched: Watched) -> tuple[FromClause, Clause]:
    """The table joined to what names its case, and the case's id."""
    table = watched.table
    if watched.owner is Owner.SUBJECT:
        return _subjects(table)
    if watched.owner in _JOINED:
        other = _JOINED[watched.owner]
        return table.outerjoin(other, other.c.id == table.c[f"{watched.owner}_id"]), other.c.case_id
    own = {Owner.ITSELF: "id", Owner.CASE: "case_id"}.get(watched.owner)
    return table, table.c[own] if own else literal(None, Integer)


def _subjects(table: Table) -> tuple[FromClause, Clause]:
    """The case of an approval: of its letter or its plan."""
    letter, plan, subject = case_tables.letter, desk.plan, table.c.subject
    of_letter = and_(subject == Subject.LETTER, letter.c.id == table.c.subject_id)
    of_plan = and_(subject == Subject.PLAN, plan.c.id == table.c.subject_id)
    source = table.outerjoin(letter, of_letter).outerjoin(plan, of_plan)
    return source, func.coalesce(letter.c.case_id, plan.c.case_id)
