"""Every text that the database holds, row by row: where a resident may be named, whichever table is added next.

What is looked through is taken from the schema itself, so that no table is forgotten when personal data are sought.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Table, Text, and_, literal, select, type_coerce, update
from sqlalchemy.orm import Session

from domain.work_codes import Subject
from store.all_tables import SCHEMA
from store.case_tables import event, letter
from store.columns import Mail, Plain, Wire
from store.desk_tables import plan
from store.erasures import key_of
from store.rows import AnyColumn, AnyRow, Query
from store.tables import intake

_AT_ONCE = 500
_NAMES_NOBODY = frozenset({"mailbox_state", "lease", "counter", "erasing", "retention_run", "sign_in_link"})
"""Tables of the machine's own, without a word from outside; and what is still to be erased, which names whom itself."""
_OF_STAFF = frozenset(
    {
        "person",
        "role_grant",
        "deputy",
        "case_view",
        "digest",
        "sign_in_failure",
        "api_token",
        "api_case_view",
        "api_request",
        "webhook",
        "webhook_delivery",
        "calendar_link",
        "household_view",
    }
)
"""Tables about the staff and the company's programs, not about residents."""
_OF_HOUSEHOLDS = frozenset({"contact", "occupant", "household_note", "survey_answer", "survey_follow_up"})


@dataclass(frozen=True, kw_only=True)
class Held:
    """The texts of one row. key: as `erasures.key_of`; keys: its values; texts: column → as stored; json: which are.

    household_id: of a row of the directory.
    """

    table: str
    key: str
    keys: tuple[object, ...]
    case_id: int | None
    intake_id: int | None
    texts: Mapping[str, str]
    json: frozenset[str]
    household_id: int | None = None


def texts(session: Session) -> Iterator[Held]:
    """Every row that holds a text from outside, table by table, not all in memory at once."""
    letters = {row.id: (row.case_id, row.intake_id) for row in session.execute(_LETTERS)}
    intakes = {row.id: row.case_id for row in session.execute(select(intake.c.id, intake.c.case_id))}
    plans = {row.id: row.case_id for row in session.execute(select(plan.c.id, plan.c.case_id))}
    for table in SCHEMA.sorted_tables:
        columns = text_columns(table)
        if columns:
            for row in session.execute(_query(table, columns)):
                yield _held(table, columns, row, _links(table, row, letters, intakes, plans))


def one(session: Session, table: str, keys: tuple[object, ...]) -> Held | None:
    """One row as `texts` gives it, without what it belongs to; None if it is gone."""
    found = SCHEMA.tables[table]
    columns = text_columns(found)
    where = [column == key for column, key in zip(found.primary_key.columns, keys, strict=True)]
    row = session.execute(_query(found, columns).where(*where)).first()
    return None if row is None else _held(found, columns, row, (None, None))


def text_columns(table: Table) -> tuple[AnyColumn, ...]:
    """The columns of a table in which words from outside may stand."""
    if table.name in _NAMES_NOBODY | _OF_STAFF:
        return ()
    return tuple(column for column in table.c if isinstance(column.type, Plain | Mail | Wire))


def replace(session: Session, table: str, keys: tuple[object, ...], values: Mapping[str, str | None]) -> None:
    """Set texts of one row, given as they are to be stored (JSON where the column holds JSON)."""
    found = SCHEMA.tables[table]
    where = [column == key for column, key in zip(found.primary_key.columns, keys, strict=True)]
    stored = {name: literal(one, Text) for name, one in values.items()}
    session.execute(update(found).where(and_(*where)).values(stored))


def _query(table: Table, columns: tuple[AnyColumn, ...]) -> Query:
    home = ("household_id",) if table.name in _OF_HOUSEHOLDS else ()
    names = ("case_id", "intake_id", "letter_id", "subject", "subject_id", *home)
    more = [table.c[name].label(f"_{name}") for name in names if name in table.c]
    wanted = [*table.primary_key.columns, *(type_coerce(column, Text).label(f"t_{column.name}") for column in columns)]
    query: Query = select(*wanted, *more)
    if table.name == "event_payload":
        query = query.add_columns(event.c.case_id.label("_case_id")).join(event, event.c.id == table.c.event_id)
    return query.order_by(*table.primary_key.columns).execution_options(yield_per=_AT_ONCE)


def _held(table: Table, columns: tuple[AnyColumn, ...], row: AnyRow, links: tuple[int | None, int | None]) -> Held:
    values = row._mapping  # noqa: SLF001 - SQLAlchemy's public name for a row by its labels
    keys = tuple(values[column] for column in table.primary_key.columns)
    found = {column.name: values[f"t_{column.name}"] for column in columns if values[f"t_{column.name}"]}
    json = {column.name for column in columns if isinstance(column.type, Wire)}
    json |= {"documents"} if table.name == "reading" else {"payload"} if table.name.endswith("event_payload") else set()
    return Held(
        table=table.name,
        key=key_of(*keys),
        keys=keys,
        case_id=links[0],
        intake_id=links[1],
        texts=found,
        json=frozenset(json),
        household_id=keys[0] if table.name == "household" else values.get("_household_id"),
    )


def _links(
    table: Table,
    row: AnyRow,
    letters: Mapping[int, tuple[int, int]],
    intakes: Mapping[int, int | None],
    plans: Mapping[int, int],
) -> tuple[int | None, int | None]:
    """The case and the intake that a row belongs to, as far as it belongs to any."""
    values = row._mapping  # noqa: SLF001 - as above
    if table.name == "case":
        return values["id"], None
    if table.name == "intake":
        return values["_case_id"], values["id"]
    if table.name == "approval":
        subject = values["_subject_id"]
        return (letters.get(subject, (None,))[0] if values["_subject"] is Subject.LETTER else plans.get(subject)), None
    if "_letter_id" in values:
        return letters.get(values["_letter_id"], (None, None))
    intake_id = values.get("_intake_id")
    case_id = values.get("_case_id")
    return (intakes.get(intake_id) if case_id is None and intake_id is not None else case_id), intake_id


_LETTERS = select(letter.c.id, letter.c.case_id, letter.c.intake_id)
