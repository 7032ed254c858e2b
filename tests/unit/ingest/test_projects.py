"""Names of housing projects, neither over-long nor too short, and none made of common words."""

import pytest

from ingest.projects import find_projects
from language.folding import half_width


def projects(text: str) -> list[str]:
    return [text[one.start : one.end] for one in find_projects(half_width(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我是云栖苑6#2-301的住户", ["云栖苑"]),
        ("麗湖苑第二座23樓H室", ["麗湖苑"]),
        ("澳門黑沙環海晴花園第二座", ["海晴花園"]),
        ("新界沙田松濤閣12座15樓E室", ["松濤閣"]),
        ("我是春江彼岸2期9栋1单元的", ["春江彼岸"]),
        ("𠮷庆里小区4号楼", ["𠮷庆里小区"]),
        ("家住265号阳光花园", ["阳光花园"]),
        ("恒景花園低座2樓", ["恒景花園"]),
        ("和馨园小区路灯不亮", ["和馨园小区"]),
        ("云栖天骄二期17幢", ["云栖天骄"]),
        ("幸福里10栋", ["幸福里"]),
        ("我是梅香苑的业主", ["梅香苑"]),
        ("国庆当天地库进水，晚上还有广场舞", []),
    ],
)
def test_a_name_is_whole(text: str, expected: list[str]) -> None:
    assert projects(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "此代表小区居民心声",
        "周末小区里放风筝",
        "未经小区业主同意，损害小区环境，堵住小区大门",
        "我住在2单元，我是这栋3号楼的",
        "违反小区公约，通往小区的路，停满小区",
    ],
)
def test_common_words_are_no_name(text: str) -> None:
    assert projects(text) == []
