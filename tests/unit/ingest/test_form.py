"""Details of the household behind the labels of a form."""

import pytest

from ingest.fields import find_fields

HEAD = "投诉登记表\n投诉内容：灯不亮\n"


def found(text: str) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for field in find_fields("", text, reference=None):
        values.setdefault(field.name.value, []).append(field.value)
        assert text[field.start : field.end] == field.text
    return values


@pytest.mark.parametrize(
    ("label", "value", "details"),
    [
        ("单元房号", "1-0802", {"unit": ["1"], "room": ["802"]}),
        ("房号", "6-802", {"building": ["6"], "room": ["802"]}),
        ("房号", "6-1-802", {"building": ["6"], "unit": ["1"], "room": ["802"]}),
        ("房号", "802室", {"room": ["802"]}),
        ("地址", "6号楼1单元802", {"building": ["6"], "unit": ["1"], "room": ["802"]}),
        ("楼栋", "A座", {"building": ["A"]}),
        ("楼栋", "六号楼", {"building": ["6"]}),
        ("单元", "2", {"unit": ["2"]}),
        ("房间号", "1203A", {"room": ["1203A"]}),
        ("小区", "翠湖", {"project": ["翠湖"]}),
    ],
)
def test_a_label_says_what_a_bare_number_means(label: str, value: str, details: dict[str, list[str]]) -> None:
    want = {"resident": ["陶然"], "phone": ["13900001234"], **details}
    assert found(f"{HEAD}姓名：陶然\n电话：13900001234\n{label}：{value}") == want
    assert found(f"{HEAD}姓名\t陶然\t电话\t13900001234\n{label}\t{value}") == want


def test_a_name_is_taken_as_it_stands() -> None:
    for name in ("𠮷田一", "阿依古丽·买买提", "第五明", "Anna Lee"):
        assert found(f"{HEAD}姓名：{name}  房号：6-802")["resident"] == [name]


def test_what_is_no_name_is_none() -> None:
    for value in ("匿名", "____", "同上", "保密"):
        assert "resident" not in found(f"{HEAD}姓名：{value}  房号：6-802")


def test_a_local_number_behind_its_label_is_a_phone() -> None:
    assert found(f"{HEAD}姓名：陶然  电话：8765 4321  房号：6-802")["phone"] == ["87654321"]


def test_an_ordinary_letter_is_read_as_before() -> None:
    assert found("我家住翠湖花园，1-0802。诉求：修灯。") == found("我家住翠湖花园，1-0802。诉求：修灯。")
    assert "unit" not in found("备忘：1-0802")
