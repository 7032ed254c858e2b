"""Files beside an instance's database and archive in which a resident may be named: logs, exports, scans, backups."""

import hashlib
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ingest.charset import decode
from workers.privacy.resident import Resident

_LARGEST = 200_000_000
_ZIPPED = 50_000_000
_TAG = re.compile(rb"<[^<>]*>")
_OURS = frozenset({"rulebook", "templates"})
_BACKUPS = (".bak", ".backup", ".db", ".sqlite", ".dump", ".sql", ".tar", ".tgz", ".tar.gz", ".tar.zst")


@dataclass(frozen=True, kw_only=True)
class LooseFile:
    """A file in the instance's folder. kind: `log`, `copy` (of an original), `letter`, `cache`, `backup` or `file`."""

    path: Path
    kind: str


def loose_files(root: Path, originals: Mapping[str, int], *, database: Path | None) -> Iterator[LooseFile]:
    """Every file below an instance's folder that is neither database nor archive, rules nor template.

    originals: sha256 → size of the originals in the archive, of which copies may lie in `done/` and `quarantine/`.
    database: the file of SQLite.
    """
    sizes = set(originals.values())
    for path in sorted(_below(root)):
        place = path.relative_to(root).parts
        if place[0] in _OURS or place[:2] in {("data", "archive"), ("data", "keys")} or _is_database(path, database):
            continue
        yield LooseFile(path=path, kind=_kind(path, place, originals, sizes))


def copies_of(root: Path, sizes: Mapping[str, int]) -> list[Path]:
    """The copies of originals (sha256 → size) that lie in `done/` and `quarantine/`."""
    wanted = set(sizes.values())
    files = [path for name in ("done", "quarantine") for path in _below(root / name)]
    return sorted(path for path in files if path.stat().st_size in wanted and sha_of(path) in sizes)


def names(path: Path, resident: Resident) -> bool:
    """Whether a file's name or content names the resident; of what is zipped (docx, xlsx, exports) its parts."""
    if resident.named_in(path.name):
        return True
    try:
        if path.stat().st_size > _LARGEST:
            return False
        data = path.read_bytes()
    except OSError:
        return False
    return any(resident.named_in(text) for text in _texts(data))


def sha_of(path: Path) -> str:
    """The sha256 of a file, by which a copy of an original is known."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def mask_in_place(path: Path, resident: Resident) -> bool:
    """Cover the resident in a log that a running service goes on writing: byte for byte, in the same file.

    Whether there was anything to cover.
    """
    with path.open("r+b") as file:
        data = file.read()
        text = data.decode("utf-8", "surrogateescape")
        spans = resident.spans(text)
        for span in spans:
            start = len(text[: span.start].encode("utf-8", "surrogateescape"))
            file.seek(start)
            file.write(b"*" * len(text[span.start : span.end].encode("utf-8", "surrogateescape")))
    return bool(spans)


def _below(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            yield path


def _is_database(path: Path, database: Path | None) -> bool:
    return database is not None and path in {database.with_name(database.name + end) for end in ("", "-wal", "-shm")}


def _kind(path: Path, place: tuple[str, ...], originals: Mapping[str, int], sizes: Iterable[int]) -> str:
    if place[0] == "data" and path.name.startswith("huihan.log"):
        return "log"
    if place[:2] == ("data", "cache"):
        return "cache"
    if place[0] == "letters":
        return "letter"
    if path.name.lower().endswith(_BACKUPS):
        return "backup"
    if path.stat().st_size in sizes and sha_of(path) in originals:
        return "copy"
    return "file"


def _texts(data: bytes) -> Iterator[str]:
    """The words of a file: of a zip those of its members (one level), else decoded as what it most likely is."""
    if not data.startswith(b"PK\x03\x04"):
        yield decode(data)[0] if b"\x00" not in data[:4096] else data.decode("utf-8", "ignore")
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            for member in package.infolist():
                yield member.filename
                if member.file_size <= _ZIPPED:
                    inner = package.read(member)
                    yield (
                        _TAG.sub(b"", inner).decode("utf-8", "ignore")
                        if _is_xml(member.filename)
                        else "\n".join(_texts(inner))
                    )
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError):
        return


def _is_xml(name: str) -> bool:
    return name.endswith((".xml", ".rels"))
