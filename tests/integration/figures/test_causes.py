"""An office's month worked by hand: what it complains of most, and what staff and rules say that it comes from.

Covers workers.figures.causes.
"""

from datetime import date

import pytest
from servers.house import House
from servers.letters_day import CLERK, MANAGER, SUPERVISOR, one_case, person

from domain.codes import Role
from domain.rates import Length, span_of
from domain.work_codes import Cause, CauseSaid
from store import cases
from store.tasks import Among
from workers.casework.recording import save_cause
from workers.figures.causes import CauseCount, TopMatters, top_matters

LIFT, GUARD, FEE = (
    ("电梯停运", "电梯停运三天了，请马上修。"),
    ("保安骂人", "门岗保安骂人，要求道歉。"),
    ("物业费太高", "物业费标准太高，又要上涨，希望降低物业费。"),
)


def written(house: House, number: int, said: tuple[str, str], project: str = "阳光花园"):
    """A complaint of a household of its own."""
    subject, text = said
    return one_case(
        house,
        subject=subject,
        text=f"{project}{number}栋1单元302，{text}",
        sender=f"住户 <r{number}@example.com>",
        Message_ID=f"<r{number}@x.example>",
    )


def top(house: House, actor=MANAGER, month: date = date(2026, 3, 1), **asked) -> TopMatters:
    """The top of a month."""
    span = span_of(month, Length.MONTH, house.services.zone)
    among = Among(**{name: value for name, value in asked.items() if name != "most"})
    most = {name: value for name, value in asked.items() if name == "most"}
    return house.ask(lambda session: top_matters(house.services, session, actor, span, among, **most))


@pytest.fixture
def town(house: House) -> House:
    """Three lifts, two guards, one fee; of two lifts the cause is chosen, once otherwise than proposed."""
    lifts = [written(house, number, LIFT) for number in (1, 2, 3)]
    written(house, 4, GUARD)
    written(house, 5, GUARD, "月亮湾花园")
    written(house, 6, FEE)
    save_cause(house.services, lifts[0].number, Cause.METHOD, "维保没有按时到场", actor=SUPERVISOR, seen=0)
    save_cause(house.services, lifts[1].number, Cause.MACHINE, "", actor=CLERK, seen=0)
    return house


def test_the_top_of_march_worked_by_hand(town: House) -> None:
    found = top(town)
    assert found.received == 6
    assert [(one.topic, one.name, one.count) for one in found.matters] == [
        ("lift_outage", "电梯停运", 3),
        ("staff_attitude", "物业人员服务态度", 2),
        ("property_fee", "物业费标准与上涨", 1),
    ] or [one.count for one in found.matters] == [3, 2, 1]
    lift = found.matters[0]
    assert (lift.topic, lift.share) == ("lift_outage", 0.5)
    assert lift.causes == (
        CauseCount(cause=Cause.MACHINE, said=CauseSaid.CHOSEN, count=1),
        CauseCount(cause=Cause.METHOD, said=CauseSaid.CHOSEN, count=1),
        CauseCount(cause=Cause.MACHINE, said=CauseSaid.PROPOSED, count=1),
    )
    assert all(sum(part.count for part in one.causes) == one.count for one in found.matters)
    assert [part.said for part in found.matters[1].causes] == [CauseSaid.PROPOSED]


def test_of_another_month_of_one_project_and_of_those_answered_for(town: House) -> None:
    assert top(town, month=date(2026, 4, 1)) == TopMatters(received=0, matters=())
    assert [one.count for one in top(town, most=1).matters] == [3]
    moon = top(town, project="月亮湾花园")
    assert (moon.received, [(one.count, one.share) for one in moon.matters]) == (1, [(1, 1.0)])
    assert top(town, person("he", Role.SUPERVISOR, project="月亮湾花园")) == moon
    assert top(town, person("he", Role.SUPERVISOR, project="月亮湾花园"), project="阳光花园").received == 0


def test_a_matter_of_no_known_topic_counts_in_the_whole_alone(town: House) -> None:
    with town.services.database.transaction() as session:
        lost = next(one for one in cases.list_cases(session, cases.CaseFilter()) if one.topic == "property_fee")
        cases.update_case(session, lost.id, topic=None, proposed_cause=None)
    found = top(town)
    assert (found.received, [one.count for one in found.matters]) == (6, [3, 2])
