"""Lets an admin try a mailbox out: a real connection, in a process that is ended when it takes too long."""

from dataclasses import replace
from datetime import timedelta

from domain.codes import Role
from domain.events import HouseEvent
from domain.reading import Problem
from domain.settings import MailboxSettings
from domain.staff import Person
from ingest.sources import imap
from ingest.sources.trying import Trial
from store import serialization
from workers.instance.house_entries import noted
from workers.instance.killable import listen
from workers.instance.permissions import permit, present
from workers.instance.refusals import Refused
from workers.instance.services import Services
from workers.mailboxes import trial_process

LIMIT = timedelta(seconds=25)


def try_mailbox(services: Services, name: str, *, actor: Person) -> Trial:
    """Try a mailbox that is set up. Raises Refused."""
    settings = next((box for box in services.mailboxes if box.name == name), None)
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        permit(actor, None, Role.ADMIN)
        if settings is None:
            raise Refused("没有叫 {name} 的邮箱；可能已被删去", name=name)
    trial = tried(settings)
    with services.database.transaction() as session:
        noted(services, session, HouseEvent.MAILBOX_TRIED, who=actor.login, mailbox=name, works=trial.works)
    return trial


def tried(settings: MailboxSettings, *, limit: timedelta = LIMIT) -> Trial:
    """Try these settings; what is wrong is the trial's problem."""
    given = serialization.dump(MailboxSettings, _sendable(settings)).encode()
    try:
        spoken = listen(trial_process.COMMAND, limit=limit, given=given)
        if spoken.in_time:
            return serialization.load(Trial, spoken.said.decode())
    except (OSError, ValueError):
        return _ended(settings, "试连的程序出错退出", "请稍后再试；一直如此请查看 data/huihan.log")
    what = f"{limit.total_seconds():.0f} 秒内没有试完，已停止"
    return _ended(settings, what, "多半是域名服务器或邮件服务器没有应答：请核对 host 与 port，检查网络与防火墙")


def _ended(settings: MailboxSettings, what: str, mend: str) -> Trial:
    return Trial(problem=Problem(where=imap.where(settings), what=what, mend=mend))


def _sendable(settings: MailboxSettings) -> MailboxSettings:
    """With paths that are ones wherever the process stands."""
    oauth = settings.oauth
    if oauth is not None:
        ca_file = oauth.ca_file.absolute() if oauth.ca_file else None
        oauth = replace(oauth, grant=oauth.grant.absolute(), ca_file=ca_file)
    return replace(settings, ca_file=settings.ca_file.absolute() if settings.ca_file else None, oauth=oauth)
