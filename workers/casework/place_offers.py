"""The places that a record's 地点 offers while somebody types: projects, then buildings, units and flats of one.

Anything else may be typed as well: a garage entrance stands in no directory.
"""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from domain.staff import Person
from language.places import PLACES, written_place
from store import directory
from workers.casework import households
from workers.casework.recording import RECORDERS
from workers.deciding.recorded import flat_of

MOST = 40
_BELOW = {"building": directory.buildings, "unit": directory.units, "room": directory.rooms}


@dataclass(frozen=True, kw_only=True)
class PlaceOffer:
    """A place as a record would say it; who: the household that lives there, if it was found by that."""

    place: str
    who: str = ""


def place_offers(session: Session, typed: str, *, project: str | None, person: Person) -> tuple[PlaceOffer, ...]:
    """At most MOST places that go on from what is typed, then households that it finds (`households.find`).

    project: of the case, for what names none. Only of projects whose records the person fills in.
    """
    text = "".join(typed.split())
    mine = [one.name for one in directory.all_projects(session) if person.grant(*RECORDERS, project=one.name)]
    named = max((name for name in mine if text.startswith(name)), key=len, default=None)
    at = named or (project if project in mine else None)
    offers = [PlaceOffer(place=name) for name in mine if not named and text and text in name]
    if at is not None:
        offers += [PlaceOffer(place=place) for place in _going_on(session, at, text.removeprefix(at))]
    found = households.find(session, text, person=person)
    offers += [PlaceOffer(place=flat_of(row), who=row.name or "") for row in found]
    return tuple({one.place: one for one in offers}.values())[:MOST]


def _going_on(session: Session, project: str, rest: str) -> list[str]:
    """The places of a project below the last one that is typed in full, as far as they begin with what follows it."""
    within, before = {"project": project}, project
    for level, word in PLACES:
        names = _BELOW[level](session, within)
        if not names:
            continue
        written = {written_place(name, word): name for name in names}
        full = max((one for one in written if rest.startswith(one)), key=len, default=None)
        if full is None or level == "room":
            return [before + one for one in written if one.startswith(rest)]
        within = {**within, level: written[full]}
        before, rest = before + full, rest.removeprefix(full)
    return []
