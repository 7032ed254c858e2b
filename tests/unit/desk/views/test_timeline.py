"""Every event that any use case writes has its sentence, and no sentence lacks what its event holds."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from servers.house import NOW

from desk.views.decided import Names
from desk.views.sentences import SENTENCES, Code, Said
from desk.views.timeline import entries, sentence
from domain.events import EVENT
from store.events import EventRow

WORKERS = Path(__file__).parents[4] / "workers"
_NAME = re.compile(r"[a-z]+(_[a-z]+)*")
_NO_TOPICS = Names(topics={})


def _functions_that_tell(tree: ast.Module) -> dict[str, int]:
    """Functions of a module that hand on an event's name → the place of that argument."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            names = [argument.arg for argument in node.args.args]
            if "what" in names and {"services", "session"} <= set(names):
                found[node.name] = names.index("what")
    return found


def _told(tree: ast.Module, telling: dict[str, int]) -> Iterator[ast.expr]:
    """The expressions that name an event."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Attribute) and ast.unparse(node.func) == "events.append" and len(node.args) > 4:
            yield node.args[4]
        elif isinstance(node.func, ast.Name) and node.func.id in telling and len(node.args) > telling[node.func.id]:
            yield node.args[telling[node.func.id]]
    if "events.append_many" not in ast.unparse(tree):
        return
    for node in ast.walk(tree):  # it takes pairs, gathered in a list called news
        if isinstance(node, ast.Tuple) and len(node.elts) == 2 and isinstance(node.elts[1], ast.Dict | ast.Call):
            yield node.elts[0]


def _names(expression: ast.expr, constants: dict[str, str]) -> Iterator[str]:
    match expression:
        case ast.Constant(value=str(name)) if _NAME.fullmatch(name):
            yield name
        case ast.Name(id=name) if name in constants:
            yield constants[name]
        case ast.IfExp(body=one, orelse=other):
            yield from _names(one, constants)
            yield from _names(other, constants)


def _modules() -> list[ast.Module]:
    return [ast.parse(path.read_text(encoding="utf-8")) for path in sorted(WORKERS.rglob("*.py"))]


def written() -> set[str]:
    """The names of all events that the use cases write, but for those made of a code (`letter_sent`)."""
    modules = _modules()
    telling: dict[str, int] = {}
    constants: dict[str, str] = {"JUDGED": "judged", "GRADE_CONFIRMED": "grade_confirmed"}
    for tree in modules:
        telling |= _functions_that_tell(tree)
        for node in tree.body:
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
                constants |= {
                    target.id: str(node.value.value) for target in node.targets if isinstance(target, ast.Name)
                }
    return {name for tree in modules for told in _told(tree, telling) for name in _names(told, constants)}


def test_every_event_that_is_written_has_a_sentence():
    found = written()
    assert {"received", "decided", "corrected", "judged", "call_recorded", "letter_approved", "filed"} <= found
    assert not found - SENTENCES.keys()


def test_every_event_that_has_a_name_has_a_sentence():
    assert not EVENT.keys() - SENTENCES.keys()


@pytest.mark.parametrize("what", sorted(SENTENCES))
def test_a_sentence_asks_for_nothing_that_it_is_not_given(what):
    payload = {"due": "2026-03-05T18:00:00+08:00", "clock": "reply", "kind": "reply", "letter": 1, "number": None}
    said, _ = sentence(what, payload, _NO_TOPICS)
    wanted = set(re.findall(r"{(\w+)}", said.message))
    assert wanted <= said.values.keys()


def test_a_correction_tells_each_change_but_not_the_whole_text():
    changes = {
        "text": ["old words", "new words"],
        "room": ["501", "502"],
        "received": ["2026-03-02T02:00:00+00:00"] * 2,
    }
    _, more = sentence("corrected", {"changes": changes}, _NO_TOPICS)
    assert (
        Said(
            message="{slot}：{old} → {new}",
            values={"slot": Code(code="room", table="CORRECTED"), "old": "501", "new": "502"},
        )
        in more
    )
    assert not any("words" in str(said.values) for said in more)


def test_what_was_erased_by_law_leaves_a_line_that_says_so():
    event = EventRow(id=1, case_id=1, seq=1, at=NOW, who="huihan", what="received", payload=None)
    (entry,) = entries([event], {}, _NO_TOPICS)
    assert "依法删除" in entry.said.message


def test_the_newest_stands_first_and_people_are_called_by_name():
    told = [
        EventRow(id=n, case_id=1, seq=n, at=NOW, who=who, what=what, payload={})
        for n, (who, what) in enumerate([("huihan", "thanked"), ("chen", "confirmed")], 1)
    ]
    newest, first = entries(told, {"chen": "陈晓"}, _NO_TOPICS)
    assert (newest.who, newest.by_hand) == ("陈晓", True)
    assert (first.who, first.by_hand) == ("", False)
