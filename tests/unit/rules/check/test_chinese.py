"""Findings in the reader's language: no sentence of the code is without its Chinese."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from rules.check.chinese import in_chinese, what_in_chinese
from rules.model import Finding

ROOM = Path(__file__).parents[4] / "rules"
SAYING = {"wrong", "unknown", "Finding", "_warning", "_finding"}
NAMED = {"what", "said", "why"}
"""Variables that hold what is said a line later."""
PASSED_ON = {
    "model: x1",
    "rule x1 x1: x1",
    "regex `x1` blows up to x1",
    "rule x1 fills x1 otherwise than x1, which holds wherever it does",
    "x1: give one of them a lower priority",
}
"""Put together of sentences that are read where they begin."""


def template(node: ast.AST) -> str | None:
    """A sentence with a word in each place, None for what is none."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "x1" for part in node.values)
    return None


def sentences(source: str) -> Iterator[str]:
    """What a module may say as a finding."""
    for node in ast.walk(ast.parse(source)):
        said: list[ast.AST] = []
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in SAYING:
            said = [*node.args, *(one.value for one in node.keywords if one.arg in ("what", "hint"))]
            said += [part for one in said if isinstance(one, ast.IfExp) for part in (one.body, one.orelse)]
        elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in NAMED:
            said = [node.value]
        yield from (found for one in said if (found := template(one)) and " " in found)


def everything() -> set[str]:
    files = [path for path in ROOM.rglob("*.py") if path.name not in ("chinese.py", "manual.py", "trial.py")]
    return {one for path in files for one in sentences(path.read_text("utf-8"))}


def is_chinese(text: str) -> bool:
    return any("一" <= one <= "鿿" for one in text)


def test_every_sentence_has_its_chinese() -> None:
    said = everything()
    assert len(said) > 80
    assert sorted(one for one in said if not is_chinese(in_chinese(one)) and one not in PASSED_ON) == []


def test_a_sentence_without_chinese_would_be_found() -> None:
    assert list(sentences('reader.wrong(1, f"the moon is {colour}")')) == ["the moon is x1"]
    assert not is_chinese(in_chinese("the moon is x1"))


@pytest.mark.parametrize(
    ("what", "hint", "chinese"),
    [
        (
            "a topic: unknown key `catg`",
            "did you mean name?",
            "主题：没有“catg”这个键，您是不是要写 name？",
        ),
        ("the clock reply is missing", None, "缺少时限 reply"),
        ("the weight of 漏水 must be a number, not `强`", None, "“漏水”的权重应是数字，不是`强`"),
        ("signals must be a list, not nothing", None, "signals应是一个列表，不是空"),
        (
            "rule a can never fire: nothing gives grade F",
            None,
            "规则 a 永远不会成立：没有任何规则、主题或默认会得出 grade F",
        ),
    ],
)
def test_what_is_said_says_the_same(what: str, hint: str | None, chinese: str) -> None:
    assert what_in_chinese(Finding(file="topics.yaml", line=3, what=what, hint=hint)) == chinese


def test_values_of_the_rulebook_stay_as_they_are() -> None:
    said = in_chinese("kind: `{} {0} (x)` is none of a, b")
    assert said == "kind：“{} {0} (x)”不是其中之一：a, b"
