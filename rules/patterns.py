"""Finds regular expressions in a text, however many: the words they cannot do without say which of them to run."""

from collections.abc import Iterator, Sequence

import re2

_JOINED = 50
_MEMORY = 8 << 20


class Patterns:
    """RE2 patterns, compiled once. Immutable after construction; safe to share between threads."""

    def __init__(self, patterns: Sequence[str]) -> None:
        """Raises re2.error where one of them is none."""
        self._compiled = [compile_regex(pattern) for pattern in patterns]
        self._filters = list(_filters(list(enumerate(patterns))))

    def spans(self, text: str) -> Iterator[tuple[int, tuple[int, int]]]:
        """The number of a pattern and a stretch that it matches, never an empty one."""
        for joint, numbers in self._filters:
            for at in joint.Match(text, potential=True) or ():
                for match in self._compiled[numbers[at]].finditer(text):
                    start, end = match.span()
                    if end > start:
                        yield numbers[at], (start, end)


def compile_regex(pattern: str) -> "re2._Regexp":
    """An RE2 pattern, upper and lower case alike, without groups; re2.error where it is none."""
    return re2.compile(pattern, options=_options())


def _options() -> "re2.Options":
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.never_capture = True
    options.max_mem = _MEMORY
    return options


def _filters(patterns: Sequence[tuple[int, str]]) -> "Iterator[tuple[re2.Filter, list[int]]]":
    """Numbered patterns joined by the words they need, so that a letter is read few times to see which of them to run.

    What RE2 refuses to join (its memory is bounded) is halved; a single pattern that it refuses raises re2.error.
    """
    waiting = [patterns[at : at + _JOINED] for at in range(0, len(patterns), _JOINED)]
    while waiting:
        some = waiting.pop()
        joint = re2.Filter()
        for _, pattern in some:
            joint.Add(pattern, _options())
        try:
            joint.Compile()
        except re2.error:
            if len(some) == 1:
                raise
            half = len(some) // 2
            waiting += [some[:half], some[half:]]
        else:
            yield joint, [number for number, _ in some]
