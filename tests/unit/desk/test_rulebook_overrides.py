"""Staff overrides beside the rules that they contradict; words proposed from confirmed cases, accepted or declined.

Covers desk.routes.rulebook_overrides, workers.ruledesk.overridden, store.overrides.
"""

import pytest
from servers.desk import Desk
from servers.small_rulebook import live_small

from domain.codes import Grade, Role
from domain.override import Override
from domain.staff import Person
from store import house_log
from workers.casework.overriding import override_slots
from workers.ruledesk import overridden
from workers.ruledesk.drafts import draft_of

PAGE = "/rulebook/overrides"


@pytest.fixture
def admin(desk: Desk) -> Person:
    return desk.person("guan", Role.ADMIN, name="管理员")


@pytest.fixture
def number(desk: Desk, clerk: Person) -> str:
    """A letter about a lift that a person says is about rubbish."""
    house = desk.house
    live_small(house.services)
    house.services.live._compiled = None  # the house of the tests holds the shipped one
    house.mail("电梯", "我是阳光花园3栋2单元501的业主王芳，电梯口味道很大，泔水桶没人管")
    house.work()
    number = house.cases()[0].number
    override_slots(house.services, number, Override(topic="rubbish", because="说的是垃圾"), actor=clerk)
    return number


def test_an_override_stands_beside_what_it_contradicts(desk: Desk, admin: Person, manager: Person, number: str) -> None:
    page = desk.client(manager).get(PAGE).text
    assert "topics.yaml:2" in page
    assert "电梯停运 → <strong>垃圾清运</strong> × 1" in page
    assert f'href="/cases/{number}"' in page
    page = desk.client(admin).get(PAGE).text
    assert "电梯停运 → <strong>垃圾清运</strong> × 1" in page
    assert number not in page  # an admin without a role on cases learns of none


def test_what_was_taken_back_or_changed_nothing_is_left_out(desk: Desk, supervisor: Person, number: str) -> None:
    with desk.house.services.database.reading() as session:
        before = sum(one.count for one in overridden.contradicted(session, supervisor))
    grade = desk.house.cases()[0].grade
    override_slots(desk.house.services, number, Override(grade=Grade(grade)), actor=supervisor)
    with desk.house.services.database.reading() as session:
        assert sum(one.count for one in overridden.contradicted(session, supervisor)) == before


def test_a_proposed_word_is_taken_into_the_draft_or_never_proposed_again(
    desk: Desk, admin: Person, manager: Person, clerk: Person, number: str
) -> None:
    house = desk.house
    for day in range(4):
        house.mail(
            "电梯", f"第{day}次来信，电梯口泔水桶没人管，我是阳光花园3栋2单元50{day}", sender=f"a{day}@example.com"
        )
    house.work()
    for case in house.cases():
        if case.number != number:
            override_slots(house.services, case.number, Override(topic="rubbish"), actor=clerk)
    client = desk.client(admin)
    page = desk.post(client, PAGE, PAGE).text
    assert "没有可建议的词" in page or "采用" in page
    taken = {"seen": 0, "topic": "rubbish", "word": "泔水桶", "weight": "3"}
    assert desk.post(client, PAGE, f"{PAGE}/accept", taken).status_code == 303
    with house.services.database.reading() as session:
        assert "泔水桶: 3" in draft_of(session).texts["topics.yaml"]
    declined = {"topic": "rubbish", "word": "没人管"}
    assert desk.post(client, PAGE, f"{PAGE}/decline", declined).status_code == 303
    with house.services.database.reading() as session:
        assert "没人管" not in {one.word for one in overridden.suggestions(house.services, session)}
        said = [one.what for one in house_log.page(session, house_log.Wanted(), limit=3)]
    assert "rules_word_declined" in said
    assert desk.post(desk.client(manager), PAGE, f"{PAGE}/decline", declined).status_code == 403
