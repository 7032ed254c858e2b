"""How commands speak: JSON or text on stdout, sentences and progress on stderr, always in UTF-8."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from typing import Any, TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

T = TypeVar("T")


def use_utf8() -> None:
    """Write UTF-8 whatever the locale says: Chinese must come out right under LANG=C too."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def say(text: str = "") -> None:
    """One line for the person at the terminal, or for a pipe: no markup, nothing cut."""
    sys.stdout.write(text + "\n")


def tell(text: str) -> None:
    """One line on stderr: not part of the result."""
    sys.stderr.write(text + "\n")


def say_json(value: Any) -> None:
    """The result as JSON, Chinese as it is."""
    json.dump(value, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")


def console() -> Console:
    """For tables: as wide as the terminal, else wide enough that nothing is cut."""
    return Console(file=sys.stdout, highlight=False, width=None if sys.stdout.isatty() else 200)


@contextmanager
def progress(label: str, total: int) -> Iterator["Advance"]:
    """A progress bar on stderr, only on a terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    shown = Progress(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty())
    with shown:
        task = shown.add_task(label, total=total)
        yield Advance(lambda count: shown.advance(task, count))


class Advance:
    """Moves a progress bar."""

    def __init__(self, move: Callable[[int], None]) -> None:
        self._move = move

    def __call__(self, count: int = 1) -> None:
        """`count` more are done."""
        self._move(count)

    def over(self, items: Iterable[T]) -> Iterator[T]:
        """Hand the items on, moving the bar by one after each."""
        for item in items:
            yield item
            self._move(1)
