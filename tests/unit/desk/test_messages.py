"""The desk in English: every sentence there is has one, with the same values in it, and none was forgotten in code."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages import Catalog, pofile
from jinja2 import Environment
from servers.desk import Desk

from desk import messages
from domain.codes import Role

CATALOGUE = messages.CATALOGUE
TEMPLATES = sorted((messages.HERE / "templates").glob("*.html"))
CODE = sorted(messages.HERE.rglob("*.py"))
CHINESE = re.compile(r"[㐀-鿿]")
QUOTED = {"“我们将……”", "“【待编号】”", "“尊敬的业主：”"}
"""What a letter says, which is Chinese in any language of the desk."""
SAME_IN_ALL = {">函<", "中文"}
"""The brand's mark, and the name of the language."""
NO_PAGE = {"server.py": "speaks to the terminal"}
FILE_NAMES = {"（待审）", "打印-"}
CHINESE_DATE = {"一二三四五六日", "年", "月", "日（"}
_EXTENSIONS = ["jinja2.ext.i18n", "jinja2.ext.do"]


@cache
def _known() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return pofile.read_po(file, locale="en", abort_invalid=True)


@cache
def _said() -> dict[str, str]:
    """Every message of the desk with the file it stands in."""
    return dict(messages.extracted())


def _values(message: str) -> set[str]:
    return set(re.findall(r"\{\w+\}|%\(\w+\)s", message))


def _without(text: str, parts: set[str]) -> str:
    return re.sub("|".join(map(re.escape, parts)), "", text)


def test_every_message_is_in_english() -> None:
    known = _known()
    missing = [
        f"{message} ({place})"
        for message, place in _said().items()
        if (entry := known.get(message)) is None or not entry.string
    ]
    assert not missing, "run tools/messages.py and translate: " + "; ".join(missing)


def test_the_catalogue_holds_nothing_else() -> None:
    said, known = _said(), _known()
    assert [str(entry.id) for entry in known if entry.id and entry.id not in said] == []
    assert list(known.obsolete) == []


def test_a_translation_has_the_values_of_its_message() -> None:
    for entry in _known():
        assert _values(str(entry.id)) == _values(str(entry.string)) or not entry.id, entry.id


def test_a_translation_is_english() -> None:
    for entry in _known():
        text = str(entry.string) if entry.id else ""
        assert not re.search(r"[㐀-鿿，。：；（）、]", _without(text, QUOTED)), f"{entry.id}: {entry.string}"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_says_nothing_past_the_catalogue(path: Path) -> None:
    said = _said()
    for kind, text in _texts(path.read_text(encoding="utf-8")):
        if CHINESE.search(_without(text, SAME_IN_ALL)):
            assert kind == "string", f"not translated: {text.strip()}"
            assert text in said, f"not a message: {text}"


def _texts(source: str) -> Iterator[tuple[str, str]]:
    """The words of a template: `data` outside of sentences to be translated, and the strings of its expressions."""
    sentence, before = False, ""
    for _, kind, value in Environment(autoescape=True, extensions=_EXTENSIONS).lex(source):
        if before == "block_begin" and value in {"trans", "endtrans"}:
            sentence = value == "trans"
        before = before if kind == "whitespace" else kind
        if kind == "string":
            yield kind, ast.literal_eval(value)
        elif kind == "data" and not sentence:
            yield kind, value


@pytest.mark.parametrize("path", [path for path in CODE if path.name not in NO_PAGE], ids=lambda path: path.stem)
def test_the_code_says_nothing_past_the_catalogue(path: Path) -> None:
    said = {*_said(), *FILE_NAMES, *CHINESE_DATE}
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documented = {
        id(node.value)
        for scope in ast.walk(tree)
        if isinstance(scope, ast.Module | ast.ClassDef | ast.FunctionDef)
        for node in scope.body
        if isinstance(node, ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documented:
            assert not CHINESE.search(node.value) or node.value in said, f"{path.name}:{node.lineno}: {node.value}"


def test_pages_without_data_are_english_throughout(desk: Desk) -> None:
    client = desk.client(desk.person("walker", Role.CLERK, Role.SUPERVISOR, Role.MANAGER, Role.ADMIN, language="en"))
    for path in ("/queue", "/approvals", "/register", "/outgoing", "/intake", "/me", "/keys", "/people", "/search?q=x"):
        shown = client.get(path)
        assert shown.status_code == 200, path
        left = CHINESE.findall(_without(shown.text, SAME_IN_ALL))
        assert not left, f"{path}: {''.join(left)}"


def test_a_refusal_is_said_in_the_persons_language(desk: Desk) -> None:
    client = desk.client(desk.person("walker", Role.CLERK, language="en"))
    shown = desk.post(client, "/register", "/register", {"key": "0" * 32, "channel": "phone", "do": "save"})
    assert shown.status_code == 422
    assert "Say what happened: when, where, what, how it stands now" in shown.text
