"""Texts from which the model learns: read beside the examples, no part of the rulebook's version."""

from rules.lessons import DANGER, HARMLESS, of_examples, read_lessons
from rules.load import load_rulebook
from rules.suggest import Labelled

LIFT = "lift:\n  - 轿厢不动\n  - 轿厢晃\n"


def test_each_file_is_read_by_topic_in_order(write):
    folder = write({"lessons/b.yaml": "fees:\n  - 账单不清\n", "lessons/a.yaml": LIFT})
    findings = []
    assert read_lessons(folder, {"lift", "fees"}, findings) == (
        Labelled(subject="", text="轿厢不动", topic="lift"),
        Labelled(subject="", text="轿厢晃", topic="lift"),
        Labelled(subject="", text="账单不清", topic="fees"),
    )
    assert findings == []


def test_a_topic_that_the_rulebook_has_not_is_a_finding(write):
    folder, findings = write({"lessons/a.yaml": LIFT}), []
    assert read_lessons(folder, {"fees"}, findings) == ()
    [finding] = findings
    assert (finding.file, finding.line) == ("lessons/a.yaml", 1)
    assert "lift" in finding.what


def test_bytes_that_are_no_text_are_a_finding(write):
    folder, findings = write({"lessons/a.yaml": LIFT}), []
    (folder / "lessons" / "a.yaml").write_bytes(b"lift:\n  - \xff\xfe\n")
    assert read_lessons(folder, {"lift"}, findings) == ()
    assert [finding.file for finding in findings] == ["lessons/a.yaml"]


def test_they_are_no_part_of_what_decides(write):
    plain, taught = load_rulebook(write()), load_rulebook(write({"lessons/a.yaml": LIFT}))
    assert (plain.rulebook.sha256, plain.findings) == (taught.rulebook.sha256, taught.findings)


def test_examples_that_expect_a_topic_are_lessons(write):
    example = "- {id: e1, text: 电梯坏了, expect: {topic: lift}}\n- {id: e2, text: 你好, expect: {category: other}}\n"
    book = load_rulebook(write({"examples/a.yaml": example})).rulebook
    assert [(one.text, one.topic) for one in of_examples(book)][:1] == [("电梯坏了", "lift")]
    assert "你好" not in {one.text for one in of_examples(book)}


def test_letters_that_teach_danger_stand_beside_the_topics(write):
    folder, findings = write({"lessons/a.yaml": "danger:\n  - 着火了\nharmless:\n  - 消防演习\n"}), []
    assert [(one.text, one.topic) for one in read_lessons(folder, {"lift"}, findings)] == [
        ("着火了", DANGER),
        ("消防演习", HARMLESS),
    ]
    assert findings == []


def test_examples_that_expect_alarms_or_none_teach_danger(write):
    alarms = "kinds: [{id: fire, name: 火情, because: 火情, words: [着火], examples: [着火了], quiet: [你好]}]\n"
    book = load_rulebook(write({"alarms.yaml": alarms})).rulebook
    taught = {(one.text, one.topic) for one in of_examples(book)}
    assert {("着火了", DANGER), ("你好", HARMLESS)} <= taught
