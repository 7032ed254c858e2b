"""`huihan rules test`: the rulebook's examples, expected against decided, and the rules that no example holds to."""

from dataclasses import asdict
from typing import Annotated

import typer

from huihan.front import front_of
from huihan.options import Json, RulebookFolder
from huihan.output import say, say_json, tell
from huihan.rulebooks import load_compiled, rulebook_folder
from rules.coverage import Coverage, coverage
from rules.examples import ExampleResult, run_examples
from workers.public.views import View

Strict = Annotated[bool, typer.Option("--strict", help="有规则缺少命中或不命中的例信时也以 1 退出")]
Verbose = Annotated[bool, typer.Option("--all", help="符合的例信也逐封列出")]


def run_test(
    context: typer.Context,
    folder: RulebookFolder = None,
    *,
    as_json: Json = False,
    strict: Strict = False,
    everything: Verbose = False,
) -> None:
    """试跑规则簿自带的例信。Run the rulebook's own examples; exit 1 if one is decided otherwise."""
    path = rulebook_folder(front_of(context), folder)
    compiled = load_compiled(path)
    results = run_examples(compiled)
    lacking = [one for one in coverage(compiled.rulebook, results) if not one.whole]
    compiled.close()
    wrong = [result for result in results if not result.right]
    if as_json:
        say_json([_view(result) for result in results])
    else:
        for result in results if everything else wrong:
            _show(result)
    for one in lacking:
        tell(_lacks(one))
    tell(f"例信 {len(results)} 封，符合 {len(results) - len(wrong)} 封，不符 {len(wrong)} 封")
    tell(f"规则 {len(compiled.rulebook.rules)} 条，缺少命中或不命中例信的 {len(lacking)} 条")
    if wrong or (strict and lacking):
        raise typer.Exit(1)


def _lacks(one: Coverage) -> str:
    place = one.rule.place
    wanted = [name for name, found in (("命中", one.hits), ("不命中", one.misses)) if not found]
    return f"{place.file}:{place.line}: warning: 规则 {one.rule.id} 缺少{'和'.join(wanted)}的例信"


def _view(result: ExampleResult) -> View:
    place = result.example.place
    differences = [
        {
            "slot": one.slot,
            "expected": one.expected,
            "decided": one.decided,
            "refused": one.refused,
            "matched": [asdict(match) for match in one.matched],
        }
        for one in result.differences
    ]
    return {
        "id": result.example.id,
        "file": place.file,
        "line": place.line,
        "right": result.right,
        "rules": list(result.held),
        "differences": differences,
    }


def _show(result: ExampleResult) -> None:
    place = result.example.place
    say(f"{place.file}:{place.line}: {result.example.id}{'　符合' if result.right else ''}")
    for one in result.differences:
        words = "".join(f"“{words}”" for words in one.said)
        wanted = f"不应为 {one.expected}" if one.refused else f"应为 {one.expected}，判为 {one.decided}"
        say(f"  {one.slot}　{wanted}　{words}".rstrip())
    if not result.right:
        topic = next(reason for reason in result.decision.reasons if reason.slot == "topic")
        say(f"  依据　{topic.because}；起作用的规则：{'、'.join(result.held) or '无'}")
