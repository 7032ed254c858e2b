"""How a reading process answers: as JSON of the type that its function returns, which runs nothing when it is read.

A process that reads what strangers sent may have been taken over; pickle, which multiprocessing uses, would let it run
code here. What it says is checked against the function's annotated type; of errors only those of a closed list come
back as themselves, any other as ReaderError.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from importlib import import_module
from typing import Any, TypeVar, get_type_hints

from pydantic import ConfigDict, TypeAdapter, ValidationError

from domain.said import Sentence

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
        "letters.pdf.printed.agreed.NotAsWritten",
        "letters.templating.render.UnknownKind",
        "letters.pdf.seal.SealProblem",
        "letters.templating.letterhead.LetterheadProblem",
        "letters.word.packages.refusal.PackageRefused",
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
Word = str | int | float | Sentence | None
_FAILURE: TypeAdapter[tuple[str, list[Word], dict[str, Word]]] = TypeAdapter(tuple[str, list[Word], dict[str, Word]])


def packed(function: Callable[..., object], value: object) -> bytes:
    """What the function returned."""
    return _DONE + _adapter(function).dump_json((value,))


def packed_error(error: Exception) -> bytes:
    """What the function raised: its name, and of those in the list what it was made with."""
    name = f"{type(error).__module__}.{type(error).__qualname__}"
    words, named = _made_with(error) if name in _ERRORS else ((), {})
    record = name, [_plain(one) for one in words], {key: _plain(value) for key, value in named.items()}
    return _FAILED + _FAILURE.dump_json(record)


def _made_with(error: Exception) -> tuple[Sequence[object], Mapping[str, object]]:
    """The arguments that make it again; an error that is pickled in a way of its own says them by that."""
    maker = error.__reduce__()[0]
    if isinstance(maker, partial):
        return maker.args, maker.keywords
    return ((), vars(error)) if vars(error) else (error.args, {})


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
        name, words, named = _FAILURE.validate_json(content)
        if name not in _ERRORS:
            return ReaderError(name[:200])
        module, _, kind = name.rpartition(".")
        made: type[Exception] = getattr(import_module(module), kind)
        return made(*map(_plain, words), **{key: _plain(value) for key, value in named.items()})
    except (ValueError, TypeError, RecursionError):
        return ForgedError("an answer that cannot be read")


def _plain(value: object) -> Word:
    return value if value is None or isinstance(value, int | float | Sentence) else str(value)[:_LONGEST_WORD]


@cache
def _adapter(function: Callable[..., R]) -> TypeAdapter[tuple[R]]:
    """Of the type that the function is annotated to return; without one, of whatever JSON holds."""
    try:
        returned = get_type_hints(function).get("return", Any)  # a type known only as it runs
    except (TypeError, NameError):  # a built-in function has none
        returned = Any  # a type known only as it runs
    return TypeAdapter(tuple[returned], config=_CONFIG)  # type: ignore[valid-type,arg-type]  # known only as it runs
