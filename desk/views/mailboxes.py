"""The mailboxes and the scan folder for an admin: how each was last found, what came of what it showed."""

from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from desk.access import Viewer
from desk.messages import N_
from domain.mail_providers import Provider, provider_of
from domain.said import Sentence
from domain.settings import SCAN_FOLDER, MailboxSettings
from ingest.sources.trying import Step, Trial
from store import comparisons, contacts, ledger, mailboxes, waiting_jobs
from store.comparisons import Comparison
from store.contacts import Contact
from store.ledger import LedgerRow
from workers.instance import grants
from workers.instance.grants import Grant
from workers.instance.smtp_faults import Trouble
from workers.mailboxes.entry import MailboxEntry
from workers.mailboxes.sign_in_fields import SignIn
from workers.mailboxes.way_out import SmtpEntry

STEPS = {
    Step.FIND: N_("找到主机"),
    Step.CONNECT: N_("连上端口"),
    Step.SIGN_IN: N_("安全登录"),
    Step.FOLDER: N_("打开文件夹"),
    Step.AFTER: N_("收后处理"),
}
FORM_FIELDS = tuple(one.name for one in fields(MailboxEntry) if one.name != "sign_in")
SMTP_FIELDS = tuple(one.name for one in fields(SmtpEntry) if one.name != "sign_in")
SIGN_IN_FIELDS = tuple(one.name for one in fields(SignIn))
_SILENT = timedelta(minutes=10)
"""A source that was not looked into for so long is told of."""


@dataclass(frozen=True, kw_only=True)
class SourceLine:
    """One source. settings: None for the scan folder. start_from: what came earlier was left where it is. grant: what
    its provider granted, None for nothing.
    """

    name: str
    settings: MailboxSettings | None
    provider: Provider | None
    contact: Contact | None
    state: Sentence
    level: str
    ago: timedelta | None
    start_from: datetime | None
    grant: Grant | None
    compared: Comparison | None
    shown: int | None
    counts: LedgerRow


@dataclass(frozen=True, kw_only=True)
class TriedStep:
    """One step of a trial. level: calm, late, or empty for one that was not reached."""

    label: str
    level: str = ""


@dataclass(frozen=True, kw_only=True)
class TrialView:
    """What came of trying out the mailbox `name`."""

    name: str
    trial: Trial
    steps: tuple[TriedStep, ...] = field(default=())


@dataclass(frozen=True, kw_only=True)
class SmtpTried:
    """What came of trying out the way out. wrong: what stands in the way, None for nothing."""

    wrong: Trouble | None


def source_lines(viewer: Viewer, session: Session) -> list[SourceLine]:
    """The mailboxes as they are set up, then the scan folder."""
    services = viewer.services
    now = services.now()
    known, held = contacts.all_known(session), waiting_jobs.held(session, now)
    counted = {row.source: row for row in ledger.count(session)}
    compared = comparisons.all_kept(session)
    boxes: list[MailboxSettings | None] = [*services.mailboxes, None]
    lines = []
    for box in boxes:
        name = box.name if box else SCAN_FOLDER
        contact, state = known.get(name), mailboxes.get(session, name) if box else None
        said, level = _state(contact, now, polled=name in held)
        lines.append(
            SourceLine(
                name=name,
                settings=box,
                provider=provider_of(box.host, box.user) if box else None,
                contact=contact,
                state=said,
                level=level,
                ago=now - contact.worked_at if contact and contact.worked_at else None,
                start_from=(box.start_from if box else None) or (state.start_from if state else None),
                grant=grants.read(box.oauth.grant) if box and box.oauth else None,
                compared=compared.get(name),
                shown=state.shown if state else None,
                counts=counted.get(name, LedgerRow(source=name)),
            )
        )
    return lines


def trial_view(name: str, trial: Trial) -> TrialView:
    """Each step, with the one that failed."""
    steps, failed = [], False
    for step, label in STEPS.items():
        if step in trial.done:
            steps.append(TriedStep(label=label, level="calm"))
        else:
            steps.append(TriedStep(label=label, level="" if failed else "late"))
            failed = True
    return TrialView(name=name, trial=trial, steps=tuple(steps))


def _state(contact: Contact | None, now: datetime, *, polled: bool) -> tuple[Sentence, str]:
    if contact is not None and contact.problem is not None:
        return Sentence(N_("连不上")), "late"
    if not polled and (contact is None or now - contact.tried_at > _SILENT):
        return Sentence(N_("没有程序在收")), "near"
    if contact is None:
        return Sentence(N_("还没有连接过")), "near"
    return Sentence(N_("正常")), "calm"
