"""Numbers that OCR spoilt are set right where their form proves them, and left alone where it does not."""

import pytest

from ingest.ocr.numbers import in_form, mended


@pytest.mark.parametrize(
    ("read", "written"),
    [
        ("联系电话：1710Q003982", "联系电话：17100003982"),
        ("电话：l39 OOOO 1234", "电话：139 0000 1234"),
        ("189 0000:2791", "189 0000 2791"),
        ("175-0000-:3049", "175-0000-3049"),
        ("20:26年6月10日", "2026年6月10日"),
        ("2O26年3月1日", "2026年3月1日"),
        ("202604.09", "2026.04.09"),
        ("花了3.416元", "花了3,416元"),
    ],
)
def test_look_alikes_and_stray_points_within_a_number_of_known_form_are_set_right(read, written):
    assert mended(read) == written


@pytest.mark.parametrize(
    "read",
    [
        "联系电话：17100003982",
        "137.0000.7277",
        "电话010-12345678",
        "工号1234 5678 901",
        "单价3.416元/升",
        "每度0.538元",
        "要61.18元",
        "18号楼3单元1304室",
        "IO公司202604",
        "从202n年11月13日开始",
    ],
)
def test_what_no_form_proves_stays_as_it_was_read(read):
    assert mended(read) == read


def test_a_mobile_and_a_full_date_have_a_form_and_one_digit_less_has_none():
    assert in_form("联系电话：135-0000-8675")
    assert in_form("2026.11.21")
    assert in_form("2026年11月21日")
    assert not in_form("联系电话：3500008675")
    assert not in_form("2026.1121")
