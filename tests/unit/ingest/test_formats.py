"""What every format keeps to, whichever it is: a new one is held to it by lying in the folder.

Covers ingest.cells, ingest.formats.archive, ingest.formats.calendar, ingest.formats.csv, ingest.formats.doc,
ingest.formats.docx, ingest.formats.html, ingest.formats.image, ingest.formats.mail, ingest.formats.msg,
ingest.formats.odt, ingest.formats.ofd, ingest.formats.pdf, ingest.formats.pkcs7, ingest.formats.ppt,
ingest.formats.pptx, ingest.formats.rtf, ingest.formats.text, ingest.formats.xls, ingest.formats.xlsx,
ingest.formats.xml, ingest.formats.zip, ingest.hidden, ingest.html_forms, ingest.odf_forms, ingest.pdf_pages,
ingest.pdf_tables, ingest.photos, ingest.relations, ingest.rtf_groups, ingest.word_symbols, ingest.word_xml and
ingest.workbook.
"""

import random
from pathlib import Path

import pytest

from domain.settings import Limits
from ingest import formats
from ingest.letter import assemble
from ingest.ocr.allowance import Allowance
from ingest.read import read_letters
from ingest.reading import Budget, Context, Format, unread
from ingest.registry import all_formats, format_of

SAMPLES = Path(__file__).parents[2] / "samples"
SOURCES = sorted(path for path in SAMPLES.iterdir() if path.is_file() and not path.name.endswith(".expected.json"))
# What a file of this name holds; the other names say nothing, or lie on purpose.
HOLDS = {
    ".eml": "mail",
    ".pdf": "pdf",
    ".docx": "docx",
    ".docm": "docx",
    ".wps": "doc",
    ".odt": "odt",
    ".rtf": "rtf",
    ".fodt": "odt",
    ".xml": "xml",
    ".ofd": "ofd",
    ".xlsx": "xlsx",
    ".csv": "csv",
    ".zip": "zip",
    ".rar": "archive",
    ".7z": "archive",
    ".ppt": "ppt",
    ".pptx": "pptx",
    ".msg": "msg",
    ".p7m": "pkcs7",
    ".ics": "calendar",
    ".html": "html",
    ".htm": "html",
    ".png": "image",
    ".jpg": "image",
}
# Every text is text; these are the more telling ways to be one.
TEXTUAL = frozenset({"mail", "html", "xml", "csv", "calendar", "text"})
NAMES = [one.NAME for one in all_formats()]


def _context() -> Context:
    limits = Limits()
    return Context(
        limits=limits,
        budget=Budget(bytes=limits.unzip_bytes, files=limits.files),
        allowance=Allowance(limits, None),
        nested=lambda data, name, context: (unread(name, "application/octet-stream", f"{len(data)}", "-"),),
    )


def _sample_of(format_module: Format) -> bytes:
    return next(
        data
        for source in SOURCES
        if (data := source.read_bytes()) and format_of(data, source.name) is format_module and len(data) < 200_000
    )


def test_formats_are_found_by_listing_their_folder_most_certain_first() -> None:
    files = {path.stem for path in Path(formats.__path__[0]).glob("*.py")} - {"__init__"}
    assert set(NAMES) == files
    assert [one.ORDER for one in all_formats()] == sorted(one.ORDER for one in all_formats())
    assert NAMES[-1] == "text"


@pytest.mark.parametrize("format_module", all_formats(), ids=NAMES)
def test_every_format_has_its_four_names_and_a_sample(format_module: Format) -> None:
    assert {"NAME", "ORDER", "sniff", "read"} <= set(dir(format_module))
    assert format_module.__doc__
    assert _sample_of(format_module)


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_no_format_claims_the_sample_of_another(source: Path) -> None:
    data = source.read_bytes()
    claims = [one.NAME for one in all_formats() if one.sniff(data, source.name)]
    certain = [name for name in claims if name not in TEXTUAL]
    assert len(certain) <= 1
    expected = HOLDS.get(source.suffix)
    found = format_of(data, source.name)
    if expected and found and "-saved-as-" not in source.name:
        assert expected == found.NAME
        assert format_of(data, "unnamed") is found or expected in {"csv", "mail"}


@pytest.mark.parametrize("format_module", all_formats(), ids=NAMES)
def test_what_is_cut_off_empty_or_garbage_is_a_problem_and_no_exception(format_module: Format) -> None:
    whole = _sample_of(format_module)
    chance = random.Random(2026)  # noqa: S311  # not for secrets
    cut = [whole[: len(whole) * part // 8] for part in range(8)]
    garbage = [chance.randbytes(size) for size in (1, 16, 4000)]
    for data in (*cut, *garbage, *(whole[:24] + one for one in garbage)):
        context = _context()
        readings = format_module.read(data, "file", context)
        assert readings
        for reading in readings:
            document = assemble(reading, index=0, context=context)
            assert document.readable or document.problems


@pytest.mark.parametrize(
    ("name", "kind"), [("file-word-everything.docx", "docx"), ("file-outlook-ansi.msg", "msg"), ("file-ofd.ofd", "ofd")]
)
def test_a_file_is_known_by_its_content_under_any_name(name: str, kind: str) -> None:
    data = (SAMPLES / name).read_bytes()
    assert [getattr(format_of(data, other), "NAME", None) for other in ("x.pdf", "x.txt", "x.eml", "")] == [kind] * 4
    assert read_letters(data, name="x.pdf", limits=Limits())[0].text
