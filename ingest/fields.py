"""Finds household details in a letter, each with the exact words and where they stand."""

import re
from collections.abc import Iterator
from datetime import datetime

from domain.reading import Field
from domain.reading_codes import FieldName, Source
from ingest.amounts import find_amounts
from ingest.form import find_labelled, without_repeats
from ingest.found import Found
from ingest.names import HAN
from ingest.people import find_residents
from ingest.phones import find_emails, find_phones
from ingest.places import find_addresses
from ingest.projects import find_projects
from language.folding import half_width
from language.forms import written
from language.numbers import CHINESE

_NUMBERED = re.compile(rf"[\d{CHINESE}幺]|[A-Z甲乙丙丁戊东西南北中高低]\s*(?:[座栋幢]|单元)")
"""What a phone or an address cannot lack."""
_AS_WRITTEN = frozenset({FieldName.RESIDENT, FieldName.PROJECT})
_ORDER = {name: number for number, name in enumerate(FieldName)}
_MAX_CHARS = 50_000
_BETWEEN = re.compile(rf"(?<=[{HAN}])\s+(?=[{HAN}])")
_BLANK_RUN = re.compile(r"\s{30,}+")
_EDGE = 10


def find_fields(subject: str, text: str, *, reference: datetime | None) -> tuple[Field, ...]:
    """Resident, phone, email, project, building, unit, room, date, sum, duration, households (DESIGN 4).

    Values: phones in digits; dates ISO, a date without a year read against `reference` (none without it); sums in yuan;
    durations in days (a month 30, a year 365, hours as a fraction to three places); households as a whole number, round
    words at their lower bound (几百户 is 300). Names of people and projects stay in the letter's own script. Precision
    goes before recall: these go into letters. Only the first 50 000 characters of a text are searched.
    """
    return (*_fields(subject, Source.SUBJECT, reference), *_fields(text, Source.TEXT, reference))


def _fields(text: str, source: Source, reference: datetime | None) -> Iterator[Field]:
    """The fields of one text, by kind, then by place."""
    if not text:
        return
    text = text[:_MAX_CHARS]
    folded = written(_BLANK_RUN.sub(_broken, half_width(text)))
    details = without_repeats(find_labelled(folded), _all(folded, source, reference))
    found = sorted(details, key=lambda one: (_ORDER[one.name], one.start))
    for one in found:
        words = text[one.start : one.end]
        value = _BETWEEN.sub("", words) if one.name in _AS_WRITTEN else one.value
        yield Field(name=one.name, value=value, text=words, source=source, start=one.start, end=one.end)


def _broken(run: re.Match[str]) -> str:
    """A long blank run, its middle made what no pattern matches, as long as before: patterns would be slow on it."""
    blank = run[0]
    return blank[:_EDGE] + "\0" * (len(blank) - 2 * _EDGE) + blank[-_EDGE:]


def _all(folded: str, source: Source, reference: datetime | None) -> Iterator[Found]:
    numbered = _NUMBERED.search(folded) is not None
    phones = list(find_phones(folded)) if numbered else []
    places = list(find_addresses(folded)) if numbered else []
    if source is Source.TEXT:
        yield from find_residents(folded, places, phones)
    yield from find_emails(folded)
    yield from find_projects(folded)
    yield from phones
    yield from places
    yield from find_amounts(folded, reference)
