"""Photographs in one mail: the pages of a letter in order, the stills of Live Photos beside their videos."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from domain.reading import Problem
from domain.reading_codes import Method
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


def with_stills(attached: Sequence[Reading]) -> tuple[Reading, ...]:
    """The attachments; of a Live Photo, sent as a still and a video of one name, the video is told as such."""
    stills = {_bare(one) for one in attached if one.parts and one.parts[0].media_type.startswith("image/")}
    return tuple(_beside_still(one) if _is_video(one) and _bare(one) in stills else one for one in attached)


def _is_video(reading: Reading) -> bool:
    return len(reading.parts) == 1 and reading.parts[0].media_type.startswith("video/")


def _bare(reading: Reading) -> str:
    return _EXTENSION.sub("", reading.parts[0].name).strip().lower() if reading.parts else ""


def _beside_still(reading: Reading) -> Reading:
    name = reading.parts[0].name
    problem = Problem(where=name, what="实况照片的视频，已保留原件；照片已另行读取", mend="如有需要，请打开视频查看")
    return replace(reading, problems=(problem,))
