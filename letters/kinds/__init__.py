"""One module a letter kind: what its template may say. A new kind is one more module and template."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType

from domain.codes import LetterKind
from letters.context import LetterContext
from letters.text.wording import Wording


@dataclass(frozen=True, kw_only=True)
class KindSpec:
    """One letter kind. Its template is `letters/templates/<kind>.docx`.

    variables: name in the template → what it means, for docs/letters.md. build: the values, exactly these names.
    subject: the subject of the mail that carries the letter. inside: it stays in the house, in simplified script.
    """

    kind: LetterKind
    title: str
    variables: Mapping[str, str]
    build: Callable[[LetterContext, Wording], dict[str, object]]
    subject: Callable[[LetterContext, Wording], str]
    inside: bool = False


@cache
def kinds() -> Mapping[LetterKind, KindSpec]:
    """All letter kinds: each module of this package that defines SPEC."""
    specs: list[KindSpec] = [
        module.SPEC
        for module in (import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__))
        if hasattr(module, "SPEC")
    ]
    return MappingProxyType({spec.kind: spec for spec in specs})
