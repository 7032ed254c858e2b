"""The keys, from the page that lists them."""

from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment, nodes

from desk.pages import HERE
from reference.words import Told, spoken, table

HEAD = Told("Keys", "快捷键")
PAGE = Path(HERE) / "templates" / "keys.html"
_ABOUT = Told(
    "They work wherever no field is being typed in; `?` shows them on a page of the desk (`/keys`).",
    "不在输入框里时都可用；按 `?` 在工作台里看这张表（`/keys`）。",
)


def listed() -> Iterator[tuple[str, str]]:
    """Every key with the message that says what it does."""
    parsed = Environment(autoescape=True, extensions=["jinja2.ext.i18n", "jinja2.ext.do"]).parse(
        PAGE.read_text("utf-8")
    )
    for loop in parsed.find_all(nodes.For):
        if isinstance(loop.iter, nodes.List):
            for pair in loop.iter.find_all(nodes.Tuple):
                key, message = (one.value for one in pair.find_all(nodes.Const))
                yield key, message


def chapter(language: str) -> Iterator[str]:
    """One table, in the order of the page."""
    yield f"## {HEAD.to(language)}\n"
    yield _ABOUT.to(language) + "\n"
    head = (Told("key", "键"), Told("what it does", "作用"))
    yield from table([one.to(language) for one in head], ((f"`{k}`", spoken(what, language)) for k, what in listed()))
