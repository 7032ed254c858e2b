"""Mistakes that stand in no single line: rules that can never act, rules that oppose each other, treacherous words.

Covers rules.check.reach, rules.check.words, rules.common_words, rules.schema.conditions, rules.schema.files,
rules.schema.key and rules.schema.rules.
"""

import pytest

from rules.load import load_rulebook
from rules.shipped import shipped_rulebook


@pytest.fixture
def found(write):
    """Adds rules (and files) to the small rulebook; gives its findings as lines."""

    def make(*rules, **files):
        text = "".join(f"- {{because: b, {rule}}}\n" for rule in rules)
        changed = {f"{name}.yaml": content for name, content in files.items()}
        return [str(one) for one in load_rulebook(write({"rules/more.yaml": text, **changed})).findings]

    return make


@pytest.mark.parametrize(
    ("when", "why"),
    [
        ("{all: [{channel: [email]}, {channel: [letter, phone]}]}", "no channel is left"),
        ("{all: [{topic: [lift]}, {topic: [rubbish]}]}", "no topic is left"),
        ("{all: [{kind: [enquiry]}, {not: {kind: [enquiry, suggestion]}}]}", "no kind is left"),
        ("{all: [{group: true}, {group: false}]}", "the bounds of group exclude each other"),
        ("{all: [{sum: {at_least: 500}}, {sum: {below: 200}}]}", "the bounds of sum exclude each other"),
        ("{all: [{days: {at_least: 7}}, {not: {days: {at_least: 3}}}]}", "it asks for days and refuses it"),
    ],
)
def test_a_condition_that_contradicts_itself_can_never_fire(found, when, why):
    lines = found(f"id: r, when: {when}, then: {{needs_person: 看}}")
    assert any(f"rule r can never fire: {why}" in line and "warning" not in line for line in lines), lines


def test_one_dead_alternative_is_a_warning(found):
    when = "{any: [{word: 快}, {all: [{kind: [enquiry]}, {kind: [complaint]}]}]}"
    assert found(f"id: r, when: {when}, then: {{needs_person: 看}}") == [
        (
            "rules/more.yaml:1: warning: rule r: one of its alternatives can never hold: no kind is left that its "
            "condition allows"
        )
    ]


@pytest.mark.parametrize(
    ("when", "why"),
    [
        ("{kind: [suggestion]}", "nothing gives kind suggestion"),
        ("{category: [developer]}", "nothing gives category developer"),
        ("{department: [security], word: 快}", None),
        ("{urgency: [important]}", None),
        ("{group: true}", None),
    ],
)
def test_a_value_that_nothing_gives(found, when, why):
    lines = found(f"id: r, when: {when}, then: {{needs_person: 看}}")
    wanted = [] if why is None else [f"rules/more.yaml:1: warning: rule r can never fire: {why}"]
    assert lines == wanted


def test_a_rule_that_a_stronger_one_always_overrides(found):
    lines = found(
        "id: strong, priority: 10, when: {word: 快}, then: {grade: B}",
        "id: weak, when: {all: [{word: 快}, {fee: true}]}, then: {grade: D}",
        "id: free, when: {word: 急}, then: {grade: D}",
        "id: other-slot, when: {all: [{word: 快}, {fee: false}]}, then: {grade: D, needs_person: 看}",
    )
    assert lines == [
        (
            "rules/more.yaml:2: warning: rule weak never decides anything: wherever it holds, strong "
            "(rules/more.yaml:1) holds and stands before it"
        )
    ]


def test_a_narrower_rule_of_equal_priority_that_always_differs(found):
    [line] = found(
        "id: wide, when: {kind: [complaint, enquiry]}, then: {grade: B}",
        "id: narrow, when: {all: [{kind: [enquiry]}, {word: 快}]}, then: {grade: D}",
    )
    assert line.startswith("rules/more.yaml:2: warning: rule narrow fills grade otherwise than wide")


def topics(signals):
    return f"- {{id: lift, name: 电梯, category: equipment, schemes: {{desk: 报修}}, signals: {signals}}}\n"


ONE = "- {id: one, text: 电梯坏了, expect: {topic: lift}}\n"


def words(found, signals, **files):
    more = {"examples/base": ONE, **files}
    return [line for line in found(topics=topics(signals), **more) if "topics" in line or "signals" in line]


def test_a_short_word_inside_an_everyday_one_is_named_with_it(found):
    [line] = words(found, "{电梯坏: 4, 保安: 2, 关人: 2, 有关人员: -2, trapped: 3}")
    assert line == (
        "topics.yaml:1: warning: topic lift: `保安` also stands by chance in `确保安全`, "
        "add 确保|安全 under language: apart in rulebook.yaml"
    )


def test_a_word_that_counts_twice(found):
    [line] = words(found, "{电梯坏: 4, 被困电梯: 2, trapped: 3}")
    assert "topic lift: `被困电梯` counts twice, by itself and in the signal trapped" in line
    assert words(found, "{电梯坏: 4, 被困电梯: -2, trapped: 3}") == []


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("电梯.{0,900}困.{0,900}人.{0,900}", "blows up to"),
        ("电梯.*困", "reaches over whole sentences"),
        ("电梯.{2,}困", "reaches over whole sentences"),
        ("电梯.{0,20}困", None),
        (r"3\.+困", None),
    ],
)
def test_a_pattern_that_reaches_too_far(found, pattern, said):
    lines = [line for line in found(signals=f"- {{id: far, regex: '{pattern}'}}\n") if "regex" in line]
    assert [said in line for line in lines] == ([True] if said else [])


def test_the_shipped_rulebook_has_no_finding():
    assert [str(one) for one in load_rulebook(shipped_rulebook()).findings] == []
