"""What a person decides of a case by hand, in place of what the rules decided of it."""

from dataclasses import dataclass, fields

from domain.codes import Category, Department, Grade, Kind, Urgency
from domain.work_codes import Cause


@dataclass(frozen=True, kw_only=True)
class Override:
    """What a person chose, slot by slot (TRADE 4 and 5). None: as it stands.

    topic: an id of the live rulebook, or the topic's name. departments: the first answers for the case. households: 1
    or more. also: further categories, empty for none. cause: the one that is proposed to staff, which follows from the
    topic; they choose theirs in the record. because: the reason, in the person's words.
    """

    topic: str | None = None
    category: Category | None = None
    departments: tuple[Department, ...] | None = None
    grade: Grade | None = None
    urgency: Urgency | None = None
    kind: Kind | None = None
    group: bool | None = None
    households: int | None = None
    fee: bool | None = None
    also: tuple[Category, ...] | None = None
    cause: Cause | None = None
    because: str = ""

    @property
    def chosen(self) -> dict[str, object]:
        """Slot → value, of the slots that are not left as they stand."""
        given = {field.name: getattr(self, field.name) for field in fields(self) if field.name != "because"}
        return {slot: value for slot, value in given.items() if value is not None}
