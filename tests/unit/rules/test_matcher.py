"""What is heard in a letter, where, and what a negation takes away.

Covers rules.hearing and rules.letter.
"""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.decision import DecisionInput
from domain.reading_codes import Source
from language.folding import fold_word
from rules.matcher import Matcher
from rules.model import Language, Near, Place, Signal

LANGUAGE = Language(
    demand=("要求", "希望"), negation=("没有", "没", "不是", "并未", "无"), not_negation=("有没有", "是不是")
)
PLACE = Place(file="signals.yaml", line=1)
RECEIVED = datetime(2026, 3, 2, tzinfo=UTC)


def letter(text, subject="", **more):
    return DecisionInput(subject=subject, text=text, received=RECEIVED, **more)


def hear(text, *signals, words=(), subject="", **more):
    given_letter = letter(text, subject, **more)
    heard = Matcher(words, signals, LANGUAGE).hear(given_letter)
    return heard, given_letter


def quoted(text, signal, **more):
    heard, given_letter = hear(text, signal, **more)
    return [match.text for match in heard.letter.quote(heard.signals.get(signal.id, ()), given_letter)]


def signal(**parts):
    return Signal(id="s", place=PLACE, **parts)


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("楼上漏水", True),
        ("樓上漏水", True),
        ("楼上没有漏水", False),
        ("楼上并未漏水", False),
        ("有没有漏水", True),
        ("不能漏水", True),
        ("没人管漏水", True),
        ("不是漏水就是停电", True),
        ("漏\n水", True),
        ("没有，漏水", True),
    ],
)
def test_a_negation_directly_before_takes_the_hit_away(text, heard):
    assert bool(quoted(text, signal(any=("漏水",)))) == heard


def test_a_signal_may_refuse_negation():
    assert quoted("没有保安", signal(any=("保安",), negatable=False)) == ["保安"]


def test_all_and_not():
    both = signal(any=("漏水",), all=("楼上",), excluded=("天台",))
    assert quoted("楼上漏水", both) == ["漏水"]
    assert quoted("漏水", both) == []
    assert quoted("楼上漏水，天台也漏水", both) == []
    assert quoted("楼上和隔壁", signal(all=("楼上", "隔壁"))) == ["楼上", "隔壁"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("电梯里困了三个人", ["电梯里困"]),
        ("被困在电梯", ["困在电梯"]),
        ("电梯一二三四五六七八九困", []),
        ("电梯一二三四五六七八困", ["电梯一二三四五六七八困"]),
        ("升降机关在里面", ["升降机关在里面"]),
        ("電梯困人", ["電梯困"]),
    ],
)
def test_near_is_one_word_of_each_list_within_the_distance(text, found):
    near = Near(words=(("电梯", "升降机"), ("困", "关在里面")), within=8)
    assert quoted(text, signal(near=near)) == found


def test_near_and_regex_do_not_reach_from_the_subject_into_the_text():
    near = Near(words=(("电梯",), ("困",)), within=8)
    assert quoted("困住了", signal(near=near), subject="电梯") == []


def test_regex_is_of_the_folded_text_and_quotes_the_letter():
    assert quoted("電梯又把人困住", signal(regex="电梯.{0,6}困")) == ["電梯又把人困"]
    assert quoted("WIFI坏了", signal(regex="wifi坏")) == ["WIFI坏"]


def test_overlapping_words_of_one_signal_are_one_hit():
    assert quoted("被困电梯里", signal(any=("被困电梯", "困电梯里"))) == ["被困电梯里"]


def test_places_of_a_hit():
    text = "电梯坏了。" + "这" * 60 + "电梯。希望修电梯！附件说电梯"
    heard, given_letter = hear(text, words=("电梯",), subject="电梯", attachments_from=len(text) - 6)
    spans = heard.words["电梯"]
    assert [sorted(heard.letter.places(span)) for span in spans] == [
        ["subject"],
        ["opening", "text"],
        ["text"],
        ["demand", "text"],
        ["attachment", "text"],
    ]
    matches = heard.letter.quote(spans, given_letter)
    assert [match.source for match in matches] == [Source.SUBJECT, *[Source.TEXT] * 4]
    assert all(text[match.start : match.end] == "电梯" for match in matches[1:])


def test_text_that_ocr_read_is_known():
    heard, _ = hear("电梯坏了，电梯", words=("电梯",), ocr=((5, 7),))
    assert [heard.letter.in_ocr(span) for span in heard.words["电梯"]] == [False, True]


@given(st.text(alphabet="漏水電梯没有困要求。\n①Ａ", max_size=40), st.text(alphabet="漏水電梯没有", max_size=8))
def test_every_hit_quotes_the_word_from_the_letter(text, subject):
    words = ("漏水", "电梯", "困")
    heard, given_letter = hear(text, words=words, subject=subject)
    for word, spans in heard.words.items():
        for match in heard.letter.quote(spans, given_letter):
            assert fold_word(match.text) == word
            assert (subject if match.source is Source.SUBJECT else text)[match.start : match.end] == match.text


def test_more_patterns_than_re2_joins_at_once_are_all_heard():
    """RE2 refuses to join some hundreds of wide patterns in the memory it is allowed."""
    signals = [
        Signal(id=f"s{n}", regex=f"{chr(0x4E00 + n)}.{{0,200}}({chr(0x5E00 + n)}|梯)", place=PLACE) for n in range(300)
    ]
    heard, _ = hear(f"{chr(0x4E00 + 7)}一二{chr(0x5E00 + 7)}，{chr(0x4E00 + 299)}梯", *signals)
    assert {"s7", "s299"} <= set(heard.signals)


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("请确保安全", False),
        ("请确 保安全", False),
        ("保安睡觉，请确保安全", True),
        ("确保安全保安", True),
        ("卫生间漏水", False),
        ("卫生很差", True),
    ],
)
def test_a_word_that_only_the_joint_of_two_others_makes_is_not_heard(text, heard):
    language = Language(demand=(), negation=(), not_negation=(), apart=("确保|安全", "卫生间"))
    matcher = Matcher(["保安", "卫生"], [], language)
    assert bool(matcher.hear(letter(text)).words) is heard


@pytest.mark.parametrize(
    ("text", "word", "heard"),
    [
        ("打12345没用", "12345", True),
        ("０571-12345也打了", "12345", True),
        ("电话13812345678", "12345", False),
        ("账号 6217 12345 6789", "12345", False),
        ("账号12345-6789", "12345", False),
        ("编号A12345", "12345", False),
        ("金额12345.60元", "12345", False),
        ("打110和119", "110", True),
        ("110kV高压线", "110", False),
        ("B1层漏水", "b1层", True),
        ("AB1层", "b1层", False),
        ("停在B1", "b1", True),
        ("停在B12", "b1", False),
        ("楼下KTV太吵", "ktv", True),
        ("三家KTVs", "ktv", True),
        ("XKTV的灯", "ktv", False),
        ("no gas in the gasket", "gas", True),
        ("the gasket", "gas", False),
    ],
)
def test_figures_and_latin_words_stand_by_themselves(text, word, heard):
    assert bool(hear(text, words=(word,))[0].words) == heard
