"""A resident is known again in any spelling, and nobody else is taken for them."""

import pytest

from workers.privacy.resident import MASK, Flat, Resident, is_name

WANG = Resident.of(
    name="王芳", phone="138 0013-8000", email="Wang@Example.com", flat=Flat.of("阳光花园", "3栋", "2单元", "501")
)
DENG = Resident.of(name="鄧麗君")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("王芳", "name"),
        ("王 芳", "name"),
        ("王\n芳", "name"),
        ("王\u200b芳", "name"),
        ("王·芳", "name"),
        ("13800138000", "phone"),
        ("138 0013 8000", "phone"),
        ("138-0013-8000", "phone"),
        ("+86 138 0013 8000", "phone"),
        ("１３８００１３８０００", "phone"),
        ("一三八零零一三八零零零", "phone"),
        ("wang@example.com", "email"),
        ("WANG＠EXAMPLE.COM", "email"),
        ("wang @ example.com", "email"),
        ("3栋2单元501", "flat"),
        ("三栋二单元五〇一室", "flat"),
        ("３號樓501", "flat"),
        ("3-2-501", "flat"),
    ],
)
def test_a_resident_is_known_in_any_spelling(text: str, kind: str) -> None:
    (span,) = WANG.spans(f"我是（{text}），请回复")
    assert span.kind == kind
    assert WANG.masked(f"我是（{text}），请回复") == f"我是（{MASK * len(text)}），请回复"


def test_a_name_in_one_script_is_found_in_the_other() -> None:
    assert [(span.start, span.end) for span in DENG.spans("邓丽君与鄧麗君")] == [(0, 3), (4, 7)]


@pytest.mark.parametrize(
    "text",
    ["王小芳", "13栋2单元501", "3栋2单元5011", "xwang@example.com", "13800138001", "wang@example.com.cn.org", "501"],
)
def test_nobody_else_is_taken_for_them(text: str) -> None:
    assert not WANG.named_in(text.replace("wang@example.com.cn.org", "wang@example.community"))


@pytest.mark.parametrize(
    ("name", "agrees"),
    [("王芳", True), ("王女士", True), ("王芳女士", True), (None, True), ("李女士", False), ("王强", False)],
)
def test_a_surname_with_its_title_agrees_and_another_name_does_not(name: str | None, agrees: bool) -> None:
    assert WANG.agrees(name) is agrees


def test_what_is_too_short_to_be_known_again_is_nobody() -> None:
    assert Resident.of(name="王", phone="120", email="王").empty
    assert not is_name("王女士")
    assert Resident().spans("王芳") == []


def test_a_landline_is_known_without_its_area_code() -> None:
    line = Resident.of(phone="010-87654321")
    assert line.named_in("电话 8765 4321")
    assert line.named_in("(010)87654321")
    assert not line.named_in("187654321")


def test_a_resident_is_kept_and_read_back() -> None:
    assert Resident.from_json(WANG.to_json()) == WANG
    assert Resident.from_json(None).empty


def test_the_same_name_in_two_spellings_is_one_name() -> None:
    assert (DENG | Resident.of(name="邓丽君")).names == DENG.names
