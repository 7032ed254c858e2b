"""Person rows: who works at the desk, the roles they hold, and who stands in for whom."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import CompoundSelect, bindparam, delete, literal, null, or_, select, union_all, update
from sqlalchemy.orm import Session

from domain.codes import Department, Role
from domain.staff import Grant
from store.rows import (
    AnyRow,
    Columns,
    Query,
    as_dataclass,
    checked,
    columns_of,
    dialect,
    first,
    inserting,
    one_of,
    selecting,
    touched,
)
from store.staff_tables import company_account, deputy, person, role_grant, sign_in_link, web_session


@dataclass(frozen=True, kw_only=True)
class NewPerson:
    """A person to be entered. login: in lower case, unique for ever. digest: whether the morning's list is mailed."""

    login: str
    name: str
    email: str | None = None
    phone: str | None = None
    language: str = "zh"
    digest: bool = True
    made_at: datetime
    made_by: str


@dataclass(frozen=True, kw_only=True)
class PersonRow(NewPerson):
    """A person as entered. password: its argon2id hash; None until one was set by a one-time link."""

    id: int
    active: bool
    password: str | None = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class NewDeputy:
    """Who stands in for `person_id`, from `from_at` until just before `until_at`."""

    person_id: int
    deputy_id: int
    from_at: datetime
    until_at: datetime
    made_at: datetime
    made_by: str


@dataclass(frozen=True, kw_only=True)
class DeputyRow(NewDeputy):
    """A deputy as entered."""

    id: int


def create(session: Session, new: NewPerson) -> PersonRow | None:
    """Enter a person; None if the login is taken, were it by somebody who left."""
    statement = inserting(dialect(session), person).on_conflict_do_nothing(index_elements=[person.c.login])
    row = session.execute(statement.returning(*columns_of(PersonRow, person)), vars(new)).first()
    return None if row is None else as_dataclass(PersonRow, row)


def get(session: Session, person_id: int) -> PersonRow | None:
    """One person, active or not; or None."""
    return first(session, PersonRow, _BY_ID, {"id": person_id})


def by_login(session: Session, login: str) -> PersonRow | None:
    """The person of that login, active or not; or None."""
    return first(session, PersonRow, _BY_LOGIN, {"login": login})


def list_people(session: Session) -> list[PersonRow]:
    """Everybody who was ever entered, by login."""
    return [as_dataclass(PersonRow, row) for row in session.execute(_ALL)]


def change(session: Session, person_id: int, **values: object) -> bool:
    """Set columns of a person; whether there is one."""
    statement = update(person).where(person.c.id == person_id).values(**checked(person, values))
    return touched(session, statement) == 1


def set_password_hash(session: Session, person_id: int, password: str) -> None:
    """Keep the hash of a new password."""
    session.execute(_SET_PASSWORD, {"person": person_id, "password": password})


def grant(session: Session, person_id: int, given: Grant, *, mapped: bool = False) -> bool:
    """Give a role; False if it is held in just this way already. mapped: whether the identity provider gives it."""
    statement = inserting(dialect(session), role_grant).on_conflict_do_nothing().returning(role_grant.c.id)
    return session.execute(statement, {**_grant_values(person_id, given), "mapped": mapped}).first() is not None


def revoke(session: Session, person_id: int, given: Grant) -> bool:
    """Take a role; False if it was not held in just this way."""
    return touched(session, _REVOKE, _grant_values(person_id, given)) == 1


def grants_of(session: Session, person_id: int) -> tuple[Grant, ...]:
    """A person's own roles, not those as a deputy."""
    return tuple(_as_grant(row) for row in session.execute(_OWN, {"person": person_id}))


def mapped_grants(session: Session, person_id: int) -> tuple[Grant, ...]:
    """Those of a person's own roles that the identity provider gives."""
    return tuple(_as_grant(row) for row in session.execute(_OWN, {"person": person_id}) if row.mapped)


def held(session: Session, at: datetime, person_id: int | None = None) -> Mapping[int, tuple[Grant, ...]]:
    """The roles of everybody, or of one person: their own, then those of active people they stand in for at `at`."""
    statement = _HELD if person_id is None else _HELD_BY_ONE
    found: dict[int, dict[Grant, None]] = defaultdict(dict)
    for row in session.execute(statement, {"at": at, "person": person_id}):
        found[row.holder][_as_grant(row, row.deputy_of)] = None  # a set that keeps the order
    return {holder: tuple(grants) for holder, grants in found.items()}


def admins(session: Session) -> list[PersonRow]:
    """Active people with the role of admin, their rows locked: two admins must not remove each other at once."""
    session.execute(_ADMINS.with_for_update())
    # Asked again: what the one before us took stands in a table that the lock does not look at again.
    return [as_dataclass(PersonRow, row) for row in session.execute(_ADMINS)]


def holders(session: Session, roles: Iterable[Role], *, lock: bool = False) -> list[PersonRow]:
    """People who hold one of `roles` themselves, active or not, by id. lock: against other transactions."""
    asked = _ALL_BY_ID.where(person.c.id.in_(select(role_grant.c.person_id).where(one_of(role_grant.c.role, roles))))
    return [as_dataclass(PersonRow, row) for row in session.execute(asked.with_for_update() if lock else asked)]


def can_come_in(session: Session, at: datetime) -> frozenset[int]:
    """The active people who can get in at `at`: by a password, a session, a link that lets anybody in, or an account
    at the identity provider."""
    ways = (
        person.c.password.is_not(None),
        person.c.id.in_(select(company_account.c.person_id)),
        person.c.id.in_(select(web_session.c.person_id).where(web_session.c.expires_at > at)),
        person.c.id.in_(
            select(sign_in_link.c.person_id).where(
                sign_in_link.c.vouched, sign_in_link.c.used_at.is_(None), sign_in_link.c.expires_at > at
            )
        ),
    )
    return frozenset(session.execute(select(person.c.id).where(person.c.active, or_(*ways))).scalars())


def lock(session: Session, person_id: int) -> PersonRow | None:
    """One person, for whom everybody else who changes or locks them waits until the end of the transaction."""
    return first(session, PersonRow, _BY_ID.with_for_update(), {"id": person_id})


def add_deputy(session: Session, new: NewDeputy) -> int:
    """Enter who stands in for whom; the row's id."""
    statement = inserting(dialect(session), deputy).returning(deputy.c.id)
    return int(session.execute(statement, vars(new)).scalar_one())


def get_deputy(session: Session, deputy_row: int) -> DeputyRow | None:
    """One deputy row by its id, or None."""
    return first(session, DeputyRow, _DEPUTY, {"id": deputy_row})


def end_deputy(session: Session, deputy_row: int, at: datetime) -> bool:
    """End a deputy's time at `at`, before it began too; False if it had ended."""
    return touched(session, _END_DEPUTY, {"row": deputy_row, "at": at}) == 1


def deputies_of(session: Session, person_id: int, at: datetime) -> list[DeputyRow]:
    """Who stands in for a person at `at` or will later, soonest first."""
    rows = session.execute(_DEPUTIES, {"person": person_id, "at": at})
    return [as_dataclass(DeputyRow, row) for row in rows]


def stands_in_for(session: Session, deputy_id: int, at: datetime) -> list[int]:
    """For whom a person stands in at `at` or will later."""
    return list(session.execute(_STANDS_IN_FOR, {"deputy": deputy_id, "at": at}).scalars())


def end_deputies_by_others(session: Session, away: PersonRow, at: datetime) -> int:
    """End the time of each deputy of a person whom somebody else chose; how many."""
    by_others = (deputy.c.person_id == away.id) & (deputy.c.made_by != away.login) & (deputy.c.until_at > at)
    return touched(session, update(deputy).where(by_others).values(until_at=at))


def _grant_values(person_id: int, given: Grant) -> Columns:
    return {
        "person_id": person_id,
        "role": given.role,
        "project": given.project or "",
        "department": given.department or "",
    }


def _as_grant(row: AnyRow, deputy_of: str | None = None) -> Grant:
    department = Department(row.department) if row.department else None
    return Grant(role=Role(row.role), project=row.project or None, department=department, deputy_of=deputy_of)


def _held(*, of_one: bool) -> Query | CompoundSelect[*tuple[Any, ...]]:  # SQLAlchemy knows columns by name only
    """Own roles and lent ones in one statement, for every page asks for them."""
    roles = (role_grant.c.role, role_grant.c.project, role_grant.c.department)
    away = (role_grant.c.person_id == deputy.c.person_id) & (person.c.id == deputy.c.person_id) & person.c.active
    now = (deputy.c.from_at <= bindparam("at")) & (deputy.c.until_at > bindparam("at"))
    own: Query = select(
        role_grant.c.person_id.label("holder"),
        *roles,
        null().label("deputy_of"),
        literal(0).label("lent"),
        role_grant.c.id.label("row"),
    )
    lent: Query = select(deputy.c.deputy_id, *roles, person.c.login, literal(1), role_grant.c.id).where(away, now)
    if of_one:
        own = own.where(role_grant.c.person_id == bindparam("person"))
        lent = lent.where(deputy.c.deputy_id == bindparam("person"))
    return union_all(own, lent).order_by("lent", "row")


_ALL = selecting(PersonRow, person).order_by(person.c.login)
_ALL_BY_ID = selecting(PersonRow, person).order_by(person.c.id)
_BY_ID = selecting(PersonRow, person).where(person.c.id == bindparam("id"))
_BY_LOGIN = selecting(PersonRow, person).where(person.c.login == bindparam("login"))
_SET_PASSWORD = update(person).where(person.c.id == bindparam("person")).values(password=bindparam("password"))
_OWN = select(role_grant).where(role_grant.c.person_id == bindparam("person")).order_by(role_grant.c.id)
_REVOKE = delete(role_grant).where(
    *(role_grant.c[name] == bindparam(name) for name in ("person_id", "role", "project", "department"))
)
_ADMINS = (
    selecting(PersonRow, person)
    .where(
        person.c.active,
        person.c.id.in_(select(role_grant.c.person_id).where(role_grant.c.role == Role.ADMIN)),
    )
    .order_by(person.c.id)
)
_HELD, _HELD_BY_ONE = _held(of_one=False), _held(of_one=True)
_DEPUTY = selecting(DeputyRow, deputy).where(deputy.c.id == bindparam("id"))
_END_DEPUTY = (
    update(deputy)
    .where(deputy.c.id == bindparam("row"), deputy.c.until_at > bindparam("at"))
    .values(until_at=bindparam("at"))
)
_DEPUTIES = (
    selecting(DeputyRow, deputy)
    .where(deputy.c.person_id == bindparam("person"), deputy.c.until_at > bindparam("at"))
    .order_by(deputy.c.from_at, deputy.c.id)
)
_STANDS_IN_FOR = select(deputy.c.person_id).where(
    deputy.c.deputy_id == bindparam("deputy"), deputy.c.until_at > bindparam("at")
)
