"""What was said of a month stays said: kept on the first working day after it, corrections beside it.

Covers workers.figures.closing, workers.figures.closed, workers.figures.corrections, domain.closed, store.closed and
store.report_tables.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook
from servers.house import House
from servers.letters_day import MANAGER, SUPERVISOR, furnished, one_case, person

from domain.codes import Category, Role, Validity
from domain.course import Act
from domain.events import HouseEvent
from domain.labels import CATEGORY
from domain.override import Override
from domain.rates import Dimension, Length
from store import closed, house_log, projects
from store.directory import NewHousehold
from store.projects import ProjectFacts
from store.tasks import Among
from workers.casework.case_work import measures_done, set_validity, take
from workers.casework.overriding import override_slots
from workers.figures import corrections
from workers.figures.closing import close_due, closing_day, due, look_again
from workers.figures.contract import rates_view, statistics_view
from workers.figures.rates import Rates, RatesAsked, rates_for
from workers.figures.rates_sheet import as_sheet as rates_sheet
from workers.figures.rates_sheet import corrected as corrected_rates
from workers.figures.statistics import Statistics, StatisticsAsked, schemes_of, statistics_for
from workers.figures.statistics_sheet import as_sheet, corrected

MARCH = date(2026, 3, 1)
APRIL_1ST = datetime(2026, 4, 1, 2, 0, tzinfo=UTC)
OF_MOON = person("he", Role.SUPERVISOR, project="月亮湾花园")


def form(house: House, actor=MANAGER, **asked) -> Statistics:
    wanted = StatisticsAsked(**{"month": MARCH, **asked})
    return house.ask(lambda session: statistics_for(house.services, session, actor, wanted))


def rates(house: House, actor=MANAGER, **asked) -> Rates:
    wanted = RatesAsked(**{"month": MARCH, **asked})
    return house.ask(lambda session: rates_for(house.services, session, actor, wanted))


@pytest.fixture
def town(house: House) -> House:
    """Two projects in two areas; in March two complaints here, one there and one of no place that is known; one done,
    one late."""
    house = furnished(house)
    with house.services.database.transaction() as session:
        projects.add(session, "阳光花园", ProjectFacts(area="城东"))
        projects.add(session, "月亮湾花园", ProjectFacts(area="城西"))
    house.directory(NewHousehold(project="阳光花园", building="3栋", unit="2单元", room="501"))
    lift = one_case(house, subject="电梯停运", text="阳光花园3栋2单元501，电梯停运三天了，请马上修。")
    one_case(
        house, subject="保安骂人", text="阳光花园5栋1单元302，门岗保安骂人，要求道歉。", Message_ID="<b@x.example>"
    )
    late = one_case(
        house, subject="电梯停运", text="月亮湾花园1栋1单元201，电梯停运，请修。", Message_ID="<c@x.example>"
    )
    one_case(house, subject="公交车站太远", text="公交车站太远，希望公交公司加站。", Message_ID="<d@x.example>")
    done(house, lift)
    set_validity(house.services, lift.number, Validity.VALID, "属实", actor=SUPERVISOR)
    house.time[0] += timedelta(days=20)
    done(house, late)
    return house


def done(house: House, case) -> None:
    for act in (Act.ACCEPT, Act.INVESTIGATE):
        take(house.services, case.number, act, actor=SUPERVISOR)
    measures_done(house.services, case.number, "门机已换", actor=SUPERVISOR)


def everything(house: House) -> list[Statistics | Rates]:
    """Every form and every table of rates, through several eyes."""
    book = house.services.compiled.rulebook
    scopes = [(MANAGER, among) for among in (Among(), Among(project="阳光花园"), Among(area="城西"))]
    scopes += [(OF_MOON, Among())]
    found: list[Statistics | Rates] = []
    for actor, among in scopes:
        found += [form(house, actor, scheme=scheme, among=among) for scheme in schemes_of(book)]
        found += [rates(house, actor, by=by, length=length, among=among) for by in Dimension for length in Length]
    return found


def opened(made: Statistics | Rates) -> Statistics | Rates:
    return replace(made, closed_at=None)


def test_a_month_is_closed_on_the_first_working_day_after_it(town: House) -> None:
    calendar = town.services.compiled.calendar
    assert closing_day(calendar, date(2026, 9, 15)) == date(2026, 10, 8), "the first to the seventh are holidays"
    assert due(town.services) == []
    town.time[0] = APRIL_1ST - timedelta(hours=11)
    assert close_due(town.services) == ()
    town.time[0] = APRIL_1ST
    assert close_due(town.services) == (MARCH,)
    assert close_due(town.services) == ()
    told = town.ask(lambda session: house_log.page(session, house_log.Wanted(what=[HouseEvent.MONTH_CLOSED]), limit=9))
    assert [one.payload for one in told] == [{"month": "2026-03"}]


def test_what_is_kept_is_what_was_said_in_every_scheme_and_by_everything(town: House) -> None:
    town.time[0] = APRIL_1ST
    before = everything(town)
    assert any(isinstance(made, Rates) and made.total.satisfied == 0 and made.total.received == 4 for made in before)
    assert close_due(town.services) == (MARCH,)
    after = everything(town)
    assert [opened(made) for made in after] == before
    kept = [made for made in after if made.closed_at is not None]
    assert {made.asked.length for made in kept if isinstance(made, Rates)} == {Length.MONTH, Length.QUARTER}


def test_a_correction_stands_beside_what_was_kept(town: House) -> None:
    town.time[0] = APRIL_1ST
    close_due(town.services)
    before, rates_before = form(town), rates(town, by=Dimension.CATEGORY)
    town.time[0] += timedelta(days=2)
    lift = town.cases()[0]
    wish = Override(category=Category.BUILDING, because="门厅漏水所致")
    override_slots(town.services, lift.number, wish, actor=SUPERVISOR)
    after = form(town)
    assert (after.rows, after.total) == (before.rows, before.total)
    told = corrected(after)
    numbers = {(one.of, one.period, one.number): (one.kept, one.now, one.seen_at) for one in told}
    assert numbers[CATEGORY["equipment"], "当月", "任务数"] == (2, 1, None)
    assert numbers[CATEGORY["building"], "当月", "任务数"] == (0, 1, None)
    assert not [one for one in told if one.of == corrections.TOTAL]
    made = rates(town, by=Dimension.CATEGORY)
    assert made.lines == rates_before.lines
    assert ("收到", 2, 1) in {(one.number, one.kept, one.now) for one in corrected_rates(made, {})}
    seen_at = town.time[0] + timedelta(days=1)
    town.time[0] = seen_at
    assert look_again(town.services) == 1
    assert look_again(town.services) == 0
    town.time[0] += timedelta(days=1)
    assert look_again(town.services) == 0, "nothing has changed since"
    assert {one.seen_at for one in form(town).corrections} == {seen_at}
    assert form(town, OF_MOON).corrections == ()
    override_slots(town.services, lift.number, Override(category=Category.EQUIPMENT, because="复核"), actor=SUPERVISOR)
    assert form(town).corrections == (), "as it was kept"


def test_page_json_and_excel_say_what_was_kept_and_what_differs(town: House) -> None:
    town.time[0] = APRIL_1ST
    assert statistics_view(form(town))["closed"] is None
    close_due(town.services)
    wish = Override(category=Category.BUILDING, because="门厅漏水所致")
    override_slots(town.services, town.cases()[0].number, wish, actor=SUPERVISOR)
    shown = statistics_view(form(town))
    assert shown["closed"] == "2026-04-01T10:00:00+08:00"
    one = {"of": ["equipment"], "period": "month", "count": "tasks", "kept": 2, "now": 1, "seen": None}
    assert one in shown["corrections"]
    book = load_workbook(BytesIO(as_sheet(form(town), "阳光物业")))
    assert "2026-04-01 结账" in str(book.worksheets[0]["A2"].value)
    rows = list(book[corrections.TITLE].iter_rows(values_only=True))
    assert (CATEGORY["equipment"], "当月", "任务数", 2, 1, "刚刚") in rows
    made = rates(town, by=Dimension.CATEGORY)
    assert rates_view(made)["corrections"]
    cells = list(load_workbook(BytesIO(rates_sheet(made, {}))).worksheets[0].iter_rows(values_only=True))
    assert any((row[0], *row[2:6]) == (CATEGORY["equipment"], "收到", 2, 1, "刚刚") for row in cells)


def test_months_before_there_was_a_closing_are_closed_late_and_say_so(town: House) -> None:
    town.time[0] = datetime(2026, 6, 20, 2, 0, tzinfo=UTC)
    assert close_due(town.services) == (MARCH, date(2026, 4, 1), date(2026, 5, 1))
    closed_at = form(town).closed_at
    calendar = town.services.compiled.calendar
    assert corrections.is_late(calendar, MARCH, closed_at)
    assert not corrections.is_late(calendar, MARCH, APRIL_1ST)


def test_of_two_that_close_a_month_one_does(town: House) -> None:
    town.time[0] = APRIL_1ST
    close_due(town.services)
    (month,) = town.ask(closed.every)
    with town.services.database.transaction() as session:
        assert not closed.close(session, month)


def test_a_new_project_and_a_scheme_that_was_not_kept(town: House) -> None:
    town.time[0] = APRIL_1ST
    close_due(town.services)
    with town.services.database.transaction() as session:
        projects.add(session, "云锦苑", ProjectFacts(area="城东"))
    town.time[0] += timedelta(days=1)
    assert look_again(town.services) == 1
    assert form(town, among=Among(project="云锦苑")).closed_at is not None
    wanted = StatisticsAsked(month=MARCH, scheme="later")
    assert town.ask(lambda session: closed.get(session, MARCH)).schemes.get(wanted.scheme) is None
