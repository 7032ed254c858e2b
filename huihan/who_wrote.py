"""What `doctor` says of `authserv_id`: the exact line to write, learnt from mail received, or why not yet."""

from dataclasses import dataclass

from domain.settings import MailboxSettings
from ingest.authentication import same_organisation
from workers.intake.authserv import Learnt

_WITHOUT = "不设置也能用：后续来信除回复我方函件的以外，都等人工确认"


@dataclass(frozen=True, kw_only=True)
class Advice:
    """ok False: the setting does not fit what comes in."""

    ok: bool
    what: str
    mend: str = ""


def advice(mailbox: MailboxSettings, learnt: Learnt) -> Advice:
    """For one mailbox."""
    if not learnt.looked:
        return Advice(ok=True, what=f"{mailbox.name}：还没有收到邮件，收到几封后再看收件服务器怎样署名")
    if mailbox.authserv_ids:
        return _of_setting(mailbox, learnt)
    name = learnt.proposed
    seen = f"最近 {learnt.looked} 封邮件中"
    if name:
        strange = (
            "" if same_organisation(name, mailbox.host) else f"；它与 {mailbox.host} 不是同一域名，请先向邮箱服务商确认"
        )
        what = f"{mailbox.name}：{seen}有 {learnt.named[name]} 封由收件服务器“{name}”写明发件人是否经过验证{strange}"
        return Advice(ok=True, what=what, mend=f'在这个 [[mailbox]] 里写：authserv_id = "{name}"')
    if learnt.named:
        found, count = learnt.named.most_common(1)[0]
        what = f"{mailbox.name}：{seen}只有 {count} 封有“{found}”的验证结果，其余的可被发件人冒写"
        return Advice(ok=True, what=what, mend="暂不要设置 authserv_id，先让收件服务器给每封邮件都写上验证结果")
    what = f"{mailbox.name}：{seen}没有收件服务器的验证结果，不知道发件人是否属实"
    return Advice(ok=True, what=what, mend=_WITHOUT)


def _of_setting(mailbox: MailboxSettings, learnt: Learnt) -> Advice:
    names = "、".join(sorted(mailbox.authserv_ids))
    count = learnt.under(mailbox.authserv_ids)
    what = f"{mailbox.name}：最近 {learnt.looked} 封邮件中有 {count} 封由“{names}”写明发件人是否经过验证"
    if count == learnt.looked:
        return Advice(ok=True, what=what)
    if not count:
        line = f'改为 authserv_id = "{learnt.proposed}"' if learnt.proposed else "核对名字，或删去 authserv_id"
        return Advice(ok=False, what=what, mend=line)
    return Advice(ok=True, what=what, mend="其余的可被发件人冒写：让收件服务器给每封邮件都写上验证结果")
