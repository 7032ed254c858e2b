"""What lies in archives, documents and messages: all of it read, none of it able to hurt.

Covers ingest.formats.tnef, ingest.ole and ingest.package.
"""

import http.server
import io
import threading
import time
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import libarchive
import pytest

from domain.reading import Document
from domain.settings import Limits
from ingest.formats import archive
from ingest.read import read_letters

SAMPLES = Path(__file__).parents[2] / "samples"
LIMITS = Limits()


def _zip(members: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in members.items():
            package.writestr(name, data)
    return target.getvalue()


def _read(data: bytes, name: str = "x", limits: Limits = LIMITS) -> tuple[Document, ...]:
    return read_letters(data, name=name, limits=limits)


def _whats(document: Document) -> str:
    return " ".join(problem.what for problem in document.problems)


def test_mails_in_an_archive_are_letters_of_their_own() -> None:
    mail = "From: {}@b.example\r\nSubject: {}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n电梯坏了\r\n"
    data = _zip({f"{name}.eml": mail.format(name, name).encode() for name in ("a", "b")})
    assert [letter.subject for letter in _read(data)] == ["a", "b"]


def test_an_archive_is_read_to_any_reasonable_depth_and_no_further() -> None:
    data = "楼道堆物".encode()
    for _ in range(5):
        data = _zip({"in.txt": data})
    assert _read(data)[0].text == "楼道堆物"
    deep = _read(data, limits=replace(LIMITS, depth=3))[0]
    assert "嵌套过深" in _whats(deep)


def test_archives_within_archives_share_one_budget() -> None:
    bomb = _zip({f"{number}.txt": b"0" * 100_000 for number in range(20)})
    data = _zip({f"{number}.zip": bomb for number in range(20)})
    (letter,) = _read(data, limits=replace(LIMITS, unzip_bytes=1_000_000, unzip_ratio=10_000))
    assert len(letter.text) < 1_100_000
    assert "解压后过大" in _whats(letter)


def test_a_letter_may_take_only_so_many_files_out_of_archives() -> None:
    data = _zip({f"{number}.txt": "漏水".encode() for number in range(50)})
    (letter,) = _read(data, limits=replace(LIMITS, files=10))
    assert letter.text.count("漏水") == 10
    assert "文件过多" in _whats(letter)


def test_names_in_an_archive_lose_their_folders() -> None:
    (letter,) = _read(_zip({"../../etc/passwd\x01.txt": "漏水".encode()}))
    assert [part.name for part in letter.parts] == ["passwd.txt"] or "/" not in letter.parts[0].name


def test_an_archive_that_begins_with_a_pdf_is_an_archive() -> None:
    pdf = (SAMPLES / "file-pdf.pdf").read_bytes()
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as package:
        package.writestr("a.pdf", pdf)
        package.writestr("b.txt", "附言：请尽快处理。".encode())
    (letter,) = _read(target.getvalue())
    assert letter.text.endswith("附言：请尽快处理。")
    assert {part.media_type for part in letter.parts} == {"application/pdf", "text/plain"}


LAUGHS = '<!DOCTYPE x [<!ENTITY a "{}">{}]>'.format(
    "ha" * 100, "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 20}">' for n in range(8))
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY i SYSTEM "file:///etc/hostname">]>'
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"


@pytest.mark.parametrize("prologue", [LAUGHS, OUTSIDE], ids=["laughs", "outside"])
@pytest.mark.parametrize("kind", ["odt", "ofd", "xlsx"])
def test_entities_are_never_expanded(kind: str, prologue: str) -> None:
    entity = "&i;"
    members = {
        "odt": {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f'{prologue}<o xmlns:text="{TEXT}"><text:p>文字{entity}</text:p></o>',
        },
        "ofd": {"OFD.xml": f"{prologue}<OFD><DocRoot>d.xml{entity}</DocRoot></OFD>", "d.xml": "<D/>"},
        "xlsx": {"[Content_Types].xml": f"{prologue}<x>{entity}</x>", "xl/workbook.xml": f"{prologue}<x>{entity}</x>"},
    }[kind]
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for name, text in members.items():
            package.writestr(name, text)
    (letter,) = _read(target.getvalue())
    assert letter.text in {"", "文字"}
    assert letter.text or letter.problems


@pytest.fixture
def listener() -> Iterator[tuple[int, list[str]]]:
    """A web server of our own that notes who asks."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # the name http.server calls
            asked.append(self.path)
            self.send_error(404)

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET  # noqa: N815  # likewise

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002  # likewise
            del format, arguments

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_address[1], asked
    server.shutdown()
    thread.join()
    server.server_close()


def test_no_document_reaches_the_network(listener: tuple[int, list[str]]) -> None:
    port, asked = listener
    at = f"http://127.0.0.1:{port}"
    page = f'<html><head><link rel="stylesheet" href="{at}/a.css"></head><body><img src="{at}/b.png">漏水</body></html>'
    assert _read(page.encode())[0].text == "漏水"
    # The Word file's own link is as long as the one that takes its place.
    old, new = "http://127.0.0.1:65000/".ljust(40, "x"), f"{at}/".ljust(40, "x")
    data = (SAMPLES / "file-old-word-linked.doc").read_bytes()
    assert old.encode("utf-16-le") in data
    data = data.replace(old.encode("utf-16-le"), new.encode("utf-16-le")).replace(old.encode(), new.encode())
    assert "漏水" in _read(data)[0].text
    assert asked == []


def _seconds(data: bytes, name: str) -> float:
    start = time.monotonic()
    (letter,) = _read(data, name)
    assert letter.readable or letter.problems
    return time.monotonic() - start


HOSTILE = {
    "rtf-fonts": b"{\\rtf1{\\fonttbl" + b"\\f0" * 200_000 + b"}x}",
    "rtf-links": b"{\\rtf1 " + b"{\\field{\\*\\fldinst{ HYPERLINK " * 20_000 + b"x}",
    "rtf-html": b"{\\rtf1\\fromhtml1 " + b"\\htmlrtf " * 50_000 + b"x}",
    "pgp-armors": b"From: a@b.example\r\nTo: c@d.example\r\n\r\n" + b"-----BEGIN PGP SIGNED MESSAGE-----\n" * 30_000,
    "tnef-count": b"\x78\x9f\x3e\x22\1\0\1\x03\x90\6\0\4\0\0\0\xff\xff\xff\xff\0\0",
    "cms-depth": b"\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02" + b"\xa0\x80\x30\x80" * 100_000,
    "csv-quotes": b'a,b,c\n"1,2,3\n"4,5,6\n' * 50_000,
    "calendar": b"BEGIN:VCALENDAR\n" + b"BEGIN:VALARM\n" * 100_000,
    "zip-members": _zip({f"{number}": b"" for number in range(20_000)}),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_made_to_take_long_does_not(name: str) -> None:
    assert _seconds(HOSTILE[name], name) < 8


def test_a_sheet_that_claims_a_million_rows_is_read_as_far_as_the_limit() -> None:
    data = (SAMPLES / "file-excel.xlsx").read_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        members = {name: package.read(name) for name in package.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    members[sheet] = members[sheet].replace(b'r="4"', b'r="1048576"').replace(b'"D4"', b'"XFD1048576"')
    (letter,) = _read(_zip(members))
    assert "3栋101\t王芳" in letter.text
    assert "行数过多" in _whats(letter)


def _seven_zip(files: dict[str, bytes]) -> bytes:
    chunks: list[bytes] = []
    with libarchive.custom_writer(lambda chunk: chunks.append(bytes(chunk)) or len(chunk), "7zip") as archive:
        for name, data in files.items():
            archive.add_file_from_memory(name, len(data), data)
    return b"".join(chunks)


def test_a_7z_keeps_to_the_bounds_of_a_zip() -> None:
    many = _read(_seven_zip({f"{number}.txt": b"x" for number in range(9)}), limits=replace(LIMITS, files=3))[0]
    assert len(many.parts) == 3
    assert "过多" in _whats(many)
    deep = "楼道堆物".encode()
    for _ in range(5):
        deep = _seven_zip({"in.7z": deep})
    assert "嵌套过深" in _whats(_read(deep, limits=replace(LIMITS, depth=3))[0])
    bombs = _seven_zip({f"{number}.txt": b"0" * 400_000 for number in range(4)})
    (letter,) = _read(bombs, limits=replace(LIMITS, unzip_bytes=1_000_000, unzip_ratio=10_000))
    assert len(letter.text) < 1_000_000
    assert "过大" in _whats(letter)


def test_mails_in_a_7z_are_letters_of_their_own() -> None:
    mail = "From: a@b.example\r\nSubject: 漏水\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n厨房漏水\r\n".encode()
    assert [letter.subject for letter in _read(_seven_zip({"a.eml": mail}))] == ["漏水"]


def test_without_the_library_an_archive_is_told_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "_library", lambda: None)
    (letter,) = _read(_seven_zip({"a.txt": b"x"}))
    assert "libarchive" in _whats(letter)
    assert "zip" in letter.problems[0].mend
