"""`huihan rules suggest`: words that confirmed letters speak for, as a patch that the admin may accept."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from huihan.front import front_of
from huihan.labelled import confirmed, read_labelled, write_out
from huihan.options import Json, RulebookFolder
from huihan.output import say, say_json, tell
from huihan.rulebooks import load_good, rulebook_folder
from rules.suggest import LEAST_LETTERS, as_patch, suggest

From = Annotated[
    Path | None,
    typer.Option("--from", metavar="FILE.jsonl", help="每行 {subject, text, topic}；默认为实例中已由人确认的案件"),
]
Out = Annotated[Path | None, typer.Option("--out", metavar="FILE", help="写入文件；默认写到标准输出")]
Least = Annotated[int, typer.Option("--least", min=2, help="一个词至少在本主题的几封来信中出现")]


def run_suggest(
    context: typer.Context,
    folder: RulebookFolder = None,
    *,
    source: From = None,
    out: Out = None,
    least: Least = LEAST_LETTERS,
    as_json: Json = False,
) -> None:
    """从已确认的来信中提出可补充的词语和权重。Words that confirmed letters speak for; nothing is changed."""
    front = front_of(context)
    path = rulebook_folder(front, folder)
    book = load_good(path)
    letters = confirmed(context) if source is None else read_labelled(source, {topic.id for topic in book.topics})
    found = suggest(book, letters, least=least)
    if as_json:
        say_json([asdict(one) for one in found])
    elif out is None:
        say(as_patch(found, len(letters)).rstrip())
    if out is not None:
        write_out(out, as_patch(found, len(letters)))
    tell(f"来信 {len(letters)} 封，提出 {len(found)} 个词，涉及主题 {len({one.topic for one in found})} 个")
