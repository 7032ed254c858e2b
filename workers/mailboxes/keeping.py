"""Adds, changes and removes the mailboxes that admins keep in the browser; the pollers take it up by themselves."""

from dataclasses import replace
from functools import reduce

from domain.codes import Role
from domain.events import HouseEvent
from domain.reading import Problem
from domain.said import N_, Sentence
from domain.settings import MailboxSettings
from domain.staff import Person
from ingest.sources.trying import Trial
from store import house_log
from workers.instance.house_entries import noted
from workers.instance.mailbox_file import LiveMailboxes
from workers.instance.permissions import permit, present
from workers.instance.refusals import Refused
from workers.instance.services import Services
from workers.mailboxes import kept, secret_files
from workers.mailboxes.entry import MailboxEntry, table_of
from workers.mailboxes.kept import Kept, Table, changed
from workers.mailboxes.sign_in_fields import keep_typed, with_typed
from workers.mailboxes.trying import tried

_SECRETS = frozenset({"password_env", "password_file", "oauth_token_env", "oauth_token_file", "oauth_client_id"})


def save(services: Services, entry: MailboxEntry, *, actor: Person, before: str = "") -> None:
    """Set up a mailbox, or change the one called `before`. Raises Refused, with everything that is wrong."""
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        permit(actor, None, Role.ADMIN)
        house_log.end(session, lock=True)  # of two admins one waits
        boxes, root = live(services), services.settings.root
        now = kept.read(root)
        old = now.box(before)
        new = table_of(entry, old, services.zone)
        check(boxes, now.with_box(old, new))
        noted(
            services, session, HouseEvent.MAILBOX_SAVED, who=actor.login, mailbox=new["name"], changed=changed(old, new)
        )
        keep_typed(root, new, entry.sign_in)
        kept.write(root, now.with_box(old, new))
    secret_files.drop_replaced(root, old, new)
    boxes.look()


def remove(services: Services, name: str, *, actor: Person) -> None:
    """Take in from it no more; what came from it stays. Raises Refused."""
    if not name:
        raise Refused("请选定要删去的邮箱")
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        permit(actor, None, Role.ADMIN)
        house_log.end(session, lock=True)  # as above
        boxes, root = live(services), services.settings.root
        now = kept.read(root)
        old = now.box(name)
        noted(services, session, HouseEvent.MAILBOX_REMOVED, who=actor.login, mailbox=name)
        kept.write(root, now.without_box(old))
    secret_files.drop_replaced(root, old, {})
    boxes.look()


def try_entry(services: Services, entry: MailboxEntry, *, actor: Person, before: str = "") -> Trial:
    """Try what is typed in, without keeping it. Raises Refused."""
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        permit(actor, None, Role.ADMIN)
        now = kept.read(services.settings.root)
        old = now.box(before)
        new = table_of(entry, old, services.zone)
        if entry.sign_in.password:
            del new[secret_files.PASSWORD]  # nothing is written: the file is not there
        wanted = now.with_box(old, _provisional(new))
        check(live(services), wanted)
    return tried(_typed(live(services), wanted, new, entry))


def live(services: Services) -> LiveMailboxes:
    """The mailboxes of this instance. Raises Refused where they are not kept in the browser."""
    if services.boxes is None:
        raise Refused("这里不能在网页上设置邮箱；请写在 huihan.toml 里，再重启服务")
    return services.boxes


def check(boxes: LiveMailboxes, wanted: Kept) -> None:
    """Raises Refused with everything that would be wrong with that file."""
    if problems := boxes.form.problems(kept.text_of(wanted)):
        said = [_said(one) for one in problems]
        listed = reduce(lambda one, other: Sentence(N_("{one}；{other}"), {"one": one, "other": other}), said)
        raise Refused("邮箱设置有误：{problems}", problems=listed)


def _said(problem: Problem) -> Sentence:
    values = {"key": problem.where.rpartition(".")[2], "what": problem.what, "mend": problem.mend}
    return Sentence(N_("{key}：{what}。{mend}"), values)


def _provisional(table: Table) -> Table:
    """With a password of some kind: one may try before one has any."""
    return table if _SECRETS & table.keys() else {**table, secret_files.PASSWORD: "-"}


def _typed(boxes: LiveMailboxes, wanted: Kept, table: Table, entry: MailboxEntry) -> MailboxSettings:
    """What is tried: the typed secrets, else those that are kept."""
    name = str(table["name"])
    settings = next(
        box for box in boxes.form.read(kept.text_of(wanted)).mailboxes if box.name == name and box.kept_by_desk
    )
    password = entry.sign_in.password.strip() or settings.password
    return replace(settings, password=password, oauth=with_typed(settings.oauth, entry.sign_in))
