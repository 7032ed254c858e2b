"""Of the flats and numbers in a letter, the writer's are told from those of neighbours, landlords and guards."""

import pytest

from domain.reading_codes import Source
from ingest.fields import find_fields
from workers.deciding.whose_flat import Whose, named_flats, own_name, own_phones


def rooms(text: str, whose: Whose) -> list[str | None]:
    flats = named_flats(find_fields("", text, reference=None), {Source.TEXT: text})
    return [flat.room for flat in flats if flat.whose is whose]


@pytest.mark.parametrize(
    ("text", "writers", "others"),
    [
        ("我家住3栋2601，楼上2701室整夜装修。", ["2601"], ["2701"]),
        ("楼上3栋2701整夜装修，我家住2601室。", ["2601"], ["2701"]),
        ("我楼上2701室天天吵。", [], ["2701"]),
        ("我是3栋501的业主，对门502室堆满杂物。", ["501"], ["502"]),
        ("本人係3座25樓C室住戶，樓上3座26樓C室滴水。", ["25C"], ["26C"]),
        ("被投诉人：3栋502室李某\n投诉人：3栋501室王芳", ["501"], ["502"]),
        ("投诉301室业主李强，他半夜装修。", [], ["301"]),
        ("3栋501的业主半夜唱歌，请管一管。", [], ["501"]),
        ("5栋302养狗，天天叫。\n请处理。\n3栋501 王芳", ["501"], ["302"]),
        ("3栋501的李强把旧家具堆在消防门后。", [], ["501"]),
        ("住户李强（3栋501）辱骂保洁员。\n孙婷", [], ["501"]),
        ("请核实：3栋501群租，住了八个人。", [], ["501"]),
        ("4栋602这家人开棋牌室。", [], ["602"]),
        ("我的车在5栋701楼下被堵住，我住5栋301。", ["301"], ["701"]),
        ("上次请你们去找4栋401谈，没有下文。4栋501 柳青", ["501"], ["401"]),
        ("被反映人电话：13900139000，3栋502李强，高空抛物。", [], ["502"]),
        ("我住1号楼，楼上201装修。", [None], ["201"]),
        ("3栋502把手坏了，请来修。", [], []),
        ("漏水。\n请处理。\n3栋2单元501室", ["501"], []),
        ("楼上的水漏到我家3栋501了。", ["501"], []),
        ("邻居家住3栋302，天天打麻将。", [], ["302"]),
        ("家住3栋302，天天听见打麻将。", ["302"], []),
    ],
)
def test_whose_a_flat_is(text: str, writers: list[str], others: list[str]) -> None:
    assert (rooms(text, Whose.WRITERS), rooms(text, Whose.OTHERS)) == (writers, others)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("住户李强（3栋501）辱骂保洁员。", None),
        ("租客罗平（13900139000）搬走没有交费。", None),
        ("我是3栋501业主王芳，对门502李强堆物。", "王芳"),
        ("投诉人：王芳，3栋501", "王芳"),
    ],
)
def test_the_name_of_another_is_never_the_writers(text: str, name: str | None) -> None:
    fields = find_fields("", text, reference=None)
    texts = {Source.TEXT: text}
    assert own_name(fields, named_flats(fields, texts), texts) == name


def test_a_flat_only_named_is_open() -> None:
    assert rooms("3栋501的电梯停了。", Whose.OPEN) == ["501"]
    assert rooms("3栋501 13800138000", Whose.BESIDE_PHONE) == ["501"]


@pytest.mark.parametrize(
    ("text", "phones"),
    [
        ("我的电话13800138000，房东电话13900139000。", ["13800138000"]),
        ("楼上张三的手机是13900139000", []),
        ("楼上3栋502（13900139000）太吵", []),
        ("保安队长电话：13900139000，我是王芳13800138000。", ["13800138000"]),
        ("请物业派人联系我13800138000", ["13800138000"]),
        ("请让维修师傅提前联系13800138000", ["13800138000"]),
        ("楼上太吵，请处理。电话13800138000", ["13800138000"]),
    ],
)
def test_whose_a_number_is(text: str, phones: list[str]) -> None:
    fields = find_fields("", text, reference=None)
    texts = {Source.TEXT: text}
    assert list(own_phones(fields, named_flats(fields, texts), texts)) == phones


def test_a_tenant_or_a_relative_says_so() -> None:
    for text in ("我是3栋501的租户赵磊。", "我是3栋501刘大爷的女儿黄梅。"):
        (flat,) = named_flats(find_fields("", text, reference=None), {Source.TEXT: text})
        assert flat.lent, text
