"""How many acknowledgements go out by themselves: no one may make the house flood a mailbox, a domain or everybody.

Beyond a cap a letter is held for a person, never dropped. It is asked where an acknowledgement gets its number, once,
in the transaction that gives it (docs/decisions/017).
"""

from sqlalchemy.orm import Session

from domain.mailboxes import FREEMAIL, domain_of
from domain.said import filled
from store import caps, directory
from store.caps import Acknowledged
from store.letters import LetterRow
from workers.instance.services import Services

_MAILBOX = "该发件人当日的自动告知已达上限：请人工决定是否发出"
_CASE = "本案当日的自动告知已达上限：请人工决定是否发出"
_DOMAIN = "发往 {domain} 的自动告知当日已达上限：请人工决定是否发出"
_HOUR = "全公司一小时内的自动告知已达上限：请人工决定是否发出"
_DAY = "全公司当日的自动告知已达上限：请人工决定是否发出"


def why_over(services: Services, session: Session, letter: LetterRow) -> str | None:
    """Why an acknowledgement must wait for a person, or None if it may go out by itself.

    On paper nothing floods anybody; what a person has released is theirs.
    """
    if not letter.to_address or letter.way is not None:
        return None
    sent = caps.acknowledged(session, letter.to_address, letter.case_id, services.now())
    limits = services.settings.limits
    if sent.mailbox >= limits.letters_per_sender_and_day:
        return _MAILBOX
    if sent.case >= limits.letters_per_case_and_day:
        return _CASE
    if _many_to(services, session, letter.to_address, sent):
        return filled(_DOMAIN, {"domain": domain_of(letter.to_address)})
    if sent.hour >= limits.letters_per_hour:
        return _HOUR
    return _DAY if sent.day >= limits.letters_per_day else None


def _many_to(services: Services, session: Session, address: str, sent: Acknowledged) -> bool:
    """Whether a domain has had its share. Addresses of the directory are residents, however many write from one."""
    limits, domain = services.settings.limits, domain_of(address)
    most = limits.letters_per_freemail_and_day if domain in FREEMAIL else limits.letters_per_domain_and_day
    return sent.domain >= most and not directory.find_by_email(session, address)
