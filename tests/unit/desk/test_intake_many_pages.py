"""What came in, settled many at once. Covers desk.routes.intake_many and workers.intake.many."""

import pytest
from fastapi.testclient import TestClient
from servers.desk import Desk

from domain.codes import IntakeState, Role
from domain.staff import Person
from store import intake
from workers.instance.refusals import Refused
from workers.intake import many

SPAM = {"X_Spam_Flag": "YES"}


@pytest.fixture
def client(desk: Desk, clerk: Person) -> TestClient:
    for number in range(3):
        desk.house.mail(f"来件{number}", sender=f"a{number}@example.com", **SPAM)
    desk.house.work()
    return desk.client(clerk)


def _states(desk: Desk) -> list[IntakeState]:
    return [row.state for row in desk.house.rows()]


def test_what_is_ticked_is_set_aside_with_its_reason_and_taken_up_again(desk: Desk, client: TestClient) -> None:
    shown = client.get("/intake").text
    assert shown.count('form="ticked"') == 3
    desk.post(client, "/intake", "/intake/aside", {"ids": ["1", "3"], "why": "群发广告"})
    assert "已搁置 2 件" in client.get("/intake").text
    assert _states(desk) == [IntakeState.IGNORED, IntakeState.AWAITING_PERSON, IntakeState.IGNORED]
    ignored = client.get("/intake/ignored").text
    assert ignored.count("群发广告") == 2
    desk.post(client, "/intake/ignored", "/intake/up", {"ids": ["1", "3"]})
    assert "已取回 2 件" in client.get("/intake").text
    assert set(_states(desk)) == {IntakeState.AWAITING_PERSON}


def test_one_that_cannot_be_stops_no_other(desk: Desk, client: TestClient) -> None:
    desk.post(client, "/intake", "/intake/aside", {"ids": ["1"], "why": "广告"})
    client.get("/intake")
    desk.post(client, "/intake", "/intake/aside", {"ids": ["1", "2", "99"], "why": "广告"})
    said = client.get("/intake").text
    assert "已搁置 1 件；未能搁置的来件：1、99" in said
    assert _states(desk)[:2] == [IntakeState.IGNORED, IntakeState.IGNORED]


def test_without_a_tick_or_a_reason_nothing_is_done(desk: Desk, client: TestClient) -> None:
    for typed, said in (({"why": "广告"}, "请先勾选来件"), ({"ids": ["1"], "why": " "}, "请写明为何不是投诉")):
        desk.post(client, "/intake", "/intake/aside", typed)
        assert said in client.get("/intake").text
    assert set(_states(desk)) == {IntakeState.AWAITING_PERSON}


def test_who_does_not_do_the_offices_work_settles_nothing(desk: Desk, client: TestClient) -> None:
    manager = desk.person("wang", Role.MANAGER)
    settled = many.set_aside_many(desk.house.services, [1], "广告", actor=manager)
    assert [one for one, _ in settled.refused] == [1]
    with pytest.raises(Refused, match="请先勾选来件"):
        many.take_up_many(desk.house.services, [], actor=manager)
    row = desk.house.ask(lambda session: intake.get(session, 1))
    assert row is not None
    assert row.state is IntakeState.AWAITING_PERSON


def test_what_is_ticked_is_read_again_and_waits_as_before(desk: Desk, client: TestClient) -> None:
    desk.post(client, "/intake", "/intake/again", {"ids": ["1", "2"], "why": ""})
    assert "正在重新读取 2 件" in client.get("/intake").text
    assert client.get("/intake").text.count('<span class="chip">正在重新读取</span>') == 2
    desk.post(client, "/intake", "/intake/again", {"ids": ["2", "3"]})
    assert "正在重新读取 1 件；不能重新读取的来件：2" in client.get("/intake").text
    desk.house.work()
    assert client.get("/intake").text.count("重新读取后已有文字，请核对后立案") == 3
    assert set(_states(desk)) == {IntakeState.AWAITING_PERSON}
