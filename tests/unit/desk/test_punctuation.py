"""The marks between translated words are messages of the catalogue, so that each language has its own."""

import re

import pytest
from jinja2 import Environment

from desk import messages
from desk.pages import HERE
from desk.spoken import sayer
from desk.views.sentences import SENTENCES
from domain.events import EventName

MARKS = {"，": ", ", "：": ": ", "；": "; ", "、": ", ", "。": ". ", "（": " (", "）": ")", "　": " "}


def test_the_marks_between_words_are_those_of_the_pages_language() -> None:
    english, chinese = messages.translations("en"), messages.translations("zh")
    for mark, shown in MARKS.items():
        assert english.gettext(mark) == shown
        assert chinese.gettext(mark) == mark


@pytest.mark.parametrize("template", sorted((HERE / "templates").glob("**/*.html")), ids=lambda path: path.name)
def test_no_template_has_a_mark_outside_its_messages(template) -> None:
    environment = Environment(autoescape=True, extensions=["jinja2.ext.i18n", "jinja2.ext.do"])
    sentence, before, called = False, "", ""
    for line, kind, value in environment.lexer.tokeniter(template.read_text(encoding="utf-8"), template.name):
        if before == "block_begin" and value in {"trans", "endtrans"}:
            sentence = value == "trans"
        bare = value.strip("'\"")
        marks_alone = kind == "string" and bare and set(bare) <= set(MARKS) and called != "_("
        assert sentence or kind != "data" or not re.search(f"[{''.join(MARKS)}]", value), f"line {line}: {value}"
        assert not marks_alone, f"line {line}: {value}"
        if kind != "whitespace":
            before, called = kind, (called + value)[-2:]


def test_the_number_of_a_letter_stands_in_parentheses_of_the_pages_language() -> None:
    said = SENTENCES[EventName.LETTER_RELEASED][1]({"kind": "reply", "number": "物函〔2026〕1号"}, None)["number"]
    english, known = messages.translations("en").gettext, messages.known()
    assert sayer(english, known)(said.message, said.values) == " (物函〔2026〕1号)"
    assert str(said) == "（物函〔2026〕1号）"
