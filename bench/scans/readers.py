"""The two that are compared, each to be called in a process of its own: our reading, and OSD + rapidocr called bare."""

import io
import os
import re
import resource
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pypdfium2
from PIL import Image, ImageSequence
from rapidocr import RapidOCR

from domain.settings import Limits
from ingest.read import read_letters

_BARE_DPI = 200
_KILOBYTE = 1024


@dataclass(frozen=True, kw_only=True)
class Read:
    """What one reader made of one file, and what it took. peak: bytes, the most the process ever held."""

    text: str
    seconds: float
    processor: float
    peak: int
    fields: dict[str, tuple[str, ...]]
    confidence: float = 1.0
    problems: tuple[str, ...] = ()

    @property
    def for_person(self) -> bool:
        """Whether a person is told to look."""
        return bool(self.problems)


@dataclass(frozen=True, kw_only=True)
class _Said:
    text: str
    fields: dict[str, tuple[str, ...]]
    confidence: float = 1.0
    problems: tuple[str, ...] = ()


def ours(name: str, data: bytes) -> Read:
    """Every letter in the file, as `huihan read` reads it."""
    return _timed(lambda: _ours(name, data))


def bare(name: str, data: bytes) -> Read:
    """The lines that rapidocr gives, page by page, after tesseract said which way up each is."""
    return _timed(lambda: _bare(name, data))


def _timed(task: Callable[[], _Said]) -> Read:
    busy, began = _busy(), time.perf_counter()
    said = task()
    seconds, processor = time.perf_counter() - began, _busy() - busy
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _KILOBYTE
    return Read(
        text=said.text,
        seconds=seconds,
        processor=processor,
        peak=peak,
        fields=said.fields,
        confidence=said.confidence,
        problems=said.problems,
    )


def _busy() -> float:
    """Processor seconds of this process and of those it has ended."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def _ours(name: str, data: bytes) -> _Said:
    documents = read_letters(data, name=name, limits=Limits())
    fields: dict[str, tuple[str, ...]] = {}
    for document in documents:
        for found in document.fields:
            fields[found.name.value] = (*fields.get(found.name.value, ()), found.value)
    return _Said(
        text="\n".join(document.text for document in documents),
        fields=fields,
        confidence=min(document.confidence for document in documents),
        problems=tuple(problem.what for document in documents for problem in document.problems),
    )


def _bare(name: str, data: bytes) -> _Said:
    lines: list[str] = []
    for page in _pages(name, data):
        upright = page.rotate(-_osd(page), expand=True)
        found = _engine()(np.ascontiguousarray(np.asarray(upright)[:, :, ::-1]))
        lines += found.txts or ()
    return _Said(text="\n".join(lines), fields={})


def _pages(name: str, data: bytes) -> Iterator[Image.Image]:
    if name.endswith(".pdf"):
        document = pypdfium2.PdfDocument(data)
        for page in document:
            yield page.render(scale=_BARE_DPI / 72).to_pil().convert("RGB")
        document.close()
        return
    for frame in ImageSequence.Iterator(Image.open(io.BytesIO(data))):
        yield frame.convert("RGB")


def _osd(page: Image.Image) -> int:
    """Degrees clockwise to set it upright; 0 when tesseract cannot tell."""
    picture = io.BytesIO()
    page.convert("L").save(picture, "PPM")
    said = subprocess.run(
        ["tesseract", "stdin", "stdout", "--psm", "0", "-l", "osd"],  # noqa: S607 - from wherever it is installed
        input=picture.getvalue(),
        capture_output=True,
        check=False,
        env=os.environ | {"OMP_THREAD_LIMIT": "1"},
    )
    found = re.search(r"^Rotate: (\d+)", said.stdout.decode(), re.MULTILINE)
    return int(found[1]) if found else 0


@cache
def _engine() -> Any:
    return RapidOCR(params={"Global.use_cls": False, "Global.log_level": "critical"})
