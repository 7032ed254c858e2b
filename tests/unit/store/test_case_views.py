"""Who looked at which case, the newest first."""

from datetime import timedelta

from sqlalchemy.orm import Session
from store_samples import NOW, UTC_NOW, a_case

from store import case_views, people
from store.database import Database
from store.people import NewPerson


def person(session: Session, login: str) -> int:
    row = people.create(session, NewPerson(login=login, name=login.title(), made_at=NOW, made_by="huihan"))
    assert row is not None
    return row.id


def test_looks_at_a_case_stand_newest_first_with_who_looked(database: Database) -> None:
    with database.transaction() as session:
        case, li, chen = a_case(session), person(session, "li"), person(session, "chen")
        case_views.add(session, case.id, li, NOW, "page")
        case_views.add(session, case.id, chen, NOW + timedelta(minutes=1), "original")
        looks = case_views.of_case(session, case.id)
        assert [(one.login, one.name, one.what) for one in looks] == [
            ("chen", "Chen", "original"),
            ("li", "Li", "page"),
        ]
        assert {one.case for one in looks} == {case.number}
        assert looks[1].at == UTC_NOW


def test_of_two_looks_at_one_moment_the_later_entry_stands_first(database: Database) -> None:
    with database.transaction() as session:
        case, li = a_case(session), person(session, "li")
        for what in ("page", "mail", "attachment"):
            case_views.add(session, case.id, li, NOW, what)
        assert [one.what for one in case_views.of_case(session, case.id)] == ["attachment", "mail", "page"]


def test_looks_at_other_cases_are_theirs(database: Database) -> None:
    with database.transaction() as session:
        one, other = a_case(session, "1"), a_case(session, "2")
        li, chen = person(session, "li"), person(session, "chen")
        case_views.add(session, one.id, li, NOW, "page")
        case_views.add(session, other.id, li, NOW + timedelta(days=1), "page")
        case_views.add(session, other.id, chen, NOW, "page")
        assert [look.login for look in case_views.of_case(session, one.id)] == ["li"]
        assert [look.login for look in case_views.of_case(session, other.id)] == ["li", "chen"]


def test_nobody_looked_yet(database: Database) -> None:
    with database.transaction() as session:
        assert case_views.of_case(session, a_case(session).id) == []
