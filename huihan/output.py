"""How commands speak: JSON or text on stdout, sentences and progress on stderr, always in UTF-8.

Whatever is written, by a command or by a library, goes through `domain.visible`: a letter's subject never steers the
terminal of who looks at it.
"""

import json
import sys
from collections.abc import Iterable
from io import TextIOWrapper
from typing import Any, TextIO, cast

from domain.visible import visible


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

    def __getattr__(self, name: str) -> Any:  # whatever the stream has
        return getattr(self.plain, name)


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


def say_json_line(value: object) -> None:
    """One of several results, a line each, for a reader that does not wait for the last."""
    say(json.dumps(value, ensure_ascii=False))
    sys.stdout.flush()


def say_json(value: object) -> None:
    """The result as JSON, Chinese as it is."""
    sys.stdout.write(visible(json.dumps(value, ensure_ascii=False, indent=2)) + "\n")


def plain(stream: TextIO) -> TextIO:
    """The stream itself, for what makes its own text visible."""
    return stream.plain if isinstance(stream, _VisibleStream) else stream
