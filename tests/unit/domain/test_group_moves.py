"""What follows for a group when cases come and go: somebody leads it, nobody is left alone in it, all can be undone.

Covers domain.groups.
"""

from domain.groups import Move, Seat, moves_of

PROPOSED, CONFIRMED, LEADING = Seat(group=1), Seat(group=1, confirmed=True), Seat(group=1, confirmed=True, leads=True)


def after(standing, wanted, order):
    """Case → its seat when the moves are made."""
    found = dict(standing)
    for move in moves_of(standing, wanted, order):
        assert found.get(move.case) == move.before
        found[move.case] = move.after
    return {case: seat for case, seat in found.items() if seat is not None}


def test_what_is_proposed_is_led_by_nobody():
    assert after({}, {1: PROPOSED, 2: PROPOSED}, (1, 2)) == {1: PROPOSED, 2: PROPOSED}


def test_of_what_is_confirmed_the_oldest_leads():
    standing = {1: PROPOSED, 2: PROPOSED, 3: PROPOSED}
    assert after(standing, {3: CONFIRMED, 2: CONFIRMED}, (1, 2, 3)) == {1: PROPOSED, 2: LEADING, 3: CONFIRMED}


def test_a_leading_case_goes_on_leading_when_an_older_one_comes():
    assert after({2: LEADING, 3: CONFIRMED}, {1: CONFIRMED}, (1, 2, 3)) == {1: CONFIRMED, 2: LEADING, 3: CONFIRMED}


def test_when_the_leading_case_leaves_the_oldest_that_stays_leads():
    standing = {1: LEADING, 2: CONFIRMED, 3: CONFIRMED}
    assert after(standing, {1: None}, (1, 2, 3)) == {2: LEADING, 3: CONFIRMED}


def test_a_group_of_one_is_none():
    assert after({1: LEADING, 2: CONFIRMED}, {2: None}, (1, 2)) == {}
    assert after({1: PROPOSED, 2: PROPOSED}, {1: None}, (1, 2)) == {}


def test_a_group_that_joins_another_gives_up_its_lead():
    other = Seat(group=2, confirmed=True)
    standing = {1: LEADING, 2: CONFIRMED, 3: Seat(group=2, confirmed=True, leads=True), 4: other}
    joined = after(standing, {1: other, 2: other}, (1, 2, 3, 4))
    assert [case for case, seat in joined.items() if seat.leads] == [3]
    assert {seat.group for seat in joined.values()} == {2}


def test_what_does_not_change_moves_nobody():
    assert moves_of({1: LEADING, 2: CONFIRMED}, {1: LEADING}, (1, 2)) == ()


def test_a_move_turned_round_is_the_way_back():
    move = Move(case=1, before=None, after=PROPOSED)
    assert (move.back.before, move.back.after, move.back.back) == (PROPOSED, None, move)
