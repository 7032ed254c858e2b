"""`huihan rules`: check a rulebook, and run its own examples, before it decides anything."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from huihan.errors import RefusedError
from huihan.front import Front, front_of
from huihan.output import say, say_json, tell
from huihan.rulebooks import load_compiled
from rules.examples import ExampleResult, run_examples
from rules.load import load_rulebook

Folder = Annotated[
    Path | None,
    typer.Argument(metavar="DIR", help="规则目录；默认为实例的，没有实例则为随附的"),
]
Json = Annotated[bool, typer.Option("--json", help="输出 JSON")]


def register(app: typer.Typer) -> None:
    """Add the group."""
    group = typer.Typer(no_args_is_help=True, help="规则：检查、试跑例信。The rulebook: check, test.")
    group.command("check")(check)
    group.command("test")(run_test)
    app.add_typer(group, name="rules")


def check(context: typer.Context, folder: Folder = None, *, as_json: Json = False) -> None:
    """检查规则，一次列出全部问题。Every mistake at once, with file and line; exit 1 if there is any."""
    path = _folder(front_of(context), folder)
    loaded = load_rulebook(path)
    if as_json:
        say_json([asdict(finding) for finding in loaded.findings])
    else:
        for finding in loaded.findings:
            say(str(finding))
    if loaded.rulebook is None:
        tell(f"规则手册 {path} 有 {len(loaded.findings)} 处问题")
        raise typer.Exit(1)
    book = loaded.rulebook
    counts = f"主题 {len(book.topics)}，信号 {len(book.signals)}，规则 {len(book.rules)}，例信 {len(book.examples)}"
    tell(f"规则手册 {path} 没有问题：{counts}")


def run_test(context: typer.Context, folder: Folder = None, *, as_json: Json = False) -> None:
    """试跑规则手册自带的例信。Run the rulebook's own examples; exit 1 if one is decided otherwise."""
    path = _folder(front_of(context), folder)
    results = run_examples(load_compiled(path))
    wrong = [result for result in results if not result.right]
    if as_json:
        say_json([_view(result) for result in results])
    else:
        for result in wrong:
            _show(result)
    tell(f"例信 {len(results)} 封，符合 {len(results) - len(wrong)} 封，不符 {len(wrong)} 封")
    if wrong:
        raise typer.Exit(1)


def _folder(front: Front, given: Path | None) -> Path:
    path = given or front.rulebook()
    if not path.is_dir():
        raise RefusedError(f"没有规则目录 {path}")
    return path


def _view(result: ExampleResult) -> dict[str, Any]:
    place = result.example.place
    differences = [
        {"slot": one.slot, "expected": one.expected, "decided": one.decided, "refused": one.refused}
        for one in result.differences
    ]
    return {
        "id": result.example.id,
        "file": place.file,
        "line": place.line,
        "right": result.right,
        "differences": differences,
    }


def _show(result: ExampleResult) -> None:
    place = result.example.place
    say(f"{place.file}:{place.line}: {result.example.id}")
    for one in result.differences:
        words = "".join(dict.fromkeys(f"“{match.text}”" for match in one.matched))
        wanted = f"不应为 {one.expected}" if one.refused else f"应为 {one.expected}，判为 {one.decided}"
        say(f"  {one.slot}　{wanted}　{words}".rstrip())
