"""`huihan rules`: check a rulebook, and run its own examples, before it decides anything."""

from dataclasses import asdict

import typer

from huihan.front import front_of
from huihan.live_rules import changed_since
from huihan.options import Json, RulebookFolder
from huihan.output import say, say_json, tell
from huihan.rulebooks import rulebook_folder
from huihan.settings import settings_of
from rules.load import load_rulebook


def check(context: typer.Context, folder: RulebookFolder = None, *, as_json: Json = False) -> None:
    """检查规则，一次列出全部问题。Every mistake at once, with file and line; exit 1 if there is any."""
    path = rulebook_folder(front_of(context), folder)
    loaded = load_rulebook(path)
    if as_json:
        say_json([asdict(finding) for finding in loaded.findings])
    else:
        for finding in loaded.findings:
            say(str(finding))
    if loaded.rulebook is None:
        tell(f"规则簿 {path} 有 {len(loaded.findings)} 处问题")
        raise typer.Exit(1)
    book = loaded.rulebook
    counts = f"主题 {len(book.topics)}，信号 {len(book.signals)}，规则 {len(book.rules)}，例信 {len(book.examples)}"
    tell(f"规则簿 {path} 没有问题：{counts}")
    front = front_of(context)
    if folder is None and front.instance() and (notice := changed_since(settings_of(front))):
        tell(notice)
