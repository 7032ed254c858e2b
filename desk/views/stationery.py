"""What the pages of letter templates show: which is in force, its versions, what is wrong with one, its samples."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.codes import LetterKind
from domain.letter_kinds import INSIDE, LETTERS
from domain.reading_codes import Script
from letters.kinds import kinds
from letters.templating.inspect import SAMPLE_NAMES, TAGS, Inspected
from store.letter_templates import TemplateRow, TemplateUse
from workers.stationery.standing import Standing

_HANT = ".hant"
_MOST_DIGITS = 9


@dataclass(frozen=True, kw_only=True)
class Named:
    """A template as addresses name it: `reply`, or `reply.hant` for one of its own for traditional letters."""

    kind: LetterKind
    script: Script

    @property
    def name(self) -> str:
        """Its name in an address, and that of its file without `.docx`."""
        return f"{self.kind.value}{_HANT if self.script is Script.HANT else ''}"

    @property
    def inside(self) -> bool:
        """Whether it stays in the house."""
        return self.kind in INSIDE


def named(name: str) -> Named | None:
    """The template of a name, or None."""
    kind = name.removesuffix(_HANT)
    script = Script.HANT if name.endswith(_HANT) else Script.HANS
    if kind not in LETTERS or (script is Script.HANT and kind in INSIDE):
        return None
    return Named(kind=LetterKind(kind), script=script)


@dataclass(frozen=True, kw_only=True)
class OneTemplate:
    """A template with all it ever was. variables: name → what it means."""

    named: Named
    standing: Standing
    versions: tuple[TemplateRow, ...]
    uses: tuple[TemplateUse, ...]
    variables: Mapping[str, str] = field(default_factory=dict)

    @property
    def tags(self) -> tuple[str, ...]:
        """How they are written."""
        return TAGS

    @property
    def own_hant(self) -> bool:
        """Whether traditional letters may have a template of their own."""
        return not self.named.inside

    def is_in_force(self, row: TemplateRow) -> bool:
        """Whether letters are written by this version."""
        return row.sha256 == self.standing.sha256


def variables_of(kind: LetterKind) -> Mapping[str, str]:
    """The names that a template of a kind may use, with what they mean."""
    return kinds()[kind].variables


@dataclass(frozen=True, kw_only=True)
class LookedAt:
    """A version that was looked through. samples: the name of each sample letter → sha256 of its file."""

    one: OneTemplate
    row: TemplateRow
    found: Inspected
    absent_faces: tuple[str, ...]

    @property
    def samples(self) -> Mapping[str, str]:
        """Empty while there are mistakes."""
        return {name: hashlib.sha256(docx).hexdigest() for name, docx in self.found.letters.items()}

    @property
    def sample_names(self) -> Mapping[str, str]:
        """What staff call them, to be translated."""
        return SAMPLE_NAMES


@dataclass(frozen=True, kw_only=True)
class HeadProposed:
    """A letter's template with a proposed head. seen: sha256 of the one in force; sample: of a letter written by it,
    empty if it has mistakes.
    """

    row: TemplateRow
    seen: str
    sample: str
    in_force: bool


def proposed(named: str) -> tuple[LetterKind | None, int]:
    """`reply:3` → its kind and version; None for what is no kind."""
    kind, _, version = named.partition(":")
    number = int(version) if version.isdecimal() and len(version) < _MOST_DIGITS else 0
    return (LetterKind(kind) if kind in LETTERS else None), number
