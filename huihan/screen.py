"""Tables on stdout and progress on stderr, for a person at a terminal; plain lines go through `huihan.output`."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from rich.console import Console, ConsoleOptions, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.segment import Segment

from domain.visible import visible
from huihan.output import plain

T = TypeVar("T")


class _VisibleConsole(Console):
    """Draws on the stream itself, for its colours are commands to the terminal, and makes the text in them visible."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """The segments that make up `renderable`."""
        for segment in super().render(renderable, options):
            yield segment if segment.control else Segment(visible(segment.text), segment.style)


def console() -> Console:
    """For tables: as wide as the terminal, else wide enough that nothing is cut."""
    return _VisibleConsole(file=plain(sys.stdout), highlight=False, width=None if sys.stdout.isatty() else 200)


@contextmanager
def progress(label: str, total: int) -> Iterator["Advance"]:
    """A progress bar on stderr, only on a terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    shown = Progress(
        *columns, console=_VisibleConsole(file=plain(sys.stderr)), transient=True, disable=not sys.stderr.isatty()
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
