"""Inputs made by spoiling good ones, and what reading makes of them; runs in processes that may be killed."""

import io
import os
import random
import time
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from domain.settings import Limits
from ingest.read import read_letters

SAMPLES = Path(__file__).parent / "samples"
# Small limits are met sooner; pages for OCR take seconds each and have tests of their own.
LIMITS = replace(Limits(), unzip_bytes=20_000_000, files=50, office_seconds=10)
_PICTURES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp", ".heic", ".bmp", ".gif")
_SCANS = ("scan", "picture", "photo", "ocr")
_NUMBERS = [b"\0\0\0\0", b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f", b"\0\0\0\x80", b"99999999", b"\0", b"\xff"]
_PAGE = os.sysconf("SC_PAGE_SIZE")


def corpus() -> list[tuple[str, bytes]]:
    """Every sample that is read without OCR, by its name."""
    return [
        (path.name, path.read_bytes())
        for path in sorted(SAMPLES.iterdir())
        if path.is_file()
        and not path.name.endswith((".expected.json", *_PICTURES))
        and not any(word in path.name for word in _SCANS)
    ]


def spoiled(data: bytes, other: bytes, chance: random.Random) -> bytes:
    """One mutant of `data`: flips, cuts, repetitions, absurd numbers, pieces of `other`, or the same inside a zip."""
    if data.startswith(b"PK\x03\x04") and chance.random() < 0.6:
        inside = _inside_zip(data, other, chance)
        if inside is not None:
            return inside
    out = bytearray(data)
    for _ in range(chance.choice([1, 1, 2, 5, 20])):
        _spoil(out, other, chance)
        del out[300_000:]
    return bytes(out)


def _spoil(out: bytearray, other: bytes, chance: random.Random) -> None:
    """One change in place."""
    at = chance.randrange(len(out) + 1)
    size = chance.choice([1, 4, 30, 500, max(1, len(out) // 3)])
    kind = chance.randrange(6)
    if kind == 0 and at < len(out):
        out[at] ^= 1 << chance.randrange(8)
    elif kind == 1:
        del out[at : at + size]
    elif kind == 2:
        out[at:at] = out[at : at + size] * chance.choice([1, 2, 10])
    elif kind == 3:
        number = chance.choice(_NUMBERS)
        out[at : at + len(number)] = number
    elif kind == 4:
        start = chance.randrange(len(other) + 1)
        out[at:at] = other[start : start + size]
    elif chance.random() < 0.3:
        del out[at:]


def _inside_zip(data: bytes, other: bytes, chance: random.Random) -> bytes | None:
    """The zip with one member spoiled before it was packed; flips in packed bytes only break a checksum."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            members = {info.filename: package.read(info) for info in package.infolist() if not info.flag_bits & 1}
    except (zipfile.BadZipFile, OSError):
        return None
    if not members or sum(map(len, members.values())) > 1_000_000:
        return None
    chosen = chance.choice(sorted(members))
    members[chosen] = spoiled(members[chosen], other, chance)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(zipfile.ZipInfo(name), content)
    return target.getvalue()


def mutants(seed: int, count: int) -> Iterator[tuple[str, bytes]]:
    """`count` mutants, the same for the same seed and samples."""
    chance = random.Random(seed)  # noqa: S311  # not for secrets
    samples = corpus()
    for _ in range(count):
        name, data = chance.choice(samples)
        yield name, spoiled(data, chance.choice(samples)[1], chance)


def read_mutants(seed: int, count: int) -> tuple[list[str], float, int]:
    """Reads them: what is wrong with the readings, the slowest in seconds, the resident bytes afterwards."""
    wrong: list[str] = []
    slowest = 0.0
    for number, (name, data) in enumerate(mutants(seed, count)):
        start = time.monotonic()
        try:
            wrong += [f"{name} {seed}:{number} {why}" for why in faults_of(data, name)]
        except Exception as error:  # noqa: BLE001  # the very thing that must not happen
            wrong.append(f"{name} {seed}:{number} {error!r}")
        slowest = max(slowest, time.monotonic() - start)
    return wrong, slowest, int(Path("/proc/self/statm").read_text("ascii").split()[1]) * _PAGE


def faults_of(data: bytes, name: str) -> list[str]:
    """What is wrong with the reading of one input, whatever the input."""
    documents = read_letters(data, name=name, limits=LIMITS)
    wrong = [] if documents else ["no letter"]
    for document in documents:
        if not document.readable and not document.problems:
            wrong.append("nothing read and nothing said")
        if any(document.text[part.start : part.end] != part.text for part in document.parts if part.start is not None):
            wrong.append("a part is not where it says")
        wrong += [f"unforeseen {one.what}" for one in document.problems if "读取时出错" in one.what]
    return wrong
