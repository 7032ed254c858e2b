"""A year's notice of holidays arrives: its days as an admin types them, what they would move, and going live.

The notice goes into calendar.yaml of the rulebook that decides, as a version of its own; the clocks are then moved by
the same calculation as after any new calendar (`workers.rulebooks.calendars`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from domain.codes import Role
from domain.staff import Person
from rules.calendar import WorkCalendar
from rules.editing import NotEditableError, Value, Values, file_changed
from rules.model import PublishedYear
from store import cases
from workers.instance.permissions import permit, present
from workers.instance.refusals import Refused
from workers.instance.services import Services
from workers.rulebooks import calendars, versions
from workers.rulebooks.versions import Activated, ActivationError, VersionError
from workers.ruledesk.drafts import draft_of
from workers.ruledesk.going_live import NotPassedError

FILE = "calendar.yaml"
LISTED = 200
_MOST_DAYS = 100
_DAY = re.compile(r"(?:(?P<year>\d{4})[-年/.])?(?:(?P<month>\d{1,2})[-月/.])?(?P<day>\d{1,2})日?")
_PARTS = re.compile(r"[\s,，、;；]+")
_SPAN = re.compile(r"\s*(?:至|到|~|～|—+|–)\s*")
_BRACKETS = re.compile(r"[（(][^）)]*[）)]")


@dataclass(frozen=True, kw_only=True)
class Moved:
    """One deadline that the notice moves, or settles where it is. number: of its case, None where a letter waits."""

    number: str | None
    clock: str
    old: datetime
    new: datetime
    provisional: bool


@dataclass(frozen=True, kw_only=True)
class Preview:
    """live: the hash of the rulebook that was looked at. known: the year's notice was there already.

    count: how many deadlines are calculated again; moved: the first LISTED of them, by their new time.
    """

    notice: PublishedYear
    live: str
    known: bool
    count: int
    moved: tuple[Moved, ...]


def read_notice(year: str, off: str, on: str) -> PublishedYear:
    """The notice as typed: days and spans such as `10月1日至7日` or `2027-02-14`. Raises Refused for the rest."""
    if not re.fullmatch(r"20\d\d", year.strip()):
        raise Refused("年份应为四位数字，例如 2027")
    of_year = int(year)
    days_off, days_on = frozenset(_days(off, of_year)), frozenset(_days(on, of_year))
    if not days_off:
        raise Refused("请写出通知中放假的日子，例如 10月1日至7日")
    if both := sorted(days_off & days_on):
        raise Refused("{day} 既写在放假里又写在上班里；请核对通知", day=both[0].isoformat())
    return PublishedYear(year=of_year, off=tuple(sorted(days_off)), on=tuple(sorted(days_on)))


def preview(services: Services, notice: PublishedYear) -> Preview:
    """Which open deadlines it moves; nothing is changed."""
    compiled = services.compiled
    rules = compiled.calendar.rules
    others = tuple(year for year in rules.published if year.year != notice.year)
    calendar = WorkCalendar(replace(rules, published=(*others, notice)), compiled.calendar.zone)
    with services.database.reading() as session:
        found = calendars.moves(session, calendar)
        moved = tuple(_moved(session, found))
    known = compiled.calendar.published(notice.year)
    return Preview(notice=notice, live=compiled.sha256, known=known, count=len(found), moved=moved)


def apply(services: Services, notice: PublishedYear, *, note: str, actor: Person, seen: str) -> Activated:
    """Make it live, and move the deadlines. seen: the rulebook that the preview was of.

    Raises Refused; NotPassedError where the rulebook does not pass its check and examples with it.
    """
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        permit(actor, None, Role.ADMIN)
        live = draft_of(session)
    folder = services.settings.rulebook
    if live.live != seen:
        raise Refused("预览之后启用了另一版规则；请重新预览")
    if versions.not_live(services.database, folder) is not None:
        raise Refused("规则目录中有尚未启用的改动；请先启用或放弃，再录入放假通知")
    texts = {**live.live_texts, FILE: _with_notice(live.live_texts.get(FILE, ""), notice)}
    said = note.strip() or f"{notice.year} 年放假调休通知"
    try:
        return versions.activate_texts(
            services.database, folder, texts, who=actor.login, note=said, now=services.now(), before=seen
        )
    except ActivationError as error:
        raise NotPassedError(error.findings) from None
    except VersionError as error:
        raise Refused("预览之后启用了另一版规则；请重新预览") from error
    except OSError as error:
        raise Refused("规则目录无法写入（{why}）；没有启用", why=error.strerror or "") from None


def _with_notice(text: str, notice: PublishedYear) -> str:
    entry: dict[str, Value] = {
        "year": notice.year,
        "off": [day.isoformat() for day in notice.off],
        "on": [day.isoformat() for day in notice.on],
    }

    def change(values: Values) -> None:
        listed = values.get("published")
        kept = [one for one in listed if not _is_of(one, notice.year)] if isinstance(listed, list) else []
        values["published"] = [*kept, entry]

    try:
        return file_changed(text, change)
    except NotEditableError:
        raise Refused("calendar.yaml 的写法不能自动修改；请在“规则”的“文件”里写入 published") from None


def _is_of(entry: Value, year: int) -> bool:
    return isinstance(entry, dict) and entry.get("year") == year


def _moved(session: Session, found: list[calendars.Move]) -> Iterator[Moved]:
    for one in sorted(found, key=lambda move: (move.new.due, move.row.id))[:LISTED]:
        case = cases.get_case(session, one.case_id) if one.case_id is not None else None
        yield Moved(
            number=case.number if case else None,
            clock=one.row.clock,
            old=one.row.due_at,
            new=one.new.due,
            provisional=one.new.provisional,
        )


def _days(text: str, year: int) -> Iterator[date]:
    """Every day that the text names. Raises Refused with the part that is unclear."""
    for part in filter(None, _PARTS.split(_SPAN.sub("至", _BRACKETS.sub("", text)).replace("..", "至"))):
        first, between, last = part.partition("至")
        begin = _day(first, year, None, part)
        end = _day(last, begin.year, begin, part) if between else begin
        if not begin <= end <= begin + timedelta(days=_MOST_DAYS):
            raise Refused("看不懂“{part}”：后一日应在前一日之后", part=part)
        for number in range((end - begin).days + 1):
            yield begin + timedelta(days=number)


def _day(text: str, year: int, before: date | None, part: str) -> date:
    """One day; a span's second may leave out the month."""
    found = _DAY.fullmatch(text)
    month = (found["month"] if found else None) or (str(before.month) if before else None)
    if found is None or month is None:
        raise Refused("看不懂“{part}”；请写成 10月1日至7日，或 2027-02-14，以顿号或换行隔开", part=part)
    try:
        return date(int(found["year"] or year), int(month), int(found["day"]))
    except ValueError:
        raise Refused("“{part}”里没有这一天；请核对", part=part) from None
