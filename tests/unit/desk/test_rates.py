"""So many times in a while, and then as there is room again. Covers desk.rates."""

from datetime import UTC, datetime, timedelta

import pytest

from desk.rates import Rate, seconds

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_so_many_at_once_then_one_by_one() -> None:
    rate = Rate(most=3, span=MINUTE)
    assert [rate.wait("app", NOW) for _ in range(3)] == [None] * 3
    assert rate.wait("app", NOW) == timedelta(seconds=20)
    assert rate.wait("hotline", NOW) is None
    assert rate.wait("app", NOW + timedelta(seconds=19)) == timedelta(seconds=1)
    assert rate.wait("app", NOW + timedelta(seconds=20)) is None
    assert rate.wait("app", NOW + timedelta(seconds=20)) is not None


def test_after_a_quiet_while_there_is_room_for_all_again() -> None:
    rate = Rate(most=3, span=MINUTE)
    for at in (NOW, NOW + 2 * MINUTE):
        assert [rate.wait("app", at) is None for _ in range(4)] == [True, True, True, False]


def test_what_is_forgotten_is_only_what_has_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desk.rates._MOST_KEYS", 2)
    rate = Rate(most=1, span=MINUTE)
    for key in ("one", "two", "three"):
        assert rate.wait(key, NOW) is None
    assert rate.wait("one", NOW) is not None


@pytest.mark.parametrize(("wait", "said"), [(0.01, "1"), (1, "1"), (1.2, "2"), (20, "20")])
def test_whole_seconds_are_never_too_few(wait: float, said: str) -> None:
    assert seconds(timedelta(seconds=wait)) == said
