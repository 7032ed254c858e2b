"""The house log as managers and admins read it."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from servers.desk import Desk
from servers.house import NOW

from desk.views.house_sentences import SENTENCES, sentence
from domain.codes import Role
from domain.events import HOUSE_EVENT, HouseEvent
from domain.staff import Person
from store import house_log
from store.house_log import Entry

WORKERS = Path(__file__).parents[3] / "workers"
COMMANDS = Path(__file__).parents[3] / "huihan" / "commands"


def _entry(desk: Desk, what: str, **more: object) -> None:
    values: dict[str, object] = {"at": desk.house.time[0], "who": "guan", "what": what, "whom": "chen", **more}
    with desk.house.services.database.transaction() as session:
        house_log.append(session, **values)  # type: ignore[arg-type]  # as given


def test_every_entry_has_a_name_and_a_sentence_and_is_written_by_some_use_case() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for room in (WORKERS, COMMANDS) for path in room.rglob("*.py"))
    assert set(HOUSE_EVENT) == set(SENTENCES) == set(HouseEvent)
    assert {name for name in HouseEvent if f"HouseEvent.{name.name}" not in code} == set()


@pytest.mark.parametrize("what", sorted(SENTENCES))
def test_every_sentence_can_be_said_of_any_payload(what: str) -> None:
    for payload in ({}, {"role": "clerk", "department": "finance", "kind": "grant", "changed": ["name", "email"]}):
        if what.startswith("role_") and not payload:
            continue
        entry = Entry(id=1, seq=1, at=NOW, who="guan", what=what, whom="chen", payload=payload)
        assert "{" not in str(sentence(entry))
    assert str(sentence(Entry(id=1, seq=1, at=NOW, who="", what=what, whom="", payload=None))) == "内容已依法删除"


def test_the_newest_come_first_and_are_paged(desk: Desk, manager: Person) -> None:
    for number in range(60):
        _entry(desk, "signed_in", payload={"how": "password", "address": f"192.0.2.{number}"})
    client = desk.client(manager)
    first = client.get("/log").text
    assert first.index("192.0.2.59") < first.index("192.0.2.20")
    assert "192.0.2.5<" not in first
    following = re.search(r'href="(/log\?[^"]+)"', first)
    assert following is not None
    assert "192.0.2.0" in client.get(following[1].replace("&amp;", "&")).text


def test_it_is_filtered_by_kind_person_and_day(desk: Desk, manager: Person) -> None:
    _entry(desk, "role_granted", payload={"role": "supervisor"})
    desk.house.time[0] += timedelta(days=1)
    _entry(desk, "person_deactivated", whom="li")
    client = desk.client(manager)
    assert "guan 给予 chen 岗位：主任" in client.get("/log?what=role_granted").text
    assert "停用 li" not in client.get("/log?person=chen").text
    assert "停用 li" in client.get("/log?day=2026-03-03&person=guan").text
    assert "岗位：主任" not in client.get("/log?day=2026-03-03").text
    for odd in ("day=9999-12-31", "day=gestern", "what=none", "before=0", "before=99999999999"):
        assert client.get(f"/log?{odd}").status_code in (200, 422), odd


def test_it_is_for_managers_and_admins_alone(desk: Desk, clerk: Person, supervisor: Person) -> None:
    for person, status in ((clerk, 403), (supervisor, 403), (desk.person("guan", Role.ADMIN), 200)):
        assert desk.client(person).get("/log").status_code == status


def test_it_is_read_in_english(desk: Desk) -> None:
    reader = desk.person("eve", Role.MANAGER, language="en")
    _entry(desk, "role_granted", payload={"role": "department", "department": "finance"})
    assert "guan gave chen the role Department (Finance)" in desk.client(reader).get("/log").text
