"""Domain dataclasses to JSON text and back, so that what is stored reads back as exactly the same value.

pydantic's TypeAdapter validates the plain dataclasses of `domain/` as they stand; adapters are costly to build and
therefore kept.
"""

from functools import cache
from typing import Any, TypeVar  # a type known only as it runs

from pydantic import TypeAdapter

T = TypeVar("T")


def _adapter(kind: Any) -> TypeAdapter[Any]:  # a type known only as it runs
    return _kept(kind)


@cache
def _kept(kind: Any) -> TypeAdapter[Any]:  # a type known only as it runs
    return TypeAdapter(kind)


def dump(kind: type[T], value: T) -> str:
    """`value` as compact JSON text; `kind` is its type, such as `Decision` or `tuple[Document, ...]`."""
    return _adapter(kind).dump_json(value).decode()


def load(kind: type[T], text: str) -> T:
    """What `dump` was given; pydantic.ValidationError (a ValueError) if the text is not such a value."""
    value: T = _adapter(kind).validate_json(text)
    return value
