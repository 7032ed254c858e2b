"""`huihan read`: what intake would read out of files, nothing stored."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import typer

from domain.reading import Document, Problem
from domain.settings import Limits
from huihan.errors import RefusedError
from huihan.front import Front, front_of
from huihan.options import Json
from huihan.output import say, say_json, tell
from huihan.screen import progress
from huihan.settings import read_settings
from workers.instance.pool import Content, PoolError, ProcessPool
from workers.instance.reading_tasks import Ours, read_content
from workers.public.views import document_view

_MEMORY = 1_800_000_000
_MOST_PROCESSES = 2
_KILLED = {"time": "读取超时", "memory": "读取占用内存过多", "died": "读取程序意外中止", "start": "读取程序无法启动"}


def read(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="来件文件 / files: eml, docx, pdf, txt …")],
    *,
    as_json: Json = False,
) -> None:
    """读信：正文、附件、引用、住户信息。What intake would read; nothing is stored."""
    letters = read_letters_of(files, reading_of(front_of(context)))
    if as_json:
        say_json([document_view(path, document) for path, document in letters])
    else:
        for path, document in letters:
            _show(path, document)
    unread = list(dict.fromkeys(path for path, document in letters if not document.readable))
    if unread:
        tell(f"有 {len(unread)} 个文件读不出内容：{'、'.join(unread)}；请人工查看原件")
        raise typer.Exit(1)


@dataclass(frozen=True, kw_only=True)
class Reading:
    """How to read: limits, and what is known of us."""

    limits: Limits = field(default_factory=Limits)
    ours: Ours = field(default_factory=Ours)


def reading_of(front: Front) -> Reading:
    """As the instance reads, else by default."""
    root = front.instance()
    if root is None:
        return Reading()
    settings = read_settings(root, secrets=False)
    servers = frozenset().union(*(mailbox.authserv_ids for mailbox in settings.mailboxes))
    ours = Ours(addresses=settings.own_addresses, authserv_ids=servers)
    return Reading(limits=settings.limits, ours=ours)


def read_letters_of(files: Sequence[Path], how: Reading) -> list[tuple[str, Document]]:
    """Every letter of every file, in order, with its path as given. A file that cannot be read has one Document."""
    unreadable = {path: why for path in files if (why := _why_not(path))}
    todo = [path for path in files if path not in unreadable]
    found = dict(zip(todo, _read(todo, how), strict=True))
    return [
        (str(path), document)
        for path in files
        for document in (found[path] if path in found else (_blank(path, unreadable[path]),))
    ]


def _read(files: Sequence[Path], how: Reading) -> list[tuple[Document, ...]]:
    """In processes that may be killed: a file from outside may be made to hang a parser."""
    if not files:
        return []
    pool = ProcessPool(
        size=min(_MOST_PROCESSES, len(files)),
        seconds=how.limits.read_seconds,
        memory=_MEMORY,
        beat_seconds=how.limits.ocr_page_seconds,
    )
    tasks = [(Content(read=path.read_bytes), path.name, how.limits, how.ours) for path in files]
    try:
        with progress("读取", len(files)) as advance:
            results = list(advance.over(pool.map(read_content, tasks, beating=True)))
    finally:
        pool.close()
    return [_documents(path, result) for path, result in zip(files, results, strict=True)]


def _documents(path: Path, result: object) -> tuple[Document, ...]:
    if isinstance(result, tuple):
        return result
    if isinstance(result, PoolError):
        return (_blank(path, _KILLED[result.why]),)
    if isinstance(result, Exception):
        raise result
    raise TypeError(result)


def _why_not(path: Path) -> str | None:
    if not path.exists():
        return "没有这个文件"
    if path.is_dir():
        return "这是目录，不是文件"
    return None if os.access(path, os.R_OK) else "没有读取权限"


def _blank(path: Path, what: str) -> Document:
    return Document(problems=(Problem(where=path.name, what=what, mend="请检查文件"),), confidence=0.0)


def one_letter(path: Path, index: int | None, how: Reading) -> Document:
    """The one letter of a file, or the `index`th of several.

    Raises:
        RefusedError: nothing readable, several letters and no index, or no such index.
    """
    documents = [document for _, document in read_letters_of([path], how)]
    if index is None and len(documents) > 1:
        numbers = "、".join(str(document.index) for document in documents)
        raise RefusedError(f"{path} 含有 {len(documents)} 封信；请用 --index N 指定其中一封（{numbers}）")
    chosen = [document for document in documents if index is None or document.index == index]
    if not chosen:
        raise RefusedError(f"{path} 没有第 {index} 封信；--index 可为 {'、'.join(str(d.index) for d in documents)}")
    if not chosen[0].readable:
        problem = next(iter(chosen[0].problems), None)
        why = f"{problem.what}，{problem.mend}" if problem else "其中没有可读的文字，请查看原件"
        raise RefusedError(f"{path} 读不出内容：{why}")
    return chosen[0]


def _show(path: str, document: Document) -> None:
    envelope = document.envelope
    sender = " ".join(
        filter(None, (envelope.sender.name, f"<{envelope.sender.email}>" if envelope.sender.email else ""))
    )
    say(f"== {path}" + (f" [{document.index}]" if document.index else ""))
    for label, value in (("主题", document.subject), ("发件人", sender), ("日期", envelope.date)):
        if value:
            say(f"{label}：{value}")
    say(f"类别：{envelope.message_class}　文字：{document.script}　把握：{document.confidence:.3f}")
    for found in document.fields:
        say(f"{found.name}：{found.value}（{found.text}）")
    for problem in document.problems:
        say(f"! {problem.where}：{problem.what}。{problem.mend}")
    say()
    say(document.text)
    say()
