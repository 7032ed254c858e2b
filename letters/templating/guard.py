"""What a template may do: print variables, decide and loop, and nothing that could run away or reach outside.

Staff edit templates, and a template may come from anywhere. A sandbox alone stops neither `10**10**10` nor four nested
loops, so a closed list of constructs is allowed and every turn of a loop looks at the clock.
"""

import time
from collections.abc import Callable
from functools import partial
from typing import cast

from jinja2 import StrictUndefined, nodes
from jinja2.sandbox import SandboxedEnvironment

from domain.said import Sentence

_ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.For,
    nodes.If,
    nodes.Name,
    nodes.Const,
    nodes.Getattr,
    nodes.Getitem,
    nodes.Filter,
    nodes.Test,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.CondExpr,
    nodes.Tuple,
)
_FILTERS = frozenset({"default", "d", "first", "last", "length", "count", "join", "upper", "lower", "trim"})
_TICK = "__tick"


class TemplateProblem(Exception):  # noqa: N818 -- it is what staff have to mend, worded for them
    """A template cannot be used.

    file: its name. paragraph: the text where it fails. what: what is wrong.
    """

    def __init__(self, *, file: str, paragraph: str, what: Sentence) -> None:
        self.file, self.paragraph, self.what = file, paragraph, what
        super().__init__(str(self.said))

    @property
    def said(self) -> Sentence:
        """All of it in one sentence."""
        if self.paragraph:
            values = {"file": self.file, "paragraph": self.paragraph, "what": self.what}
            return Sentence("模板 {file}，段落“{paragraph}”：{what}", values)
        return Sentence("模板 {file}：{what}", {"file": self.file, "what": self.what})

    def __reduce__(self) -> tuple[Callable[[], "TemplateProblem"], tuple[()]]:
        """For the way back from another process: keyword arguments are not pickled by themselves."""
        return partial(TemplateProblem, file=self.file, paragraph=self.paragraph, what=self.what), ()


class Forbidden(Exception):  # noqa: N818 -- becomes a TemplateProblem where file and paragraph are known
    """A construct that a letter template may not use; line: of the patched XML."""

    def __init__(self, line: int, what: Sentence) -> None:
        self.line, self.what = line, what
        super().__init__(str(what))


class TooLong(Exception):  # noqa: N818 -- as above
    """Rendering went on longer than its limit."""


def environment() -> SandboxedEnvironment:
    """A sandbox that escapes XML, knows no globals and refuses unknown names."""
    env = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    env.globals.clear()
    env.filters = {name: env.filters[name] for name in _FILTERS}
    return env


def check(tree: nodes.Template, known: frozenset[str]) -> list[Forbidden]:
    """Every construct and filter in `tree` that is not allowed, and every name that is not `known`."""
    found: list[Forbidden] = []
    assigned = {name.name for name in tree.find_all(nodes.Name) if name.ctx == "store"} | {"loop"}
    for node in tree.iter_child_nodes():
        _check(node, known | assigned, found)
    return found


def _check(node: nodes.Node, known: frozenset[str] | set[str], found: list[Forbidden]) -> None:
    if not isinstance(node, _ALLOWED):
        what = Sentence("不允许的写法（{kind}）：只能使用变量、if 判断和 for 循环", {"kind": type(node).__name__})
        found.append(Forbidden(node.lineno, what))
        return
    if isinstance(node, nodes.For) and (node.recursive or node.test is not None):
        # Neither kind takes the turns that `add_ticks` counts.
        found.append(Forbidden(node.lineno, Sentence("不允许递归循环或带 if 的 for：请把 if 写在循环里面")))
    if isinstance(node, nodes.Filter) and node.name not in _FILTERS:
        values = {"name": node.name, "filters": "、".join(sorted(_FILTERS))}
        found.append(Forbidden(node.lineno, Sentence("不认识的过滤器“{name}”，可用：{filters}", values)))
    if isinstance(node, nodes.Name) and node.ctx == "load" and node.name not in known:
        found.append(Forbidden(node.lineno, _unknown(node.name, known)))
    for child in node.iter_child_nodes():
        _check(child, known, found)


def _unknown(name: str, known: frozenset[str] | set[str]) -> Sentence:
    # Chinese names are short: one shared character of two is a likely slip of the pen.
    best = max(known, key=lambda other: (len(set(name) & set(other)) / max(len(set(name) | set(other)), 1), other))
    if set(name) & set(best):
        return Sentence("没有名为“{name}”的变量，是不是“{near}”？", {"name": name, "near": best})
    return Sentence("没有名为“{name}”的变量", {"name": name})


def add_ticks(tree: nodes.Template) -> nodes.Template:
    """Let each turn of each loop call the tick that `ticker` gives, so that no loop outlives its limit."""
    for loop in list(tree.find_all(nodes.For)):
        turn = nodes.Output([nodes.Call(nodes.Name(_TICK, "load"), [], [], None, None)])
        turn.set_lineno(loop.lineno)
        loop.body.insert(0, turn)
    tree.set_environment(cast("SandboxedEnvironment", tree.environment))
    return tree


def ticker(limit: float) -> dict[str, Callable[[], str]]:
    """The variables that make one rendering stop after `limit` seconds with TooLong."""
    end = time.monotonic() + limit

    def tick() -> str:
        if time.monotonic() > end:
            raise TooLong
        return ""

    return {_TICK: tick}
