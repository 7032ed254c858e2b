"""Column types that keep what is stored honest: aware UTC times, closed lists, tuples of domain values."""

import re
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, DateTime, Dialect, Integer, Text
from sqlalchemy.types import TypeDecorator

from store import serialization

Key = BigInteger().with_variant(Integer, "sqlite")
"""64-bit keys; SQLite numbers rows by itself only for a column declared INTEGER."""


_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(text: str) -> str:
    """The text with U+FFFD for what no database takes: NUL, halves of surrogate pairs."""
    return _UNSTORABLE.sub("\ufffd", text)


class UtcTime(TypeDecorator[datetime]):
    """A moment: aware going in (any offset), aware in UTC coming out; a naive one is a ValueError."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC; SQLite keeps no offset, so its text is UTC by this rule alone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"A time without an offset cannot be stored: {value.isoformat()}")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Back as an aware UTC time, whatever the session's zone is."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Code(TypeDecorator[StrEnum]):
    """A value of one of the closed lists of `domain.codes`; anything else is a ValueError."""

    impl = Text
    cache_ok = True

    def __init__(self, codes: type[StrEnum]) -> None:
        super().__init__()
        self.codes = codes

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Refuse what is not in the list."""
        return None if value is None else self.codes(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        """Back as a member of the list."""
        return None if value is None else self.codes(value)


class Wire(TypeDecorator[Any]):  # a value of the type `kind`
    """A domain value kept as JSON text (`store.serialization`)."""

    impl = Text
    cache_ok = True

    def __init__(self, kind: Any) -> None:  # any type that pydantic knows
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # a value of the type `kind`
        """As JSON; the empty tuple, by far the most frequent value, without asking pydantic."""
        if value is None:
            return None
        return "[]" if value == () else serialization.dump(self.kind, value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # a value of the type `kind`
        """Back as the domain value."""
        if value is None:
            return None
        return () if value == "[]" else serialization.load(self.kind, value)


class Plain(TypeDecorator[str]):
    """Text from outside: what no database takes (NUL, halves of surrogate pairs) becomes U+FFFD."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """One odd character must not stop a letter on its road."""
        return None if value is None else storable(value)


class Mail(TypeDecorator[str]):
    """A mail address for comparing: trimmed and lower-case, as every provider treats it (RFC 5321 2.4 allows less)."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """The comparing form, for values and for search terms alike."""
        return None if value is None else storable(value).strip().lower()


def words(name: str) -> Column[Any]:  # a column knows its value's type only as it runs
    """A column of words, none to begin with."""
    return Column(name, Wire(tuple[str, ...]), nullable=False, default=())


def flag(name: str) -> Column[Any]:  # a column knows its value's type only as it runs
    """A column of yes or no, no to begin with."""
    return Column(name, Boolean, nullable=False, default=False)
