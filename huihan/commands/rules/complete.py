"""`huihan rules complete`: an instance of an earlier version gets the parts of the rulebook that it lacks."""

from typing import Annotated

import typer

from huihan.front import front_of
from huihan.options import RulebookFolder
from huihan.output import say, tell
from huihan.rule_parts import PARTS, complete, default_terms, lacking
from huihan.rulebooks import rulebook_folder
from rules.load import load_rulebook


def complete_rules(
    context: typer.Context,
    folder: RulebookFolder = None,
    *,
    only: Annotated[
        str | None, typer.Option(metavar="FILE,FILE", help=f"只补这几个文件 / only: {','.join(PARTS)}")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只列出，不改动 / list, change nothing")] = False,
) -> None:
    """补入后来版本才有的规则文件，已有的文件不动。Add the files that later versions ship; others are not touched."""
    path = rulebook_folder(front_of(context), folder)
    if dry_run:
        named = lacking(path)
    else:
        wanted = frozenset(one.strip() for one in only.split(",")) if only else frozenset[str]()
        named = complete(path, wanted)
    for name in named:
        say(f"{'缺少' if dry_run else '已补入'} {name}：没有它，{PARTS[name]}")
    book = load_rulebook(path).rulebook
    for term in default_terms(book) if book is not None else ():
        say(f"{term.what}；{term.mend}")
    if not named:
        tell(f"规则簿 {path} 不缺文件")
    elif not dry_run:
        tell("看过之后，用 huihan rules test 试跑例信，用 huihan rules activate 启用")
