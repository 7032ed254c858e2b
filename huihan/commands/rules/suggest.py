"""`huihan rules suggest`: words that confirmed letters speak for, as a patch that the admin may accept."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from huihan.errors import RefusedError
from huihan.front import front_of
from huihan.opened import services_of
from huihan.options import Json, RulebookFolder
from huihan.output import say, say_json, tell
from huihan.rulebooks import load_good, rulebook_folder
from rules import opinion
from rules.shipped import shipped_rulebook
from rules.suggest import LEAST_LETTERS, Labelled, as_patch, suggest
from workers.rulebooks.labelled import labelled

From = Annotated[
    Path | None,
    typer.Option("--from", metavar="FILE.jsonl", help="每行 {subject, text, topic}；默认为实例中已由人确认的案件"),
]
Out = Annotated[
    Path | None, typer.Option("--out", metavar="FILE", help="写入文件；默认写到标准输出，模型为规则目录中的 model.json")
]
Learn = Annotated[bool, typer.Option("--model", help="不提词语，而是训练供规则参考的模型（谓词 model）")]
Least = Annotated[int, typer.Option("--least", min=2, help="一个词至少在本主题的几封来信中出现")]


def run_suggest(
    context: typer.Context,
    folder: RulebookFolder = None,
    *,
    source: From = None,
    out: Out = None,
    least: Least = LEAST_LETTERS,
    model: Learn = False,
    as_json: Json = False,
) -> None:
    """从已确认的来信中提出可补充的词语和权重。Words that confirmed letters speak for; nothing is changed."""
    front = front_of(context)
    path = rulebook_folder(front, folder)
    book = load_good(path)
    if source is None:
        with services_of(context) as services, services.database.reading() as session:
            letters = labelled(session)
    else:
        letters = _read(source, {topic.id for topic in book.topics})
    if model:
        if out is None and path == shipped_rulebook():
            raise RefusedError("随附的规则不能改动；请写明规则目录，或用 --out 写明模型写到哪里")
        _train(letters, out or path / opinion.FILE, as_json=as_json)
        return
    found = suggest(book, letters, least=least)
    if as_json:
        say_json([asdict(one) for one in found])
    elif out is None:
        say(as_patch(found, len(letters)).rstrip())
    if out is not None:
        _write(out, as_patch(found, len(letters)))
    tell(f"来信 {len(letters)} 封，提出 {len(found)} 个词，涉及主题 {len({one.topic for one in found})} 个")


def _train(letters: Sequence[Labelled], out: Path, *, as_json: bool) -> None:
    """Learn, write the model, and say how well it did on letters that it had not learnt from."""
    try:
        trained = opinion.train(letters)
    except opinion.TooFewError:
        raise RefusedError(f"来信太少：至少要有两个主题各 {LEAST_LETTERS} 封，现有 {len(letters)} 封") from None
    _write(out, opinion.as_json(trained.learnt))
    told = {name: getattr(trained, name) for name in ("tried", "right", "sure", "sure_right")}
    if as_json:
        say_json({"letters": len(letters), "topics": len(trained.learnt.topics), **told, "path": str(out)})
    tell(
        f"模型写入 {out}：学了 {trained.tried} 封来信、{len(trained.learnt.topics)} 个主题。逐份留出检验，"
        f"判对 {trained.right} 封；有八成把握的 {trained.sure} 封中判对 {trained.sure_right} 封"
    )


def _write(out: Path, patch: str) -> None:
    try:
        out.write_text(patch, "utf-8")
    except OSError as error:
        raise RefusedError(f"{out} 无法写入：{error.strerror}") from None


def _read(path: Path, topics: set[str]) -> tuple[Labelled, ...]:
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except OSError as error:
        raise RefusedError(f"{path} 无法读取：{error.strerror}") from None
    except UnicodeDecodeError:
        raise RefusedError(f"{path} 不是 UTF-8 文本") from None
    return tuple(_labelled(path, number, line, topics) for number, line in enumerate(lines, 1) if line.strip())


def _labelled(path: Path, number: int, line: str, topics: set[str]) -> Labelled:
    try:
        given = json.loads(line)
    except ValueError:
        raise RefusedError(f"{path}:{number}: 不是 JSON") from None
    if not isinstance(given, dict) or not all(isinstance(given.get(key), str) for key in ("text", "topic")):
        raise RefusedError(f"{path}:{number}: 需要 text 和 topic")
    if given["topic"] not in topics:
        raise RefusedError(f"{path}:{number}: 规则中没有主题 {given['topic']}")
    return Labelled(subject=str(given.get("subject") or ""), text=given["text"], topic=given["topic"])
