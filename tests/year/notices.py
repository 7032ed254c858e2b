"""Reckons who is told of what at once, from the events of a case and the staff, by TRADE 1, 5 and 6."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from year.reckoning import Happened, Letter
from year.staff import Staff

_OFFICE = ("clerk", "supervisor", "service_department", "manager")
_HEADS = ("supervisor", "service_department", "manager")
_DECIDES = frozenset({"decided", "decided_again", "followed_up", "judged", "grade_confirmed"})
_NEWS = {"clock_nearing": "due_soon", "clock_passed": "overdue", "letter_bounced": "bounced", "alarm": "alarm"}


@dataclass(frozen=True)
class Told:
    """One person is told one thing at one minute."""

    at: datetime
    login: str
    kind: str


@dataclass
class Telling:
    """Whom the events of one case have told so far. project: of the case."""

    staff: Staff
    letters: Mapping[int, Letter]
    project: str | None = None
    owner: str | None = None
    departments: list[str] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
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

    def _of(self, one: Happened) -> tuple[str, set[str]]:
        """What an event tells, and whom."""
        at, payload = one.at, one.payload
        kind, logins = _kind(one), set[str]()
        if kind in ("due_soon", "overdue"):
            rung = {str(payload["rung"])} if payload["rung"] else set()
            logins = self._must_act(one) | self.staff.holding(at, self.project, *rung)
        elif kind == "handed" and one.what == "owner_assigned":
            logins = {str(payload["owner"])}
        elif kind == "handed":
            letter = self.letters[int(str(payload["letter"]))]
            logins = self.staff.of(at, self.project, str(letter.department))
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

    def _must_act(self, one: Happened) -> set[str]:
        department = one.payload.get("department")
        return self.staff.of(one.at, self.project, str(department)) if department else self._acting(one.at)

    def _acting(self, at: datetime) -> set[str]:
        """Who follows the case up, and who stands in for them; the project's office where there is no one."""
        if self.owner is not None:
            return {self.owner, *self.staff.deputies(self.owner, at)}
        return self.staff.holding(at, self.project, "clerk") or self.staff.holding(at, self.project, "supervisor")


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
