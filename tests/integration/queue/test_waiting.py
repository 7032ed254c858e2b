"""What waits for a person, from a mail that arrived to the words on the desk."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.codes import ClockName, Role
from domain.decision import Pause
from domain.staff import Grant, Person, operator
from domain.waiting import Waiting
from rules.calendar import WorkCalendar
from rules.model import CalendarRules
from rules.own_time import OwnTime
from store import clocks
from store.queue_items import NearestClock, QueueFilter
from workers.casework.correcting import confirm
from workers.clocks.clock_watch import sweep
from workers.queue.waiting import Level, counts_for, digest_of, overdue_before, queue_for, time_left

ZONE = ZoneInfo("Asia/Shanghai")
CALENDAR = WorkCalendar(CalendarRules(), ZONE)
WORKING = OwnTime(calendar=CALENDAR, working_days=True)
BY_THE_CLOCK = OwnTime(calendar=CALENDAR, working_days=False)
CLERK = Person(id=0, login="qian", name="钱前台", grants=(Grant(role=Role.CLERK),))
SUPERVISOR = Person(id=0, login="sun", name="孙主任", grants=(Grant(role=Role.SUPERVISOR),))


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def clock(started="2026-03-02T10:00", due="2026-03-05T18:00"):
    """By default a reply's: Monday to the close of Thursday, 35 business hours."""
    return NearestClock(clock=ClockName.REPLY, round=1, started_at=at(started), due_at=at(due), provisional=False)


@pytest.mark.parametrize(
    ("now", "words", "level"),
    [
        ("2026-03-03T12:00", "还剩 2 个工作日 6 小时", Level.CALM),
        ("2026-03-03T09:00", "还剩 3 个工作日", Level.CALM),
        ("2026-03-04T15:00", "还剩 1 个工作日 3 小时", Level.CALM),
        ("2026-03-05T09:14", "还剩 8 小时 46 分钟", Level.CALM),
        ("2026-03-05T09:15", "还剩 8 小时 45 分钟", Level.NEAR),
        ("2026-03-05T17:35", "还剩 25 分钟", Level.NEAR),
        ("2026-03-05T18:00", "还剩 0 分钟", Level.NEAR),
        ("2026-03-05T19:00", "已逾期 0 分钟", Level.OVERDUE),
        ("2026-03-06T12:00", "已逾期 3 小时", Level.OVERDUE),
        # Saturday and Sunday are not worked: Friday and Monday are.
        ("2026-03-09T18:00", "已逾期 2 个工作日", Level.OVERDUE),
        ("2026-03-08T12:00", "已逾期 1 个工作日", Level.OVERDUE),
    ],
)
def test_working_days_are_left_in_business_hours(now, words, level):
    left = time_left(WORKING, clock(), at(now))
    assert (str(left), left.level) == (words, level)


@pytest.mark.parametrize(
    ("now", "words", "level"),
    [
        ("2026-03-07T21:00", "还剩 23 小时", Level.CALM),
        ("2026-03-08T14:00", "还剩 6 小时", Level.NEAR),
        ("2026-03-08T19:30", "还剩 30 分钟", Level.NEAR),
        ("2026-03-10T21:00", "已逾期 2 天", Level.OVERDUE),
    ],
)
def test_hours_run_by_the_clock(now, words, level):
    day = clock("2026-03-07T20:00", "2026-03-08T20:00")
    left = time_left(BY_THE_CLOCK, day, at(now))
    assert (str(left), left.level) == (words, level)


def test_a_date_that_was_committed_is_left_in_days():
    left = time_left(BY_THE_CLOCK, clock(due="2026-03-20T18:00"), at("2026-03-18T12:00"))
    assert str(left) == "还剩 2 天 6 小时"


def test_what_a_clock_stood_still_is_no_part_of_its_term():
    # Nine of the 44 business hours it stood still: a quarter of the other 35 is near, not of all.
    stood = Pause(start=at("2026-03-03T09:00"), end=at("2026-03-04T09:00"))
    moved = replace(clock(due="2026-03-06T18:00"), pauses=(stood,))
    assert time_left(WORKING, moved, at("2026-03-06T09:14")).level is Level.CALM
    assert time_left(WORKING, moved, at("2026-03-06T09:15")).level is Level.NEAR


def test_an_old_overrun_counts_as_day_by_day():
    now = at("2027-08-04T11:11")
    friday = date(2026, 3, 6)
    days = (friday + timedelta(days=one) for one in range((now.date() - friday).days))
    exact = sum((timedelta(hours=9) for day in days if CALENDAR.works(day)), timedelta(hours=2, minutes=11))
    left = time_left(WORKING, clock(), now)
    assert left.days * timedelta(hours=9) + timedelta(hours=left.hours, minutes=left.minutes) == exact


@pytest.mark.parametrize(
    ("now", "service", "manager"),
    [
        # Monday noon: two openings have passed for what was due before Friday, one for what was due before Monday.
        ("2026-03-09T12:00", "2026-03-09T00:00", "2026-03-06T00:00"),
        ("2026-03-09T08:59", "2026-03-06T00:00", "2026-03-05T00:00"),
        ("2026-03-08T12:00", "2026-03-06T00:00", "2026-03-05T00:00"),
    ],
)
def test_an_overrun_climbs_with_each_working_day(now, service, manager):
    before = overdue_before(CALENDAR, at(now))
    assert before[Role.SUPERVISOR] == before[Role.CLERK] == at(now)
    assert (before[Role.SERVICE_DEPARTMENT], before[Role.MANAGER]) == (at(service), at(manager))


def test_a_mail_waits_for_the_clerk_with_its_time_left(house):
    house.mail()
    house.work()
    page = house.ask(lambda session: queue_for(house.services, session, CLERK))
    (line,) = page.lines
    assert line.item.number == house.cases()[0].number
    assert set(line.item.why) >= {Waiting.REGISTER, Waiting.DRAFT}
    assert (str(line.left), line.left.level, page.following) == (
        "还剩 24 小时",
        Level.CALM,
        None,
    ) or line.left.days == 1
    assert house.ask(lambda session: queue_for(house.services, session, SUPERVISOR)).lines == ()


def test_what_a_person_did_waits_no_more(house):
    house.mail()
    house.work()
    confirm(house.services, house.cases()[0].number, actor=operator("qian"))
    counted = house.ask(lambda session: counts_for(house.services, session, CLERK))
    assert (counted[Waiting.REGISTER], counted[Waiting.DOUBT], counted[Waiting.DRAFT]) == (0, 0, 1)


def test_the_queue_hears_of_an_overrun_when_the_clock_says_so(house):
    house.mail()
    house.work()
    case = house.cases()[0]
    due = min(one.due_at for one in house.clocks(case).values() if one.state == "running")
    for step in (timedelta(0), timedelta(minutes=1), timedelta(days=1), timedelta(days=3)):
        house.time[0] = due + step
        sweep(house.services)
        events = house.ask(lambda session: clocks.of_case(session, case.id))
        page = house.ask(lambda session: queue_for(house.services, session, SUPERVISOR))
        assert len(events) == 4
        assert [line.item.why for line in page.lines] == ([] if step == timedelta(0) else [(Waiting.OVERDUE,)])


def test_pages_of_the_queue_lead_on(house):
    for number in range(3):
        house.mail(subject=f"第{number}封", sender=f"王芳 <wang{number}@example.com>")
    house.work()
    wanted = QueueFilter(mine=False)
    first = house.ask(lambda session: queue_for(house.services, session, CLERK, wanted, limit=2))
    rest = house.ask(lambda session: queue_for(house.services, session, CLERK, wanted, limit=2, after=first.following))
    assert (len(first.lines), len(rest.lines), rest.following) == (2, 1, None)


def test_a_digest_parts_the_overdue_from_the_nearest(house):
    for number in range(3):
        house.mail(subject=f"第{number}封", sender=f"王芳 <wang{number}@example.com>")
    house.work()
    confirm(house.services, house.cases()[2].number, actor=operator("qian"))
    house.time[0] += timedelta(hours=25)
    digest = house.ask(lambda session: digest_of(house.services, session, CLERK, date(2026, 3, 3)))
    assert (digest.total, digest.late, len(digest.overdue), len(digest.nearest)) == (3, 2, 2, 1)
    assert digest.counts[Waiting.OVERDUE] == 2
