"""A lift that stops again and again stands out, and a quiet office raises no alarm.

Covers workers.figures.analysis.
"""

from datetime import date, timedelta

import pytest
from servers.house import House
from servers.letters_day import MANAGER, one_case, person

from domain.codes import Role
from domain.rates import Dimension
from store import projects
from store.projects import ProjectFacts
from store.tasks import Among
from workers.figures.analysis import Analysis, AnalysisAsked, analysis_for
from workers.instance.refusals import Refused


def analysis(house: House, actor=MANAGER, month=date(2026, 6, 1), **asked) -> Analysis:
    """The analysis of June."""
    wanted = AnalysisAsked(month=month, **asked)
    return house.ask(lambda session: analysis_for(house.services, session, actor, wanted))


@pytest.fixture
def summer(house: House) -> House:
    """A complaint of the guards each month from March, and in June four of the lift of one building."""
    with house.services.database.transaction() as session:
        projects.add(session, "阳光花园", ProjectFacts(area="城东"))
    for month in range(4):
        one_case(
            house,
            subject="保安骂人",
            text="阳光花园5栋1单元302，门岗保安骂人，要求道歉。",
            Message_ID=f"<guard{month}@x.example>",
            sender=f"住户 <a{month}@example.com>",
        )
        house.time[0] += timedelta(days=31)
    house.time[0] -= timedelta(days=31)
    for number in range(4):
        one_case(
            house,
            subject="电梯停运",
            text=f"阳光花园3栋2单元50{number}，电梯停运三天了，请马上修。",
            Message_ID=f"<lift{number}@x.example>",
            sender=f"住户 <b{number}@example.com>",
        )
    return house


def test_what_rises_is_told_with_its_mean_and_its_limit(summer: House) -> None:
    made = analysis(summer)
    lift = made.trends[Dimension.TOPIC][0]
    assert lift.counts == (0,) * 12 + (4,)
    assert (lift.count, lift.mean, lift.limit, lift.high) == (4, 0, 0, True)
    assert {(by, one.key) for by, one in made.alarms} == {
        (Dimension.TOPIC, lift.key),
        (Dimension.BUILDING, ("阳光花园", "3")),
        (Dimension.DEPARTMENT, ("engineering",)),
    }
    guards = next(one for one in made.trends[Dimension.DEPARTMENT] if one.key == ("security",))
    assert guards.counts[-4:] == (1, 1, 1, 1)
    assert (guards.mean, guards.high) == (1, False)
    assert made.months[0] == date(2025, 6, 1)
    assert made.months[-1] == date(2026, 6, 1)


def test_an_office_that_has_just_begun_raises_no_alarm(summer: House) -> None:
    april = analysis(summer, month=date(2026, 4, 1))
    assert april.alarms == ()
    assert all(one.limit is None for lines in april.trends.values() for one in lines)


def test_each_sees_their_own(summer: House) -> None:
    assert analysis(summer, among=Among(area="城东")).trends[Dimension.BUILDING] != ()
    other = person("he", Role.SUPERVISOR, project="月亮湾花园")
    assert analysis(summer, other).trends[Dimension.TOPIC] == ()
    with pytest.raises(Refused):
        analysis(summer, other, among=Among(project="阳光花园"))
