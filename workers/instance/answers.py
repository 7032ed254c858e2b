"""How a reading process answers: as JSON of the type that its function returns, which runs nothing when it is read.

A process that reads what strangers sent may have been taken over; pickle, which multiprocessing uses, would let it run
code here. What it says is checked against the function's annotated type; of errors only those of a closed list come
back as themselves, any other as ReaderError.
"""

import json
from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from typing import Any, TypeVar, get_type_hints

from pydantic import ConfigDict, TypeAdapter, ValidationError

_CONFIG = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")
_DONE, _FAILED = b"=", b"!"
_ERRORS = frozenset(
    {
        "builtins.IndexError",
        "builtins.ValueError",
        "builtins.ZeroDivisionError",
        "ingest.page_image.NoPageError",
        "letters.templating.guard.TemplateProblem",
        "letters.pdf.office.PdfProblem",
        "letters.templating.render.UnknownKind",
        "letters.pdf.seal.SealProblem",
        "workers.intake.originals_tasks.NoPieceError",
    }
)
"""What callers tell apart. Named, not imported: most processes need few of them."""
_LONGEST_WORD = 2_000


class ReaderError(Exception):
    """A reading process failed in an unforeseen way; the message names the kind of error alone."""


class ForgedError(ReaderError):
    """What came is no answer of the function: the process that sent it is not to be trusted any more."""


R = TypeVar("R")
Word = str | int | float | None


def packed(function: Callable[..., object], value: object) -> bytes:
    """What the function returned."""
    return _DONE + _adapter(function).dump_json((value,))


def packed_error(error: Exception) -> bytes:
    """What the function raised: its name, and of those in the list the words and numbers it was made with."""
    name = f"{type(error).__module__}.{type(error).__qualname__}"
    values: dict[str, Word] | list[Word] = {}
    if name in _ERRORS:
        values = {key: _plain(value) for key, value in vars(error).items()} or [_plain(one) for one in error.args]
    return _FAILED + json.dumps([name, values], ensure_ascii=False).encode("utf-8", "replace")


def unpacked(function: Callable[..., R], answer: bytes) -> R:
    """What the function returned, of its annotated type.

    Raises:
        Exception: what it raised, if that is in the list, else ReaderError; ForgedError for what is no such answer.
    """
    kind, content = answer[:1], answer[1:]
    if kind == _DONE:
        try:
            value: R = _adapter(function).validate_json(content)[0]
        except ValidationError as error:
            raise ForgedError(f"an answer of another type than {function.__name__} returns") from error
        return value
    raise _error(content)


def _error(content: bytes) -> Exception:
    try:
        name, values = json.loads(content)
        if name not in _ERRORS:
            return ReaderError(str(name)[:200])
        module, _, kind = name.rpartition(".")
        made: type[Exception] = getattr(import_module(module), kind)
        return made(**_words(values)) if isinstance(values, dict) else made(*map(_plain, values))
    except (ValueError, TypeError, RecursionError):
        return ForgedError("an answer that cannot be read")


def _words(values: Mapping[str, object]) -> dict[str, Word]:
    return {key: _plain(value) for key, value in values.items()}


def _plain(value: object) -> Word:
    return value if value is None or isinstance(value, int | float) else str(value)[:_LONGEST_WORD]


@cache
def _adapter(function: Callable[..., R]) -> TypeAdapter[tuple[R]]:
    """Of the type that the function is annotated to return; without one, of whatever JSON holds."""
    try:
        returned = get_type_hints(function).get("return", Any)  # a type known only as it runs
    except (TypeError, NameError):  # a built-in function has none
        returned = Any  # a type known only as it runs
    return TypeAdapter(tuple[returned], config=_CONFIG)  # type: ignore[valid-type,arg-type]  # known only as it runs
