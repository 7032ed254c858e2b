"""`huihan rules learn`: trains the model whose opinion is one more fact beside what the rules heard."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from huihan.errors import RefusedError
from huihan.front import front_of
from huihan.labelled import confirmed, read_labelled, write_out
from huihan.options import Json, RulebookFolder
from huihan.output import say_json, tell
from huihan.rulebooks import load_good, rulebook_folder
from rules import learning, model_file
from rules.compiled import compile_rulebook
from rules.lessons import of_examples, read_lessons
from rules.model import Finding
from rules.rulebook import Rulebook
from rules.shipped import shipped_rulebook
from rules.suggest import Labelled

From = Annotated[
    Path | None,
    typer.Option("--from", metavar="FILE.jsonl", help="每行 {subject, text, topic}，代替实例中已由人确认的案件"),
]
Out = Annotated[Path | None, typer.Option("--out", metavar="FILE", help="写到哪里；默认为规则目录中的 model.json")]


def run_learn(
    context: typer.Context,
    folder: RulebookFolder = None,
    *,
    source: From = None,
    out: Out = None,
    as_json: Json = False,
) -> None:
    """训练供规则参考的模型：学例信、例文和已确认的来信。Train the model that rules may ask; it does not decide."""
    path = rulebook_folder(front_of(context), folder)
    if out is None and path == shipped_rulebook():
        raise RefusedError("随附的规则不能改动；请写明规则目录，或用 --out 写明模型写到哪里")
    book = load_good(path)
    letters = [*of_examples(book), *_lessons(path, book), *_cases(context, source, book)]
    compiled = compile_rulebook(book)
    try:
        learnt = learning.train(compiled, letters)
    except learning.TooFewError:
        least = learning.LEAST_LETTERS
        raise RefusedError(f"来信太少：至少要有不同类别的两个主题各 {least} 封，现有 {len(letters)} 封") from None
    finally:
        compiled.close()
    target = out or path / model_file.FILE
    write_out(target, model_file.as_json(learnt))
    if as_json:
        figures = {name: value for name, value in asdict(learnt).items() if name not in ("start", "grams")}
        say_json({**figures, "path": str(target)})
    tell(
        f"模型写入 {target}：学了 {learnt.letters} 封来信、{len(learnt.topics)} 个主题（{len(learnt.categories)} 类）。"
        f"分份留出检验，判对 {learnt.right} 封；有八成把握的 {learnt.sure} 封中判对 {learnt.sure_right} 封"
    )


def _lessons(folder: Path, book: Rulebook) -> tuple[Labelled, ...]:
    findings: list[Finding] = []
    found = read_lessons(folder, {topic.id for topic in book.topics}, findings)
    if findings:
        raise RefusedError("例文有误：\n" + "\n".join(f"  {finding}" for finding in findings))
    return found


def _cases(context: typer.Context, source: Path | None, book: Rulebook) -> tuple[Labelled, ...]:
    """What people have confirmed; nothing where no instance is about, as when the shipped model is made."""
    topics = {topic.id for topic in book.topics}
    if source is not None:
        return read_labelled(source, topics)
    if front_of(context).instance() is None:
        return ()
    return tuple(one for one in confirmed(context) if one.topic in topics)
