"""Covers what names a resident in rows that stay: plans, and what others wrote; offsets into the texts still hold."""

import json

from sqlalchemy import BigInteger, Integer, select
from sqlalchemy.orm import Session

from store import personal
from store.desk_tables import plan
from store.erasures import Erasure, key_of
from store.tables import metadata
from workers.privacy.resident import MASK, Resident

_NOT_MASKED = frozenset({"rulebook", "search_text", "event_payload", "house_event_payload"})
"""Tables that are known by their hash, stand in a chain or are rebuilt from the others."""


def mask_row(session: Session, table: str, keys: tuple[object, ...], resident: Resident) -> Erasure:
    """Cover the resident in one row; a value that is nothing but the resident's goes whole, where it may be missing."""
    held = personal.one(session, table, keys) if table not in _NOT_MASKED else None
    if held is None:
        return Erasure()
    changed: dict[str, str | None] = {}
    for column, text in held.texts.items():
        masked = _masked_json(text, resident) if column in held.json else resident.masked(text)
        if masked != text:
            nullable = metadata.tables[table].c[column].nullable
            changed[column] = None if nullable and not masked.strip(MASK + " ") else masked
    if not changed:
        return Erasure()
    personal.replace(session, table, keys, changed)
    return Erasure(rows=frozenset({(table, key_of(*keys))}))


def mask_rest(session: Session, emptied: Erasure, resident: Resident) -> Erasure:
    """Cover what rows that were emptied say still: whatever column is added to them some day."""
    found = Erasure()
    for table, key in sorted(emptied.rows):
        keys = metadata.tables[table].primary_key.columns
        if len(keys) == 1 and all(isinstance(column.type, Integer | BigInteger) for column in keys):
            found |= mask_row(session, table, (int(key),), resident)
    return found


def plan_rows(session: Session, case_id: int) -> list[tuple[str, tuple[object, ...]]]:
    """The plans of a case: what was decided stays, without whom it was for."""
    return [("plan", (id_,)) for id_ in session.execute(select(plan.c.id).where(plan.c.case_id == case_id)).scalars()]


def _masked_json(text: str, resident: Resident) -> str:
    value = json.loads(text)
    masked = _masked(value, resident)
    return text if masked == value else json.dumps(masked, ensure_ascii=False, separators=(",", ":"))


def _masked(value: object, resident: Resident) -> object:
    if isinstance(value, str):
        return resident.masked(value)
    if isinstance(value, list):
        return [_masked(one, resident) for one in value]
    if isinstance(value, dict):
        return {key: _masked(one, resident) for key, one in value.items()}
    return value
