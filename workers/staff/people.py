"""Who works here and what they may do: people, roles, deputies; for the admins, and for use cases."""

import re
import unicodedata
from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from domain.codes import Role
from domain.events import HouseEvent
from domain.staff import HOUSE, Grant, Person
from domain.staff_codes import ChangeKind
from language.folding import comparing
from store import directory, people
from store.changes import ChangeRow
from store.people import DeputyRow, NewPerson, PersonRow
from store.rows import Columns
from workers.instance.house_entries import noted
from workers.instance.permissions import present
from workers.instance.refusals import Refused
from workers.instance.services import Services
from workers.staff import changes

LANGUAGES = ("zh", "en")

_LOGIN = re.compile(r"[\w.@-]{2,64}")
EMAIL = re.compile(r"[^\s<>()\[\],;:@\"\\]{1,64}@[^\s<>()\[\],;:@\"\\]{1,250}")
_LONGEST = 100

log = structlog.get_logger("huihan.people")


def person_of(services: Services, session: Session, person_id: int) -> Person | None:
    """The person with the roles held now, own and as a deputy; None if there is none, or no longer."""
    row = people.get(session, person_id)
    if row is None or not row.active:
        return None
    return as_person(row, people.held(session, services.now(), person_id).get(person_id, ()))


def everybody(services: Services, session: Session) -> tuple[Person, ...]:
    """All active people with the roles held now, by login."""
    held = people.held(session, services.now())
    return tuple(as_person(row, held.get(row.id, ())) for row in people.list_people(session) if row.active)


def as_person(row: PersonRow, grants: tuple[Grant, ...]) -> Person:
    """A row with the roles held, as the use cases know people."""
    return Person(id=row.id, login=row.login, name=row.name, email=row.email, language=row.language, grants=grants)


def normal_login(login: str) -> str:
    """However it was typed: full-width, in capitals, with blanks about it."""
    return unicodedata.normalize("NFKC", login).strip().lower()


def checked_login(login: str) -> str:
    """In its normal form; Refused for one that no one can have."""
    normal = normal_login(login)
    if not _LOGIN.fullmatch(normal) or normal == HOUSE:
        raise Refused("用户名 {login} 不能用：请用 2 至 64 个字母、汉字、数字或 . _ - @", login=normal)
    return normal


def add_person(
    services: Services,
    *,
    login: str,
    name: str,
    actor: Person,
    email: str | None = None,
    phone: str | None = None,
    language: str = "zh",
) -> Person:
    """Enter a person, still without roles and password (see `sign_in_links.invite`).

    Raises:
        Refused: the actor is no admin, or a value is not right, or the login was given to somebody before.
    """
    login = checked_login(login)
    values = checked({"name": name, "email": email, "phone": phone, "language": language})
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        only_admins(actor)
        row = people.create(session, NewPerson(login=login, made_at=services.now(), made_by=actor.login, **values))
        if row is None:
            raise Refused("用户名 {login} 已有人用过；请换一个", login=login)
        noted(services, session, HouseEvent.PERSON_ADDED, who=actor.login, whom=login)
    log.info("person_added", person=login, by=actor.login)
    return as_person(row, ())


def change_person(services: Services, *, login: str, actor: Person, **values: object) -> ChangeRow | None:
    """Change a person's name, email, phone, language or digest; whether others may is the admins' affair.

    Oneself may choose language and digest. The mail address of who may approve must be confirmed: that change is
    returned, the others are made. Raises Refused as `add_person`.
    """
    mine = normal_login(login) == actor.login and set(values) <= {"language", "digest"}
    unknown = set(values) - {"name", "email", "phone", "language", "digest"}
    if unknown:
        raise TypeError(f"Nobody changes {', '.join(sorted(unknown))} here")
    waits = None
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        if not mine:
            only_admins(actor)
        row = named(session, login)
        fresh = {name: value for name, value in checked(values).items() if value != getattr(row, name)}
        email = fresh.pop("email", row.email)
        if fresh:
            people.change(session, row.id, **fresh)
        if email != row.email:
            details = {"email": email} if email else {}
            waits = changes.make(services, session, ChangeKind.EMAIL, row, actor=actor, details=details)
        if fresh:
            noted(services, session, HouseEvent.PERSON_CHANGED, who=actor.login, whom=row.login, changed=sorted(fresh))
    log.info("person_changed", person=normal_login(login), what=sorted(values), by=actor.login)
    return waits


def deactivate(services: Services, *, login: str, actor: Person) -> ChangeRow | None:
    """The person has left: their sessions and links end at once, and their name stays in the histories.

    The last one besides the admin who could confirm anything leaves only once that is confirmed: then it is returned.

    Raises:
        Refused: the actor is no admin, or no one would be left who can sign in as one.
    """
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        only_admins(actor)
        row = named(session, login)
        _keep_an_admin(session, row)
        waits = changes.make(services, session, ChangeKind.DEACTIVATE, row, actor=actor)
    return _logged(waits, HouseEvent.PERSON_DEACTIVATED, person=row.login, by=actor.login)


def activate(services: Services, *, login: str, actor: Person) -> ChangeRow | None:
    """The person is back, with the roles held before; a new invitation sets the password.

    Anyone who may approve comes back only once that is confirmed: then it is returned.
    """
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        only_admins(actor)
        row = named(session, login)
        waits = changes.make(services, session, ChangeKind.ACTIVATE, row, actor=actor)
    return _logged(waits, HouseEvent.PERSON_ACTIVATED, person=row.login, by=actor.login)


def grant_role(services: Services, *, login: str, grant: Grant, actor: Person) -> ChangeRow | None:
    """Give a role for one project or for all; one by which people approve or keep the people must be confirmed.

    Returns:
        The change that waits for a second person, None if the role is given.

    Raises:
        Refused: the actor is no admin, the role does not go with project or department, or is held already.
    """
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        only_admins(actor)
        row = named(session, login)
        given = fitting(session, grant)
        if given in people.grants_of(session, row.id):
            raise Refused("{login} 已有这个角色", login=row.login)
        details = changes.details_of(given)
        waits = changes.make(services, session, ChangeKind.GRANT, row, actor=actor, details=details)
    return _logged(waits, HouseEvent.ROLE_GRANTED, person=row.login, by=actor.login, **details)


def revoke_role(services: Services, *, login: str, grant: Grant, actor: Person) -> ChangeRow | None:
    """Take a role; of the last one besides the admin who could confirm anything, only once that is confirmed.

    Raises:
        Refused: the actor is no admin, it is not held, or no one would be left who can sign in as an admin.
    """
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        only_admins(actor)
        row = named(session, login)
        if grant.role is Role.ADMIN:
            _keep_an_admin(session, row)
        if grant not in people.grants_of(session, row.id):
            raise Refused("{login} 没有这个角色", login=row.login)
        details = changes.details_of(grant)
        waits = changes.make(services, session, ChangeKind.REVOKE, row, actor=actor, details=details)
    return _logged(waits, HouseEvent.ROLE_REVOKED, person=row.login, by=actor.login, **details)


def set_deputy(
    services: Services, *, person_login: str, deputy_login: str, from_at: datetime, until_at: datetime, actor: Person
) -> ChangeRow | None:
    """From `from_at` until `until_at` (aware) the deputy also holds the person's own roles.

    Whom an admin chooses for somebody who may approve must be confirmed: then that is returned.

    Raises:
        Refused: the actor is neither the person nor an admin, the deputy is the person, or the time is none.
    """
    if until_at <= from_at or until_at <= services.now():
        raise Refused("代理的结束时间要晚于开始时间和现在")
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        _self_or_admin(actor, normal_login(person_login))
        person, stands_in = named(session, person_login), named(session, deputy_login)
        if person.id == stands_in.id:
            raise Refused("不能由本人代理本人；请选另一位")
        if not stands_in.active:
            raise Refused("{login} 已停用，不能代理", login=stands_in.login)
        details = {"deputy": stands_in.login, "from": from_at.isoformat(), "until": until_at.isoformat()}
        waits = changes.make(services, session, ChangeKind.DEPUTY, person, actor=actor, details=details)
    return _logged(waits, HouseEvent.DEPUTY_SET, person=person.login, deputy=stands_in.login, by=actor.login)


def end_deputy(services: Services, *, deputy_row: int, actor: Person) -> None:
    """End a deputy's time now. Raises Refused if the actor is neither the person stood in for nor an admin."""
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        row: DeputyRow | None = people.get_deputy(session, deputy_row)
        person = people.get(session, row.person_id) if row else None
        if person is None:
            raise Refused("没有这项代理；请刷新页面")
        _self_or_admin(actor, person.login)
        people.end_deputy(session, deputy_row, services.now())
        noted(services, session, HouseEvent.DEPUTY_ENDED, who=actor.login, whom=person.login)
    log.info("deputy_ended", person=person.login, by=actor.login)


def named(session: Session, login: str) -> PersonRow:
    """The person of that login, however typed; Refused if there is none."""
    row = people.by_login(session, normal_login(login))
    if row is None:
        raise Refused("没有用户名为 {login} 的人员", login=login)
    return row


def only_admins(who: Person) -> None:
    """Refused for anybody else: people and roles are the admins' affair."""
    if not who.holds(Role.ADMIN):
        raise Refused("只有管理员可以管理人员和角色")


def _self_or_admin(who: Person, login: str) -> None:
    if who.login != login and not who.holds(Role.ADMIN):
        raise Refused("只有本人或管理员可以安排代理")


def _keep_an_admin(session: Session, leaving: PersonRow) -> None:
    """Somebody else must be able to sign in as an admin, or no one could ever grant a role again."""
    held = people.admins(session)
    if any(one.id == leaving.id for one in held) and not any(one.password for one in held if one.id != leaving.id):
        raise Refused("{login} 是最后一位能登录的管理员；请先让另一位管理员设好密码", login=leaving.login)


def fitting(session: Session, grant: Grant) -> Grant:
    """The role as it is kept, its project spelled as in the directory; Refused if it makes no sense."""
    if (grant.role is Role.DEPARTMENT) != (grant.department is not None):
        raise Refused("责任部门的角色要写明部门，其他角色不写部门")
    if grant.role is Role.ADMIN and grant.project:
        raise Refused("管理员不分项目；请不写项目")
    return Grant(role=grant.role, project=_project(session, grant.project), department=grant.department)


def _project(session: Session, project: str | None) -> str | None:
    """A role for a project that is misspelled would silently be none."""
    if not project:
        return None
    known = {comparing(row.name): row.name for row in directory.all_projects(session)}
    if known and comparing(project) not in known:
        raise Refused("名册中没有项目 {project}；请核对名称，或先导入名册", project=project)
    return known.get(comparing(project), project)


def checked(values: Columns) -> Columns:
    """Each value in its normal form; Refused for one that is not right."""
    trimmed = {key: " ".join(value.split()) if isinstance(value, str) else value for key, value in values.items()}
    if any(len(value) > _LONGEST for key, value in trimmed.items() if isinstance(value, str) and key != "email"):
        raise Refused("姓名或电话太长：最多 {most} 个字符", most=_LONGEST)
    if "name" in trimmed and not trimmed["name"]:
        raise Refused("请写姓名")
    if trimmed.get("email") and not EMAIL.fullmatch(trimmed["email"]):
        raise Refused("邮箱地址 {email} 不对；请写成 name@example.com", email=trimmed["email"])
    if trimmed.get("language", "zh") not in LANGUAGES:
        raise Refused("语言只能是 zh 或 en")
    return {key: (value or None) if key in {"email", "phone"} else value for key, value in trimmed.items()}


def _logged(waits: ChangeRow | None, what: str, **told: str) -> ChangeRow | None:
    """The change that waits; what was made is said in the log."""
    if waits is None:
        log.info(what, **told)
    return waits
