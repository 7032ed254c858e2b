"""What a template may do, and nothing else: no reach outside, no runaway loop, no unknown name."""

import pickle
import time

import pytest
from jinja2 import UndefinedError
from jinja2.sandbox import SandboxedEnvironment

from domain.said import Sentence
from letters.templating.guard import TemplateProblem, TooLong, add_ticks, check, environment, ticker

KNOWN = frozenset({"称呼", "各事项", "文号"})


def found(source):
    return [(one.line, str(one.what)) for one in check(environment().parse(source), KNOWN)]


@pytest.mark.parametrize(
    "source",
    [
        "",
        "尊敬的",
        "{{ 称呼 }}",
        "{{ 称呼|default('业主') }}",
        "{% if 文号 %}{{ 文号 }}{% else %}无{% endif %}",
        "{% if 文号 == 'x' and not 称呼 %}{% endif %}",
        "{% for 事项 in 各事项 %}{{ loop.index }}{{ 事项.名称 }}{{ 事项['问题'][0] }}{% endfor %}",
        "{{ 文号 if 称呼 else '无' }}",
        "{{ 各事项|length }}{{ 各事项|join('、') }}",
        "{# 说明 #}",
    ],
)
def test_variables_conditions_and_loops_are_allowed(source):
    assert found(source) == []


@pytest.mark.parametrize(
    "source",
    [
        "{{ 10 ** 10 }}",
        "{{ 称呼.upper() }}",
        "{{ [1, 2] }}",
        "{{ {'a': 1} }}",
        "{{ 称呼 ~ 文号 }}",
        "{% set x = 1 %}",
        "{% macro m() %}{% endmacro %}",
        "{% include 'a' %}",
        "{% import 'a' as b %}",
        "{% extends 'a' %}",
        "{% block b %}{% endblock %}",
        "{% raw %}x{% endraw %}{{ -1 }}",
    ],
)
def test_any_other_construct_is_refused(source):
    ((_, what),) = found(source)[:1]
    assert what.startswith("不允许的写法")


def test_a_loop_that_could_escape_the_clock_is_refused():
    assert "把 if 写在循环里面" in found("{% for 事项 in 各事项 if 事项 %}{% endfor %}")[0][1]
    assert found("{% for 事项 in 各事项 recursive %}{% endfor %}")


def test_an_unknown_name_is_refused_with_the_nearest():
    ((line, what),) = found("\n\n{{ 称乎 }}")
    assert line == 3
    assert what == "没有名为“称乎”的变量，是不是“称呼”？"
    assert found("{{ xyz }}")[0][1] == "没有名为“xyz”的变量"


def test_an_unknown_filter_is_refused():
    ((_, what),) = found("{{ 称呼|safe }}")
    assert what.startswith("不认识的过滤器“safe”")


def test_a_name_of_a_loop_is_known():
    assert found("{% for 行 in 各事项 %}{{ 行 }}{% endfor %}") == []


def test_what_is_printed_is_escaped_for_xml():
    assert environment().from_string("{{ 称呼 }}").render(称呼="<w:t>&") == "&lt;w:t&gt;&amp;"


def test_the_sandbox_knows_no_globals_and_no_unknown_names():
    env = environment()
    assert isinstance(env, SandboxedEnvironment)
    for name in ("range", "dict", "lipsum", "称呼"):
        with pytest.raises(UndefinedError):
            env.from_string(f"{{{{ {name} }}}}").render()


def rendered(source, seconds, **values):
    env = environment()
    code = env.compile(add_ticks(env.parse(source)), "t", "t")
    template = SandboxedEnvironment.template_class.from_code(env, code, {})
    return template.render(**values, **ticker(seconds))


def test_a_loop_is_rendered_as_it_would_be_without_the_clock():
    assert rendered("{% for x in a %}{{ x }},{% endfor %}", 5, a="甲乙") == "甲,乙,"


def test_loops_within_loops_stop_at_their_limit():
    nested = "".join(f"{{% for {one} in n %}}" for one in "abcd") + "{% endfor %}" * 4
    begun = time.monotonic()
    with pytest.raises(TooLong):
        rendered(nested, 0.05, n=tuple(range(500)))
    assert time.monotonic() - begun < 5


def test_a_problem_says_where_and_what_also_after_a_way_between_processes():
    problem = TemplateProblem(file="reply.docx", paragraph="{{ 称乎 }}", what=Sentence("没有这个变量"))
    again = pickle.loads(pickle.dumps(problem))  # noqa: S301 - made here
    assert str(again) == str(problem) == "模板 reply.docx，段落“{{ 称乎 }}”：没有这个变量"
    assert str(TemplateProblem(file="reply.docx", paragraph="", what=Sentence("过大"))) == "模板 reply.docx：过大"
