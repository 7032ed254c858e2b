"""A template that staff broke, or that someone made to do harm, is refused in words staff can act on."""

import time
import zipfile

import pytest
from word_files import word_file

from letters.templating.template import TemplateProblem, compile_template

KNOWN = frozenset({"称呼", "各事项", "受理编号"})
VALUES: dict[str, object] = {"称呼": "尊敬的王芳女士", "各事项": tuple(range(100)), "受理编号": "TS-1"}


def render(*paragraphs: str, seconds: float = 1.0) -> str:
    return compile_template(word_file(*paragraphs), file="试.docx", known=KNOWN).text(VALUES, seconds=seconds)


def problem(*paragraphs: str, seconds: float = 1.0) -> TemplateProblem:
    with pytest.raises(TemplateProblem) as caught:
        render(*paragraphs, seconds=seconds)
    return caught.value


def test_variables_conditions_and_loops_work() -> None:
    text = render("{{称呼}}：", "{%p if 受理编号 %}", "编号{{ 受理编号 }}", "{%p endif %}", "{{各事项|length}}")
    assert text == "尊敬的王芳女士：\n编号TS-1\n100"


def test_an_unknown_variable_is_named_with_its_paragraph_and_the_nearest_one() -> None:
    found = problem("第一段", "您的编号是{{受理号}}。")
    assert str(found) == ("模板 试.docx，段落“您的编号是{{受理号}}。”：没有名为“受理号”的变量，是不是“受理编号”？")


def test_an_open_tag_is_named_with_its_paragraph() -> None:
    found = problem("第一段", "{%p if 称呼 %}", "没有结尾")
    assert found.file == "试.docx"
    assert "少了结尾" in str(found.what)
    assert "{%p endif %}" in str(found.what)


def test_a_loop_that_ends_in_another_paragraph_than_it_began_is_explained() -> None:
    assert "单独成段" in str(problem("{%p if 受理编号 == '' %}", "结尾{% endif %}").what)


def test_a_missing_attribute_is_named_with_its_paragraph() -> None:
    found = problem("第一段", "{{ 称呼.全名 }}")
    assert found.paragraph == "{{ 称呼.全名 }}"
    assert "全名" in str(found.what)


@pytest.mark.parametrize(
    "text",
    [
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{{ 称呼.format(1) }}",
        "{{ 10**10**10 }}",
        "{{ 'x' * 10**10 }}",
        "{% set x = 称呼 ~ 称呼 %}{{ x }}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% include '/etc/passwd' %}",
        "{% for x in 各事项 if 0 %}{% endfor %}",
        "{{ 称呼|attr('__class__') }}",
        "{% for x in range(10) %}{% endfor %}",
    ],
)
def test_what_could_reach_outside_or_run_away_is_refused_before_it_runs(text: str) -> None:
    with pytest.raises(TemplateProblem):
        compile_template(word_file(text), file="试.docx", known=KNOWN)


def test_a_private_attribute_gives_nothing_away() -> None:
    assert "称呼" in problem("{{ 称呼.__class__ }}").paragraph


def test_nested_loops_stop_at_the_time_limit() -> None:
    names = "abcdef"
    loops = "".join(f"{{% for {name} in 各事项 %}}" for name in names) + "{% endfor %}" * len(names)
    started = time.monotonic()
    assert "循环" in str(problem(loops, seconds=0.3).what)
    assert time.monotonic() - started < 3


def test_a_letter_that_grows_without_end_stops() -> None:
    loops = "{% for a in 各事项 %}{% for b in 各事项 %}{% for c in 各事项 %}" + "长" * 1000 + "{% endfor %}" * 3
    assert "循环" in str(problem(loops, seconds=60).what)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 broken", b"%PDF-1.7"])
def test_what_is_no_word_file_is_refused(data: bytes) -> None:
    with pytest.raises(TemplateProblem, match="不是 Word 文档"):
        compile_template(data, file="试.docx", known=KNOWN)


def test_a_zip_bomb_is_refused(tmp_path) -> None:  # type: ignore[no-untyped-def]  # pytest's own fixture
    bomb = tmp_path / "bomb.docx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b" " * 30_000_000)
    with pytest.raises(TemplateProblem, match="模板过大"):
        compile_template(bomb.read_bytes(), file="试.docx", known=KNOWN)
