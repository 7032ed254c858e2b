"""What came in and became no case: found by its words, in the projects of whoever looks."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session
from store_samples import NOW, an_intake

from domain.codes import IgnoredReason, IntakeState, Role
from domain.reading import Address, Document, Envelope
from domain.staff import Grant, Person
from store import unfiled
from store.database import Database
from store.intake import IntakeRow
from store.unfiled import IgnoredFilter

CLERK = Person(id=1, login="chen", name="陈晓", grants=(Grant(role=Role.CLERK),))
SUNNY = Person(id=2, login="li", name="李敏", grants=(Grant(role=Role.CLERK, project="阳光花园"),))
ROLES = (Role.CLERK,)
ALL = IgnoredFilter()


def ignored(session: Session, key: str, reason: IgnoredReason = IgnoredReason.LIST, **values: Any) -> IntakeRow:
    return an_intake(session, key, state=IntakeState.IGNORED, ignored_reason=reason, **values)


def ids(rows: list[IntakeRow]) -> list[int]:
    return [row.id for row in rows]


def test_what_was_ignored_stands_newest_first_page_by_page(database: Database) -> None:
    with database.transaction() as session:
        rows = [ignored(session, str(number)) for number in range(5)]
        first = unfiled.ignored(session, CLERK, ROLES, ALL, limit=2)
        assert ids(first) == [rows[4].id, rows[3].id]
        second = unfiled.ignored(session, CLERK, ROLES, ALL, limit=2, before=first[-1].id)
        assert ids(second) == [rows[2].id, rows[1].id]
        assert unfiled.ignored(session, CLERK, ROLES, ALL, limit=2, before=rows[0].id) == []


def test_mail_from_before_the_start_is_listed_only_when_asked_for(database: Database) -> None:
    with database.transaction() as session:
        old = ignored(session, "1", IgnoredReason.BEFORE_START)
        bounce = ignored(session, "2", IgnoredReason.BOUNCE)
        assert ids(unfiled.ignored(session, CLERK, ROLES, ALL, limit=9)) == [bounce.id]
        asked = IgnoredFilter(reason=IgnoredReason.BEFORE_START)
        assert ids(unfiled.ignored(session, CLERK, ROLES, asked, limit=9)) == [old.id]


def test_one_project_s_people_see_their_own_and_what_nobody_has_placed(database: Database) -> None:
    with database.transaction() as session:
        own = ignored(session, "1", project="阳光花园")
        other = ignored(session, "2", project="月光花园")
        open_ = ignored(session, "3")
        assert ids(unfiled.ignored(session, SUNNY, ROLES, ALL, limit=9)) == [open_.id, own.id]
        assert len(unfiled.ignored(session, CLERK, ROLES, ALL, limit=9)) == 3
        asked = IgnoredFilter(project="月光花园")
        assert ids(unfiled.ignored(session, CLERK, ROLES, asked, limit=9)) == [other.id]
        assert unfiled.ignored(session, SUNNY, ROLES, asked, limit=9) == []


def test_who_holds_no_such_role_sees_nothing(database: Database) -> None:
    with database.transaction() as session:
        ignored(session, "1")
        assert unfiled.ignored(session, CLERK, (Role.MANAGER,), ALL, limit=9) == []
        nobody = replace(CLERK, grants=())
        assert unfiled.ignored(session, nobody, ROLES, ALL, limit=9) == []


DOCUMENT = Document(
    subject="團購通知",
    text="本週團購：西瓜，電話 138-0013-8000",
    quoted="上次的通知",
    envelope=Envelope(sender=Address(name="團長", email="tuan@example.com")),
)


@pytest.mark.parametrize(
    "words", ["團購", "团购", "西瓜", "tuan@example", "13800138000", "團長", "上次", "团购 西瓜", "ＴＵＡＮ"]
)
def test_it_is_found_by_subject_writer_text_and_history_in_either_script(database: Database, words: str) -> None:
    with database.transaction() as session:
        row = ignored(session, "1", subject="團購通知")
        unfiled.keep_text(session, row, DOCUMENT)
        assert ids(unfiled.search(session, CLERK, ROLES, words, limit=9)) == [row.id]


@pytest.mark.parametrize("words", ["", " ", "，。", "南瓜", "团购 南瓜", "%", "_"])
def test_it_is_not_found_by_what_does_not_stand_in_it(database: Database, words: str) -> None:
    with database.transaction() as session:
        row = ignored(session, "1", subject="團購通知")
        unfiled.keep_text(session, row, DOCUMENT)
        assert unfiled.search(session, CLERK, ROLES, words, limit=9) == []


def test_words_do_not_reach_from_one_piece_into_the_next(database: Database) -> None:
    with database.transaction() as session:
        row = ignored(session, "1", subject="西", sender="瓜@example.com")
        unfiled.keep_text(session, row, None)
        assert unfiled.search(session, CLERK, ROLES, "西瓜", limit=9) == []
        assert ids(unfiled.search(session, CLERK, ROLES, "西 瓜", limit=9)) == [row.id]


def test_only_the_beginning_of_a_very_long_mail_can_be_found(database: Database) -> None:
    with database.transaction() as session:
        row = ignored(session, "1")
        unfiled.keep_text(session, row, replace(DOCUMENT, text="字" * unfiled.MOST + "西瓜"))
        assert unfiled.search(session, CLERK, ROLES, "西瓜", limit=9) == []


def test_what_became_a_case_is_found_there_and_no_longer_here(database: Database) -> None:
    with database.transaction() as session:
        row = an_intake(session, "1", state=IntakeState.AWAITING_PERSON)
        assert unfiled.without_text(session, 9) == [row.id]
        unfiled.keep_text(session, row, DOCUMENT)
        unfiled.keep_text(session, row, replace(DOCUMENT, text="南瓜"))
        assert unfiled.without_text(session, 9) == []
        assert unfiled.search(session, CLERK, ROLES, "西瓜", limit=9) == [], "the newer text stands"
        unfiled.forget_text(session, row.id)
        assert unfiled.search(session, CLERK, ROLES, "南瓜", limit=9) == []


def test_mails_that_were_never_entered_are_named_newest_first(database: Database) -> None:
    with database.transaction() as session:
        rows = [ignored(session, key) for key in "12"]
        ignored(session, "3", IgnoredReason.BEFORE_START)
        an_intake(session, "4")
        assert unfiled.without_text(session, 9) == [rows[1].id, rows[0].id]
        assert unfiled.without_text(session, 1) == [rows[1].id]


def test_what_the_service_ignored_between_two_moments_is_counted(database: Database) -> None:
    hour = timedelta(hours=1)
    with database.transaction() as session:
        ignored(session, "1", first_seen_at=NOW)
        ignored(session, "2", first_seen_at=NOW + hour)
        ignored(session, "3", IgnoredReason.SET_ASIDE, first_seen_at=NOW)
        ignored(session, "4", IgnoredReason.BEFORE_START, first_seen_at=NOW)
        an_intake(session, "5", state=IntakeState.AWAITING_PERSON, first_seen_at=NOW)
        ignored(session, "6", project="月光花园", first_seen_at=NOW)
        assert unfiled.ignored_between(session, CLERK, ROLES, NOW, NOW + hour) == 2, "the end is not counted"
        assert unfiled.ignored_between(session, SUNNY, ROLES, NOW, NOW + hour) == 1
        assert unfiled.ignored_between(session, CLERK, ROLES, NOW + hour, NOW + 2 * hour) == 1
