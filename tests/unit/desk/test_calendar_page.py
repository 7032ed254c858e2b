"""A year's notice: typed as it is published, previewed by what it moves, made live. Covers desk.routes.calendar,
desk.views.year_calendar, workers.ruledesk.year_notice and workers.rulebooks.calendars.
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from servers.desk import Desk
from servers.small_rulebook import write_small

from desk.views.year_calendar import year_view
from domain.codes import ClockName, Role
from domain.staff import Person
from rules.calendar import WorkCalendar
from rules.model import CalendarRules
from store import rulebooks
from workers.instance.refusals import Refused
from workers.rulebooks import versions
from workers.rulebooks.live import LiveRulebook
from workers.ruledesk import year_notice

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOTICE = {"year": "2031", "off": "1月1日至5日（共5天）", "on": "1月11日"}
"""Of a year that no library lists yet."""
BEFORE = """\
# 公司日历
hours: {from: "09:00", to: "18:00"}
days: [mon, tue, wed, thu, fri]
published:
  - {year: 2030, off: [2030-10-01], on: []}
"""


@pytest.fixture
def admin(desk: Desk) -> Person:
    return desk.person("guan", Role.ADMIN)


@pytest.fixture
def number(desk: Desk) -> str:
    """A case of the last days of 2030, whose reply is due in 2031 for the time being."""
    services = desk.house.services
    folder = write_small(services.settings.rulebook, calendar=BEFORE)
    versions.activate_first(services.database, folder, who="huihan", now=services.now())
    object.__setattr__(services, "live", LiveRulebook(services.database, look_seconds=0))
    desk.house.time[0] = datetime(2030, 12, 30, 10, tzinfo=SHANGHAI)
    desk.house.mail()
    desk.house.work()
    (case,) = desk.house.cases()
    return case.number


def _due(desk: Desk, clock: ClockName = ClockName.REPLY) -> tuple[date, bool]:
    (case,) = desk.house.cases()
    row = desk.house.clocks(case)[clock, 1]
    return row.due_at.astimezone(SHANGHAI).date(), row.provisional


def test_the_year_is_shown_with_its_kinds_of_days(desk: Desk, admin: Person) -> None:
    page = desk.client(admin).get("/calendar?year=2026").text
    assert "放假通知已录入" in page
    assert "调休上班" in page
    assert "尚未录入" in desk.client(admin).get("/calendar?year=2099").text
    assert desk.client(admin).get("/calendar?year=99999").status_code == 422


def test_a_notice_is_previewed_then_made_live_and_moves_the_deadlines(desk: Desk, admin: Person, number: str) -> None:
    client = desk.client(admin)
    before, provisional = _due(desk)
    assert provisional
    page = desk.post(client, "/calendar", "/calendar/preview", NOTICE).text
    assert number in page
    assert "放假 5 天，调休上班 1 天" in page
    assert _due(desk) == (before, True)
    seen = desk.house.services.compiled.sha256
    refused = desk.post(client, "/calendar", "/calendar/apply", {**NOTICE, "seen": "0" * 64})
    assert "预览之后启用了另一版规则" in refused.text
    done = desk.post(client, "/calendar", "/calendar/apply", {**NOTICE, "seen": seen})
    assert done.headers["location"] == "/calendar?year=2031"
    after, provisional = _due(desk)
    assert (after > before, provisional) == (True, False)
    shown = client.get("/calendar?year=2031").text
    assert "2031 年的放假通知已启用，重新计算了" in shown
    assert "放假通知已录入" in shown
    assert f"{admin.login} 启用规则" in client.get("/log").text
    text = (desk.house.services.settings.rulebook / "calendar.yaml").read_text("utf-8")
    assert "2031-01-11" in text
    assert "# 公司日历" in text


def test_the_preview_is_what_then_happens(desk: Desk, admin: Person, number: str) -> None:
    services = desk.house.services
    notice = year_notice.read_notice(**NOTICE)
    found = year_notice.preview(services, notice)
    done = year_notice.apply(services, notice, note="", actor=admin, seen=found.live)
    assert done.moved == found.count == len(found.moved)
    (case,) = desk.house.cases()
    clocks = desk.house.clocks(case)
    assert {(one.clock, one.new) for one in found.moved} == {
        (clock.clock, clock.due_at) for clock in clocks.values() if clock.clock in {one.clock for one in found.moved}
    }
    again = year_notice.preview(services, notice)
    assert (again.known, again.count) == (True, 0)


def test_a_folder_with_changes_that_are_not_live_is_not_overwritten(desk: Desk, admin: Person, number: str) -> None:
    services = desk.house.services
    path = services.settings.rulebook / "clocks.yaml"
    path.write_text(path.read_text("utf-8") + "# mine\n", encoding="utf-8")
    live = desk.house.ask(rulebooks.active_sha)
    with pytest.raises(Refused, match="尚未启用的改动"):
        year_notice.apply(services, year_notice.read_notice(**NOTICE), note="", actor=admin, seen=live)
    clerk = desk.person("chen", Role.CLERK)
    with pytest.raises(Refused, match="管理员"):
        year_notice.apply(services, year_notice.read_notice(**NOTICE), note="", actor=clerk, seen=live)


@pytest.mark.parametrize(
    ("off", "first", "last", "days"),
    [
        ("10月1日至7日", (10, 1), (10, 7), 7),
        ("2月5日（除夕）至2月11日，共7天".replace("，共7天", ""), (2, 5), (2, 11), 7),
        ("2031-05-01..2031-05-05", (5, 1), (5, 5), 5),
        ("1月1日、4月5日\n6/9", (1, 1), (6, 9), 3),
        ("2030-12-31 ~ 2031-01-02", (12, 31), (1, 2), 3),
    ],
)
def test_days_are_read_as_notices_write_them(
    off: str, first: tuple[int, int], last: tuple[int, int], days: int
) -> None:
    found = year_notice.read_notice("2031", off, "").off
    assert ((found[0].month, found[0].day), (found[-1].month, found[-1].day), len(found)) == (first, last, days)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"year": "27"}, "四位数字"),
        ({"off": " "}, "请写出通知中放假的日子"),
        ({"off": "国庆节"}, "看不懂“国庆节”"),
        ({"off": "5日"}, "看不懂“5日”"),
        ({"off": "2月30日"}, "没有这一天"),
        ({"off": "10月7日至1日"}, "后一日应在前一日之后"),
        ({"off": "1月1日至12月31日"}, "后一日"),
        ({"off": "10月1日", "on": "10月1日"}, "既写在放假里又写在上班里"),
    ],
)
def test_what_is_not_clear_is_asked_about(typed: dict[str, str], said: str) -> None:
    with pytest.raises(Refused, match=said):
        year_notice.read_notice(**{**NOTICE, **typed})


def test_each_day_of_a_year_has_its_kind() -> None:
    rules = CalendarRules(off=(date(2026, 3, 3),), on=(date(2026, 3, 7),))
    view = year_view(WorkCalendar(rules, SHANGHAI), 2026)
    days = {day.day: day for month in view.months for week in month.weeks for day in week if day}
    assert len(days) == 365 == sum(view.counts.values())
    kinds = [days[date(2026, *day)].kind for day in ((3, 2), (3, 3), (3, 7), (3, 8), (1, 1), (1, 4))]
    assert kinds == ["work", "company_off", "company_on", "rest", "holiday", "makeup"]
    assert all(len(week) == 7 for month in view.months for week in month.weeks)
    assert days[date(2026, 3, 2)].day + timedelta(days=1) in days


def test_it_is_for_admins_alone(desk: Desk, clerk: Person, manager: Person) -> None:
    for person in (clerk, manager):
        assert desk.client(person).get("/calendar").status_code == 403
