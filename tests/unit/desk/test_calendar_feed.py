"""One's deadlines in one's own calendar, by a secret link; nothing of a resident in it.

Covers desk.routes.calendar_feed, workers.public.calendar, workers.staff.calendar_links and store.calendar_links.
"""

import re
from dataclasses import replace

from fastapi.testclient import TestClient
from icalendar import Calendar, Event
from servers.desk import Desk, made_desk
from servers.house import House

from domain.codes import Role
from domain.events import HouseEvent
from domain.staff import Person
from store import cases, house_log, people

PERSONAL = ("王芳", "13800138000", "501", "wang@example.com", "电梯")


def linked(desk: Desk, client: TestClient) -> str:
    """The path of a new link, as the page shows it once."""
    shown = desk.post(client, "/me", "/me/calendar").text
    found = re.search(r'value="http[^"]+(/calendar/[^"]+\.ics)"', shown)
    assert found, shown
    assert found[1] not in client.get("/me").text
    return found[1]


def read(desk: Desk, path: str) -> list[Event]:
    answer = desk.visitor().get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert not any(word in answer.text for word in PERSONAL)
    calendar = Calendar.from_ical(answer.text)
    assert calendar["version"] == "2.0"
    assert calendar["prodid"]
    assert all(len(line.encode()) <= 75 for line in answer.text.split("\r\n"))
    return list(calendar.walk("VEVENT"))


def owned(desk: Desk, person: Person | None) -> None:
    (case,) = desk.house.cases()
    with desk.house.services.database.transaction() as session:
        cases.update_case(session, case.id, owner=person.login if person else None)


def test_a_calendar_holds_the_deadlines_of_ones_own_cases_under_lasting_names(desk: Desk, clerk: Person) -> None:
    path = linked(desk, desk.client(clerk))
    desk.house.mail()
    desk.house.work()
    owned(desk, None)
    assert read(desk, path) == []
    owned(desk, clerk)
    (case,) = desk.house.cases()
    running = {one.due_at: name for (name, _), one in desk.house.clocks(case).items() if one.state == "running"}
    events = read(desk, path)
    assert sorted(one["dtstart"].dt for one in events) == sorted(running)
    assert all(one["summary"].startswith(case.number) for one in events)
    assert all(one["url"].endswith(f"/cases/{case.number}") for one in events)
    assert len({one["uid"] for one in events}) == len(events)
    assert [one["uid"] for one in read(desk, path)] == [one["uid"] for one in events]


def test_an_unchanged_calendar_is_not_sent_again(desk: Desk, clerk: Person) -> None:
    path = linked(desk, desk.client(clerk))
    desk.house.mail()
    owned_tag = desk.visitor().get(path).headers["etag"]
    again = desk.visitor().get(path, headers={"If-None-Match": owned_tag})
    assert (again.status_code, again.content) == (304, b"")
    desk.house.work()
    owned(desk, clerk)
    assert desk.visitor().get(path, headers={"If-None-Match": owned_tag}).status_code == 200


def test_a_link_works_until_it_is_ended_or_changed_or_its_person_has_left(desk: Desk, clerk: Person) -> None:
    client = desk.client(clerk)
    first = linked(desk, client)
    second = linked(desk, client)
    assert desk.visitor().get(first).status_code == 404
    assert desk.visitor().get(second).status_code == 200
    assert "最近读取" in client.get("/me").text
    with desk.house.services.database.transaction() as session:
        people.change(session, clerk.id, active=False)
    assert desk.visitor().get(second).status_code == 404
    with desk.house.services.database.transaction() as session:
        people.change(session, clerk.id, active=True)
    desk.post(client, "/me", "/me/calendar/end")
    assert desk.visitor().get(second).status_code == 404
    wanted = house_log.Wanted(what=(HouseEvent.CALENDAR_LINK_MADE, HouseEvent.CALENDAR_LINK_ENDED))
    entries = [one.what for one in desk.house.ask(lambda session: house_log.page(session, wanted, limit=9))]
    assert sorted(entries) == ["calendar_link_ended", "calendar_link_made", "calendar_link_made"]


def test_a_calendar_that_asks_too_often_waits(house: House) -> None:
    limits = replace(house.services.settings.limits, calendar_per_hour=2)
    house.services = replace(house.services, settings=replace(house.services.settings, limits=limits))
    desk = made_desk(house)
    path = linked(desk, desk.client(desk.person("chen", Role.CLERK)))
    answers = [desk.visitor().get(path) for _ in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert answers[-1].headers["retry-after"] == "1800"
