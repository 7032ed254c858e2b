"""Every doubt of an older ledger has its words, and what is taken all the same doubles nothing.

Covers domain.past_codes.
"""

from domain.past_codes import PAST_DOUBT, PastDoubt


def test_every_doubt_has_words() -> None:
    assert PAST_DOUBT.keys() == set(PastDoubt)


def test_what_would_double_a_case_is_never_taken_by_itself() -> None:
    doubling = {PastDoubt.OURS, PastDoubt.TAKEN_BEFORE, PastDoubt.TWICE, PastDoubt.NUMBER_TAKEN}
    assert not any(one.usual for one in doubling)
    assert [one for one in PastDoubt if not one.final and not one.usual] == [PastDoubt.NUMBER_TAKEN]
    assert PastDoubt.UNKNOWN_HOUSEHOLD.usual
    assert PastDoubt.NO_LINE.final
