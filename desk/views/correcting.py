"""The form by which a person puts right what was read: what stands, what was typed, and what of it was changed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from starlette.datastructures import FormData

from desk.formed import Fields, text, whole
from desk.views.originals import OriginalLetter
from domain.codes import Channel
from domain.correction import Correction
from domain.reading import Field
from store.cases import CaseRow
from store.directory import HouseholdRow
from workers.deciding.directory_match import clues
from workers.instance.refusals import Refused

_LINES = ("name", "phone", "email", "reply_to", "project", "building", "unit", "room", "subject")
_PLACE = ("project", "building", "unit", "room")


@dataclass(frozen=True, kw_only=True)
class CorrectingForm:
    """The fields as the form shows them. day, hour: of receipt, as `2026-03-02` and `09:30` (empty: only the day).

    household: an id of the directory, empty for none. search, found: a look into the directory.
    """

    name: str = ""
    phone: str = ""
    email: str = ""
    reply_to: str = ""
    project: str = ""
    building: str = ""
    unit: str = ""
    room: str = ""
    subject: str = ""
    text: str = ""
    household: str = ""
    channel: str = ""
    day: str = ""
    hour: str = ""
    seen: int = 0
    search: str = ""
    found: tuple[HouseholdRow, ...] = ()
    searched: bool = False


def form_of_case(case: CaseRow, letter: OriginalLetter, zone: ZoneInfo) -> CorrectingForm:
    """The form of a case as it stands."""
    day, hour = _moment(case.received_at, zone, date_only=_date_only(letter))
    return CorrectingForm(
        name=case.resident_name or "",
        phone=case.phone or "",
        email=case.email or "",
        reply_to=case.reply_to_email or "",
        project=case.project or "",
        building=case.building or "",
        unit=case.unit or "",
        room=case.room or "",
        subject=case.subject,
        text=letter.whole,
        household="" if case.household_id is None else str(case.household_id),
        channel=case.channel,
        day=day,
        hour=hour,
        seen=letter.version,
    )


def form_of_intake(letter: OriginalLetter, fields: Sequence[Field], zone: ZoneInfo) -> CorrectingForm:
    """The form of what waits for a person, as far as it was read."""
    row = letter.row
    subject = "".join(one.text for one in letter.subject)
    found = clues(fields, row.project, subject=subject, text=letter.whole)
    day, hour = _moment(row.received_at, zone, date_only=row.received_date_only)
    return CorrectingForm(
        name=found.name or "",
        phone=next(iter(found.phones), ""),
        email=row.sender or "",
        project=found.project or "",
        building=found.building or "",
        unit=found.unit or "",
        room=found.room or "",
        subject=subject,
        text=letter.whole,
        channel=row.channel,
        day=day,
        hour=hour,
    )


def typed_form(typed: FormData, stands: CorrectingForm) -> CorrectingForm:
    """What a person sent, field by field; what the form did not hold (a form of fewer fields) is as it stands."""
    given = {name: text(typed, name) for name in (*_LINES, "text", "household", "channel", "day", "hour", "search")}
    sent: Fields = {name: value for name, value in given.items() if name in typed}
    seen = whole(text(typed, "seen"))
    return replace(stands, **sent, seen=-1 if seen is None else seen)


def correction_of(form: CorrectingForm, stands: CorrectingForm, zone: ZoneInfo) -> Correction:
    """What was changed, and nothing else. Refused for a date or choice that is none."""
    changed: Fields = {name: getattr(form, name).strip() for name in _LINES if _differs(form, stands, name)}
    household = form.household if form.household and form.household != stands.household else ""
    if household:
        changed = {name: value for name, value in changed.items() if name not in _PLACE}
    received = (form.day, form.hour) != (stands.day, stands.hour)
    try:
        return Correction(
            **changed,
            text=form.text if _same_lines(form.text) != _same_lines(stands.text) else None,
            household_id=id_of(household),
            channel=Channel(form.channel) if form.channel != stands.channel else None,
            received=received_at(form.day, form.hour, zone) if received else None,
            received_date_only=received and not form.hour,
        )
    except ValueError:
        raise Refused("没有这个选项；请刷新页面后再选") from None


def id_of(household: str) -> int | None:
    """The id of a chosen household, none for an empty choice. ValueError for what is no id."""
    found = whole(household)
    if household and found is None:
        raise ValueError("no id")
    return found


def received_at(day: str, hour: str, zone: ZoneInfo) -> datetime:
    """The moment in UTC; the start of the day if only that is known. Refused if it is no date."""
    try:
        moment = datetime.combine(date.fromisoformat(day), time.fromisoformat(hour) if hour else time(), zone)
    except ValueError:
        raise Refused("收到时间写成 2026-03-02，知道几点的再写 09:30") from None
    return moment.astimezone(UTC)


def _differs(form: CorrectingForm, stands: CorrectingForm, name: str) -> bool:
    return bool(getattr(form, name).strip() != getattr(stands, name).strip())


def _same_lines(value: str) -> str:
    """However the browser ended the lines."""
    return value.replace("\r\n", "\n").strip()


def _date_only(letter: OriginalLetter) -> bool:
    standing = letter.corrected.standing if letter.corrected else None
    return standing.received_date_only if standing and standing.received else letter.row.received_date_only


def _moment(at: datetime, zone: ZoneInfo, *, date_only: bool) -> tuple[str, str]:
    local = at.astimezone(zone)
    return local.date().isoformat(), "" if date_only else local.strftime("%H:%M")
