"""Text comes out right whatever its label says."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.charset import canonical, decode

SIMPLIFIED = "您好：我家楼上漏水，已经三天了，请尽快处理。"
TRADITIONAL = "您好：我家樓上漏水，已經三天了，請盡快處理。"
LABELS = [None, "gb2312", "GBK", "x-gbk", "utf-8", "big5", "iso-8859-1", "us-ascii", "no-such-charset", '"gb18030"']


@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("charset", ["gb18030", "utf-8", "utf-16", "utf-8-sig"])
def test_simplified_text_is_read_under_any_label(charset: str, label: str | None) -> None:
    assert decode(SIMPLIFIED.encode(charset), label)[0] == SIMPLIFIED


@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("charset", ["big5", "gbk", "utf-8"])
def test_traditional_text_is_read_under_any_label(charset: str, label: str | None) -> None:
    assert decode(TRADITIONAL.encode(charset), label)[0] == TRADITIONAL


def test_gb2312_is_read_as_gb18030() -> None:
    assert decode("镕㛃𠮷".encode("gb18030"), "gb2312") == ("镕㛃𠮷", "gb18030")


def test_a_short_word_that_happens_to_be_valid_utf8_is_told_by_its_characters() -> None:
    assert decode("联通".encode("gbk"))[0] == "联通"


def test_one_broken_byte_does_not_turn_utf8_into_another_charset() -> None:
    data = (SIMPLIFIED * 5).encode()[:-1]
    assert decode(data)[0].startswith(SIMPLIFIED * 4)


def test_western_text_without_a_label_stays_western() -> None:
    assert decode("Le café est fermé, s'il vous plaît réparez.".encode("cp1252"))[0].startswith("Le café est fermé")


def test_hong_kong_characters_of_big5_are_read() -> None:
    assert decode("管理處：佢哋唔理我哋嘅投訴。".encode("big5hkscs"), "big5")[0] == "管理處：佢哋唔理我哋嘅投訴。"


@pytest.mark.parametrize(
    ("label", "codec"), [("GB_2312-80", "gb18030"), ("x-x-big5", "big5"), ("latin1", None), ("rot13", None), ("", None)]
)
def test_labels_stand_for_what_is_really_meant(label: str, codec: str | None) -> None:
    assert canonical(label) == codec


@settings(deadline=None, max_examples=150)
@given(st.binary(max_size=300), st.sampled_from([*LABELS, "hz", "utf-7", "utf-16", "iso-2022-jp", "base64", "\0"]))
def test_any_bytes_under_any_label_give_text(data: bytes, label: str | None) -> None:
    assert isinstance(decode(data, label)[0], str)


def test_a_text_of_nothing_but_emoji_is_utf_8() -> None:
    for text in ("😡😡", "😡", "🙏🙏🙏", "🔥🚒"):
        assert decode(text.encode()) == (text, "utf-8")
