"""Reckons who is told of what at once, from the events of a case and the staff, by TRADE 1, 5 and 6."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from year.reckoning import Happened, Letter
from year.staff import Staff

_OFFICE = ("clerk", "supervisor", "service_department", "manager")
_HEADS = ("supervisor", "service_department", "manager")
_DECIDES = frozenset({"decided", "decided_again", "followed_up", "judged", "grade_confirmed"})
_NEWS = {
    "clock_nearing": "due_soon",
    "clock_passed": "overdue",
    "letter_bounced": "bounced",
    "alarm": "alarm",
    "blocked": "handed",
    "handed_up": "handed",
    "handed_back": "handed",
    "progress_reported": "progress",
    "lowering_asked": "approve",
}
_LADDER = ("supervisor", "service_department", "manager")
_QUIET_FROM, _QUIET_UNTIL = time(22), time(7)


@dataclass(frozen=True)
class Told:
    """One person is told one thing at one minute."""

    at: datetime
    login: str
    kind: str


@dataclass(frozen=True)
class Sent:
    """One of them went out by mail at one minute; None: it waits yet."""

    told: Told
    at: datetime | None


@dataclass
class Telling:
    """Whom the events of one case have told so far. project: of the case."""

    staff: Staff
    letters: Mapping[int, Letter]
    project: str | None = None
    owner: str | None = None
    departments: list[str] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    due: list[datetime] = field(default_factory=list)
    """When what was told goes out by mail, one for each that was told: at once, or after the night."""
    urgent: bool = False
    _chosen: bool = False
    """Whether a person chose the urgency: it stands when the rules decide again."""
    _once: set[tuple[str, str]] = field(default_factory=set)

    def take(self, batch: Iterable[Happened]) -> None:
        """What one act brought about: people are told when it is done, of how things stand then."""
        batch = list(batch)
        for one in batch:
            if one.what == "owner_assigned":
                owner = one.payload["owner"]
                self.owner = None if owner is None else str(owner)
            if "departments" in _slots(one):
                departments = _slots(one)["departments"]
                assert isinstance(departments, list)
                self.departments = departments
            self._presses(one)
        alarms = {one.at for one in batch if one.what == "alarm"}
        for one in batch:
            kind, logins = self._of(one)
            if kind == "urgent" and one.at in alarms:
                continue
            for login in sorted(logins):
                if kind in ("urgent", "grave"):
                    if (kind, login) in self._once:
                        continue
                    self._once.add((kind, login))
                self.told.append(Told(one.at, login, kind))
                self.due.append(one.at if self.urgent or kind in ("alarm", "urgent") else after_the_night(one.at))

    def sent(self, look: Callable[[datetime], datetime], until: datetime) -> list[Sent]:
        """What went out by mail before a moment. look: the first look at the clocks at or after a moment."""
        mailed = (
            (one, look(due)) for one, due in zip(self.told, self.due, strict=True) if self.staff.by_mail(one.login)
        )
        return [Sent(one, at if at < until else None) for one, at in mailed]

    def _presses(self, one: Happened) -> None:
        """Whether the case is urgent after an event."""
        if one.what in ("decided", "decided_again") and not self._chosen:
            self.urgent = one.payload["urgency"] == "urgent"
        self._chosen = self._chosen or (one.what == "judged" and "urgency" in _slots(one))
        if one.what == "alarm" or (one.what in ("followed_up", "judged") and _slots(one).get("urgency") == "urgent"):
            self.urgent = True

    def _of(self, one: Happened) -> tuple[str, set[str]]:
        """What an event tells, and whom."""
        at, payload = one.at, one.payload
        kind, logins = _kind(one), set[str]()
        if kind in ("due_soon", "overdue"):
            rung = {str(payload["rung"])} if payload["rung"] else set()
            logins = self._must_act(one) | self.staff.holding(at, self.project, *rung)
        elif kind == "handed":
            logins = self._handed(one)
        elif kind == "progress":
            logins = self.staff.holding(at, self.project, "manager")
        elif kind == "approve":
            logins = self.staff.holding(at, self.project, *_confirms(payload["role"]))
        elif kind == "bounced":
            logins = self._acting(at)
        elif kind == "alarm":
            concerned = (self.staff.of(at, self.project, one) for one in self.departments)
            logins = self.staff.holding(at, self.project, *_OFFICE).union(*concerned)
        elif kind == "grave":
            logins = self.staff.holding(at, self.project, *_HEADS)
        elif kind == "urgent":
            logins = self._acting(at) | self.staff.holding(at, self.project, "supervisor")
        return kind, logins

    def _handed(self, one: Happened) -> set[str]:
        """Who has something in hand now."""
        match one.what:
            case "owner_assigned":
                return {str(one.payload["owner"])}
            case "blocked":
                return self.staff.holding(one.at, self.project, "supervisor")
            case "handed_up":
                return self.staff.holding(one.at, self.project, _above(one.payload["from"]))
            case "handed_back":
                return self._acting(one.at)
        return self.staff.of(one.at, self.project, str(self.letters[int(str(one.payload["letter"]))].department))

    def _must_act(self, one: Happened) -> set[str]:
        department = one.payload.get("department")
        return self.staff.of(one.at, self.project, str(department)) if department else self._acting(one.at)

    def _acting(self, at: datetime) -> set[str]:
        """Who follows the case up, and who stands in for them; the project's office where there is no one."""
        if self.owner is not None:
            return {self.owner, *self.staff.deputies(self.owner, at)}
        return self.staff.holding(at, self.project, "clerk") or self.staff.holding(at, self.project, "supervisor")


def after_the_night(moment: datetime) -> datetime:
    """When what does not press may go out."""
    if _QUIET_UNTIL <= moment.time() < _QUIET_FROM:
        return moment
    morning = moment.date() + timedelta(days=moment.time() >= _QUIET_FROM)
    return datetime.combine(morning, _QUIET_UNTIL)


def _above(rung: object) -> str:
    """The rung above one of the ladder; the lowest above none."""
    return _LADDER[0 if rung is None else _LADDER.index(str(rung)) + 1]


def _confirms(asked_as: object) -> tuple[str, ...]:
    """Who confirms that a grade is lowered: the other one of supervisor (or who signs in their place) and manager."""
    return ("supervisor", "service_department") if asked_as == "manager" else ("manager",)


def _kind(one: Happened) -> str:
    """What kind of news an event is, "" if it is none."""
    if one.what == "letter_approved":
        return "handed" if one.payload["kind"] == "department_notice" else ""
    if one.what == "owner_assigned":
        return "handed" if one.payload["owner"] else ""
    slots = _slots(one)
    if slots.get("grade") in ("A", "B"):
        return "grave"
    return "urgent" if slots.get("urgency") == "urgent" else _NEWS.get(one.what, "")


def _slots(one: Happened) -> Mapping[str, object]:
    """What a decision of the rules or a person's says of a case."""
    if one.what not in _DECIDES:
        return {}
    chosen = one.payload.get("chosen")
    return chosen if isinstance(chosen, Mapping) else one.payload
