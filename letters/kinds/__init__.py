"""What the template of each letter kind may say: what the SPEC of its module here names, else what all letters to
residents, or all forms of the house, may say."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType

from domain.codes import LetterKind
from domain.letter_kinds import INSIDE, LETTERS
from letters.context import LetterContext
from letters.kinds.common import VARIABLES, common, subject_of, title_of
from letters.kinds.forms import FORM_VARIABLES, form
from letters.text.wording import Wording

TITLE = MappingProxyType({"标题事项": "标题中的事项，例如 电梯停运等问题"})


@dataclass(frozen=True, kw_only=True)
class KindSpec:
    """One letter kind. Its template is `letters/templates/<kind>.docx`.

    variables: name in the template → what it means, for docs/letters.md. build: the values, exactly these names.
    subject: the subject of the mail that carries the letter. inside: it stays in the house, in simplified script.
    """

    kind: LetterKind
    variables: Mapping[str, str]
    build: Callable[[LetterContext, Wording], dict[str, object]]
    subject: Callable[[LetterContext, Wording], str]
    inside: bool = False

    @property
    def title(self) -> str:
        """What the letter is called."""
        return LETTERS[self.kind].label


@cache
def kinds() -> Mapping[LetterKind, KindSpec]:
    """All letter kinds, in the order of the closed list."""
    specs: list[KindSpec] = [
        module.SPEC
        for module in (import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__))
        if hasattr(module, "SPEC")
    ]
    special = {spec.kind: spec for spec in specs}
    return MappingProxyType({kind: special.get(kind) or _plain(kind) for kind in LetterKind})


def _plain(kind: LetterKind) -> KindSpec:
    """A kind that says no more than all letters to residents, or all forms of the house, may say."""
    inside = kind in INSIDE
    opening = LETTERS[kind].opening or LETTERS[kind].label
    return KindSpec(
        kind=kind,
        variables=FORM_VARIABLES if inside else MappingProxyType({**VARIABLES, **TITLE}),
        build=form if inside else _titled,
        subject=lambda context, wording: subject_of(context, wording.ours(opening)),
        inside=inside,
    )


def _titled(context: LetterContext, wording: Wording) -> dict[str, object]:
    return {**common(context, wording), "标题事项": wording.ours(title_of(context))}
