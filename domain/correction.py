"""What a person may correct of a letter as it was read, so that the decision can be made again from what is right."""

from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from domain.codes import Channel

_PLACE = ("project", "building", "unit", "room")


@dataclass(frozen=True, kw_only=True)
class Correction:
    """What stands instead of what was read. None: as it was read; the empty text: not known after all.

    text, subject: whole. name, phone, email: of the resident of record. reply_to: the address to which letters go,
    because a person names it expressly; an address of record alone never becomes one (DESIGN 6). household_id: of the
    directory; given, it stands before project, building, unit and room. received: with an offset, of what came on
    paper; received_date_only: only its date is known, and `received` is the start of that day (TRADE 6: clocks count
    from the opening hour).
    """

    text: str | None = None
    subject: str | None = None
    name: str | None = None
    phone: str | None = None
    email: str | None = None
    reply_to: str | None = None
    household_id: int | None = None
    project: str | None = None
    building: str | None = None
    unit: str | None = None
    room: str | None = None
    received: datetime | None = None
    received_date_only: bool = False
    channel: Channel | None = None

    @property
    def empty(self) -> bool:
        """Whether it corrects nothing."""
        return self == AS_READ

    @property
    def names_a_place(self) -> bool:
        """Whether a person says where the resident lives, other than by a household of the directory."""
        return any(getattr(self, name) is not None for name in _PLACE)

    def onto(self, earlier: "Correction") -> "Correction":
        """Both: what this one leaves open is as `earlier` had it. A household and a place replace each other."""
        if self.household_id is not None:
            earlier = replace(earlier, project=None, building=None, unit=None, room=None)
        elif self.names_a_place:
            earlier = replace(earlier, household_id=None)
        if self.received is not None:
            earlier = replace(earlier, received_date_only=self.received_date_only)
        open_ = (None, False)  # False: received_date_only, which went with the date above
        given: dict[str, Any] = {}  # each field has its own type
        given |= {field.name: getattr(self, field.name) for field in fields(self)}
        return replace(earlier, **{name: value for name, value in given.items() if value not in open_})


AS_READ = Correction()
"""Nothing corrected."""


def either(corrected: str | None, read: str | None) -> str | None:
    """The corrected value, else the one that was read; the empty text is None."""
    return read if corrected is None else corrected or None
