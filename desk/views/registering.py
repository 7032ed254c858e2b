"""The form by which a clerk registers what came by phone, at the counter and by other ways (TRADE 3)."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from starlette.datastructures import FormData, UploadFile

from desk.formed import Fields, text
from desk.views.correcting import id_of, received_at
from domain.codes import Channel
from domain.correction import Correction
from store.directory import HouseholdRow
from workers.instance.refusals import Refused
from workers.intake.register import Record
from workers.intake.taken_down import Evidence

CHANNELS = tuple(one for one in Channel if one is not Channel.EMAIL)
_FIELDS = (
    *("key", "name", "phone", "email", "project", "building", "unit", "room", "household", "channel", "day", "hour"),
    *("about", "facts", "demand", "answer", "search"),
)


@dataclass(frozen=True, kw_only=True)
class RegisterForm:
    """The fields as the form shows them. key: makes one case of the form however often it is sent.

    by_mail: letters go to `email`. answered: the resident was answered on the spot, with `answer`.
    """

    key: str
    name: str = ""
    phone: str = ""
    email: str = ""
    by_mail: bool = False
    project: str = ""
    building: str = ""
    unit: str = ""
    room: str = ""
    household: str = ""
    channel: str = Channel.PHONE
    day: str = ""
    hour: str = ""
    about: str = ""
    facts: str = ""
    demand: str = ""
    answered: bool = False
    answer: str = ""
    search: str = ""
    found: tuple[HouseholdRow, ...] = ()
    searched: bool = False


def empty_form(now: datetime, zone: ZoneInfo) -> RegisterForm:
    """A fresh form: received now."""
    local = now.astimezone(zone)
    return RegisterForm(key=secrets.token_hex(16), day=local.date().isoformat(), hour=local.strftime("%H:%M"))


def typed_register(typed: FormData, fresh: RegisterForm) -> RegisterForm:
    """What a person sent."""
    given: Fields = {name: text(typed, name) for name in _FIELDS if name in typed}
    return replace(fresh, **given, by_mail="by_mail" in typed, answered="answered" in typed)


def record_of(form: RegisterForm, typed: FormData, zone: ZoneInfo) -> Record:
    """The record to be taken in. Refused for a date or choice that is none, or an answer without words."""
    if form.answered and not form.answer.strip():
        raise Refused("请写明当场怎样答复的")
    if form.by_mail and not form.email.strip():
        raise Refused("要以电子邮件答复，请填写邮箱")
    try:
        channel, who = Channel(form.channel), _who(form)
    except ValueError:
        raise Refused("没有这个选项；请刷新页面后再选") from None
    return Record(
        key=form.key,
        channel=channel,
        received=received_at(form.day, form.hour, zone),
        about=form.about,
        facts=form.facts,
        demand=form.demand,
        who=who,
        evidence=_evidence(typed),
    )


def _who(form: RegisterForm) -> Correction:
    """Name, contact and flat; a household of the directory stands for its place."""
    place = {} if form.household else {name: getattr(form, name) for name in ("project", "building", "unit", "room")}
    given: Fields = {
        "name": form.name,
        "phone": form.phone,
        "email": form.email,
        **place,
    }
    filled = {name: value.strip() for name, value in given.items() if value.strip()}
    if form.by_mail:
        filled["reply_to"] = form.email.strip()
    return Correction(**filled, household_id=id_of(form.household))


def _evidence(typed: FormData) -> tuple[Evidence, ...]:
    files = [one for one in typed.getlist("evidence") if isinstance(one, UploadFile) and one.filename]
    return tuple(Evidence(name=one.filename or "", data=one.file.read()) for one in files)
