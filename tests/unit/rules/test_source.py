"""YAML as an admin may write it: every mistake has its line, and no nesting can exhaust the parser."""

import pytest

from rules.schema.source import Item, Reader


def parsed(text: str) -> tuple[Item | None, list[str]]:
    findings: list = []
    return Reader("f.yaml", findings).parse(text), [str(finding) for finding in findings]


def test_every_piece_knows_its_line() -> None:
    item, findings = parsed("- id: a\n  any: [电梯, 升降机]\n- id: b\n")
    assert not findings
    first, second = item.value
    assert (first.line, second.line) == (1, 3)
    assert first.key_lines == {"id": 1, "any": 2}
    assert [word.value for word in first.value["any"].value] == ["电梯", "升降机"]


@pytest.mark.parametrize("text", ["[" * 200_000, "- " * 100_000 + "x", "{a: " * 50_000])
def test_any_depth_of_nesting_is_one_finding(text: str) -> None:
    assert parsed(text) == (None, ["f.yaml:1: nested deeper than 40"])


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("a: 1\na: 2", "f.yaml:2: `a` stands twice; the first is on line 1"),
        ("a: 1\nb: *a", "f.yaml:2: an alias (*name) stands here; write the value out"),
        ("? [a]\n: 1\nb: 2", "f.yaml:1: a key must be a word"),
        ("a: 1\n---\nb: 2", "f.yaml:2: not valid YAML: a second document (---) begins here"),
        ("a: [1,\nb: 3", "f.yaml:3: not valid YAML: did not find expected ',' or ']'"),
    ],
)
def test_what_is_no_plain_yaml_is_named_with_its_line(text: str, finding: str) -> None:
    assert parsed(text)[1] == [finding]


def test_what_stands_beside_a_bad_key_is_still_read() -> None:
    item, _ = parsed("? {a: b}\n: {c: d}\ne: 1")
    assert {key: value.value for key, value in item.value.items()} == {"e": 1}


def test_an_empty_file_is_nothing() -> None:
    assert parsed("# only a comment")[0] == Item(None, 1)
