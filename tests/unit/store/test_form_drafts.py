"""What was typed and not sent is kept once a page, for its person alone, and goes after its term."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session
from store_samples import NOW, a_case

from store import form_drafts, people
from store.database import Database
from store.form_drafts import FormDraft, Kept
from store.people import NewPerson

LONG_AGO = NOW - timedelta(days=30)


def _person(session: Session, login: str) -> int:
    row = people.create(session, NewPerson(login=login, name=login, language="zh", made_at=NOW, made_by="huihan"))
    assert row is not None
    return row.id


def _draft(person: int, key: str, case: int | None, note: str = "门机坏了", at: datetime = NOW) -> FormDraft:
    fields = (("to", "valid", False), ("note", note, True))
    return FormDraft(person_id=person, key=key, case_id=case, form="act-report", stand=3, fields=fields, saved_at=at)


def test_a_page_saves_in_place_of_what_it_saved_before_and_nobody_else_sees_it(database: Database) -> None:
    with database.transaction() as session:
        chen, li = _person(session, "chen"), _person(session, "li")
        case, other = a_case(session, "1").id, a_case(session, "2").id
        form_drafts.save(session, _draft(chen, "one", case, "门机"))
        form_drafts.save(session, _draft(chen, "one", case, "门机坏了", NOW + timedelta(minutes=1)))
        form_drafts.save(session, _draft(chen, "two", None))
        form_drafts.save(session, _draft(li, "one", case, "另一人写的"))

        (found,) = form_drafts.of_person(session, chen, [case, other], LONG_AGO)
        assert (found.key, found.fields[1]) == ("one", ("note", "门机坏了", True))
        assert [one.key for one in form_drafts.of_person(session, chen, [case, None], LONG_AGO)] == ["one", "two"]
        assert form_drafts.of_person(session, chen, [], LONG_AGO) == []
        assert form_drafts.kept(session).drafts == 3
        assert form_drafts.drop(session, chen, "one")
        assert not form_drafts.drop(session, chen, "one")
        assert [one.fields[1][1] for one in form_drafts.of_person(session, li, [case], LONG_AGO)] == ["另一人写的"]


def test_the_oldest_go_first_and_all_after_their_term(database: Database) -> None:
    with database.transaction() as session:
        chen, case = _person(session, "chen"), a_case(session).id
        for day in range(4):
            form_drafts.save(session, _draft(chen, str(day), case, at=NOW - timedelta(days=day)))
        assert form_drafts.drop_oldest(session, chen, but=4) == 0
        assert form_drafts.drop_oldest(session, chen, but=3) == 1
        assert [one.key for one in form_drafts.of_person(session, chen, [case], LONG_AGO)] == ["0", "1", "2"]
        assert form_drafts.of_person(session, chen, [case], NOW - timedelta(hours=1))[0].key == "0"
        assert form_drafts.expire(session, NOW - timedelta(days=1)) == 1
        assert form_drafts.kept(session).drafts == 2
        assert form_drafts.expire(session, NOW + timedelta(days=1)) == 2
        assert form_drafts.kept(session) == Kept(drafts=0, cases=0, characters=0)


def test_how_far_a_case_has_come_is_the_number_of_its_events(database: Database) -> None:
    with database.transaction() as session:
        case = a_case(session)
        assert form_drafts.stands(session, [case.number, "TS-2026-999999"]) == {case.number: (case.id, 0)}
