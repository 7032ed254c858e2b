"""One entry of a file changed: every other line, and every comment, stays as it was written. Covers rules.editing."""

import difflib

import pytest
from servers.instance import SHIPPED

from rules import editing
from rules.editing import NotEditableError

FILE = """# 各项时限
- {clock: reply, term: 3 working days, because: 回函}  # 与合同一致
# 紧急的
- clock: acknowledge
  term: 30 min   # 半小时
  when: {urgency: urgent}
"""


def lines_changed(old: str, new: str) -> list[str]:
    return [line for line in difflib.ndiff(old.splitlines(), new.splitlines()) if line[0] in "+-"]


def test_a_line_is_changed_and_its_comment_stays() -> None:
    new = editing.changed(FILE, 0, lambda entry: entry.update(term="2 working days"))
    assert [" ".join(line.split()) for line in lines_changed(FILE, new)] == [
        "- - {clock: reply, term: 3 working days, because: 回函} # 与合同一致",
        "+ - {clock: reply, term: 2 working days, because: 回函} # 与合同一致",
    ]


def test_a_comment_within_an_entry_stays() -> None:
    new = editing.changed(FILE, 1, lambda entry: entry.update(term="1 h"))
    assert "term: 1 h # 半小时" in " ".join(new.split())
    assert new.startswith("# 各项时限\n")
    assert "# 紧急的\n" in new


def test_days_and_times_stay_as_they_are_written() -> None:
    text = 'hours: {from: "09:00", to: "18:00"}\noff: [2026-12-24]  # 年会\non: []\n'

    def more(file: editing.Values) -> None:
        file["off"] = ["2026-12-24", "2026-12-25"]

    new = editing.file_changed(text, more)
    assert 'hours: {from: "09:00", to: "18:00"}' in new
    assert editing.whole(new)["off"] == ["2026-12-24", "2026-12-25"]
    assert "'" not in new


def test_an_entry_comes_and_goes() -> None:
    new = editing.added(FILE, {"clock": "visit", "term": "3 working days"})
    assert new == FILE + "- clock: visit\n  term: 3 working days\n"
    assert editing.removed(new, 2) == FILE
    assert editing.entries(editing.removed(editing.added("# 空\n[]\n", {"text": "句"}), 0)) == ()
    assert "# 空" in editing.added("# 空\n[]\n", {"text": "句"})


@pytest.mark.parametrize("text", ["- &a {x: 1}\n- *a\n", "[{x: 1}, {x: 2}]\n", "- x\n- {x: 1}\n"])
def test_what_a_form_cannot_write_is_not_written(text: str) -> None:
    with pytest.raises((NotEditableError, IndexError)):
        editing.changed(text, 1, lambda entry: entry.update(x=3))


def test_what_is_no_yaml_has_no_entries() -> None:
    assert editing.entries("- [") == ()
    assert editing.whole("- a\n") == {}
    assert editing.broken("- [")
    assert not editing.broken(FILE)


@pytest.mark.parametrize("name", ["clocks.yaml", "departments.yaml", "phrases.yaml", "rules/grade.yaml", "topics.yaml"])
def test_no_entry_of_the_shipped_rulebook_means_anything_else_once_written_again(name: str) -> None:
    text = (SHIPPED / name).read_text("utf-8")
    for at in range(0, len(editing.entries(text)), 7):
        again = editing.entries(editing.changed(text, at, lambda _: None))
        assert [one.values for one in again] == [one.values for one in editing.entries(text)]


def test_a_list_changes_item_by_item_and_what_stays_keeps_its_comments() -> None:
    text = "- when:\n    all:\n      - signal: a   # 第一\n      - fee: true\n      - {word: 词}   # 第三\n"
    wanted = {"all": [{"signal": ["a"]}, {"sum": {"at_least": 3}}, {"word": "词"}, {"kind": ["praise"]}]}
    new = editing.changed(text, 0, lambda entry: editing.settle(entry, "when", wanted))
    assert new == (
        "- when:\n    all:\n      - signal: a   # 第一\n      - sum: {at_least: 3}\n"
        "      - {word: 词}   # 第三\n      - kind: [praise]\n"
    )


def test_braces_stay_around_what_stands_in_a_line() -> None:
    text = "- {when: {all: [{signal: a}, {fee: true}]}, priority: 3}\n"
    assert editing.changed(text, 0, lambda entry: entry.update(priority=4)) == text.replace("3", "4")
