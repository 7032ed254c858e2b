"""`huihan rules`: check a rulebook, and run its own examples, before it decides anything."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from huihan.commands import rules_explain, rules_live, rules_replay
from huihan.commands.rules_examples import run_test
from huihan.commands.rules_suggest import run_suggest
from huihan.front import front_of
from huihan.output import say, say_json, tell
from huihan.rulebooks import rulebook_folder
from rules.load import load_rulebook

Folder = Annotated[
    Path | None,
    typer.Argument(metavar="DIR", help="规则目录；默认为实例的，没有实例则为随附的"),
]
Json = Annotated[bool, typer.Option("--json", help="输出 JSON")]


def register(app: typer.Typer) -> None:
    """Add the group."""
    group = typer.Typer(
        no_args_is_help=True, help="规则：检查、试跑、重判、启用、解释。The rulebook, until it decides."
    )
    group.command("check")(check)
    group.command("test")(run_test)
    group.command("suggest")(run_suggest)
    rules_live.register(group)
    rules_replay.register(group)
    rules_explain.register(group)
    app.add_typer(group, name="rules")


def check(context: typer.Context, folder: Folder = None, *, as_json: Json = False) -> None:
    """检查规则，一次列出全部问题。Every mistake at once, with file and line; exit 1 if there is any."""
    path = rulebook_folder(front_of(context), folder)
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
    if folder is None and (notice := rules_live.notice(front_of(context))):
        tell(notice)
