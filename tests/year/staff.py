"""Who works in the town and who is away when, stood in for by whom: plain values, nothing of the product."""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

_BY_MAIL = frozenset({"clerk0a", "clerk0b", "super0", "at-security"})
_DEPARTMENTS = ("engineering", "security", "environment", "customer_service", "finance", "developer_liaison")


@dataclass(frozen=True)
class Worker:
    """One of the staff with one role. project: None for all."""

    login: str
    role: str
    project: str | None = None
    department: str | None = None

    @property
    def email(self) -> str | None:
        """The people of one project, and one department, are told by mail as well; the others at the desk alone."""
        return f"{self.login}@wuye.example" if self.login in _BY_MAIL else None


@dataclass(frozen=True)
class Absence:
    """Somebody is away, and somebody stands in."""

    away: str
    deputy: str
    start: datetime
    end: datetime


@dataclass(frozen=True)
class Staff:
    """Everybody, and every absence."""

    workers: tuple[Worker, ...]
    absences: tuple[Absence, ...]

    def by_mail(self, login: str) -> bool:
        """Whether somebody is told by mail as well."""
        return login in _BY_MAIL

    def holding(self, at: datetime, project: str | None, *roles: str) -> set[str]:
        """Who holds one of the roles in a project at a moment, or stands in for one who does."""
        held = (one for one in self.workers if one.role in roles and _covers(one, project))
        return {login for one in held for login in (one.login, *self.deputies(one.login, at))}

    def of(self, at: datetime, project: str | None, department: str) -> set[str]:
        """A department's people, and who stands in for them."""
        mine = (one for one in self.workers if one.department == department and _covers(one, project))
        return {login for one in mine for login in (one.login, *self.deputies(one.login, at))}

    def deputies(self, login: str, at: datetime) -> set[str]:
        """Who stands in for somebody at a moment."""
        return {one.deputy for one in self.absences if one.away == login and one.start <= at < one.end}


def _covers(one: Worker, project: str | None) -> bool:
    return one.project is None or project is None or one.project == project


def staff_of(projects: Iterable[str], seed: int = 5) -> Staff:
    """Two clerks and a supervisor in each project, departments and heads for all; each is away now and then."""
    workers, partners = [], {}
    supervisors = []
    for number, project in enumerate(projects):
        clerks = (f"clerk{number}a", f"clerk{number}b")
        supervisors.append(f"super{number}")
        workers += [Worker(login, "clerk", project) for login in clerks]
        workers.append(Worker(supervisors[-1], "supervisor", project))
        partners |= {clerks[0]: clerks[1], clerks[1]: clerks[0]}
    partners |= dict(zip(supervisors, (*supervisors[1:], supervisors[0]), strict=True))
    workers += [Worker(f"at-{one}", "department", None, one) for one in _DEPARTMENTS]
    workers += [Worker("service", "service_department"), Worker("manager", "manager")]
    partners |= {"manager": "service", "at-engineering": "at-environment"}
    return Staff(tuple(workers), _absences(partners, random.Random(seed)))


def _absences(partners: dict[str, str], dice: random.Random) -> tuple[Absence, ...]:
    """About every seventh week of each."""
    found = []
    for away, deputy in partners.items():
        start = datetime(2026, 1, 1) + timedelta(hours=9, days=dice.randrange(40))
        while start.year < 2027 or start.month == 1:
            end = start + timedelta(days=dice.randint(1, 12), hours=dice.choice((0, 9)))
            found.append(Absence(away, deputy, start, end))
            start = end + timedelta(days=dice.randint(20, 60))
    return tuple(found)
