"""Tells the house log what has changed in huihan.toml since the service last started: keys, no values.

Values are compared by digests under the instance's key, which lie in the entry itself: they tell nothing to the one who
reads the log, and cannot be set back without breaking its chain.
"""

import hashlib
import hmac
import json
import tomllib
from collections.abc import Iterator

from sqlalchemy.orm import Session

from domain.events import HouseEvent
from domain.staff import HOUSE
from store import house_log
from store.house_log import Wanted
from workers.instance.services import Services

FILE = "huihan.toml"
_FIRST, _CHANGED = HouseEvent.SETTINGS_READ, HouseEvent.SETTINGS_CHANGED


def note(services: Services) -> tuple[str, ...]:
    """The keys that changed, such as `mailbox[office].host`; appended if there are any, or if it is the first look.

    A file that is not there or cannot be read holds nothing: the person who reads the settings says so.
    """
    digests = _digests(services)
    with services.database.transaction() as session:
        house_log.end(session, lock=True)  # of two that start at once one tells
        before = _read_last(session)
        changed = _differing(before or {}, digests)
        if before is not None and not changed:
            return ()
        payload = {"changed": changed if before is not None else [], "digests": digests}
        entry = _FIRST if before is None else _CHANGED
        house_log.append(session, at=services.now(), who=HOUSE, what=entry, payload=payload)
    return tuple(changed) if before is not None else ()


def awaiting_restart(services: Services, session: Session) -> tuple[str, ...]:
    """The keys that were changed since the service last started: it goes on as it was until it starts again."""
    before = _read_last(session)
    return tuple(_differing(before, _digests(services))) if before is not None else ()


def _read_last(session: Session) -> dict[str, str] | None:
    """The digests as they were at the last start; None before the first."""
    last = house_log.page(session, Wanted(what=(_FIRST, _CHANGED)), limit=1)
    return dict((last[0].payload or {}).get("digests", {})) if last else None


def _differing(before: dict[str, str], now: dict[str, str]) -> list[str]:
    return sorted(key for key in {*before, *now} if before.get(key) != now.get(key))


def _digests(services: Services) -> dict[str, str]:
    key = services.keys.derive("settings")
    try:
        content = tomllib.loads((services.settings.root / FILE).read_text("utf-8-sig"))
    except (OSError, ValueError):
        return {}
    return {
        name: hmac.new(key, f"{name}\n{json.dumps(value, default=str)}".encode(), hashlib.sha256).hexdigest()[:32]
        for name, value in _flat(content, "")
    }


def _flat(content: dict[str, object], prefix: str) -> Iterator[tuple[str, object]]:
    for name, value in content.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}.")
        elif isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
            for number, one in enumerate(value, start=1):
                yield from _flat(one, f"{prefix}{name}[{one.get('name', number)}].")
        else:
            yield f"{prefix}{name}", value
