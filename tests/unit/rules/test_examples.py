"""The rulebook's own examples: what they may say of a letter and expect of its decision, and which rules they hold."""

import pytest

from rules.coverage import coverage
from rules.examples import run_examples
from rules.load import load_rulebook


@pytest.fixture
def went(compiled):
    """Runs one example beside some rules; gives its differences as (slot, expected, decided)."""

    def make(example, rule=None):
        changed = {"examples/more.yaml": f"- {{id: more, {example}}}\n"}
        if rule:
            changed["rules/more.yaml"] = f"- {{id: more, because: b, {rule}}}\n"
        [result] = [one for one in run_examples(compiled(changed)) if one.example.id == "more"]
        return [(one.slot, one.expected, one.decided) for one in result.differences]

    return make


REPEAT = "when: {repeat: {within_days: 30}}, then: {grade: E}"
GROUP = "when: {history_group: {at_least: 3, within_days: 7}}, then: {group: true}"


@pytest.mark.parametrize(
    ("history", "rule", "expected"),
    [
        ("{days: 30, topic: lift, same: household}", REPEAT, "grade: E"),
        ("{days: 31, topic: lift, same: household}", REPEAT, "grade: C"),
        ("{days: 3, topic: lift, same: building}", REPEAT, "grade: C"),
        ("{days: 7, topic: lift, same: building, times: 3}", GROUP, "group: true"),
        ("{days: 7, topic: lift, same: project, times: 3}", GROUP, "group: true"),
        ("{days: 7, topic: rubbish, same: building, times: 3}", GROUP, "group: false"),
        ("{days: 7, topic: lift, same: household, times: 3}", GROUP, "group: false"),
    ],
)
def test_an_example_may_have_earlier_cases(went, history, rule, expected):
    assert went(f"text: 电梯坏了, history: [{history}], expect: {{{expected}}}", rule) == []


@pytest.mark.parametrize(
    ("given", "when"),
    [
        ("fields: {households: 8}", "{households: {at_least: 5}}"),
        ("fields: {sum: 900}", "{sum: {at_least: 900}}"),
        ("fields: {days: 3}", "{days: {at_least: 3}}"),
        ("attachments: [image/png]", "{attachment: image/*}"),
        ("sender_known: true", "{sender_known: true}"),
    ],
)
def test_an_example_may_have_all_that_a_rule_reads(went, given, when):
    rule = f"when: {when}, then: {{grade: E}}"
    assert went(f"text: 电梯坏了, {given}, expect: {{grade: E}}", rule) == []
    assert went("text: 电梯坏了, expect: {grade: C}", rule) == []


def test_an_example_may_expect_terms_and_moments(went):
    received = "received: '2026-03-02T10:00:00+08:00'"
    for reply in ("3 working days", "2026-03-05T18:00:00+08:00", "2026-03-05T10:00:00+00:00"):
        assert went(f"text: 电梯坏了, {received}, expect: {{clocks: {{reply: '{reply}'}}}}") == []
    wrong = went(f"text: 电梯坏了, {received}, expect: {{clocks: {{reply: 1 working days}}}}")
    assert wrong == [("clock:reply", "2026-03-03T18:00:00+08:00", "2026-03-05T18:00:00+08:00")]


def test_an_example_may_expect_and_refuse_letters(went):
    assert went("text: 电梯坏了, expect: {letters: {acknowledgement: true, reply: false}}") == []
    assert went("text: 电梯坏了, not: {letters: {acknowledgement: true}}") == [
        ("letter:acknowledgement", "true", "true")
    ]


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("history: [{days: 3, topic: lif, same: household}]", "did you mean lift?"),
        ("history: [{days: 3, topic: lift, same: house}]", "none of household, building, project"),
        ("history: [{topic: lift, same: household}]", "history: days must be a number"),
        ("history: [{days: 3, topic: lift}]", "history: same is missing"),
        ("second_opinion: {category: lift, confidence: 1}", "second_opinion: category"),
        ("second_opinion: {category: other}", "second_opinion: confidence must be a number"),
        ("second_opinion: {category: other, confidence: 1, urgent: 1}", "second_opinion: urgent must be true or false"),
        ("fields: {household: 8}", "did you mean households?"),
        ("expect: {clocks: {visit: 3 days}}", "unknown key `visit`"),
        ("expect: {clocks: {reply: '2026-03-05T18:00:00'}}", "has no offset"),
        ("expect: {letters: {replay: true}}", "did you mean reply?"),
    ],
)
def test_a_wrong_example_is_named(write, part, said):
    folder = write({"examples/more.yaml": f"- {{id: more, text: 电梯坏了, not: {{grade: A}}, {part}}}\n"})
    found = [str(finding) for finding in load_rulebook(folder).findings]
    assert any(said in line and line.startswith("examples/more.yaml:1:") for line in found), found


def test_a_rule_is_held_by_one_example_that_hits_and_one_that_misses(compiled):
    examples = """
- {id: hits, text: 被困电梯, expect: {grade: A}}
- {id: misses, text: 电梯坏了, expect: {grade: C}}
- {id: says-nothing-of-it, text: 全体业主被困电梯, expect: {topic: lift}}
"""
    made = compiled({"examples/more.yaml": examples})
    by_id = {one.rule.id: one for one in coverage(made.rulebook, run_examples(made))}
    assert (by_id["entrapment"].hits, by_id["entrapment"].misses) == (("hits",), ("misses",))
    assert by_id["entrapment"].whole
    assert (by_id["everyone"].hits, by_id["everyone"].misses) == ((), ())
    assert by_id["publicity"].hits == ()
