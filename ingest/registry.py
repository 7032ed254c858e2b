"""Finds the formats by listing their folder, so that adding one is adding a file."""

import pkgutil
from functools import cache
from importlib import import_module
from typing import cast

from ingest import formats
from ingest.reading import Format


@cache
def all_formats() -> tuple[Format, ...]:
    """Every module of `ingest/formats`, the most certain signatures first."""
    names = sorted(found.name for found in pkgutil.iter_modules(formats.__path__))
    modules = (import_module(f"{formats.__name__}.{name}") for name in names)
    return tuple(sorted((cast("Format", module) for module in modules), key=lambda one: one.ORDER))


@cache
def encoded_suffixes() -> frozenset[str]:
    """How the files of those formats are named whose words cannot be found by searching bytes or unpacked parts."""
    return frozenset(suffix for one in all_formats() for suffix in getattr(one, "SUFFIXES", ()))


def format_of(data: bytes, name: str) -> Format | None:
    """The format of these bytes, or None if no format knows them."""
    return next((one for one in all_formats() if one.sniff(data, name)), None)
