"""A form as it was sent, for pages whose forms are too wide to name every field in a signature."""

import re
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.exceptions import RequestValidationError
from starlette.datastructures import FormData

_MOST_DIGITS = 18
_NO_TEXT = re.compile("[\0\ud800-\udfff]")


async def _form(request: Request) -> FormData:
    return await request.form()


async def words_only(request: Request) -> None:
    """Refuse a form with what is no text: NUL, and half a character (a lone surrogate) that nothing can write out.

    Of which draft it is (desk/routes/drafts.py) stays with the request.
    """
    if request.method != "POST":
        return
    typed = await request.form()
    request.state.draft = text(typed, "draft")
    for name, value in typed.multi_items():
        words = value if isinstance(value, str) else value.filename or ""
        if _NO_TEXT.search(name) or _NO_TEXT.search(words):
            raise RequestValidationError([])


Typed = Annotated[FormData, Depends(_form)]

AGAIN = "again"
"""The button that shows a form again as it was typed, and saves nothing: how a draft is taken up where a form has
another number of rows each time."""


Fields = dict[str, Any]  # the fields of a form's dataclass, each of its own type


def whole(text: str) -> int | None:
    """A whole number that some row may have, as a form or path spells it; None for anything else, however long."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS else None


def text(typed: FormData, name: str) -> str:
    """One field's text; empty if it is not there or a file."""
    value = typed.get(name)
    return value if isinstance(value, str) else ""


def draft_of(request: Request) -> str:
    """The key of the draft that the form of this request was typed as; empty for none."""
    found: str = getattr(request.state, "draft", "")
    return found
