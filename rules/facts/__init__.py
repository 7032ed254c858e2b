"""The vocabulary of conditions, one module a group of predicates.

A new predicate is a module in this folder with `PREDICATES`, name → rules.predicate.Predicate; rulebooks, checks and
the manual find it here by listing. `KINDS` holds kinds of fact that only the rules ask about which a rulebook implies.
"""

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules

from rules.predicate import Kind, Predicate
from rules.schema.key import Key

_MODULES = tuple(import_module(f"{__name__}.{name}") for name in sorted(found.name for found in iter_modules(__path__)))

PREDICATES: Mapping[str, Predicate] = {
    name: predicate for module in _MODULES for name, predicate in getattr(module, "PREDICATES", {}).items()
}
"""Each word of the rule language, by the name an author writes."""

KINDS: Mapping[str, Kind] = {
    **PREDICATES,
    **{name: kind for module in _MODULES for name, kind in getattr(module, "KINDS", {}).items()},
}
"""Fact kind → what answers it."""

MODIFIERS: Mapping[str, Key] = {
    name: key for predicate in PREDICATES.values() for name, key in predicate.beside.items()
}
"""Keys that stand beside a predicate."""
