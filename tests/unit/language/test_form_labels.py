"""The labels of a form and what stands behind each.

Covers language.labels.
"""

import pytest

from language.folding import half_width
from language.labels import Label, entries, kind_of


def read(text: str) -> dict[str, str]:
    folded = half_width(text)
    return {"".join(one.label.split()): folded[one.value_start : one.value_end] for one in entries(folded)}


@pytest.mark.parametrize(
    "text",
    [
        "姓名：周敏  房号：3-1-302  投诉内容：灯不亮",
        "姓名：周敏 房号：3-1-302\n投诉内容：灯不亮",
        "姓 名：周敏  房  号：3-1-302\n投诉内容：灯不亮",
        "姓名\t周敏\t房号\t3-1-302\n投诉内容\t灯不亮",
        "姓名\n周敏\n房号\n3-1-302\n投诉内容\n灯不亮",
        "姓名：____周敏____\n房号：\n3-1-302\n投诉内容：\n灯不亮",
    ],
)
def test_values_stand_beside_or_below_their_labels(text: str) -> None:
    assert read(text) == {"姓名": "周敏", "房号": "3-1-302", "投诉内容": "灯不亮"}


def test_an_empty_label_has_no_value() -> None:
    assert read("姓名：____  房号：\n电话：13900001234") == {"姓名": "", "房号": "", "电话": "13900001234"}


def test_the_residents_own_words_go_on_until_a_label_that_is_known() -> None:
    text = "投诉内容：灯不亮\n地下车库：也不亮\n姓名：周敏"
    assert read(text) == {"投诉内容": "灯不亮\n地下车库:也不亮", "姓名": "周敏"}


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("业主姓名", Label.NAME),
        ("联系电话", Label.PHONE),
        ("2、手机号码", Label.PHONE),
        ("楼栋号", Label.BUILDING),
        ("单元房号", Label.FLAT),
        ("家庭住址", Label.FLAT),
        ("房间号", Label.ROOM),
        ("小区名称", Label.PROJECT),
        ("投诉内容(必填)", Label.MATTER),
        ("情况说明", Label.MATTER),
        ("投诉类别", Label.ABOUT),
        ("受理人", Label.OFFICE),
        ("部门意见", Label.OFFICE),
        ("温馨提示", Label.HINT),
        ("填表说明", Label.HINT),
        ("漏水位置", Label.OTHER),
    ],
)
def test_what_labels_ask_for(label: str, kind: Label) -> None:
    assert kind_of(label) is kind


def test_times_and_addresses_of_the_web_are_no_labels() -> None:
    assert read("08:30来过 https://example.com/a") == {}
