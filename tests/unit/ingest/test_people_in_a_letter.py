"""The writer's name is found by where it stands; nobody else's, and no common word.

Covers ingest.people and ingest.names.
"""

import pytest

from ingest.people import find_residents
from ingest.phones import find_phones
from ingest.places import find_addresses
from language.folding import half_width


def names(text: str) -> list[str]:
    folded = half_width(text)
    found = find_residents(folded, tuple(find_addresses(folded)), tuple(find_phones(folded)))
    return [text[one.start : one.end] for one in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("业主：古丽仙·吐尔逊，13955617788，暖气不热。", ["古丽仙·吐尔逊"]),
        ("我叫阿孜古丽·买买提，住在1号楼。", ["阿孜古丽·买买提"]),
        ("来信人：王䶮。", ["王䶮"]),
        ("我叫𠮷村雅子，住3栋。", ["𠮷村雅子"]),
        ("9栋二单元1402黄莺13955617788，楼上漏水。", ["黄莺"]),
        ("9栋二单元1402 令狐长风 13955617788", ["令狐长风"]),
        ("何先生 13955617788，请回电。", ["何先生"]),
        ("請致電 2345 6789 張太。", ["張太"]),
        ("姓名：都兰，房号：3-501", ["都兰"]),
        ("我是22栋503的任盈盈。", ["任盈盈"]),
        ("我姓付，名字叫付红兵。", ["付红兵"]),
        ("敝姓簡，電話2345 6789。", ["簡"]),
        ("阿依努尔·买买提，天山苑7号楼2单元301", ["阿依努尔·买买提"]),
        ("洛桑次仁 藏香苑4栋302", ["洛桑次仁"]),
        ("李太，翠湖邨第三期56座12樓C，天花漏水", ["李太"]),
        ("卫女士来函：停车场地面打滑。", ["卫女士"]),
        ("市民王先生（13955617788）反映：路灯不亮。", ["王先生"]),
        ("诉求人韦小宝，联系方式13955617788", ["韦小宝"]),
        ("三号楼二单元502，老周，13955617788。", ["老周"]),
        ("I am Ho Wing Yan of Flat C, 21/F.", ["Ho Wing Yan"]),
        ("本人Lau Ka Fai，28座16樓B室", ["Lau Ka Fai"]),
        ("本人，翟让，请查收。", ["翟让"]),
        ("暖气不热，请修。丁若兰", ["丁若兰"]),
        ("暖气不热。\n祝好\n安安\n2栋1805", ["安安"]),
        ("暖气不热。\n此致\n敬礼\n范姜文贤\n2026年11月20日", ["范姜文贤"]),
        ("请修。\n3栋501刘大爷的女儿 黄莺", ["黄莺"]),
    ],
)
def test_the_writer_is_found(text: str, expected: list[str]) -> None:
    assert names(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "楼上3栋502李强（13955617788）太吵。",
        "保安队长张大勇 13955617788 态度恶劣。",
        "请联系工程部陈经理。",
        "被投诉人：李强，3栋502室。",
        "姓名：匿名，电话：保密",
        "我父亲叫江别鹤，住3栋。",
        "他说他叫李四，是工头。",
        "3栋501高层水压低。",
        "本人何其有幸住进这里。",
        "王师傅来电说配件没到。",
        "业主祝福语：越办越好！",
        "水管老化，3栋501漏水。",
        "此致\n敬礼",
        "请处理。\n谢谢\n业主",
        "业主维权，业主公约，住户公示，业主代表大会",
        "8栋1单元强烈要求更换物业。",
    ],
)
def test_others_and_common_words_are_left(text: str) -> None:
    assert names(text) == []
