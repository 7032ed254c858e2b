"""Words of other regions and of English are heard as the topics' words, and quoted as the letter has them.

Covers rules.glossary, rules.schema.glossary and rules.check.glossary.
"""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.decision import DecisionInput
from rules.diff import diff
from rules.explain import explain
from rules.glossary import Glossary
from rules.load import load_rulebook
from rules.matcher import Matcher
from rules.model import GlossaryLine, Language, Near, Place, Signal

PLACE = Place(file="glossary.yaml", line=1)
RECEIVED = datetime(2026, 3, 2, tzinfo=UTC)
LANGUAGE = Language(demand=("请",), negation=("没",), not_negation=())


def line(term: str, word: str, region: str = "hong_kong", *, marked: bool = False) -> GlossaryLine:
    return GlossaryLine(term=term, word=word, region=region, marked=marked, place=PLACE)


LINES = (
    line("升降機", "电梯"),
    line("壞咗", "坏了"),
    line("天花", "天花板"),
    line("保全", "保安"),
    line("管理處", "物业", marked=True),
    line("管委會", "物业", "taiwan", marked=True),
    line("機車格", "停车位", "taiwan"),
    line("lift", "电梯", "english"),
    line("out of order", "坏了", "english"),
    line("water leak", "漏水", "english"),
)
GLOSSARY = Glossary(LINES, ["财产保全"])


def letter(text: str, subject: str = "") -> DecisionInput:
    return DecisionInput(subject=subject, text=text, received=RECEIVED)


def folded(text: str) -> str:
    return GLOSSARY.fold("", text).body.text


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("升降機壞咗", "电梯坏了"),
        ("升降机坏咗", "电梯坏了"),
        ("部LIFT壞咗", "部电梯坏了"),
        ("The lift is out of order", "the 电梯 is 坏了"),
        ("lift water leaks", "电梯漏水"),  # blanks between two words of the topics are none
        ("天花滲水", "天花板渗水"),
        ("天花板滲水", "天花板渗水"),  # has the topics' word already
        ("請保全處理", "请保安处理"),
        ("申請財產保全", "申请财产保全"),
        ("电梯坏了", "电梯坏了"),
        ("", ""),
    ],
)
def test_a_term_becomes_the_topics_word_once(text, heard):
    assert folded(text) == heard


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("管理处不管", "管理处不管"),  # nothing shows a region
        ("管理處不管", "物业不管"),  # the script does
        ("升降机天花坏咗，管理处不管", "电梯天花板坏了,物业不管"),  # its other terms do
        ("管委會和管理處", "物业和物业"),
        ("機車格滿了，管委會和管理處", "停车位满了,物业和管理处"),  # Taiwan alone
    ],
)
def test_a_marked_term_counts_in_a_letter_that_shows_its_region(text, heard):
    assert folded(text) == heard


def test_the_subject_shows_the_region_too():
    part = GLOSSARY.fold("升降机天花坏咗", "管理处不管")
    assert (part.subject.text, part.body.text) == ("电梯天花板坏了", "物业不管")


def test_a_word_of_the_rulebook_goes_the_same_way_except_for_marked_terms():
    assert [GLOSSARY.word(word) for word in ("升降機困人", "Lift", "管理處", "财产保全")] == [
        "电梯困人",
        "电梯",
        "管理处",
        "财产保全",
    ]


LIFT = Signal(id="s", near=Near(words=(("升降机", "轿厢"), ("坏了",)), within=6), place=PLACE)


@pytest.mark.parametrize(
    ("text", "quote", "heard_as"),
    [
        ("嗰部升降機終於壞咗喇", "升降機終於壞咗", "电梯终于坏了"),
        ("The lift in block 3 is out of order.", "lift in block 3 is out of order", "电梯 in block 3 is 坏了"),
        ("这部电梯坏了", "电梯坏了", None),
    ],
)
def test_matches_quote_the_letters_own_words(text, quote, heard_as):
    given_letter = letter(text)
    heard = Matcher([], [LIFT], LANGUAGE, GLOSSARY).hear(given_letter)
    (match,) = heard.letter.quote(heard.signals["s"], given_letter)
    assert (match.text, text[match.start : match.end]) == (quote, quote)
    assert heard.letter.heard_as(match) == heard_as


def test_words_may_stand_further_apart_in_a_letter_wholly_in_english():
    matcher = Matcher([], [LIFT], LANGUAGE, GLOSSARY)
    apart = "lift of our tower: out of order"
    assert matcher.hear(letter(apart)).signals
    assert not matcher.hear(letter(f"{apart}。我们整栋楼的人都在等你们回复，等了三个星期了，到底怎么办")).signals


def test_two_words_that_the_glossary_makes_one_are_both_heard():
    heard = Matcher(["升降机", "电梯"], [], LANGUAGE, GLOSSARY).hear(letter("升降機"))
    assert set(heard.words) == {"升降机", "电梯"}


@given(
    st.text(alphabet=st.sampled_from("升降機壞咗天花保全管理處 lift①\n，。ＡaB"), max_size=40),
    st.text(alphabet=st.sampled_from("升降機out of order "), max_size=20),
)
def test_every_character_comes_from_the_letter_in_order(text, subject):
    part = GLOSSARY.fold(subject, text)
    for found, whole in ((part.subject, subject), (part.body, text)):
        for start in range(len(found.text)):
            first, last = found.original(start, start + 1)
            assert 0 <= first < last <= len(whole)
        origins = found.origins or ()
        assert list(origins) == sorted(origins)


GIVEN = """
keep: [财产保全]
hong_kong:
  always: {升降機: 电梯, 爛咗: 坏了}
  marked: {管理處: 物业}
english:
  always: {lift: 电梯}
"""


def test_the_file_is_read_with_the_lines_of_its_terms(write):
    book = load_rulebook(write({"glossary.yaml": GIVEN})).rulebook
    assert [(one.term, one.word, one.region, one.marked) for one in book.glossary] == [
        ("升降機", "电梯", "hong_kong", False),
        ("爛咗", "坏了", "hong_kong", False),
        ("管理處", "物业", "hong_kong", True),
        ("lift", "电梯", "english", False),
    ]
    assert (book.kept, book.glossary[2].place.line) == (("财产保全",), 5)


def test_a_rulebook_without_a_glossary_is_whole(write):
    assert load_rulebook(write()).rulebook.glossary == ()


def test_a_decision_quotes_the_letter_and_the_explanation_shows_what_a_term_became(write, compiled):
    book = compiled({"glossary.yaml": GIVEN})
    found = explain(book, letter("升降機壞咗，升降機很慢"))
    assert found.decision.topic == "lift"
    (topic,) = [reason for reason in found.decision.reasons if reason.slot == "topic"]
    assert [(match.text, match.start) for match in topic.matched] == [("升降機壞", 0), ("升降機", 6)]
    assert {words.said for words in found.topics[0].words} == {"升降機壞→电梯坏", "升降機→电梯"}


def test_what_changed_in_a_glossary_is_a_difference(write):
    old, new = (load_rulebook(write({"glossary.yaml": text})).rulebook for text in (GIVEN, GIVEN.replace("坏了", "坏")))
    assert [(one.kind, one.id) for one in diff(old, new)] == [("glossary", "hong_kong 爛咗")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("hong_kong: {always: {升降機: }}", "the word for `升降機` must be a text"),
        ("hong_kong: {always: {升降機: ' \u200b'}}", "`升降機` maps to nothing"),
        ("hong_kong: {always: {'\u200b': 电梯}}", "has no character to look for"),
        ("hong_kong: {always: {電梯: 电梯}}", "`電梯` maps onto itself"),
        ("hong_kong: {always: {lift: Lift}}", "`lift` maps onto itself"),
        ("hong_kong: {always: {升降機: 电梯, 升降机: 轿厢}}", "`升降机` stands twice"),
        (
            "hong_kong: {always: {升降機: 电梯}}\ntaiwan: {marked: {升降機: 轿厢}}",
            "stands twice; the first is on line 1",
        ),
        ("hong_kong: {always: {升降機: 轿厢, 轿厢: 升降机}}", "`升降機` leads back to itself over `轿厢`"),
        ("hong_kong: {always: {𨋢: 升降機坏, 升降機: 电梯}}", "in which the term `升降机` stands, write 电梯坏"),
        ("hong_kong: {always: {裁: 剪}}", "warning: `裁` also stands in `仲裁`, add 仲裁 under keep"),
        ("hong_kong: {always: {電梯壞: 电梯}}", "the glossary makes `电梯` and `电梯坏` one word"),
        ("hong_kong: {sometimes: {升降機: 电梯}}", "unknown key `sometimes`"),
    ],
)
def test_what_a_glossary_may_not_say(write, text, said):
    findings = [str(one) for one in load_rulebook(write({"glossary.yaml": text})).findings]
    assert any(said in one for one in findings), findings


def test_a_term_may_mean_two_things_in_two_regions_if_both_lines_are_marked(write):
    text = "hong_kong: {marked: {管委會: 业委会}}\ntaiwan: {marked: {管委會: 物业}}"
    assert not [one for one in load_rulebook(write({"glossary.yaml": text})).findings if not one.warning]
