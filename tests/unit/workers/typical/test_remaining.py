"""Nothing that tells a person is left once a text is anonymous, and the check finds what a writer puts back.

Covers workers.typical.known.
"""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from personal_sentences import HELD_OUT, SENTENCES

from domain.typical import TypicalText
from ingest.vocabulary import SURNAMES
from workers.privacy.pseudonyms import Cast, Pseudonyms
from workers.typical.known import VAGUE, Known, person_like
from workers.typical.remaining import anonymous, remaining

MARKED = re.compile(r"\{(\w+):([^}]*)\}")
CAST = Cast(
    owners=("王芳", "欧阳若兰"),
    staff=("李敏", "chenjing"),
    projects=("阳光花园", "翠湖"),
    numbers=(("phone", "13800138000"), ("email", "wang@example.com")),
)


def known(cast: Cast = CAST, **more) -> Known:
    values = {"codes": (("TS-2026-000123", "某案件"), ("物函〔2026〕45号", "某函")), "rooms": frozenset({"501"})}
    values |= {"numbers": frozenset({"13800138000", "粤B12345"}), **more}
    return Known(made_up=Pseudonyms(cast=cast, wording=VAGUE), **values)


def found(text: str, facts: Known | None = None, **more) -> list[tuple[str, str]]:
    return [(one.words, one.why) for one in remaining(TypicalText(points=text), facts or known(), **more)]


@pytest.mark.parametrize("sentence", [*SENTENCES, *HELD_OUT])
def test_of_a_sentence_nothing_marked_is_left(sentence: str) -> None:
    plain = MARKED.sub(r"\2", sentence)
    facts = known(Cast(), codes=(), rooms=frozenset(), numbers=frozenset())
    written = anonymous(plain, facts)
    for kind, words in MARKED.findall(sentence):
        if not (kind == "name" and len(words) == 1) and not words.isdigit():
            assert words not in written, written


@pytest.mark.parametrize("sentence", [*SENTENCES, *HELD_OUT])
def test_what_was_made_anonymous_passes_the_check(sentence: str) -> None:
    facts = known(Cast(), codes=(), rooms=frozenset(), numbers=frozenset())
    assert found(anonymous(MARKED.sub(r"\2", sentence), facts), facts) == []


@pytest.mark.parametrize(
    ("written", "words", "why"),
    [
        ("住户王芳多次来信", "王芳", "known_name"),
        ("住戶王 芳多次來信", "王 芳", "known_name"),
        ("歐陽若蘭說她不滿意", "歐陽若蘭", "known_name"),
        ("由李敏接听", "李敏", "known_name"),
        ("chenjing 处理", "chenjing", "known_name"),
        ("阳光花园的电梯", "阳光花园", "project"),
        ("陽光花園的電梯", "陽光花園", "project"),
        ("致电138-0013-8000", "138-0013-8000", "known_number"),
        ("手机尾号8000", "8000", "known_number"),
        ("写信到WANG@example.com", "WANG@example.com", "known_number"),
        ("501业主再次来信", "501", "known_room"),
        ("住在 ５０１ 的业主", "５０１", "known_room"),
        ("案件TS-2026-000123", "TS-2026-000123", "code"),
        ("案件TS-2025-000777", "TS-2025-000777", "code"),
        ("见物函〔2026〕45号", "物函〔2026〕45号", "code"),
        ("他住7栋", "7栋", "building"),
        ("车牌沪A12345", "沪A12345", "plate"),
        ("邻居赵强不满", "赵强", "name"),
        ("电话13911112222", "13911112222", "phone"),
    ],
)
def test_what_a_writer_puts_back_is_found_with_its_place(written: str, words: str, why: str) -> None:
    text = TypicalText(title="题", lesson=written)
    (one,) = remaining(text, known())
    assert (one.part, one.words, one.why) == ("lesson", words, why)
    assert text.lesson[one.start : one.end] == words
    assert one.around(text)[0] + words + one.around(text)[1] == written


@pytest.mark.parametrize(
    "harmless",
    [
        "业主甲住在某项目某栋某单元某室，人员乙女士陪同，员工丙上门。",
        "停运501天、耗资501元、2026年3月处理完毕。",
        "电梯停运三天，门机部件损坏，更换后恢复运行。",
        "应先安抚住户，再查明原因，当日告知处理时间。",
        "物业服务企业应当建立设备巡检制度，保留检查记录。",
    ],
)
def test_what_tells_nobody_passes(harmless: str) -> None:
    assert found(harmless) == []


def test_words_that_a_person_confirmed_pass_word_by_word() -> None:
    text = "邻居赵强不满，邻居孙丽也不满"
    assert found(text) == [("赵强", "name"), ("孙丽", "name")]
    assert found(text, let_stand={"赵强"}) == [("孙丽", "name")]


def test_a_name_behind_one_of_our_own_is_found() -> None:
    assert [words for words, _ in found("业主丁伟反映")] == ["丁伟"]


def test_fields_of_the_record_name_people_or_departments() -> None:
    assert [one for one in ("王强", "欧阳娜", "周工", "工程部", "安保部", "维保单位", "") if person_like(one)] == [
        "王强",
        "欧阳娜",
        "周工",
    ]


NAMES = st.builds(
    lambda surname, given: surname + given,
    st.sampled_from(sorted(SURNAMES)),
    st.text("芳伟娜敏静强磊洋艳勇", min_size=1, max_size=2),
)
PHONES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
WORDS = st.sampled_from(["反映电梯停运。", "来电说", "要求赔偿，", "住在", "态度不好；", "，三天没有人来。", "\n"])


@given(name=NAMES, phone=PHONES, room=st.integers(101, 3305), parts=st.lists(WORDS, max_size=8), data=st.data())
def test_whatever_surrounds_them_known_names_phones_and_rooms_are_gone(name, phone, room, parts, data) -> None:
    said = [*parts, name, phone, f"{room}室"]
    text = "".join(data.draw(st.permutations(said)))
    cast = Cast(owners=(name,), numbers=(("phone", phone),))
    facts = known(cast, codes=(), rooms=frozenset({str(room)}), numbers=frozenset({phone}))
    written = anonymous(text, facts)
    assert name not in written
    assert phone not in written
    assert f"{room}室" not in written
    assert not [one for one in found(written, facts) if one[1].startswith("known")]
