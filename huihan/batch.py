"""Decides many letters of a JSONL file, over processes when there are enough of them to pay for starting those."""

import json
import multiprocessing
import os
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Never
from zoneinfo import ZoneInfo

from domain.codes import Channel
from domain.reading import Address, Document, Envelope
from domain.visible import visible
from huihan.moments import names_a_day_only, parse_moment
from huihan.rulebooks import load_compiled
from ingest.fields import find_fields
from rules.compiled import Compiled
from workers.deciding.decision_input import decide_document
from workers.public.views import View, decision_view

_CHUNK = 100
_FEW = 400
"""Below this, starting processes costs more than it saves."""
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, kw_only=True)
class Batch:
    """What all lines share. now: for lines that say nothing of when they were received; zone: an IANA name."""

    rulebook: Path
    zone: str
    now: datetime


def run_batch(batch: Batch, lines: Iterable[bytes], write: Callable[[str], object], *, total: int) -> tuple[int, int]:
    """Decide each line of JSON and write one line of JSON for it, in order; how many were decided, how many not."""
    good = bad = 0
    processes = len(os.sched_getaffinity(0)) if total >= _FEW else 1
    for results in _results(batch, _chunks(lines), processes):
        for result in results:
            bad += "error" in result
            good += "error" not in result
            write(visible(json.dumps(result, ensure_ascii=False)) + "\n")
    return good, bad


def _results(batch: Batch, chunks: Iterator[list[bytes]], processes: int) -> Iterator[list[View]]:
    if processes == 1:
        yield from (decide_lines(batch, chunk) for chunk in chunks)
        return
    waiting: deque[Future[list[View]]] = deque()
    with ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("spawn")) as pool:
        for chunk in chunks:
            waiting.append(pool.submit(decide_lines, batch, chunk))
            if len(waiting) > 2 * processes:  # so that a large file is never all in memory
                yield waiting.popleft().result()
        yield from (future.result() for future in waiting)


def _chunks(lines: Iterable[bytes]) -> Iterator[list[bytes]]:
    source = iter(lines)
    while chunk := list(islice(source, _CHUNK)):
        yield chunk


@cache
def _compiled(folder: Path) -> Compiled:
    """Compiled once a process; a batch never changes its rulebook."""
    return load_compiled(folder)


def decide_lines(batch: Batch, lines: list[bytes]) -> list[View]:
    """The result of each line that is not blank: `{id, …decision}`, or `{id, error}`."""
    compiled = _compiled(batch.rulebook)
    return [decide_line(compiled, batch, line) for line in lines if line.strip()]


def decide_line(compiled: Compiled, batch: Batch, line: bytes) -> View:
    """One line; whatever is wrong with it is its own `error` and no one else's."""
    given: View = {}
    try:
        given = _parse(line)
        letter = _Line.of(given, batch)
        _, decision = decide_document(
            compiled,
            letter.document,
            received=letter.received,
            received_date_only=letter.received_date_only,
            channel=letter.channel,
            project=letter.project,
        )
    except LineError as error:
        return {"id": given.get("id"), "error": str(error)}
    except Exception as error:  # noqa: BLE001 - a fault met by one line must not cost the others
        return {"id": given.get("id"), "error": f"判定失败（{type(error).__name__}）"}
    return {"id": given["id"], **decision_view(decision)}


class LineError(Exception):
    """What is wrong with a line, for the person who made it."""


@dataclass(frozen=True, kw_only=True)
class _Line:
    document: Document
    received: datetime
    received_date_only: bool
    channel: Channel
    project: str | None

    @classmethod
    def of(cls, given: View, batch: Batch) -> "_Line":
        subject, text = _text(given, "subject") or "", _text(given, "text") or ""
        if not (subject.strip() or text.strip()):
            raise LineError("subject 与 text 都是空的")
        said = _text(given, "received")
        received = _received(said, batch)
        document = Document(
            subject=subject,
            text=text,
            envelope=Envelope(sender=Address(email=_text(given, "sender"))),
            fields=find_fields(subject, text, reference=received),
        )
        return cls(
            document=document,
            received=received,
            received_date_only=said is not None and names_a_day_only(said),
            channel=_channel(_text(given, "channel")),
            project=_text(given, "project"),
        )


def _parse(line: bytes) -> View:
    try:
        given = json.loads(line.decode("utf-8-sig"), parse_constant=_no_constant)
    except UnicodeDecodeError:
        raise LineError("不是 UTF-8 编码") from None
    except (ValueError, RecursionError):
        raise LineError("不是有效的 JSON") from None
    if not isinstance(given, dict):
        raise LineError('应为 JSON 对象：{"id", "subject", "text", "received"}')
    if given.get("id") is None:
        raise LineError("缺少 id")
    return given


def _no_constant(name: str) -> Never:
    raise ValueError(name)


def _text(given: View, key: str) -> str | None:
    value = given.get(key)
    if value is None:
        return None
    if isinstance(value, str):
        return _LONE_SURROGATE.sub("\N{REPLACEMENT CHARACTER}", value)
    raise LineError(f"{key} 应为文字")


def _received(text: str | None, batch: Batch) -> datetime:
    zone = ZoneInfo(batch.zone)
    if text is None:
        return batch.now.astimezone(zone)
    try:
        return parse_moment(text, zone)
    except ValueError as error:
        raise LineError(f"received：{error}") from None


def _channel(text: str | None) -> Channel:
    try:
        return Channel(text) if text is not None else Channel.EMAIL
    except ValueError:
        raise LineError(f"channel：没有“{text}”这个来源，可用 {'、'.join(Channel)}") from None
