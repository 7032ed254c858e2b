"""What waits for a person: by state, channel, project and words, page by page, alarms first, then the nearest due."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session
from store_samples import NOW, an_intake

from domain.codes import Channel, ClockName, IntakeState, Role
from domain.decision import Deadline
from domain.staff import Grant, Person
from store import clocks, unfiled
from store.database import Database
from store.intake import IntakeRow
from store.waiting_intake import WaitingFilter, count_waiting, waiting

CLERK = Person(id=1, login="chen", name="陈晓", grants=(Grant(role=Role.CLERK),))
SUNNY = Person(id=2, login="li", name="李敏", grants=(Grant(role=Role.CLERK, project="阳光花园"),))
ROLES = (Role.CLERK,)
ALL = WaitingFilter()


def one(session: Session, key: str, *, due: int | None = None, **values: object) -> IntakeRow:
    """One that waits; due: hours until its clock is."""
    row = an_intake(session, key, **{"state": IntakeState.AWAITING_PERSON, **values})
    if due is not None:
        deadline = Deadline(clock=ClockName.REGISTER, start=NOW, due=NOW + timedelta(hours=due))
        clocks.start(session, row.id, None, 1, (deadline,))
    return row


def ids(session: Session, asked: WaitingFilter = ALL, person: Person = CLERK) -> list[int]:
    found = [each.row.id for each in waiting(session, person, ROLES, asked, limit=50)]
    assert count_waiting(session, person, ROLES, asked) == len(found)
    return found


def test_alarms_stand_first_then_the_nearest_due_then_what_has_no_clock(database: Database) -> None:
    with database.transaction() as session:
        late, none, near = one(session, "1", due=9), one(session, "2"), one(session, "3", due=1)
        alarm = one(session, "4", due=20, alarms=("火情",))
        an_intake(session, "5", state=IntakeState.IGNORED)
        assert ids(session) == [alarm.id, near.id, late.id, none.id]


@pytest.mark.parametrize("size", [1, 2, 3])
def test_the_pages_hold_each_once_in_the_order_of_the_list(database: Database, size: int) -> None:
    with database.transaction() as session:
        for number in range(7):
            one(session, str(number), due=number % 3 or None, alarms=("火情",) if number % 4 == 0 else ())
        found, place = [], None
        while shown := waiting(session, CLERK, ROLES, ALL, limit=size, after=place):
            found += [each.row.id for each in shown]
            place = shown[-1].place
        assert found == ids(session)


def test_the_filters_ask_for_one_state_channel_project_and_for_words(database: Database) -> None:
    with database.transaction() as session:
        broken = one(session, "1", state=IntakeState.QUARANTINED, channel=Channel.LETTER, project="阳光花园")
        mail = one(session, "2", project="月光花园", subject="電梯停運")
        unfiled.keep_text(session, mail, None)
        assert ids(session, WaitingFilter(state=IntakeState.QUARANTINED)) == [broken.id]
        assert ids(session, WaitingFilter(state=IntakeState.CASE)) == [broken.id, mail.id], "no state that waits: all"
        assert ids(session, WaitingFilter(channel=Channel.EMAIL)) == [mail.id]
        assert ids(session, WaitingFilter(project="阳光花园")) == [broken.id]
        assert ids(session, WaitingFilter(words="电梯")) == [mail.id], "in either script"
        assert ids(session, WaitingFilter(words="电梯", project="阳光花园")) == []


def test_one_project_s_people_see_their_own_and_what_nobody_has_placed(database: Database) -> None:
    with database.transaction() as session:
        own, _, unplaced = (
            one(session, "1", project="阳光花园"),
            one(session, "2", project="月光花园"),
            one(session, "3"),
        )
        assert ids(session, person=SUNNY) == [own.id, unplaced.id]
