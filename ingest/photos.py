"""Several photographs of one letter attached to one mail: its pages, in order."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from domain.codes import Method
from ingest.reading import Reading

_NUMBER = re.compile(r"\d+")
_EXTENSION = re.compile(r"\.\w{2,5}$")


def as_pages(attached: Sequence[Reading]) -> Iterator[Reading]:
    """The attachments, each run of photographed pages sorted by the numbers in their names and numbered from 1.

    Names that differ in more than their numbers keep the order in which they were attached.
    """
    for photographed, run in groupby(attached, key=_is_photographed_page):
        pages = list(run)
        if not photographed or len(pages) == 1:
            yield from pages
            continue
        if len({_stem(page) for page in pages}) == 1:
            pages.sort(key=_numbers)
        for number, page in enumerate(pages, 1):
            yield replace(page, parts=(replace(page.parts[0], page=number),))


def _is_photographed_page(reading: Reading) -> bool:
    part = reading.parts[0] if len(reading.parts) == 1 else None
    return part is not None and part.method is Method.OCR and part.media_type.startswith("image/")


def _stem(reading: Reading) -> str:
    return _NUMBER.sub("#", _EXTENSION.sub("", reading.parts[0].name)).strip().lower()


def _numbers(reading: Reading) -> tuple[int, ...]:
    return tuple(int(found) for found in _NUMBER.findall(_EXTENSION.sub("", reading.parts[0].name)))
