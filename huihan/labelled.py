"""Letters with their right topic, for `rules suggest` and `rules learn`: those of a file, or the confirmed cases."""

import json
from collections.abc import Collection
from pathlib import Path

import typer

from huihan.errors import RefusedError
from huihan.opened import services_of
from rules.suggest import Labelled
from workers.rulebooks.labelled import labelled


def confirmed(context: typer.Context) -> tuple[Labelled, ...]:
    """Those of the instance's cases whose topic a person has confirmed or chosen."""
    with services_of(context) as services, services.database.reading() as session:
        return labelled(session)


def write_out(out: Path, text: str) -> None:
    """Write a file. Raises RefusedError if it cannot be."""
    try:
        out.write_text(text, "utf-8")
    except OSError as error:
        raise RefusedError(f"{out} 无法写入：{error.strerror}") from None


def read_labelled(path: Path, topics: Collection[str]) -> tuple[Labelled, ...]:
    """Lines `{"subject", "text", "topic"}`; RefusedError names the first that is none."""
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except OSError as error:
        raise RefusedError(f"{path} 无法读取：{error.strerror}") from None
    except UnicodeDecodeError:
        raise RefusedError(f"{path} 不是 UTF-8 文本") from None
    return tuple(_labelled(path, number, line, topics) for number, line in enumerate(lines, 1) if line.strip())


def _labelled(path: Path, number: int, line: str, topics: Collection[str]) -> Labelled:
    try:
        given = json.loads(line)
    except ValueError:
        raise RefusedError(f"{path}:{number}: 不是 JSON") from None
    if not isinstance(given, dict) or not all(isinstance(given.get(key), str) for key in ("text", "topic")):
        raise RefusedError(f"{path}:{number}: 需要 text 和 topic")
    if given["topic"] not in topics:
        raise RefusedError(f"{path}:{number}: 规则中没有主题 {given['topic']}")
    return Labelled(subject=str(given.get("subject") or ""), text=given["text"], topic=given["topic"])
