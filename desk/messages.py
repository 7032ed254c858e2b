"""The words of the desk in other languages: gettext, keyed by the Chinese sentence, `.po` files read as they stand."""

import io
from collections.abc import Iterator, Mapping
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from babel.messages import Catalog, mofile, pofile
from babel.messages.extract import extract_from_dir
from ruamel.yaml import YAML

from domain import directory_codes, events, labels, past_codes, survey_codes
from domain.said import N_
from letters.checks.tactless_words import tactless

__all__ = ("CATALOGUE", "N_", "extracted", "known", "translations")

HERE = Path(__file__).parent
ROOT = HERE.parent
CATALOGUE = HERE / "locale" / "en" / "LC_MESSAGES" / "desk.po"
_SAID = ("Refused", "CorrectionError", "PdfProblem", "SealProblem", "LetterheadProblem", "Sentence", "N_")
"""What carries a sentence for people as its first argument, beside gettext's own names."""
_METHODS = [("**.py", "python"), ("**.html", "jinja2")]
_ROOMS = ("desk", "workers", "letters", "domain")


class _Catalogue(GNUTranslations):
    """Says nothing for nothing; gettext gives the file's header for an empty message."""

    def gettext(self, message: str) -> str:
        return super().gettext(message) if message else ""


class _OwnEnglish(NullTranslations):
    """Labels that carry their English themselves; any other message stays Chinese."""

    def gettext(self, message: str) -> str:
        return labels.ENGLISH.get(message, message)


_CARRY_ENGLISH = frozenset({"CLOCK", "LETTER", "ENGLISH"})
LABELS: Mapping[str, Mapping[str, str]] = {
    name: table
    for module in (labels, events, directory_codes, past_codes, survey_codes)
    for name, table in vars(module).items()
    if name.isupper()
}
"""What staff call the codes of each closed list, by the name of its table."""


@cache
def translations(language: str) -> NullTranslations:
    """The catalogue of a language; Chinese needs none."""
    if language != "en":
        return NullTranslations()
    binary = io.BytesIO()
    mofile.write_mo(binary, _english())
    binary.seek(0)
    catalogue = _Catalogue(binary)
    catalogue.add_fallback(_OwnEnglish())
    return catalogue


@cache
def known() -> frozenset[str]:
    """Every message of the catalogue: the only sentences into which values are filled."""
    return frozenset(str(entry.id) for entry in _english() if entry.id)


@cache
def _english() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return pofile.read_po(file, locale="en")


def extracted() -> Iterator[tuple[str, str]]:
    """Every message that a page may show, with the file it stands in: of templates, code, and the names of codes."""
    keywords = dict.fromkeys(("_", "gettext", "ngettext", *_SAID))
    for room in _ROOMS:
        found = extract_from_dir(
            ROOT / room,
            _METHODS,
            {"**.html": {"silent": "false", "trimmed": "true", "extensions": "jinja2.ext.do"}},
            keywords,
        )
        for file, _, message, *_ in found:
            for one in (message,) if isinstance(message, str) else message:
                if one:
                    yield one, f"{room}/{file}"
    for phrase in tactless():
        yield phrase.why, "letters/checks/tactless.yaml"
    for file in ("topics.yaml", "alarms.yaml"):
        for name in _names_in(file):
            yield name, f"rulebook/{file}"
    yield from _notes()
    yield from _classes()
    for name, table in LABELS.items():
        for word in () if name in _CARRY_ENGLISH else table.values():
            yield word, f"domain: {name}"


def _names_in(file: str) -> Iterator[str]:
    """The names of the shipped topics or dangers; those of an admin's own stay as they were written."""
    read = YAML(typ="safe").load(ROOT / "rulebook" / file)
    for one in read["kinds"] if isinstance(read, dict) else read:
        yield str(one["name"])


def _classes() -> Iterator[tuple[str, str]]:
    """The classes of the shipped schemes."""
    for names in YAML(typ="safe").load(ROOT / "rulebook" / "rulebook.yaml")["schemes"].values():
        for name in names:
            yield str(name), "rulebook/rulebook.yaml"


def _notes() -> Iterator[tuple[str, str]]:
    """What the shipped rules and clocks say of why they decide so, and why a person is needed."""
    folder = ROOT / "rulebook"
    for path in (*sorted((folder / "rules").glob("*.yaml")), folder / "clocks.yaml", folder / "letters.yaml"):
        for rule in YAML(typ="safe").load(path):
            for note in (rule.get("because"), rule.get("then", {}).get("needs_person")):
                if note:
                    yield str(note), path.relative_to(ROOT).as_posix()
