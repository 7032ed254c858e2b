"""Second factors: a secret counts once it is proved, a code is used once, and recovery codes go one by one."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session
from store_samples import NOW, UTC_NOW, at_once

from store import people, second_factors
from store.database import Database
from store.people import NewPerson


def person(session: Session, login: str = "li") -> int:
    row = people.create(session, NewPerson(login=login, name=login, made_at=NOW, made_by="huihan"))
    assert row is not None
    return row.id


def test_a_secret_that_nobody_proved_is_none_yet(database: Database) -> None:
    with database.transaction() as session:
        li = person(session)
        assert second_factors.get(session, li) is None
        assert second_factors.begin(session, li, "sealed-1", NOW)
        assert not second_factors.is_set(session, li)
        assert not second_factors.any_set(session)
        second_factors.prove(session, li, NOW)
        assert second_factors.is_set(session, li)
        assert second_factors.any_set(session)


def test_a_secret_may_be_begun_again_until_it_is_proved(database: Database) -> None:
    with database.transaction() as session:
        li = person(session)
        second_factors.begin(session, li, "sealed-1", NOW)
        assert second_factors.begin(session, li, "sealed-2", NOW + timedelta(minutes=1))
        second_factors.prove(session, li, NOW)
        assert not second_factors.begin(session, li, "sealed-3", NOW)
        row = second_factors.get(session, li)
        assert row is not None
        assert (row.secret, row.set_at) == ("sealed-2", UTC_NOW)


def test_a_secret_does_not_stand_in_what_is_printed_of_it(database: Database) -> None:
    with database.transaction() as session:
        li = person(session)
        second_factors.begin(session, li, "sealed-1", NOW)
        assert "sealed-1" not in repr(second_factors.get(session, li))


@pytest.mark.parametrize(("step", "used"), [(101, True), (100, False), (99, False)])
def test_a_code_is_used_once_and_never_one_before_it(database: Database, step: int, *, used: bool) -> None:
    with database.transaction() as session:
        li = person(session)
        second_factors.begin(session, li, "sealed", NOW)
        assert second_factors.use_step(session, li, 100)
        assert second_factors.use_step(session, li, step) is used


def test_of_two_who_use_one_code_at_once_one_does(database_url: str, database: Database) -> None:
    with database.transaction() as session:
        li = person(session)
        second_factors.begin(session, li, "sealed", NOW)
    assert sorted(at_once(database_url, 3, lambda session, _: second_factors.use_step(session, li, 7))) == [
        False,
        False,
        True,
    ]


def test_a_code_of_somebody_without_a_factor_is_none(database: Database) -> None:
    with database.transaction() as session:
        assert not second_factors.use_step(session, person(session), 1)


def test_recovery_codes_are_used_up_one_by_one(database: Database) -> None:
    with database.transaction() as session:
        li = person(session)
        second_factors.begin(session, li, "sealed", NOW)
        second_factors.replace_codes(session, li, ["h1", "h2", "h3"])
        assert second_factors.codes_left(session, li) == 3
        assert second_factors.use_code(session, li, "h2", NOW)
        assert not second_factors.use_code(session, li, "h2", NOW), "it was used"
        assert not second_factors.use_code(session, li, "h9", NOW), "it is none"
        assert second_factors.codes_left(session, li) == 2


def test_new_codes_end_the_earlier_ones(database: Database) -> None:
    with database.transaction() as session:
        li = person(session)
        second_factors.begin(session, li, "sealed", NOW)
        second_factors.replace_codes(session, li, ["old"])
        second_factors.replace_codes(session, li, ["new"])
        assert not second_factors.use_code(session, li, "old", NOW)
        assert second_factors.use_code(session, li, "new", NOW)


def test_a_code_of_one_person_opens_nothing_of_another(database: Database) -> None:
    with database.transaction() as session:
        li, chen = person(session), person(session, "chen")
        for one in (li, chen):
            second_factors.begin(session, one, "sealed", NOW)
        second_factors.replace_codes(session, li, ["h1"])
        assert not second_factors.use_code(session, chen, "h1", NOW)
        assert second_factors.codes_left(session, chen) == 0


def test_a_factor_goes_with_its_codes(database: Database) -> None:
    with database.transaction() as session:
        li = person(session)
        assert not second_factors.remove(session, li)
        second_factors.begin(session, li, "sealed", NOW)
        second_factors.replace_codes(session, li, ["h1"])
        assert second_factors.remove(session, li)
        assert second_factors.get(session, li) is None
        assert second_factors.codes_left(session, li) == 0
