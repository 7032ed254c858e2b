"""Finds form fields and comments in RTF (1.9.1), which striprtf leaves out as groups that need not be known."""

import re
from collections.abc import Iterator

_BRACE = re.compile(r"\\[\\{}]|[{}]")
_FORM = re.compile(r"\{\\\*\\formfield")
_FIELD = re.compile(r"\{\\field(?![a-z])")
_TYPE = re.compile(r"\\fftype([012])")
_RESULT = re.compile(r"\\ffres(\d{1,3})")
_DEFAULT = re.compile(r"\\ffdefres(\d{1,3})")
_ENTRY = re.compile(r"\{\\\*\\ffl ?")
_COMMENT = re.compile(r"\{\\\*\\annotation(?![a-z])")
_UNDEFINED = "25"
_TICKED, _UNTICKED = "\\u9745 ?", "\\u9744 ?"
_MOST = 2_000
_LONGEST = 100_000


def with_form_fields(markup: str) -> str:
    """The markup with each check box as ☑ or ☐ and each drop-down as what was chosen; texts are there as they are."""
    pieces: list[str] = []
    at = 0
    starts = [found.start() for found in _FIELD.finditer(markup)]
    for form in list(_FORM.finditer(markup))[:_MOST]:
        while len(starts) > 1 and starts[1] < form.start():
            starts.pop(0)
        if not starts or not at <= starts[0] < form.start():
            continue
        shown = _shown(markup[form.start() : _end(markup, form.start())])
        if shown is not None:
            pieces += [markup[at : starts[0]], shown]
            at = _end(markup, starts[0])
    return "".join([*pieces, markup[at:]])


def comments_of(markup: str) -> Iterator[str]:
    """The markup of each comment, without the group that says that it is one."""
    for found in list(_COMMENT.finditer(markup))[:_MOST]:
        yield markup[found.end() : _end(markup, found.start()) - 1]


def _end(markup: str, start: int) -> int:
    """Behind the brace that closes the group which opens at `start`; the furthest that is looked at if none does."""
    depth = 0
    for brace in _BRACE.finditer(markup, start, start + _LONGEST):
        depth += {"{": 1, "}": -1}.get(brace[0], 0)
        if depth == 0:
            return brace.end()
    return min(len(markup), start + _LONGEST)


def _shown(form: str) -> str | None:
    """What a form field shows; None of a text, whose result stands beside it."""
    kind, result, default = _TYPE.search(form), _RESULT.search(form), _DEFAULT.search(form)
    state = result[1] if result and result[1] != _UNDEFINED else default[1] if default else "0"
    if kind is None or kind[1] == "0":
        return None
    if kind[1] == "1":
        return _TICKED if state == "1" else _UNTICKED
    entries = [form[found.end() : _end(form, found.start()) - 1] for found in _ENTRY.finditer(form)]
    return f"{{{entries[int(state)]}}}" if int(state) < len(entries) else ""
