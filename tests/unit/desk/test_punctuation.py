"""The marks between translated words are those of the page's language."""

import pytest
from jinja2 import Environment

from desk.punctuation import EnglishPunctuation


@pytest.mark.parametrize(
    ("template", "shown"),
    [
        ("{{ 1 }}：{{ 2 }}，{{ 3 }}（{{ 4 }}）", "1: 2, 3 (4)"),
        ("{% for n in [1, 2] %}{{ n }}{{ '、' if not loop.last }}{% endfor %}", "1, 2"),
        ("{{ '第一、第二' }}", "第一、第二"),
    ],
)
def test_marks_between_words_become_english_and_what_people_wrote_stays(template: str, shown: str) -> None:
    assert Environment(autoescape=True, extensions=[EnglishPunctuation]).from_string(template).render() == shown


def test_a_sentence_to_translate_stays_the_key_of_its_translation() -> None:
    environment = Environment(autoescape=True, extensions=["jinja2.ext.i18n", EnglishPunctuation])
    keys: list[str] = []
    environment.install_gettext_callables(lambda key: keys.append(key) or key, lambda *_: "", newstyle=True)  # type: ignore[attr-defined]  # the extension's
    environment.from_string("{% trans n=1 %}共 {{ n }} 件。{% endtrans %}，").render()
    assert keys == ["共 %(n)s 件。"]
