"""Files a second by format over the tests' samples, charset traps read exactly, and a PDF of 500 pages.

Beside it in the same run the bare tools: mail-parser and pypdfium2, which neither judge nor order what they find.
Usage: python bench/bench_formats.py [SECONDS]   (for each format; pictures and scans are measured by bench_scans.py)
"""

import io
import json
import multiprocessing
import re
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import mailparser
import pypdfium2
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from scans.letter import Purpose, chooser_of, compose

from domain.reading import Document
from domain.reading_codes import Method
from domain.settings import Limits
from ingest.read import read_letters
from ingest.registry import format_of

SAMPLES = Path(__file__).parents[1] / "tests" / "samples"
OWN = frozenset({"tousu@wuye.example", "kefu@wuye.example"})
TRAPS = ("charset-", "header-", "body-", "boundary-", "file-text-", "file-html-")
PAGES = 500
MEMORY_AIM = 60
MEGABYTE = 1_000_000


def read(path: Path) -> tuple[Document, ...]:
    return read_letters(path.read_bytes(), name=path.name, limits=Limits(), own_addresses=OWN)


def by_format() -> dict[str, list[Path]]:
    """The samples by what reads them; what goes through OCR stays out."""
    found: dict[str, list[Path]] = defaultdict(list)
    for path in sorted(SAMPLES.iterdir()):
        if path.name.endswith(".expected.json"):
            continue
        form = format_of(path.read_bytes(), path.name)
        if form is None or form.NAME == "image":
            continue
        parts = [part for document in read(path) for part in document.parts]
        if any(part.method is Method.OCR or part.media_type.startswith("image/") for part in parts):
            continue
        found[form.NAME].append(path)
    return found


def rate(task: Callable[[Path], object], paths: Sequence[Path], seconds: float) -> float:
    """Files a second, over whole rounds until the time is up."""
    files, began = 0, time.perf_counter()
    while (spent := time.perf_counter() - began) < seconds or not files:
        for path in paths:
            task(path)
        files += len(paths)
    return files / spent


def print_formats(seconds: float) -> None:
    bare = {"mail": ("mail-parser", _mail_alone), "pdf": ("pypdfium2", _pdf_alone)}
    for name, paths in sorted(by_format().items()):
        mine = rate(read, paths, seconds)
        other = ""
        if name in bare:
            tool, task = bare[name]
            theirs = rate(task, paths, seconds)
            other = f"   {tool} alone {theirs:7.0f}/s   ratio {mine / theirs:.2f}"
        print(f"  {name:<8} {len(paths):3} samples   huihan {mine:7.0f} files/s{other}")


def _mail_alone(path: Path) -> None:
    mailparser.parse_from_bytes(path.read_bytes())


def _pdf_alone(path: Path) -> None:
    """What it cannot open it cannot read; that is no fault here."""
    try:
        _layers(path.read_bytes())
    except pypdfium2.PdfiumError:
        return


def _layers(data: bytes) -> int:
    document = pypdfium2.PdfDocument(data)
    characters = 0
    for page in document:
        layer = page.get_textpage()
        characters += len(layer.get_text_range())
        layer.close()
        page.close()
    document.close()
    return characters


def print_traps() -> list[str]:
    """Each sample of a charset trap whose expectation names its text or subject, exactly."""
    wrong, seen = [], 0
    for expected in sorted(SAMPLES.glob("*.expected.json")):
        want = json.loads(expected.read_text("utf-8"))
        stem = expected.name.removesuffix(".expected.json")
        named = {key: want[key] for key in ("subject", "text") if key in want}
        if not stem.startswith(TRAPS) or not named:
            continue
        path = next(one for one in SAMPLES.glob(f"{stem}.*") if one != expected)
        document = read(path)[0]
        seen += 1
        if {"subject": document.subject, "text": document.text} | named != {
            "subject": document.subject,
            "text": document.text,
        }:
            wrong.append(stem)
    print(f"charset traps: {seen - len(wrong)} of {seen} exact (aim: all)")
    return [f"traps {', '.join(wrong)}"] if wrong else []


def long_pdf() -> bytes:
    """500 pages of letters with a text layer."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4, invariant=True)
    for number in range(PAGES):
        letter = compose(chooser_of(Purpose.MEASURING, "long", number), Purpose.MEASURING)
        lines = re.findall(r".{1,36}", "\n".join((letter.title, *letter.paragraphs, *letter.signature)))
        canvas.setFont("STSong-Light", 13)
        for row, line in enumerate(lines):
            canvas.drawString(60, A4[1] - 80 - 22 * row, line)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def _read_long(data: bytes) -> int:
    (document,) = read_letters(data, name="long.pdf", limits=Limits())
    return len(document.text)


def growth(task: Callable[[bytes], int], data: bytes) -> tuple[float, int, int, int]:
    """Seconds, characters, and the bytes of an idle process (its formats loaded by one mail) and at its peak."""
    read(SAMPLES / "charset-x-gbk.eml")
    idle = _status("VmRSS")
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the high-water mark starts again (proc(5))
    began = time.perf_counter()
    characters = task(data)
    return time.perf_counter() - began, characters, idle, _status("VmHWM")


def _status(name: str) -> int:
    found = re.search(rf"^{name}:\s+(\d+) kB", Path("/proc/self/status").read_text("ascii"), re.MULTILINE)
    return int(found[1]) * 1024 if found else 0


def print_long_pdf() -> list[str]:
    data = long_pdf()
    over = 0.0
    for name, task in (("huihan", _read_long), ("pypdfium2 alone", _layers)):
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
            seconds, characters, idle, peak = pool.submit(growth, task, data).result()
        grown = (peak - idle) / MEGABYTE
        over = over or grown
        print(
            f"  {name:<16} {PAGES / seconds:6.0f} pages/s, {characters} characters, "
            f"idle {idle / MEGABYTE:.0f} MB, peak {grown:+.0f} MB (aim {MEMORY_AIM:+d})"
        )
    return [f"a PDF of {PAGES} pages takes {over:.0f} MB"] if over > MEMORY_AIM else []


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 2.0
    print("files a second by format, samples of tests/samples")
    print_formats(seconds)
    below = print_traps()
    print(f"a PDF of {PAGES} pages with a text layer")
    below += print_long_pdf()
    sys.exit(f"below the aims: {'; '.join(below)}" if below else 0)


if __name__ == "__main__":
    main()
