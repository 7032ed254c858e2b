"""Use cases have one form: (services, …, *, actor); who acts is never a bare name, and the roles are asked in the
transaction of the act.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[3] / "workers"
ROOMS = (
    "casework",
    "correspondence",
    "directory",
    "health",
    "intake",
    "mailboxes",
    "privacy",
    "ruledesk",
    "sending",
    "setting_up",
    "staff",
    "surveys",
    "typical",
)


def functions(source: str) -> Iterator[ast.FunctionDef]:
    """The public functions of a module that take an instance's services first."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            names = [argument.arg for argument in node.args.args]
            if names[:1] == ["services"]:
                yield node


def is_bare(function: ast.FunctionDef) -> bool:
    """Whether it takes who acts by keyword and under another name than `actor`, or as a text."""
    return any(
        argument.arg in {"person", "who", "by", "user"}
        or (argument.arg == "actor" and ast.unparse(argument.annotation or ast.Constant(None)) != "Person")
        for argument in function.args.kwonlyargs
    )


def asks_late(function: ast.FunctionDef) -> bool:
    """Whether it opens a transaction for an actor without asking there which roles they hold at that moment."""
    takes_actor = any(argument.arg == "actor" for argument in function.args.kwonlyargs)
    opened = [
        node
        for node in ast.walk(function)
        if isinstance(node, ast.With) and "database.transaction()" in ast.unparse(node.items[-1].context_expr)
    ]
    return takes_actor and bool(opened) and not ast.unparse(opened[0].body[0]).startswith("actor = present(")


def found(wrong) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{function.name}"
        for room in ROOMS
        for path in sorted((ROOT / room).rglob("*.py"))
        for function in functions(path.read_text("utf-8"))
        if wrong(function)
    ]


def test_who_acts_is_called_actor_and_is_a_person() -> None:
    assert found(is_bare) == []


def test_the_roles_are_asked_in_the_transaction_of_the_act() -> None:
    assert found(asks_late) == []


def test_there_are_use_cases_to_look_at() -> None:
    assert len(found(lambda function: any(one.arg == "actor" for one in function.args.kwonlyargs))) > 50


def test_another_form_is_found() -> None:
    old = "def judge(services, number, *, who: str): ...\ndef file(services, number, *, actor: str): ..."
    late = "def file(services, *, actor: Person):\n    with services.database.transaction() as s:\n        act(s)"
    assert [is_bare(one) for one in functions(old)] == [True, True]
    assert [asks_late(one) for one in functions(late)] == [True]
