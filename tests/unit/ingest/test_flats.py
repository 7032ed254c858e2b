"""Buildings, units and rooms as the mainland, Hong Kong, Macau and Taiwan write them.

Covers ingest.places and ingest.english_flats.
"""

import pytest

from ingest.places import find_addresses
from language.folding import half_width

Flat = tuple[str | None, str | None, str | None]


def flat(text: str) -> Flat:
    """Building, unit and room; the first of each."""
    found = {one.name.value: one.value for one in reversed(list(find_addresses(half_width(text))))}
    return found.get("building"), found.get("unit"), found.get("room")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7#1-1402", ("7", "1", "1402")),
        ("6幢2-301", ("6", "2", "301")),
        ("我是5A-702的业主", ("5A", None, "702")),
        ("我住12B-3-402", ("12B", "3", "402")),
        ("丽湖9号楼1802", ("9", None, "1802")),
        ("我住99弄15号402", ("15", None, "402")),
        ("东单元302", (None, "东", "302")),
        ("七号楼甲单元十二层1203", ("7", "甲", "1203")),
        ("5栋B座1203A", ("5", "B", "1203A")),
        ("11栋B单元16D", ("11", "B", "16D")),
        ("三号楼二单元五零二", ("3", "2", "502")),
        ("201楼3单元1204", ("201", "3", "1204")),
        ("2单元中户302", (None, "2", "302")),
        ("丁座804", ("丁", None, "804")),
        ("N3棟1205房", ("N3", None, "1205")),
        ("6号楼1门802（原房号8-02）", ("6", "1", "802")),
        ("第三座25樓C室", ("3", None, "25C")),
        ("23樓H室", (None, None, "23H")),
        ("A座17樓02室", ("A", None, "1702")),
        ("第二座18樓F，", ("2", None, "18F")),
        ("低座", ("低", None, None)),
        ("利盈大廈12樓AB座", (None, None, "12AB")),
        ("民生東路三段88號11樓之2", ("88", None, "11楼之2")),
        ("12號七樓之三", ("12", None, "7楼之3")),
        ("至善路233號B棟9樓之1", ("B", None, "9楼之1")),
        ("B棟7樓的住戶", ("B", None, "7楼")),
        ("Flat C, 25/F, Block 3", ("3", None, "25C")),
        ("25/F Flat C", (None, None, "25C")),
        ("Tower 5, 12/F, Flat A", ("5", None, "12A")),
        ("Room 1203, Block B", ("B", None, "1203")),
        ("12th Floor, Flat 2, Tower 1", ("1", None, "1202")),
        ("我家住2601", (None, None, "2601")),
        ("对门502天天吵", (None, None, "502")),
    ],
)
def test_a_flat_in_every_form(text: str, expected: Flat) -> None:
    assert flat(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "从12楼一直滑到3楼",
        "一座桥、5座车、两栋楼",
        "地铁3号线2号口，2号门",
        "中山路100号的派出所门口",
        "住了2016天，住2019年的房",
        "小区有12栋楼",
        "A flat tyre on the first floor",
        "编号2026-11-0021",
        "车牌号粤A5A-702",
        "型号5A-702的空开坏了",
    ],
)
def test_what_only_looks_like_one_is_left(text: str) -> None:
    assert flat(text) == (None, None, None)
