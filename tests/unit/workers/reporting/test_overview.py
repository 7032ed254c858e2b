"""The overview says each case in a whole sentence of its own.

Covers workers.reporting.overview.
"""

from dataclasses import replace
from datetime import date

from domain.rates import NONE, Length, RateCounts
from workers.reporting.overview import Told, overview, percent, period_said

MANY = RateCounts(
    received=12, valid=6, assisted=2, invalid=1, undecided=3, due=10, in_time=9, visited=4, satisfied=3, repeated=3
)
QUIET = Told(
    where="阳光花园",
    month=date(2026, 3, 1),
    length=Length.MONTH,
    total=NONE,
    before=NONE,
    year_before=NONE,
    overdue_open=0,
    overdue_done=0,
    first=None,
    warnings=0,
)


def said(**changed: object) -> str:
    return "".join(str(one) for one in overview(replace(QUIET, **changed)))


def test_a_quiet_month() -> None:
    assert said() == (
        "2026年3月，阳光花园没有收到客户投诉。上月没有投诉。上年同期没有投诉。"
        "期内没有到期的处理任务。期内没有完成首次回访。期内没有超期的处理任务。"
    )


def test_a_full_month_beside_the_one_before() -> None:
    before = RateCounts(received=10, due=4, in_time=2, visited=2, satisfied=1)
    text = said(
        total=MANY, before=before, year_before=RateCounts(received=16), overdue_done=1, overdue_open=2,
        first=("电梯停运", 5, 5 / 12), warnings=1,
    )  # fmt: skip
    assert text == (
        "2026年3月，阳光花园共收到客户投诉 12 件，其中有效 6 件、协助处理 2 件、无效 1 件、尚未认定 3 件。"
        "比上月（10 件）多 2 件，升 20.0%。比上年同期（16 件）少 4 件，降 25.0%。"
        "期内到期的处理任务 10 项，按期完成 9 项，完成及时率 90.0%，上期为 50.0%。"
        "完成首次回访 4 件，首次即满意 3 件，一次回访满意率 75.0%，上期为 50.0%。"
        "重复投诉 3 件，占收到投诉的 25.0%。期内超期完成 1 项，期末仍超期未完成 2 项。"
        "投诉最多的事项是“电梯停运”，共 5 件，占 41.7%。有 1 项高于控制上限，列入预警。"
    )


def test_a_quarter_and_a_year_name_their_own_periods_and_a_year_is_compared_once() -> None:
    assert "与上季度持平。" in said(total=MANY, before=MANY, length=Length.QUARTER)
    year = said(total=MANY, before=MANY, year_before=MANY, length=Length.YEAR)
    assert "与上年持平。" in year
    assert "同期" not in year


def test_periods_by_their_names() -> None:
    said_ = [str(period_said(date(2026, 11, 1), length)) for length in Length]
    assert said_ == ["2026年11月", "2026年4季度", "2026年"]


def test_a_rate_that_there_was_not_before_stands_alone() -> None:
    assert "完成及时率 90.0%。" in said(total=MANY)
    assert percent(None) == "—"
