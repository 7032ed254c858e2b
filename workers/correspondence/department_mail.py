"""The mail that carries a notice to its department, and how the answer is known again: by an address no one can guess.

The address names the letter and a MAC over it that only this instance can make. It proves that its user has seen the
mail, not who they are: that is for the mail's authentication to say (`workers.intake.department_answers`).
"""

import hashlib
import hmac
import re

from sqlalchemy.orm import Session

from domain.codes import Department, LetterKind, Way
from store import letters
from store.letters import LetterRow
from store.rows import Columns
from workers.instance.keys import Keys
from workers.instance.services import Services

HOW = """

——————————
回复本邮件即可报告进展，不必另写格式：第一行写“开始”“进展”或“完成”，从第二行起写说明；可附照片。
请用收到本邮件的邮箱回复；其他邮箱的回信须经人工核对。也可在工作台登记。
"""
"""What stands below the notice's own words."""
_TOKEN = "{token}"  # noqa: S105 - a place in a setting
_PURPOSE = "department answer"
_DIGITS = 32
_ID = r"d([0-9]{1,18})-([0-9a-f]{32})"


def address_of(services: Services, department: Department | None) -> str | None:
    """Where a department gets its notices by mail; None if it does not, or if there is no mail server."""
    if services.smtp is None or department is None:
        return None
    return services.settings.notices.departments.get(department)


def going(services: Services, letter: LetterRow) -> Columns:
    """By mail, for a notice whose department has an address; of any other letter nothing is said."""
    address = address_of(services, letter.department) if letter.kind is LetterKind.DEPARTMENT_NOTICE else None
    return {} if address is None else {"way": Way.MAIL, "to_address": address}


def reply_address(services: Services, letter: LetterRow) -> str | None:
    """Where the answer to a notice goes; None where the settings want none of that kind."""
    form = _form(services)
    return form.replace(_TOKEN, f"d{letter.id}-{_mac(services.keys, letter.id)}") if form else None


def answered(services: Services, session: Session, to: tuple[str, ...]) -> LetterRow | None:
    """The notice that a mail to these addresses answers; None for one that bears no address of ours, or a wrong MAC."""
    form = _form(services)
    if not form:
        return None
    before, after = (re.escape(half) for half in form.lower().split(_TOKEN))
    for address in to:
        found = re.fullmatch(before + _ID + after, address.lower())
        if found and hmac.compare_digest(_mac(services.keys, int(found[1])), found[2]):
            return letters.get(session, int(found[1]))
    return None


def _form(services: Services) -> str:
    """The address with a place for the token: as set, else the sender's with a `+` (RFC 5233)."""
    wanted, smtp = services.settings.notices.reply_to, services.smtp
    if wanted is not None:
        return wanted
    local, _, domain = smtp.from_address.rpartition("@") if smtp else ("", "", "")
    return f"{local}+{_TOKEN}@{domain}" if local else ""


def _mac(keys: Keys, letter_id: int) -> str:
    return hmac.new(keys.derive(_PURPOSE), str(letter_id).encode(), hashlib.sha256).hexdigest()[:_DIGITS]
