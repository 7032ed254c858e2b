"""Adds, changes and removes the mailboxes that admins keep in the browser; the pollers take it up by themselves."""

import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from domain.codes import Role
from domain.events import HouseEvent
from domain.settings import MAILBOXES_FILE, MailboxSettings, Security
from domain.staff import Person
from ingest.sources.trying import Trial
from store import house_log
from store.private import open_private, private_folder
from workers.instance.house_entries import noted
from workers.instance.mailbox_file import LiveMailboxes
from workers.instance.permissions import permit, present
from workers.instance.refusals import Refused
from workers.instance.services import Services
from workers.mailboxes.entry import MailboxEntry, Table, kept, table_of, written
from workers.mailboxes.trying import tried

SECRETS = Path("data") / "secrets"
_SECRETS = frozenset({"password_env", "password_file", "oauth_token_env", "oauth_token_file"})


def save(services: Services, entry: MailboxEntry, *, actor: Person, before: str = "") -> None:
    """Set up a mailbox, or change the one called `before`. Raises Refused, with everything that is wrong."""
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        permit(actor, None, Role.ADMIN)
        house_log.end(session, lock=True)  # of two admins one waits
        boxes, root = _live(services), services.settings.root
        tables = kept(root)
        old = _old(tables, before)
        new = table_of(entry, old, services.zone)
        if entry.password:
            new["password_file"] = str(SECRETS / f"mailbox-{secrets.token_hex(8)}.password")
        _check(boxes, _with(tables, old, new))
        changed = sorted(name for name in {*old, *new} if old.get(name) != new.get(name))
        noted(services, session, HouseEvent.MAILBOX_SAVED, who=actor.login, mailbox=new["name"], changed=changed)
        if entry.password:
            _keep_secret(root / str(new["password_file"]), entry.password)
        _write(root, _with(tables, old, new))
    if entry.password:
        _drop_secret(root, old)
    boxes.look()


def remove(services: Services, name: str, *, actor: Person) -> None:
    """Take in from it no more; what came from it stays. Raises Refused."""
    if not name:
        raise Refused("请选定要删去的邮箱")
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        permit(actor, None, Role.ADMIN)
        house_log.end(session, lock=True)  # as above
        boxes, root = _live(services), services.settings.root
        tables = kept(root)
        old = _old(tables, name)
        noted(services, session, HouseEvent.MAILBOX_REMOVED, who=actor.login, mailbox=name)
        _write(root, [table for table in tables if table is not old])
    _drop_secret(root, old)
    boxes.look()


def try_entry(services: Services, entry: MailboxEntry, *, actor: Person, before: str = "") -> Trial:
    """Try what is typed in, without keeping it. Raises Refused."""
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        permit(actor, None, Role.ADMIN)
        tables = kept(services.settings.root)
        old = _old(tables, before)
        new = table_of(entry, old, services.zone)
        _check(_live(services), _with(tables, old, new), wants_secret=False)
    return tried(_settings(services, entry, new, before))


def _live(services: Services) -> LiveMailboxes:
    if services.boxes is None:
        raise Refused("这里不能在网页上设置邮箱；请写在 huihan.toml 里")
    return services.boxes


def _old(tables: Sequence[Table], name: str) -> Table:
    """The table that is changed; an empty one for a new mailbox."""
    if not name:
        return {}
    found = next((table for table in tables if table.get("name") == name), None)
    if found is None:
        raise Refused("{name} 不是在网页上设置的邮箱；请在 huihan.toml 里改", name=name)
    return found


def _with(tables: Sequence[Table], old: Table, new: Table) -> list[Table]:
    return [new if table is old else table for table in tables] if old else [*tables, new]


def _check(boxes: LiveMailboxes, tables: Sequence[Mapping[str, object]], *, wants_secret: bool = True) -> None:
    if not wants_secret:
        tables = [table if _SECRETS & table.keys() else {**table, "password_file": "-"} for table in tables]
    if problems := boxes.form.problems(written(tables)):
        said = "；".join(f"{one.where.rpartition('.')[2]}：{one.what}。{one.mend}" for one in problems)
        raise Refused("邮箱设置有误：{problems}", problems=said)


def _settings(services: Services, entry: MailboxEntry, table: Table, before: str) -> MailboxSettings:
    """What is tried: the typed password, else the one that is kept."""
    old = next((box for box in services.mailboxes if box.name == before), None)
    ca_file = services.settings.root / entry.ca_file.strip() if entry.ca_file.strip() else None
    settings = MailboxSettings(
        name=str(table["name"]),
        host=str(table["host"]),
        port=int(str(table["port"])),
        security=Security(str(table["security"])),
        ca_file=ca_file,
        user=str(table["user"]),
        folder=str(table["folder"]),
        after=str(table["after"]),
    )
    if entry.password:
        return replace(settings, password=entry.password)
    return replace(settings, password=old.password, oauth_token=old.oauth_token) if old else settings


def _write(root: Path, tables: Sequence[Mapping[str, object]]) -> None:
    """Whole or not at all."""
    part = root / f".{MAILBOXES_FILE}.part"
    with open(part, "w", encoding="utf-8", opener=open_private) as file:
        file.write(written(tables))
        file.flush()
        os.fsync(file.fileno())
    part.replace(root / MAILBOXES_FILE)


def _keep_secret(path: Path, secret: str) -> None:
    private_folder(path.parent)
    with open(path, "x", encoding="utf-8", opener=open_private) as file:
        file.write(secret.strip())
        file.flush()
        os.fsync(file.fileno())


def _drop_secret(root: Path, table: Mapping[str, object]) -> None:
    """Only what lies where ours do."""
    name = table.get("password_file")
    if isinstance(name, str) and Path(name).parent == SECRETS:
        (root / name).unlink(missing_ok=True)
