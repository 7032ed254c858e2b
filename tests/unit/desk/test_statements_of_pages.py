"""A page that shows many letters asks the database for all of them at once, not anew for each.

Covers store.ahead, store.once and desk.looks.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import letters_at_hand as at_hand
from servers.desk import Desk
from sqlalchemy import Engine, event

from domain.codes import Grade
from domain.groups import Move, Seat
from domain.staff import Person
from store import ahead, approvals, cases, clocks, edits, events, groups, letters, plans
from store.once import foresee
from workers.correspondence import letter_checks
from workers.correspondence.letter_checks import FindingView

A_LETTER = 2
"""So many statements more, at most, for each further letter."""


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that are run meanwhile, by any database."""
    said: list[str] = []

    def note(connection, cursor, statement, *rest: object) -> None:
        said.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def asked(desk: Desk, person: Person, path: str) -> int:
    client = desk.client(person)
    assert client.get(path).status_code == 200
    with counted() as said:
        assert client.get(path).status_code == 200
    return len(said)


def test_approvals_ask_once_for_all_letters(desk: Desk, clerk: Person, supervisor: Person) -> None:
    at_hand.a_submitted(desk, clerk)
    one = asked(desk, supervisor, "/approvals")
    for _ in range(3):
        at_hand.a_submitted(desk, clerk)

    four = asked(desk, supervisor, "/approvals")

    assert four - one <= 3 * A_LETTER
    assert one < 80


def test_findings_that_a_page_keeps_are_those_of_now(desk: Desk, clerk: Person) -> None:
    letter = at_hand.a_submitted(desk, clerk)
    services = desk.house.services

    def seen() -> tuple[FindingView, ...]:
        with services.database.page() as session:
            return letter_checks.looked_at(services, session, letter).found

    before = seen()
    with services.database.transaction() as session:
        cases.update_case(session, letter.case_id, resident_name="欧阳若兰")
    after = seen()

    assert after == letter_checks.findings(services, letter.id)
    assert after != before


def test_the_list_of_groups_asks_the_same_however_many_there_are(desk: Desk, clerk: Person, supervisor: Person) -> None:
    def grouped() -> int:
        case = at_hand.a_case(desk)
        with desk.house.services.database.transaction() as session:
            cases.update_case(session, case.id, grade=Grade.A)
            made = {"at": desk.house.services.now(), "year": 2026, "project": case.project or "阳光花园"}
            group = groups.create(session, topic=case.topic or "lift", **made)
            seat = Seat(group=group.id, confirmed=True, leads=True)
            groups.place(session, Move(case=case.id, before=None, after=seat))
        return asked(desk, supervisor, "/groups")

    assert len({grouped() for _ in range(3)}) == 1


def test_composing_asks_nothing_twice(desk: Desk, clerk: Person) -> None:
    draft = at_hand.a_draft(desk, clerk)
    desk.client(clerk).get(f"/letters/{draft.id}/compose")

    with counted() as said:
        assert desk.client(clerk).get(f"/letters/{draft.id}/compose").status_code == 200

    assert len(said) < 90


def test_what_is_asked_ahead_is_what_each_question_says(desk: Desk, clerk: Person) -> None:
    letter = at_hand.a_submitted(desk, clerk)
    database = desk.house.services.database

    def said(session) -> list[object]:
        found = letters.get(session, letter.id)
        case = cases.get_case(session, found.case_id)
        reads = (events.history, plans.of_case, groups.seat_of, clocks.of_case, letters.of_case)
        reads += (cases.decisions_of_case,)
        told = [read(session, case.id) for read in reads]
        told += [read(session, letter.id) for read in (edits.hands, edits.accepted, edits.of_letter)]
        return [found, case, *told, approvals.of_subject(session, "letter", letter.id)]

    with database.reading() as session:
        plainly = said(session)
    with database.page() as session:
        ahead.of_letters(session, [letter.id])
        with counted() as statements:
            at_once = said(session)

    assert at_once == plainly
    assert statements == []


def test_only_a_page_keeps_answers(desk: Desk, clerk: Person) -> None:
    case = at_hand.a_case(desk)
    database = desk.house.services.database
    with database.reading() as session:
        foresee(session, cases.get_case, {case.id: None})
        assert cases.get_case(session, case.id) == case
        with counted() as again:
            cases.get_case(session, case.id)
        assert len(again) == 1
    with database.page() as session:
        known = events.history(session, case.id)
        known.clear()
        with counted() as again:
            assert events.history(session, case.id)
        assert again == []
    with database.transaction() as session:
        cases.update_case(session, case.id, subject="改过了")
        assert cases.get_case(session, case.id).subject == "改过了"
