"""Danger is heard whatever the topic, where the letter says it is there now.

Covers rules.alarm_model, rules.schema.alarms, rules.facts.alarm.
"""

import time
from datetime import datetime
from pathlib import Path

import pytest

from domain.codes import Urgency
from domain.decision import DecisionInput
from rules.compiled import compile_rulebook
from rules.decide import decide
from rules.examples import run_examples
from rules.load import load_rulebook

ALARMS = """
times: {now: [现在, 今早], since: [一直], again: [又], fact: [已经]}
brief: 20
moods:
  - id: if
    name: 假设
    before: {sentence: [如果], clause: [担心, 怕]}
    after: {close: [怎么办]}
    not: [可怕]
    unless: [fact]
  - {id: past, name: 过去, before: {sentence: [去年]}, unless: [now, since], earlier: true}
  - {id: over, name: 已过, after: {next: [已扑灭, 修好了]}, unless: [again]}
  - {id: like, name: 比喻, around: [[像], [一样]]}
  - {id: denied, name: 否定, before: {close: [没有]}}
kinds:
  - id: fire
    name: 火情
    because: 火情
    words: [着火, 冒烟]
    near: [{words: [[车库], [烧起来]], within: 4}]
    regex: '\\bon fire\\b'
    not: [着火点]
    unless: [烧烤]
    examples: [车库着火了]
    quiet: [着火点不明]
  - {id: theft, name: 盗窃, because: 盗窃, words: [被盗], needs: [now], examples: [家里被盗], quiet: [垃圾没人清运]}
  - {id: threat, name: 扬言, because: 扬言, words: [放火], despite: [if], examples: [如果不赔我就放火]}
"""
BOOK = {
    "alarms.yaml": ALARMS,
    "rules/alarms.yaml": """
- id: alarm
  because: 警情
  priority: 0
  when: {alarm: true}
  then: {urgency: urgent, needs_person: 请立即联系, clocks: {acknowledge: 30 min}}
- {id: arson, because: 纵火, priority: 0, when: {alarm: [threat]}, then: {grade: A}}
""",
}


@pytest.fixture
def kinds(decided):
    """The kinds of danger that a text raises."""

    def raised(text, **given):
        return [one.kind for one in decided(text, BOOK, **given).alarms]

    return raised


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("楼下着火了", True),
        ("樓下著火了", True),
        ("The garage is on fire", True),
        ("车库里烧起来了", True),
        ("车库很暗。垃圾烧起来", False),
        ("如果着火，谁来管", False),
        ("担心着火", False),
        ("担心他，楼下着火了", True),
        ("怕着火", False),
        ("可怕，车库着火", True),
        ("太可怕的是着火了", True),
        ("担心着火，已经冒烟", True),
        ("担心它已经着火", True),
        ("着火怎么办", False),
        ("去年着火", False),
        ("去年修过，今早又冒烟", True),
        ("去年起一直冒烟", True),
        ("2025年3月5日楼下着火", False),
        ("1月5日楼下着火", False),
        ("民国114年楼下着火", False),
        ("3月1日楼下着火", True),
        ("昨天着火，已扑灭", False),
        ("楼下着火。后来修好了", False),
        ("着火，说修好了，又冒烟", True),
        ("热得像着火一样", False),
        ("没有着火", False),
        ("着火点不明", False),
        ("烧烤摊着火一般冒烟", False),
    ],
)
def test_a_danger_is_there_unless_it_is_only_named(kinds, text, there):
    assert ("fire" in kinds(text)) == there


def test_some_dangers_need_a_word_of_now_but_in_a_brief_letter(kinds):
    assert kinds("我家被盗了") == ["theft"]
    long = "小区里的电动车被盗很多次，保安从来不管，请加强夜间巡逻"
    assert kinds(long) == []
    assert kinds(f"{long}。我的车今早被盗") == ["theft"]


def test_a_kind_may_stand_despite_a_mood(kinds):
    assert kinds("如果不退钱我就放火") == ["threat"]


def test_the_subject_alone_raises_it_and_nothing_reaches_into_the_text(kinds):
    assert kinds("请速来", subject="楼下着火") == ["fire"]
    assert kinds("烧起来", subject="车库") == []


def test_rules_make_of_it_what_they_say_and_name_the_words(decided):
    found = decided("三栋车库着火了，快来", BOOK)
    (alarm,) = found.alarms
    assert (alarm.kind, alarm.name) == ("fire", "火情")
    assert [(match.text, match.start, match.end) for match in alarm.matched] == [("着火", 4, 6)]
    assert (found.topic, found.urgency, found.needs_person) == (None, Urgency.URGENT, True)
    assert "请立即联系" in [doubt.why for doubt in found.doubts]
    urgency = next(reason for reason in found.reasons if reason.slot == "urgency")
    assert (urgency.rule, [match.text for match in urgency.matched]) == ("alarm", ["着火"])
    assert decided("我要放火", BOOK).grade == "A"


def test_a_rulebook_without_alarms_hears_none(decided):
    assert decided("楼下着火了").alarms == ()


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        ("name: 火情", "title: 火情", "name is missing"),
        ("words: [被盗], ", "", "has none of words"),
        ("despite: [if]", "despite: [iff]", "did you mean if?"),
        ("needs: [now]", "needs: [noww]", "did you mean now?"),
        ("[[像], [一样]]", "[[像]]", "around needs two lists"),
        ("after: {close:", "after: {closer:", "did you mean close?"),
        ("    examples: [车库着火了]\n", "", "no example that raises it"),
        ("id: theft", "id: fire", "stands twice"),
    ],
)
def test_mistakes_are_found_with_their_line(write, old, new, finding):
    text = ALARMS.replace(old, new, 1)
    assert text != ALARMS
    loaded = load_rulebook(write({**BOOK, "alarms.yaml": text}))
    assert any(one.file == "alarms.yaml" and finding in str(one) for one in loaded.findings)


def test_a_rule_may_ask_only_for_kinds_there_are(write):
    rules = BOOK["rules/alarms.yaml"].replace("[threat]", "[threats]")
    loaded = load_rulebook(write({**BOOK, "rules/alarms.yaml": rules}))
    assert any("did you mean threat?" in str(one) for one in loaded.findings)


def test_examples_of_a_kind_are_examples_of_the_rulebook(compiled):
    results = {one.example.id: one.right for one in run_examples(compiled(BOOK))}
    assert {name for name, right in results.items() if right} >= {"alarm-fire-examples-1", "alarm-fire-quiet-1"}
    wrong = ALARMS.replace("quiet: [着火点不明]", "quiet: [楼下着火了]")
    (bad,) = [one for one in run_examples(compiled({**BOOK, "alarms.yaml": wrong})) if not one.right]
    (difference,) = bad.differences
    assert (difference.slot, difference.expected, difference.decided) == ("alarms", "", "fire")
    assert [match.text for match in difference.matched] == ["着火"]


def test_a_hostile_letter_is_weighed_quickly(compiled):
    book = compiled(BOOK)
    received = datetime.fromisoformat("2026-03-02T10:00:00+08:00")
    begin = time.perf_counter()
    found = decide(book, DecisionInput(text="如果车库着火" * 100_000, received=received))
    assert time.perf_counter() - begin < 5
    assert found.alarms == ()


def test_the_shipped_alarms_are_right_on_their_own_letters():
    """Every `examples` and `quiet` letter of rulebook/alarms.yaml; read them there as documentation."""
    loaded = load_rulebook(Path(__file__).parents[3] / "rulebook")
    assert loaded.rulebook is not None
    compiled = compile_rulebook(loaded.rulebook)
    try:
        letters = [one for one in run_examples(compiled) if one.example.place.file == "alarms.yaml"]
    finally:
        compiled.close()
    assert [(one.example.text, one.differences) for one in letters if not one.right] == []
    loud = [one for one in letters if one.example.expect["alarms"]]
    assert len(loud) >= 60
    assert len(letters) - len(loud) >= 60
    assert {one.decision.urgency for one in loud} == {Urgency.URGENT}
    assert all(one.decision.needs_person for one in loud)
