"""What stands in the queue, and what may be asked of it: a filter, an item with its nearest clock, where to go on."""

from dataclasses import dataclass
from datetime import datetime

from domain.codes import (
    CaseState,
    Category,
    Channel,
    ClockName,
    Department,
    Grade,
    IntakeState,
    Urgency,
)
from domain.decision import Pause
from domain.waiting import Figure, Waiting, Whose
from store.case_tables import NEVER

Day = tuple[datetime, datetime]  # its begin and end


@dataclass(frozen=True, kw_only=True)
class Counted:
    """The cases that a figure of the overview counts. today: as it was counted on."""

    figure: Figure
    today: Day


@dataclass(frozen=True, kw_only=True)
class QueueFilter:
    """What to show: every field that is not None, empty or False must hold.

    waiting: any of these reasons. mine: only what waits for this person; else everything open that they may see.
    whose: by who follows them up, whether anything waits or not; owner: that person's (a login). overdue: the nearest
    clock is past its due moment.
    filed: filed cases too, after all others. counted: what a figure counts, whether anything waits or not.
    told_why: each item says for what it waits, which costs most of the asking.
    """

    waiting: tuple[Waiting, ...] = ()
    project: str | None = None
    category: Category | None = None
    department: Department | None = None
    grade: Grade | None = None
    states: tuple[CaseState, ...] = ()
    overdue: bool = False
    mine: bool = True
    whose: Whose | None = None
    owner: str | None = None
    filed: bool = False
    counted: Counted | None = None
    told_why: bool = True

    @property
    def by_owner(self) -> bool:
        """Whether it asks who follows a case up: then nothing need wait."""
        return self.whose is not None or self.owner is not None

    @property
    def of_cases_alone(self) -> bool:
        """Whether it asks for what only a case has."""
        return bool(
            self.category or self.department or self.grade or self.states or self.by_owner or self.counted is not None
        )


@dataclass(frozen=True, kw_only=True, order=True)
class Cursor:
    """A place in the queue, after which a page begins; it stays valid whatever moves before and after it."""

    calm: bool
    due_at: datetime
    received_at: datetime
    is_case: bool
    id: int

    def __str__(self) -> str:
        """As it stands in a link."""
        flags = (str(int(flag)) for flag in (self.is_case, self.calm))
        return "~".join((self.due_at.isoformat(), self.received_at.isoformat(), *flags, str(self.id)))

    @classmethod
    def parse(cls, text: str) -> "Cursor":
        """What `str` made of a cursor; ValueError for anything else."""
        due, received, is_case, calm, id_ = text.split("~")
        moments = [datetime.fromisoformat(part) for part in (due, received)]
        if any(moment.tzinfo is None for moment in moments) or not {is_case, calm} <= {"0", "1"}:
            raise ValueError(f"No place in the queue: {text[:80]}")
        return cls(calm=calm == "1", due_at=moments[0], received_at=moments[1], is_case=is_case == "1", id=int(id_))


def place(text: str) -> Cursor | None:
    """The place that a link names; None for the first page, and for what is no place."""
    try:
        return Cursor.parse(text) if text else None
    except ValueError:
        return None


@dataclass(frozen=True, kw_only=True)
class NearestClock:
    """The running clock that is due first."""

    clock: ClockName
    round: int
    started_at: datetime
    due_at: datetime
    provisional: bool
    pauses: tuple[Pause, ...] = ()


@dataclass(frozen=True, kw_only=True)
class QueueItem:
    """A case that waits, or something that came in and is no case yet (number and all that a case has is None).

    why: the reasons for which it waits, for the person if the filter asks for `mine`, else for anybody. sender: of an
    intake. alarms: names of the dangers that it says are there now. pressing: it stands before all that is not.
    nearest: None if no clock runs.
    """

    case_id: int | None
    intake_id: int
    number: str | None
    received_at: datetime
    channel: Channel
    source: str | None
    sender: str | None
    resident_name: str | None
    project: str | None
    building: str | None
    unit: str | None
    room: str | None
    subject: str
    category: Category | None
    topic: str | None
    departments: tuple[Department, ...]
    grade: Grade | None
    urgency: Urgency | None
    alarms: tuple[str, ...]
    pressing: bool
    state: CaseState | IntakeState
    needs_person: bool
    owner: str | None = None
    nearest: NearestClock | None
    why: tuple[Waiting, ...]

    @property
    def cursor(self) -> Cursor:
        """Its place: the next page begins after the last item's."""
        return Cursor(
            calm=not self.pressing,
            due_at=self.nearest.due_at if self.nearest else NEVER,
            received_at=self.received_at,
            is_case=self.case_id is not None,
            id=self.intake_id if self.case_id is None else self.case_id,
        )
