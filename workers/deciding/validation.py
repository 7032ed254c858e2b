"""Which corrections may be made, and each value in its normal form; everything else is refused with a sentence."""

import re
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from domain.codes import Channel
from domain.correction import Correction
from domain.labels import CORRECTED
from domain.said import Sentence
from domain.staff import CASE_ROLES, Person
from rules.decide import YEARS
from store import directory
from store.intake import IntakeRow
from store.rows import Columns
from workers.instance.refusals import Refused
from workers.instance.services import Services

_LINES = ("subject", "name", "project", "building", "unit", "room")
_LONGEST_LINE = 500
_ADDRESS = re.compile(r"[^\s<>()\[\],;:@\"\\]{1,64}@[^\s<>()\[\],;:@\"\\]{1,250}")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_LEAST_DIGITS = 5


class CorrectionError(Refused):
    """A correction that cannot be made: one sentence for people that says what is wrong and what to do."""


def checked(
    services: Services, session: Session, row: IntakeRow, correction: Correction, *, channel: Channel
) -> Correction:
    """The correction with every value in its normal form; `channel`: by which the letter came, as corrected.

    Raises CorrectionError.
    """
    lines: Columns = {name: _line(getattr(correction, name), CORRECTED[name]) for name in _LINES}
    wanted = replace(
        correction,
        **lines,
        text=_text(correction.text, services.settings.limits.text_chars),
        phone=_phone(correction.phone),
        email=mail_address(correction.email),
        reply_to=mail_address(correction.reply_to),
    )
    if wanted.reply_to and services.is_ours(wanted.reply_to):
        raise CorrectionError("{address} 是本公司自己的收件邮箱，函件不能发往这里", address=wanted.reply_to)
    if wanted.empty:
        raise CorrectionError("没有写明要更正什么")
    if wanted.household_id is not None and wanted.names_a_place:
        raise CorrectionError("住户编号与项目、楼栋、单元、房间只能写一样")
    if wanted.household_id is not None and directory.get(session, wanted.household_id) is None:
        raise CorrectionError("住户名册中没有编号 {id} 的住户", id=wanted.household_id)
    if wanted.received is not None:
        _check_receipt(services, row, wanted.received, channel)
    return wanted


def check_household(session: Session, correction: Correction, actor: Person) -> None:
    """Refused for a household of the directory that is not there, or not in a project of the actor's."""
    if correction.household_id is None:
        return
    household = directory.get(session, correction.household_id)
    if household is None or actor.grant(*CASE_ROLES, project=household.project) is None:
        raise CorrectionError("住户名册中没有编号 {id} 的住户", id=correction.household_id)


def _check_receipt(services: Services, row: IntakeRow, received: datetime, channel: Channel) -> None:
    """TRADE 3: of what came on paper the clerk may set the date of receipt earlier, never after it was first seen."""
    if channel is Channel.EMAIL:
        raise CorrectionError("电子邮件的收到时间以邮件为准，不能更正；若原是纸质来信，请同时更正来源")
    if received.tzinfo is None or received.year not in YEARS:
        raise CorrectionError("收到日期 {day} 无法使用；请写实际收到的日期", day=f"{received:%Y-%m-%d}")
    if received > row.first_seen_at:
        seen = f"{row.first_seen_at.astimezone(services.zone):%Y-%m-%d %H:%M}"
        raise CorrectionError("收到日期不能晚于系统首次见到来件的时间（{seen}）", seen=seen)


def _text(text: str | None, longest: int) -> str | None:
    if text is None:
        return None
    text = _UNPRINTABLE.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if not text:
        raise CorrectionError("更正后的正文是空的；请写来信的全文")
    if len(text) > longest:
        raise CorrectionError("更正后的正文有 {count} 个字，超过上限 {most}", count=len(text), most=longest)
    return text


def _line(value: str | None, label: str) -> str | None:
    if value is None:
        return None
    value = " ".join(_UNPRINTABLE.sub("\ufffd", value).split())
    if len(value) > _LONGEST_LINE:
        raise CorrectionError("{slot}超过 {most} 个字", slot=Sentence(label), most=_LONGEST_LINE)
    return value


def _phone(value: str | None) -> str | None:
    if not value:
        return value
    digits = directory.normal_phone(value)
    if len(digits) < _LEAST_DIGITS or any(character.isalpha() for character in value):
        raise CorrectionError("“{value}”不是电话号码", value=value[:40])
    return digits


def mail_address(value: str | None) -> str | None:
    """A mail address as it was written, without blanks around it; CorrectionError for what is none."""
    if not value:
        return value
    if not _ADDRESS.fullmatch(value.strip()):
        raise CorrectionError("“{value}”不是邮箱地址；请只写地址，如 wang@example.com", value=value[:60])
    return value.strip()
