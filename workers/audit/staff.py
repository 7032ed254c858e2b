"""People and their roles against the house log: who was entered there holds what was given there, and nothing else."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Text, select, type_coerce
from sqlalchemy.orm import Session

from domain.events import HouseEvent
from store.desk_tables import house_event, house_event_payload
from store.staff_tables import person, role_grant
from workers.audit.found import Found

_Role = tuple[str, str, str]
_NAMES = ("role", "project", "department")
_SETS = frozenset({HouseEvent.PASSWORD_SET, HouseEvent.PASSWORD_CHANGED})


@dataclass
class Course:
    """What the log says of one login. roles: given and not taken since; named: ever given or taken. whole: since the
    person was entered, and nothing of it was erased.
    """

    roles: set[_Role] = field(default_factory=set)
    named: set[_Role] = field(default_factory=set)
    active: bool | None = None
    password: bool = False
    whole: bool = False


def check(session: Session, found: Found) -> None:
    """Everybody's roles, and whether they may sign in. What was before there was a log cannot be told."""
    courses = _courses(session)
    people = {row.id: row for row in session.execute(select(person.c.id, person.c.login, person.c.active))}
    held: dict[str, dict[_Role, int]] = {}
    names = [type_coerce(role_grant.c[one], Text).label(one) for one in _NAMES]
    for row in session.execute(select(role_grant.c.id, role_grant.c.person_id, *names)):
        login = people[row.person_id].login if row.person_id in people else ""
        held.setdefault(login, {})[str(row.role), row.project, row.department] = row.id
    for one in people.values():
        course = courses.get(one.login, Course())
        _roles(one.login, course, held.get(one.login, {}), found)
        if course.active is not None and bool(one.active) != course.active:
            wanted = "启用" if course.active else "停用"
            found.add("person", one.id, f"{one.login} 的账号按日志应为{wanted}")
    for login in courses.keys() - {one.login for one in people.values()}:
        if courses[login].whole:
            found.add("person", login, f"日志中加入过 {login}，人员中却没有")
    _passwords(session, courses, found)


def _roles(login: str, course: Course, held: Mapping[_Role, int], found: Found) -> None:
    for role, id_ in held.items():
        if role not in course.roles and (course.whole or role in course.named):
            found.add("role_grant", id_, f"{login} 的岗位 {role[0]} 不是按日志给出的")
    for role in course.roles - held.keys():
        found.add("role_grant", f"{login}/{role[0]}", f"{login} 的岗位 {role[0]} 按日志还在，却不见了")


def _passwords(session: Session, courses: Mapping[str, Course], found: Found) -> None:
    for row in session.execute(select(person.c.id, person.c.login).where(person.c.password.is_not(None))):
        course = courses.get(row.login)
        if course is not None and course.whole and not course.password:
            found.add("person", row.id, f"{row.login} 有密码，日志中却没有设定过")


def _courses(session: Session) -> dict[str, Course]:
    found: dict[str, Course] = {}
    query = (
        select(house_event.c.what, house_event.c.whom, house_event_payload.c.payload)
        .outerjoin(house_event_payload, house_event_payload.c.event_id == house_event.c.id)
        .where(house_event.c.whom != "")
        .order_by(house_event.c.seq)
    )
    for row in session.execute(query.execution_options(yield_per=1000)):
        course = found.setdefault(row.whom, Course())
        match row.what:
            case HouseEvent.PERSON_ADDED:
                course.whole = course.active = True
            case HouseEvent.PERSON_ACTIVATED | HouseEvent.PERSON_DEACTIVATED:
                course.active = row.what == HouseEvent.PERSON_ACTIVATED
            case HouseEvent.ROLE_GRANTED | HouseEvent.ROLE_REVOKED:
                _step(course, row.what == HouseEvent.ROLE_GRANTED, row.payload)
            case _:
                course.password = course.password or row.what in _SETS
    return found


def _step(course: Course, given: bool, payload: str | None) -> None:  # noqa: FBT001 - given or taken
    if payload is None:
        course.whole = False
        return
    try:
        details = json.loads(payload)
    except ValueError:
        return
    role = (str(details.get("role", "")), str(details.get("project", "")), str(details.get("department", "")))
    course.named.add(role)
    if given:
        course.roles.add(role)
    else:
        course.roles.discard(role)
