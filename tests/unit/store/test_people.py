"""People, the roles they hold of their own and as deputies, and what is remembered of those who left."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session
from store_samples import UTC_NOW

from domain.codes import Department, Role
from domain.staff import Grant
from store import people
from store.database import Database
from store.people import NewDeputy, NewPerson, PersonRow

DAY = timedelta(days=1)
CLERK = Grant(role=Role.CLERK)
SUPERVISOR = Grant(role=Role.SUPERVISOR, project="阳光花园")
ENGINEER = Grant(role=Role.DEPARTMENT, department=Department.ENGINEERING)


def enter(session: Session, login: str, *grants: Grant) -> PersonRow:
    row = people.create(session, NewPerson(login=login, name=login.upper(), made_at=UTC_NOW, made_by="admin"))
    assert row is not None
    for grant in grants:
        assert people.grant(session, row.id, grant)
    return row


def stand_in(session: Session, away: PersonRow, deputy: PersonRow, start: int = 0, end: int = 7) -> int:
    new = NewDeputy(
        person_id=away.id,
        deputy_id=deputy.id,
        from_at=UTC_NOW + start * DAY,
        until_at=UTC_NOW + end * DAY,
        made_at=UTC_NOW,
        made_by="admin",
    )
    return people.add_deputy(session, new)


def test_a_person_is_kept_and_found_by_either_name(database: Database) -> None:
    with database.transaction() as session:
        row = enter(session, "wang")
        assert people.get(session, row.id) == people.by_login(session, " WANG ") == row
        assert (row.active, row.password, row.digest) == (True, None, True)
        assert people.get(session, row.id + 1) is None
        assert people.by_login(session, "li") is None


def test_a_login_is_never_given_twice(database: Database) -> None:
    with database.transaction() as session:
        row = enter(session, "wang")
        people.change(session, row.id, active=False)
        again = NewPerson(login="Wang", name="王二", made_at=UTC_NOW, made_by="admin")
        assert people.create(session, again) is None
        assert [one.name for one in people.list_people(session)] == ["WANG"]


def test_a_person_is_changed_and_a_column_that_is_none_is_named(database: Database) -> None:
    with database.transaction() as session:
        row = enter(session, "wang")
        assert people.change(session, row.id, name="王芳", language="en")
        people.set_password_hash(session, row.id, "$argon2id$…")
        assert not people.change(session, row.id + 1, name="无人")
        changed = people.get(session, row.id)
        assert changed is not None
        assert (changed.name, changed.language, changed.password) == ("王芳", "en", "$argon2id$…")
        assert "argon2id" not in repr(changed)
        with pytest.raises(TypeError, match="colour"):
            people.change(session, row.id, colour="red")


def test_a_role_is_held_once_in_each_way(database: Database) -> None:
    with database.transaction() as session:
        row = enter(session, "wang", CLERK, SUPERVISOR, ENGINEER)
        assert not people.grant(session, row.id, CLERK)
        assert people.grants_of(session, row.id) == (CLERK, SUPERVISOR, ENGINEER)
        assert not people.revoke(session, row.id, Grant(role=Role.SUPERVISOR))
        assert people.revoke(session, row.id, SUPERVISOR)
        assert people.grants_of(session, row.id) == (CLERK, ENGINEER)


@pytest.mark.parametrize(("days", "stands_in"), [(-1, False), (0, True), (6, True), (7, False)])
def test_a_deputy_holds_the_roles_from_the_beginning_until_just_before_the_end(
    database: Database, days: int, stands_in: bool
) -> None:
    with database.transaction() as session:
        wang, li = enter(session, "wang", SUPERVISOR), enter(session, "li", CLERK)
        stand_in(session, wang, li)
        lent = Grant(role=Role.SUPERVISOR, project="阳光花园", deputy_of="wang")
        at = UTC_NOW + days * DAY
        assert people.held(session, at, li.id)[li.id] == ((CLERK, lent) if stands_in else (CLERK,))
        assert people.held(session, at) == {wang.id: (SUPERVISOR,), **people.held(session, at, li.id)}


def test_a_role_is_lent_once_and_not_lent_on(database: Database) -> None:
    with database.transaction() as session:
        wang, li, zhao = enter(session, "wang", SUPERVISOR), enter(session, "li"), enter(session, "zhao")
        stand_in(session, wang, li)
        stand_in(session, wang, li, end=3)
        stand_in(session, li, zhao)
        held = people.held(session, UTC_NOW)
        assert [grant.deputy_of for grant in held[li.id]] == ["wang"]
        assert zhao.id not in held


def test_who_has_left_lends_nothing(database: Database) -> None:
    with database.transaction() as session:
        wang, li = enter(session, "wang", SUPERVISOR), enter(session, "li")
        stand_in(session, wang, li)
        people.change(session, wang.id, active=False)
        assert people.held(session, UTC_NOW, li.id) == {}


def test_deputies_are_listed_until_they_have_ended(database: Database) -> None:
    with database.transaction() as session:
        wang, li = enter(session, "wang", SUPERVISOR), enter(session, "li")
        later, now = stand_in(session, wang, li, 8, 9), stand_in(session, wang, li)
        assert [one.id for one in people.deputies_of(session, wang.id, UTC_NOW)] == [now, later]
        assert people.end_deputy(session, now, UTC_NOW)
        assert not people.end_deputy(session, now, UTC_NOW + DAY)
        assert people.end_deputy(session, later, UTC_NOW), "before it began"
        assert people.deputies_of(session, wang.id, UTC_NOW) == []
        assert people.held(session, UTC_NOW + 8 * DAY, li.id) == {}
        assert people.get_deputy(session, now + 1) is None


def test_admins_are_those_who_are_active(database: Database) -> None:
    with database.transaction() as session:
        admin = Grant(role=Role.ADMIN)
        left, here, _ = enter(session, "wang", admin), enter(session, "li", admin), enter(session, "zhao", CLERK)
        people.change(session, left.id, active=False)
        assert people.admins(session) == [here]


def test_two_admins_cannot_both_see_the_other_one_stay(database: Database) -> None:
    with database.transaction() as session:
        rows = [enter(session, login, Grant(role=Role.ADMIN)) for login in ("wang", "li")]

    def leave(row: PersonRow) -> bool:
        with database.transaction() as session:
            if len(people.admins(session)) == 1:
                return False
            return people.revoke(session, row.id, Grant(role=Role.ADMIN))

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(leave, rows)) == [False, True]
