"""Household details are found with the exact words, and ordinary words are left alone.

Covers ingest.found and ingest.vocabulary.
"""

from datetime import UTC, datetime

import pytest

from ingest.fields import find_fields

REFERENCE = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)


def values(text: str, name: str) -> list[str]:
    return [field.value for field in find_fields("", text, reference=REFERENCE) if field.name == name]


def household(text: str) -> tuple[str | None, ...]:
    return tuple(next(iter(values(text, name)), None) for name in ("building", "unit", "room"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我住3栋2单元501", ("3", "2", "501")),
        ("3号楼501", ("3", None, "501")),
        ("住在十二幢三单元1203室", ("12", "3", "1203")),
        ("12-2-1203", ("12", "2", "1203")),
        ("3-501室漏水", ("3", None, "501")),
        ("我是3-501的业主", ("3", None, "501")),
        ("8#楼1单元", ("8", "1", None)),
        ("8#2单元301", ("8", "2", "301")),
        ("A栋1203的租户", ("A", None, "1203")),
        ("B1203室", ("B", None, "1203")),
        ("5座801", ("5", None, "801")),
        ("３棟２單元５０１室", ("3", "2", "501")),
        ("A座12樓B室", ("A", None, "12B")),
        ("2单元 302", (None, "2", "302")),
        ("随后11栋业主派出代表", ("11", None, None)),
        ("22栋楼下", ("22", None, None)),
        ("3栋5楼502", ("3", None, "502")),
        ("三栋二单元五零一室", ("3", "2", "501")),
        ("1单元的门禁", (None, "1", None)),
        ("房号：3-1-301", ("3", "1", "301")),
        ("楼栋：3　单元：2　房号：501", ("3", "2", "501")),
        ("小区有12栋楼", (None, None, None)),
        ("两栋楼都停水", (None, None, None)),
        ("每栋都有一座桥，来了一辆5座车", (None, None, None)),
        ("地铁3号线2号门", (None, None, None)),
        ("2026-11-21，400-820-8820", (None, None, None)),
        ("7栋1单元100多户", ("7", "1", None)),
        ("一共8栋楼1200户", (None, None, None)),
    ],
)
def test_addresses_in_every_form(text: str, expected: tuple[str | None, ...]) -> None:
    assert household(text) == expected


@pytest.mark.parametrize(
    ("text", "phones"),
    [
        ("手机13812345678", ["13812345678"]),
        ("+86 138-1234-5678", ["13812345678"]),
        ("１３８１２３４５６７８", ["13812345678"]),
        ("138 1234 5678，139 1234 5678", ["13812345678", "13912345678"]),
        ("座机0755-12345678", ["075512345678"]),
        ("(010) 6551 2345", ["01065512345"]),
        ("电话：65512345", ["65512345"]),
        ("身份证440301199001011234", []),
        ("订单20261121138001380001", []),
        ("拨打400-820-8820", []),
    ],
)
def test_phones_are_digits(text: str, phones: list[str]) -> None:
    assert values(text, "phone") == phones


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("我是3栋501的业主王芳，电话", ["王芳"]),
        ("我叫欧阳静，住在这里", ["欧阳静"]),
        ("本人系9号楼居民，名叫孙建国。", ["孙建国"]),
        ("小区有个保安名叫李强。", []),
        ("本人李建国，退休教师", ["李建国"]),
        ("联系人：赵先生 13812345678", ["赵先生"]),
        ("望尽快解决。\n此致\n敬礼！\n张伟\n2026年11月20日", ["张伟"]),
        ("请处理。\n3栋501 王芳 13800138000", ["王芳"]),
        ("請處理。\n住戶 陳嘉欣 敬上", ["陳嘉欣"]),
        ("请处理！\n谢谢！", []),
        ("我是业主，高层漏水，马上处理。", []),
        ("未经业主许可，私自出租。", []),
        ("投诉301室业主李强，他半夜装修。", []),
        ("请解决。\n全体业主", []),
        ("請盡快處理。\n沈麗珠　聯絡電話：13900000107", ["沈麗珠"]),
        ("姓名 周敏 房号 3栋302", ["周敏"]),
        ("小区的一名业主，原定于五月交房", []),
        ("房号\t3栋501\n时间\t晚上", []),
    ],
)
def test_only_the_writer_is_the_resident(text: str, names: list[str]) -> None:
    assert values(text, "resident") == names


@pytest.mark.parametrize(
    ("text", "projects"),
    [
        ("我是阳光花园3栋的业主", ["阳光花园"]),
        ("家住翠湖苑小区", ["翠湖苑小区"]),
        ("反映滨江区和平小区的问题", ["和平小区"]),
        ("本人系和平里小区的居民", ["和平里小区"]),
        ("云湖城业主", ["云湖城"]),
        ("滨江一号公馆6座", ["滨江一号公馆"]),
        ("碧水湾5栋", ["碧水湾"]),
        ("我们小区、整个小区、老旧小区、影响小区安宁", []),
        ("市政府旁边的幼儿园和公园，购物广场", []),
    ],
)
def test_projects_are_names_and_not_words(text: str, projects: list[str]) -> None:
    assert values(text, "project") == projects


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("2026年11月3日", ["2026-11-03"]),
        ("二〇二六年十一月三日", ["2026-11-03"]),
        ("2026-11-03", ["2026-11-03"]),
        ("11月5日", ["2026-11-05"]),
        ("12月10日", ["2026-12-10"]),
        ("12月25日", ["2025-12-25"]),
        ("去年8月8号", ["2025-08-08"]),
        ("昨天晚上", ["2026-11-20"]),
        ("上个月15号", ["2026-10-15"]),
        ("2月30日", []),
        ("3月5号楼", []),
        ("到今天还没修", []),
    ],
)
def test_dates_are_iso(text: str, dates: list[str]) -> None:
    assert values(text, "date") == dates


def test_a_date_without_a_year_needs_a_reference() -> None:
    assert not find_fields("", "11月5日停水", reference=None)


@pytest.mark.parametrize(
    ("text", "sums"),
    [
        ("1.2万元", ["12000"]),
        ("三千五百元", ["3500"]),
        ("¥1,200.50", ["1200.5"]),
        ("五十块钱", ["50"]),
        ("3万多元", ["30000"]),
        ("壹万贰仟元整", ["12000"]),
        ("花了一万二，", ["12000"]),
        ("五块地砖，3单元，元旦，500美元", []),
    ],
)
def test_sums_are_yuan(text: str, sums: list[str]) -> None:
    assert values(text, "sum") == sums


@pytest.mark.parametrize(
    ("text", "durations"),
    [
        ("停水三天", ["3"]),
        ("半个月", ["15"]),
        ("两小时", ["0.083"]),
        ("一个半月", ["45"]),
        ("一年半", ["547.5"]),
        ("两个星期", ["14"]),
        ("2024年，三年级，第三天，有一天，几天，每3天，24小时值班", []),
    ],
)
def test_durations_are_days(text: str, durations: list[str]) -> None:
    assert values(text, "duration") == durations


@pytest.mark.parametrize(
    ("text", "households"),
    [
        ("我们五十多户", ["50"]),
        ("几百户业主", ["300"]),
        ("上百户", ["100"]),
        ("1792户", ["1792"]),
        ("200位业主", ["200"]),
        ("3户型，一梯两户，每户，楼上一户，三个居民区", []),
    ],
)
def test_households_are_a_whole_number(text: str, households: list[str]) -> None:
    assert values(text, "households") == households


def test_places_are_code_points_of_the_text_as_written() -> None:
    text = "😀住在３棟２單元，電話１３８１２３４５６７８"
    for field in find_fields("", text, reference=None):
        assert text[field.start : field.end] == field.text
    assert [field.text for field in find_fields("", text, reference=None)] == [
        "１３８１２３４５６７８",
        "３棟",
        "２單元",
    ]
