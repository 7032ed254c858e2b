"""The wish to lower a grave grade: asked by one, settled once by another."""

from store_samples import NOW, UTC_NOW, a_case, at_once

from domain.codes import Grade, Role
from domain.work_codes import LoweringState
from store import lowerings
from store.database import Database
from store.lowerings import NewLowering


def wish(case_id: int, to: Grade = Grade.C, **values: object) -> NewLowering:
    given = {
        "case_id": case_id,
        "from_grade": Grade.A,
        "to_grade": to,
        "reason": "只涉及一户",
        "asked_by": "li",
        "asked_role": Role.SUPERVISOR,
        "asked_for": None,
        "asked_at": NOW,
    }
    return NewLowering(**{**given, **values})


def test_a_wish_is_kept_as_it_was_asked(database: Database) -> None:
    with database.transaction() as session:
        case = a_case(session)
        kept = lowerings.add(session, wish(case.id, asked_for="wang"))
        assert (kept.from_grade, kept.to_grade, kept.asked_at) == (Grade.A, Grade.C, UTC_NOW)
        assert (kept.state, kept.asked_for, kept.settled_by) == (LoweringState.ASKED, "wang", None)
        assert lowerings.asked(session, case.id) == kept
        assert lowerings.of_case(session, case.id) == [kept]


def test_a_settled_wish_waits_no_longer_and_is_settled_once(database: Database) -> None:
    with database.transaction() as session:
        case = a_case(session)
        kept = lowerings.add(session, wish(case.id))
        assert lowerings.settle(
            session, kept.id, LoweringState.REFUSED, settled_by="wang", settled_at=NOW, remark="不可"
        )
        assert not lowerings.settle(session, kept.id, LoweringState.CONFIRMED, settled_by="sun", settled_at=NOW)
        assert lowerings.asked(session, case.id) is None
        (row,) = lowerings.of_case(session, case.id)
        assert (row.state, row.settled_by, row.remark) == (LoweringState.REFUSED, "wang", "不可")


def test_a_refused_wish_can_be_asked_again(database: Database) -> None:
    with database.transaction() as session:
        case = a_case(session)
        first = lowerings.add(session, wish(case.id))
        lowerings.settle(session, first.id, LoweringState.REFUSED)
        second = lowerings.add(session, wish(case.id, Grade.D))
        assert lowerings.asked(session, case.id) == second
        assert [one.to_grade for one in lowerings.of_case(session, case.id)] == [Grade.C, Grade.D]


def test_of_two_who_settle_at_once_one_does(database_url: str, database: Database) -> None:
    with database.transaction() as session:
        kept = lowerings.add(session, wish(a_case(session).id))
    done = at_once(
        database_url,
        2,
        lambda session, writer: lowerings.settle(
            session, kept.id, (LoweringState.CONFIRMED, LoweringState.REFUSED)[writer]
        ),
    )
    assert sorted(done) == [False, True]


def test_the_wishes_of_cases_do_not_mix(database: Database) -> None:
    with database.transaction() as session:
        one, other = a_case(session, "1"), a_case(session, "2")
        lowerings.add(session, wish(one.id))
        assert lowerings.asked(session, other.id) is None
