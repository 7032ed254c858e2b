"""The signed files of the days in `data/audit`: what each says, that it says it unaltered, and that none is missing.

`YYYY-MM-DD.json` holds the heads of the chains, sums and the sha256 of the file before it, with a signature over all
of it; `YYYY-MM-DD.rows.gz` beside it, bound by its sha256, a fingerprint of every row that was new or had changed. A
second signing of one day is `YYYY-MM-DD.2.json`.
"""

import base64
import gzip
import hashlib
import io
import json
import os
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import TypeAdapter, ValidationError

from workers.audit.found import Found
from workers.audit.keys import name_of, signed_by

_NAME = re.compile(r"(\d{4}-\d{2}-\d{2})(?:\.(\d{1,3}))?\.json")
_DOMAIN = b"huihan audit 1\n"
"""Before what is signed, so that the signature is good for nothing else."""


class DayError(Exception):
    """A day cannot be written; the message says why, in Chinese."""


@dataclass(frozen=True, kw_only=True)
class Head:
    """The end of a case's chain."""

    case_id: int
    number: str
    events: int
    head: str


@dataclass(frozen=True, kw_only=True)
class TableSum:
    """How many rows a table had, and its greatest id (0 if its key is no number). fixed, changing: what was printed."""

    rows: int
    last: int
    fixed: tuple[str, ...]
    changing: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class RowsFile:
    """The file of fingerprints beside a day."""

    sha256: str
    count: int


@dataclass(frozen=True, kw_only=True)
class Day:
    """What is signed. previous: sha256 of the file before it, None for the first. root: over the heads of all cases and
    of the house log, in their order. heads: of the cases whose chain has grown since. counters: `series/year` → value.
    """

    day: date
    signed_at: datetime
    previous: str | None
    root: str
    heads: tuple[Head, ...]
    house: Head
    counters: Mapping[str, int]
    tables: Mapping[str, TableSum]
    rows: RowsFile
    key: str


@dataclass(frozen=True, kw_only=True)
class DayFile:
    """A day as it lies in the folder. sha256: of its bytes."""

    path: Path
    sha256: str
    day: Day

    @property
    def name(self) -> str:
        """`2026-03-02`, or `2026-03-02.2`."""
        return self.path.name.removesuffix(".json")


GONE = "gone"
"""In place of the fingerprints of a row that was rightly taken away."""


@dataclass(frozen=True, kw_only=True)
class RowPrint:
    """The fingerprint of one row. case_id: of its case, None if it has none."""

    table: str
    key: str
    case_id: int | None
    fixed: str
    changing: str


@dataclass(frozen=True, kw_only=True)
class Opened:
    """The days of a folder that hold what was signed, oldest first. whole: none is missing, altered or strange."""

    days: tuple[DayFile, ...] = ()
    whole: bool = True

    @property
    def last(self) -> DayFile | None:
        """The newest."""
        return self.days[-1] if self.days else None


_ADAPTER: TypeAdapter[Day] = TypeAdapter(Day)


def names(folder: Path) -> list[Path]:
    """The files of days in a folder, oldest first."""
    every = [(_NAME.fullmatch(path.name), path) for path in folder.glob("*.json")]
    return [path for _, _, path in sorted((match[1], int(match[2] or 1), path) for match, path in every if match)]


def open_days(folder: Path, keys: Sequence[Ed25519PublicKey], found: Found) -> Opened:
    """Read and check all days: that one of the keys signed them, and that each names the one before it."""
    days: list[DayFile] = []
    whole, before = True, None
    for path in names(folder):
        one = _open(path, keys, found)
        if one is not None and one.day.previous != before:
            found.add("audit", one.name, "前一次签署的审计文件不见了或被换过：本文件所记的前一份与现存的不符")
            whole = False
        if one is None:
            whole = False
            before = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None
            continue
        days.append(one)
        before = one.sha256
        found.count("days")
    return Opened(days=tuple(days), whole=whole)


def rows_of(one: DayFile) -> Iterator[RowPrint]:
    """The fingerprints beside a day. DayError if the file is missing or altered."""
    path = rows_path(one.path)
    try:
        data = path.read_bytes()
    except OSError:
        raise DayError("当日的行指纹文件 .rows.gz 不见了") from None
    if hashlib.sha256(data).hexdigest() != one.day.rows.sha256:
        raise DayError("当日的行指纹文件 .rows.gz 与签名不符，被改动过")
    # What its signed sha256 fits was written by us: there is nothing to be wary of in it.
    with gzip.open(io.BytesIO(data), "rt", encoding="ascii") as lines:
        for line in lines:
            table, key, case_id, fixed, changing = json.loads(line)
            yield RowPrint(table=table, key=key, case_id=case_id, fixed=fixed, changing=changing)


def rows_path(path: Path) -> Path:
    """The file of fingerprints beside the file of a day."""
    return path.with_name(path.name.removesuffix(".json") + ".rows.gz")


def packed(rows: Iterable[RowPrint]) -> tuple[bytes, int]:
    """The rows as their file holds them, and how many they are."""
    packer, parts, count = zlib.compressobj(level=6, wbits=31), list[bytes](), 0
    for one in rows:
        line = json.dumps([one.table, one.key, one.case_id, one.fixed, one.changing])
        parts.append(packer.compress(line.encode("ascii") + b"\n"))
        count += 1
    parts.append(packer.flush())
    return b"".join(parts), count


def write_day(folder: Path, day: Day, rows: bytes, key: Ed25519PrivateKey) -> DayFile:
    """Sign a day and put it into the folder, its rows first; DayError if that cannot be."""
    body = _ADAPTER.dump_python(day, mode="json")
    signature = base64.b64encode(key.sign(_DOMAIN + _canonical(body))).decode("ascii")
    data = _canonical({**body, "signature": signature}) + b"\n"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = _free(folder, day.day)
        _put(rows_path(path), rows)
        _put(path, data)
    except OSError as error:
        raise DayError(f"审计文件无法写入 {folder}（{error.strerror}）；请检查目录、权限与磁盘空间") from None
    return DayFile(path=path, sha256=hashlib.sha256(data).hexdigest(), day=day)


def _open(path: Path, keys: Sequence[Ed25519PublicKey], found: Found) -> DayFile | None:
    name = path.name.removesuffix(".json")
    try:
        data = path.read_bytes()
        body = json.loads(data)
        signature = base64.b64decode(body.pop("signature"), validate=True)
        day = _ADAPTER.validate_python(body)
    except OSError as error:
        found.add("audit", name, f"审计文件无法读取（{error.strerror}）")
        return None
    except (ValueError, KeyError, AttributeError, TypeError, ValidationError):
        found.add("audit", name, "审计文件的内容不对，被改动或截断过")
        return None
    if signed_by(keys, signature, _DOMAIN + _canonical(body)) is None:
        found.add("audit", name, _unsigned(day, keys))
        return None
    return DayFile(path=path, sha256=hashlib.sha256(data).hexdigest(), day=day)


def _unsigned(day: Day, keys: Sequence[Ed25519PublicKey]) -> str:
    if day.key in {name_of(key) for key in keys}:
        return "签名不对：审计文件被改动过"
    return f"由另一把密钥（{day.key[:16]}）签署；若换过密钥，请用 --public-key 同时给出旧公钥"


def _canonical(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def _free(folder: Path, day: date) -> Path:
    """The name of the next file of a day."""
    taken = {path.name for path in names(folder)}
    wanted = (f"{day.isoformat()}.json", *(f"{day.isoformat()}.{count}.json" for count in range(2, 1000)))
    for name in wanted:
        if name not in taken:
            return folder / name
    raise DayError(f"{day.isoformat()} 已签署近千次，不再签署")


def _put(path: Path, data: bytes) -> None:
    """A whole file under its name at once, on the disk when this returns, readable by its owner alone."""
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
