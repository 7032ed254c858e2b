"""Shares and F1 with their intervals."""

import pytest
from support.figures import Figure, f1, f1_of, share


def test_a_share_has_the_interval_of_wilson() -> None:
    figure = share("right", [True] * 81 + [False] * 182)
    # 81 of 263: the worked example of Newcombe 1998 (Statistics in Medicine 17:857), method 3.
    assert (figure.value, figure.low, figure.high) == pytest.approx((0.3080, 0.2553, 0.3662), abs=1e-4)


@pytest.mark.parametrize(("hits", "low", "high"), [([True] * 10, 0.7225, 1.0), ([False] * 10, 0.0, 0.2775)])
def test_all_or_none_of_few_is_not_certain(hits: list[bool], low: float, high: float) -> None:
    figure = share("right", hits)
    assert (figure.low, figure.high) == pytest.approx((low, high), abs=1e-4)


def test_f1_is_of_what_was_to_be_found() -> None:
    pairs = [(True, True)] * 3 + [(True, False), (False, True)] + [(False, False)] * 20
    assert f1_of(pairs) == pytest.approx(0.75)
    assert f1_of([(False, False)]) == 1.0
    assert f1_of([(True, False)]) == 0.0


def test_the_interval_of_f1_holds_the_value_and_is_the_same_each_time() -> None:
    pairs = [(True, True)] * 30 + [(True, False)] * 10 + [(False, True)] * 10 + [(False, False)] * 50
    figure = f1("urgent", pairs)
    assert figure.value == pytest.approx(0.75)
    assert 0.6 < (figure.low or 0) < 0.75 < (figure.high or 0) < 0.87
    assert f1("urgent", pairs) == figure


@pytest.mark.parametrize(
    ("figure", "end"),
    [
        (share("right", [True] * 9 + [False], aim=0.9), "of 10, aim 0.90: met"),
        (share("right", [True] * 8 + [False] * 2, aim=0.9), "of 10, aim 0.90: short"),
        (share("right", [True, False]), "of 2"),
        (share("right", [], aim=0.9), "none"),
        (f1("urgent", [], aim=0.9), "none"),
    ],
)
def test_a_line_says_the_figure_and_whether_the_aim_is_met(figure: Figure, end: str) -> None:
    assert figure.line().endswith(end)
