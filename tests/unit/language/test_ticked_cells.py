"""A table of options with ticks in cells of their own: only what was ticked is heard."""

import pytest

from language.forms import heard
from language.ticked_cells import may_tick

COLUMN = "诉求登记\n类别\t请打勾\n燃气泄漏\n电梯故障\t√\n高空抛物\t\n情况说明\t电梯门关不严，夹人"
ANSWERS = "项目\t是否\n有人受伤\t否\n电梯停运\t是\n说明\t两部梯只开一部"
ROW = "反映类别\t火情\t\t停车\t√\t噪音\n详情\t车位被外来车辆占用"
BARE_ROW = "火情\t√\t停车\t\t噪音\t×\n其余见附页"


@pytest.mark.parametrize(
    ("text", "said", "left"),
    [
        (COLUMN, ["电梯故障", "夹人"], ["燃气泄漏", "高空抛物"]),
        (ANSWERS, ["电梯停运", "只开一部"], ["受伤"]),
        (ROW, ["停车", "车位被外来车辆占用"], ["火情", "噪音"]),
        (BARE_ROW, ["火情", "其余见附页"], ["停车", "噪音"]),
    ],
)
def test_only_ticked_options_are_heard(text: str, said: list[str], left: list[str]) -> None:
    words = heard(text)
    assert len(words) == len(text)
    assert all(word in words for word in said)
    assert not any(word in words for word in left)


@pytest.mark.parametrize(
    "text",
    [
        "房号\t5-2-903\n姓名\t卢安平\n燃气泄漏，请马上来人。",  # no tick at all
        "时间\t地点\t情况\n周一\t大堂\t电梯困人\n周二\t车库\t漏水",  # a table of what happened
        "电梯困人\n燃气泄漏\n都没人管",  # no cells
    ],
)
def test_what_has_no_ticks_in_cells_is_heard_whole(text: str) -> None:
    assert not may_tick(text)
    assert "困人" in heard(text) or "泄漏" in heard(text)
