"""Jinja's findings in the words of who wrote the template."""

import pytest
from jinja2 import Environment, TemplateSyntaxError

from letters.templating.syntax_words import said


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("{% if 紧急 %}马上", "没有写 {%p endif %}"),
        ("{% for 事项 in 各事项 %}一件", "没有写 {%p endfor %}"),
        ("马上{% endif %}", "多了一个 {%p endif %}"),
        ("{% 如果 紧急 %}", "不认识的写法“如果”"),
        ("{{ 称呼 您 }}", "多了“您”"),
        ("{{ 称呼： }}", "不能用的字符 '：'"),
        ("{{ }}", "标记没有写完"),
        ("{% if %}x{% endif %}", "标记没有写完"),
        ("{{ 称呼 }", "多了“}”"),
    ],
)
def test_a_slip_is_named_in_chinese(written: str, words: str) -> None:
    with pytest.raises(TemplateSyntaxError) as caught:
        Environment(autoescape=True).parse(written)
    assert words in str(said(caught.value.message or ""))


def test_what_has_no_translation_is_said_as_it_is() -> None:
    assert "something new" in str(said("something new"))
