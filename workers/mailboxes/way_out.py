"""The way out for mail as an admin types it in: tried, kept beside the mailboxes, taken up without a restart."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from domain.codes import Role
from domain.events import HouseEvent
from domain.settings import SmtpSettings
from domain.staff import Person
from store import house_log, serialization
from workers.instance.house_entries import noted
from workers.instance.killable import listen
from workers.instance.permissions import permit, present
from workers.instance.refusals import Refused
from workers.instance.services import Services
from workers.instance.smtp import Delivery, Fault, Outcome
from workers.instance.smtp_faults import Trouble, trouble
from workers.mailboxes import kept, secret_files, smtp_trial_process
from workers.mailboxes.entry import in_instance, port_of
from workers.mailboxes.keeping import check, live
from workers.mailboxes.kept import Table, changed
from workers.mailboxes.sign_in_fields import SignIn, keep_typed, sign_in_of, signed, with_typed

LIMIT = timedelta(seconds=30)
_STEP = timedelta(seconds=8)
"""For each answer of the server, in a trial."""


@dataclass(frozen=True, kw_only=True)
class SmtpEntry:
    """What the form holds. user: empty: no login. from_address: ours on letters."""

    host: str = ""
    port: str = "465"
    security: str = "tls"
    user: str = ""
    from_address: str = ""
    ca_file: str = ""
    sign_in: SignIn = field(default_factory=SignIn)


def entry_of(services: Services) -> SmtpEntry:
    """What the form shows: as it is set up now, here or in huihan.toml; no secret."""
    smtp, root = services.smtp, services.settings.root
    if smtp is None:
        return SmtpEntry()
    table = kept.read(root).smtp or {} if smtp.kept_by_desk else {}
    return SmtpEntry(
        host=smtp.host,
        port=str(smtp.port),
        security=smtp.security,
        user=smtp.user or "",
        from_address=smtp.from_address,
        ca_file=in_instance(smtp.ca_file, root),
        sign_in=sign_in_of(smtp.oauth, table),
    )


def save(services: Services, entry: SmtpEntry, *, actor: Person) -> None:
    """Send by it from now on; it goes before huihan.toml. Raises Refused, with everything that is wrong."""
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        permit(actor, None, Role.ADMIN)
        house_log.end(session, lock=True)  # of two admins one waits
        boxes, root = live(services), services.settings.root
        now = kept.read(root)
        old = now.smtp or {}
        new = _table(entry, old)
        check(boxes, replace(now, smtp=new))
        noted(services, session, HouseEvent.WAY_OUT_SAVED, who=actor.login, changed=changed(old, new))
        keep_typed(root, new, entry.sign_in)
        kept.write(root, replace(now, smtp=new))
    secret_files.drop_replaced(root, old, new)
    boxes.look()


def remove(services: Services, *, actor: Person) -> None:
    """Send as huihan.toml says again, or not at all. Raises Refused."""
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        permit(actor, None, Role.ADMIN)
        house_log.end(session, lock=True)  # as above
        boxes, root = live(services), services.settings.root
        now = kept.read(root)
        if now.smtp is None:
            raise Refused("发信服务器不是在网页上设置的；请在 huihan.toml 里改，再重启服务")
        noted(services, session, HouseEvent.WAY_OUT_REMOVED, who=actor.login)
        kept.write(root, replace(now, smtp=None))
    secret_files.drop_replaced(root, now.smtp, {})
    boxes.look()


def try_entry(services: Services, entry: SmtpEntry, *, actor: Person) -> Trouble | None:
    """What stands in the way of what is typed in, None for nothing; nothing is kept or sent. Raises Refused."""
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        permit(actor, None, Role.ADMIN)
    boxes = live(services)
    now = kept.read(services.settings.root)
    new = _table(entry, now.smtp or {})
    if entry.sign_in.password:
        del new[secret_files.PASSWORD]  # nothing is written: the file is not there
    wanted = replace(now, smtp=new)
    check(boxes, wanted)
    smtp = boxes.form.read(kept.text_of(wanted)).smtp
    if smtp is None:
        raise Refused("没有设置发信服务器")
    smtp = replace(
        smtp, password=entry.sign_in.password.strip() or smtp.password, oauth=with_typed(smtp.oauth, entry.sign_in)
    )
    return trouble(smtp, _tried(smtp, actor.email or ""))


def _table(entry: SmtpEntry, before: Mapping[str, object]) -> Table:
    """Its table; what the form does not have stays as it was. Raises Refused for what could not even be written."""
    texts = {name: value.strip() for name, value in vars(entry).items() if name != "sign_in"}
    if not all(text.isprintable() for text in texts.values()):
        raise Refused("发信设置中有看不见的字符；请重新输入，不要从别处粘贴")
    table: Table = {**before, "host": texts["host"], "security": texts["security"], "from": texts["from_address"]}
    table["port"] = port_of(texts["port"], "端口应为数字：tls 是 465，starttls 是 587")
    for name in ("user", "ca_file"):
        table.pop(name, None)
        if texts[name]:
            table[name] = texts[name]
    if entry.sign_in.password and not texts["user"]:
        raise Refused("填了密码，也要填登录名")
    return signed(table, before, entry.sign_in, "smtp")


def _tried(smtp: SmtpSettings, to_address: str) -> Delivery:
    """In a process apart, which is ended past its time."""
    oauth = smtp.oauth
    if oauth is not None:
        oauth = replace(oauth, grant=oauth.grant.absolute(), ca_file=_absolute(oauth.ca_file))
    settings = replace(smtp, timeout=min(smtp.timeout, _STEP), ca_file=_absolute(smtp.ca_file), oauth=oauth)
    errand = smtp_trial_process.Errand(settings=settings, to_address=to_address)
    try:
        given = serialization.dump(smtp_trial_process.Errand, errand).encode()
        spoken = listen(smtp_trial_process.COMMAND, limit=LIMIT, given=given)
        if spoken.in_time:
            return serialization.load(Delivery, spoken.said.decode())
    except (OSError, ValueError):
        return Delivery(outcome=Outcome.NOT_SENT, answer="—", fault=Fault.LOST)
    return Delivery(outcome=Outcome.NOT_SENT, answer="—", fault=Fault.TIMEOUT)


def _absolute(path: Path | None) -> Path | None:
    return path.absolute() if path else None
