"""Makes visible what would steer a terminal, forge a line of a log or turn text around on the screen.

Subjects, names, file names and whatever else comes from outside may hold it. Everything is written as JSON writes it
(`\\u202e`), so that JSON stays the same JSON.
"""

import re

STEERING = (
    r"\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 but tab and line feed, DEL, C1: 0x9b alone begins a command of a terminal
    r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f"  # the order in which text is shown (UAX #9)
    r"\u2028\u2029\ufeff\ufff9-\ufffb"  # line ends that only some programs know, marks without width
    r"\ud800-\udfff"  # half a character: a file name that is no UTF-8
)
"""What this is about, as the inside of a regular expression's character class."""
_HIDDEN = re.compile(f"[{STEERING}]")
_HIDDEN_OR_LINE = re.compile(f"[{STEERING}\t\n]")


def visible(text: str) -> str:
    """`text` with every such character as `\\uXXXX`; tabs and line feeds stay."""
    return _HIDDEN.sub(_written, text)


def on_one_line(text: str) -> str:
    """The same, tabs and line feeds written so too: what must not become a second line."""
    return _HIDDEN_OR_LINE.sub(_written, text)


def _written(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"
