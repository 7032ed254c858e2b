"""A person's deadlines as a calendar (RFC 5545): number, clock and project of each, nothing of a resident."""

from typing import TYPE_CHECKING

from domain.clocks import CLOCKS
from domain.codes import Role
from domain.staff import Person
from store import calendar_links
from store.calendar_links import Due
from workers.instance.services import Services

if TYPE_CHECKING:
    from icalendar import Event

_NAMES = {"zh": "回函：我的期限", "en": "Huihan: my deadlines"}
_PURPOSE = "calendar"


def calendar_of(services: Services, person: Person) -> bytes:
    """The running clocks of the cases that the person follows up, and of their departments; the same bytes while
    nothing changes."""
    from icalendar import Calendar  # noqa: PLC0415 - slow to import, and seldom wanted

    departments = {one.department for one in person.grants if one.role is Role.DEPARTMENT and one.department}
    with services.database.reading() as session:
        found = calendar_links.due_for(session, person.login, departments)
    calendar = Calendar()
    calendar.add("prodid", "-//Huihan//Deadlines//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _NAMES.get(person.language, _NAMES["zh"]))
    house = services.keys.derive(_PURPOSE).hex()[:16]
    for due in found:
        if person.sees(due.project, due.departments):
            calendar.add_component(_event(services, due, person.language, house))
    made: bytes = calendar.to_ical()
    return made


def _event(services: Services, due: Due, language: str, house: str) -> "Event":
    """house: what no other instance's events are called by."""
    from icalendar import Event  # noqa: PLC0415 - as above

    clock = CLOCKS[due.clock]
    name = clock.english if language == "en" else clock.label
    event = Event()
    event.add("uid", f"clock-{due.id}@{house}.huihan.invalid")
    event.add("dtstamp", due.started_at)
    event.add("dtstart", due.due_at)
    event.add("summary", " · ".join(filter(None, (due.number, name, due.project))))
    event.add("url", services.settings.desk.link(f"/cases/{due.number}"))
    event.add("transp", "TRANSPARENT")
    return event
