"""How commands speak: JSON or text on stdout, sentences and progress on stderr, always in UTF-8.

Whatever is written, by a command or by a library, goes through `domain.visible`: a letter's subject never steers the
terminal of who looks at it.
"""

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from typing import Any, TextIO, TypeVar, cast

from rich.console import Console, ConsoleOptions, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.segment import Segment

from domain.visible import visible

T = TypeVar("T")


class _VisibleStream:
    """A text stream on which nothing that steers a terminal is written. plain: the stream itself."""

    def __init__(self, plain: TextIO) -> None:
        self.plain = plain

    def write(self, text: str) -> int:
        """Write it, made visible; how many characters were given."""
        self.plain.write(visible(text))
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        """Write one after the other."""
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.plain, name)


class _VisibleConsole(Console):
    """Draws on the stream itself, for its colours are commands to the terminal, and makes the text in them visible."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """The segments that make up `renderable`."""
        for segment in super().render(renderable, options):
            yield segment if segment.control else Segment(visible(segment.text), segment.style)


def use_utf8() -> None:
    """Write UTF-8 whatever the locale says: Chinese must come out right under LANG=C too."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
        if not isinstance(stream, _VisibleStream):
            setattr(sys, name, cast("TextIO", _VisibleStream(stream)))


def say(text: str = "") -> None:
    """One line for the person at the terminal, or for a pipe: no markup, nothing cut."""
    sys.stdout.write(visible(text) + "\n")


def tell(text: str) -> None:
    """One line on stderr: not part of the result."""
    sys.stderr.write(visible(text) + "\n")


def say_json(value: Any) -> None:
    """The result as JSON, Chinese as it is."""
    sys.stdout.write(visible(json.dumps(value, ensure_ascii=False, indent=2)) + "\n")


def console() -> Console:
    """For tables: as wide as the terminal, else wide enough that nothing is cut."""
    return _VisibleConsole(file=_plain(sys.stdout), highlight=False, width=None if sys.stdout.isatty() else 200)


def _plain(stream: TextIO) -> TextIO:
    return stream.plain if isinstance(stream, _VisibleStream) else stream


@contextmanager
def progress(label: str, total: int) -> Iterator["Advance"]:
    """A progress bar on stderr, only on a terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    shown = Progress(
        *columns, console=_VisibleConsole(file=_plain(sys.stderr)), transient=True, disable=not sys.stderr.isatty()
    )
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
