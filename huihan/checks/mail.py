"""The mailboxes and the way out for mail."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from sqlalchemy.exc import SQLAlchemyError

from huihan.checks.finding import Finding, Patient
from huihan.checks.stored import answer, no_database_yet
from huihan.errors import RefusedError
from huihan.opened import open_services
from huihan.who_wrote import advice
from store import comparisons
from store.archive import Archive
from store.database import open_database
from workers.instance.smtp import SmtpTransport
from workers.instance.smtp_faults import NO_SERVER, trouble
from workers.intake.authserv import learn
from workers.intake.poll import mailbox_of


def mailboxes(patient: Patient) -> Iterator[Finding]:
    """Whether each mailbox answers, and what lies in it."""
    settings = patient.settings
    if not settings.mailboxes:
        yield Finding(check="mailboxes", ok=True, what="没有设置邮箱，只收 inbox/ 目录")
    for mailbox in settings.mailboxes:
        if mailbox.password is None and mailbox.oauth_token is None and mailbox.oauth is None:
            yield Finding(check="mailboxes", ok=False, what=f"{mailbox.name}：没有密码，未连接", mend="见 secrets")
            continue
        try:
            with open_services(settings) as services:
                report = mailbox_of(services, mailbox).check()
        except RefusedError as error:
            yield Finding(
                check="mailboxes", ok=False, what=f"{mailbox.name}：未连接", mend=str(error).partition("\n")[0]
            )
            continue
        if report.problem is not None:
            problem = report.problem
            yield Finding(check="mailboxes", ok=False, what=f"{problem.where}：{problem.what}", mend=problem.mend)
            continue
        before = f"，其中 {report.before_start} 封早于启用时间（只登记，不处理）" if report.before_start else ""
        what = f"{mailbox.name}：可以连接，共 {report.messages} 封{before}，尚未登记 {report.new} 封"
        yield Finding(check="mailboxes", ok=True, what=what)
        for note in report.notes:
            yield Finding(check="mailboxes", ok=True, what=f"{note.where}：{note.what}", mend=note.mend)


def authentication(patient: Patient) -> Iterator[Finding]:
    """Under which name each mailbox's server says who wrote."""
    settings = patient.settings
    if not settings.mailboxes or no_database_yet(settings):
        yield Finding(check="authentication", ok=True, what="还没有从邮箱收到邮件")
        return
    database = open_database(settings.database_url)
    try:
        with database.reading() as session:
            learnt = [(box, learn(session, Archive(settings.archive), box)) for box in settings.mailboxes]
    except SQLAlchemyError:  # the database check says what is wrong with it
        return
    finally:
        database.dispose()
    for box, found in learnt:
        said = advice(box, found)
        yield Finding(check="authentication", ok=said.ok, what=said.what, mend=said.mend)


def compared(patient: Patient) -> Iterator[Finding]:
    """What came of holding each source against the rows, the last time somebody asked."""
    kept = answer(patient.settings, comparisons.all_kept) or {}
    if not patient.settings.mailboxes:
        yield Finding(check="ledger", ok=True, what="没有设置邮箱，没有可核对的")
    for name in (box.name for box in patient.settings.mailboxes):
        last = kept.get(name)
        if last is None or last.unreachable is not None:
            what = f"{name}：还没有与服务器核对过"
            yield Finding(
                check="ledger", ok=True, what=what, mend="在“收信邮箱”页按“与服务器核对”，或运行 huihan ledger"
            )
            continue
        at = f"{last.at.astimezone(ZoneInfo(patient.settings.zone)):%Y-%m-%d %H:%M}"
        if last.missing:
            what = f"{name}：{at} 核对，{last.shown} 件中有 {last.missing} 件没有登记"
            yield Finding(check="ledger", ok=False, what=what, mend="运行 huihan poll --once 后再核对")
        else:
            yield Finding(check="ledger", ok=True, what=f"{name}：{at} 与服务器核对一致，共 {last.shown} 件")


def smtp(patient: Patient) -> Iterator[Finding]:
    """Whether letters can be sent."""
    smtp = patient.settings.smtp
    if smtp is None:
        yield Finding(check="smtp", ok=True, what=str(NO_SERVER.what), mend=str(NO_SERVER.mend))
        return
    found = SmtpTransport(smtp, lambda _: None, lambda: patient.now).check()
    wrong = trouble(smtp, found) if found else None
    if wrong is None:
        yield Finding(check="smtp", ok=True, what=f"发信服务器 {smtp.host}:{smtp.port} 可以连接")
    else:
        yield Finding(check="smtp", ok=False, what=str(wrong.what), mend=str(wrong.mend))
