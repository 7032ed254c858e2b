"""Loading a rulebook: every mistake at once, each with its file and line."""

import pytest

from rules.load import load_rulebook
from rules.shipped import shipped_rulebook


def findings(folder):
    return [str(finding) for finding in load_rulebook(folder).findings]


def test_the_small_rulebook_is_sound_and_keeps_its_texts(write):
    loaded = load_rulebook(write())
    assert loaded.findings == ()
    assert loaded.rulebook.topic("lift").place.line == 2
    assert "电梯坏" in loaded.rulebook.texts["topics.yaml"]


def test_the_hash_is_of_names_and_bytes(write):
    first = load_rulebook(write()).rulebook.sha256
    assert load_rulebook(write()).rulebook.sha256 == first
    assert load_rulebook(write({"calendar.yaml": "hours: {from: '08:30', to: '18:00'}\n"})).rulebook.sha256 != first


def test_all_mistakes_are_reported_at_once_with_their_lines(write):
    folder = write(
        {
            "topics.yaml": "- {id: a, name: 甲, category: equipmnt, signals: {电梯: 1}}\n"
            "- {id: a, name: 乙, category: service, colour: red, signals: {lift_brokn: 200}}\n",
            "signals.yaml": "- {id: lift_broken, any: []}\n",
            "calendar.yaml": "hours: {from: '25:00', to: '18:00'}\n",
            "letters.yaml": None,
            "notes.txt": "",
        }
    )
    joined = "\n".join(findings(folder))
    assert "topics.yaml:1: category: `equipmnt` is none of" in joined
    assert "did you mean equipment?" in joined
    assert "topics.yaml:2: a topic: unknown key `colour`" in joined
    assert "topics.yaml:2: no signal `lift_brokn` in signals.yaml, did you mean lift_broken?" in joined
    assert "topics.yaml:2: the weight of lift_brokn must lie between -100 and 100, not 200" in joined
    assert "topics.yaml:2: id `a` stands twice" in joined
    assert "signals.yaml:1: any is empty" in joined
    assert "calendar.yaml:1: from: `25:00` is not a time such as 09:00" in joined
    assert "letters.yaml:1: the file is missing" in joined
    assert "notes.txt:1: unexpected file or folder" in joined
    assert load_rulebook(folder).rulebook is None


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("{id: r, because: b, when: {signal: trappd}, then: {grade: A}}", "did you mean trapped?"),
        ("{id: r, because: b, when: {singal: trapped}, then: {grade: A}}", "did you mean signal?"),
        ("{id: r, because: b, when: {all: []}, then: {grade: A}}", "all is empty"),
        ("{id: r, because: b, when: {}, then: {grade: A}}", "a condition is empty"),
        ("{id: r, because: b, when: {channel: []}, then: {grade: A}}", "channel is empty"),
        ("{id: r, because: b, when: {signal: trapped}, then: {}}", "then is empty"),
        ("{id: r, because: b, when: {signal: trapped}, then: {grade: F}}", "grade: `F` is none of A, B, C, D, E"),
        ("{id: r, because: b, when: {signal: trapped}, then: {clocks: {reply: 3 weeks}}}", "is no term"),
        ("{id: r, because: b, when: {signal: trapped}, then: {clocks: {reply: 0 h}}}", "must lie between 1 and"),
        (
            "{id: r, because: b, priority: 2000, when: {signal: trapped}, then: {grade: A}}",
            "must lie between 0 and 1000",
        ),
        (
            "{id: r, because: b, when: {grade: [A]}, then: {urgency: urgent}}",
            "reads grade, which does not settle before",
        ),
        (
            "{id: r, because: b, when: {topic: [lift]}, then: {topic: fees}}",
            "reads topic, which does not settle before",
        ),
        ("{id: r, because: b, when: {all: [{fee: true}, {not: {fee: true}}]}, then: {grade: A}}", "can never fire"),
        ("{id: r, because: b, when: {sum: {at_least: 9, below: 3}}, then: {grade: A}}", "exclude each other"),
        (
            "{id: r, because: b, when: {signal: trapped}, then: {clocks: {visit: 2 days}}}",
            "rule r sets visit, which does not start with receipt",
        ),
        ("{id: r, when: {signal: trapped}, then: {grade: A}}", "because is missing"),
        ("{id: r, because: b, when: {at_least: 2}, then: {grade: A}}", "stands without `signal` or `word`"),
        ("{id: r, because: b, when: &x {signal: trapped}, then: *x}", "an alias"),
        ("{id: r, because: b, when: {signal: trapped}, when: {fee: true}, then: {grade: A}}", "stands twice"),
        ("{id: r, because: b, when: {signal: trapped", "not valid YAML"),
    ],
)
def test_a_wrong_rule_is_named_with_its_line(write, rule, said):
    found = findings(write({"rules/more.yaml": f"# a comment\n- {rule}\n"}))
    assert any(said in line and line.startswith("rules/more.yaml:") for line in found), found


def test_equal_rules_that_differ_in_what_they_fill_are_found(write):
    rule = "- {{id: {0}, because: b, when: {{signal: trapped}}, then: {{grade: {1}}}}}\n"
    found = findings(write({"rules/more.yaml": rule.format("x", "C") + rule.format("y", "D")}))
    assert any("rule y fills grade otherwise than x (rules/more.yaml:1)" in line for line in found)


def test_a_condition_that_spreads_too_far_is_refused(write):
    either = ", ".join(f"{{word: 词{i}}}" for i in range(9))
    other = ", ".join(f"{{word: 字{i}}}" for i in range(9))
    when = f"{{all: [{{any: [{either}]}}, {{any: [{other}]}}]}}"
    rule = f"- {{id: r, because: b, when: {when}, then: {{grade: A}}}}\n"
    assert any("spreads into more than" in line for line in findings(write({"rules/more.yaml": rule})))


@pytest.mark.parametrize("pattern", ["(", "(?<=a)b", "(a)\\1", "x*"])
def test_a_regex_that_is_not_re2_or_hears_everything_is_refused(write, pattern):
    found = findings(write({"signals.yaml": f"- {{id: bad, regex: '{pattern}'}}\n"}))
    assert any(line.startswith("signals.yaml:1: regex") for line in found), found


def test_a_topic_without_example_is_only_a_warning(write):
    loaded = load_rulebook(write({"examples/base.yaml": "- {id: one, text: 电梯坏了, expect: {topic: lift}}\n"}))
    assert loaded.rulebook is not None
    assert {finding.warning for finding in loaded.findings} == {True}


def test_a_file_that_is_not_utf8_is_named(write):
    folder = write()
    (folder / "topics.yaml").write_bytes("\n- 电梯".encode("gb18030"))
    assert "topics.yaml:2: not UTF-8, save the file as UTF-8" in findings(folder)


def test_a_missing_folder_is_a_finding(tmp_path):
    assert load_rulebook(tmp_path / "none").rulebook is None


def test_the_shipped_rulebook_is_sound():
    loaded = load_rulebook(shipped_rulebook())
    assert loaded.rulebook is not None, [str(finding) for finding in loaded.findings if not finding.warning]
    assert len(loaded.rulebook.topics) >= 60
