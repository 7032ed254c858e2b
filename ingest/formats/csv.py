"""Tables as text (CSV, RFC 4180, and its cousins with tabs or semicolons): every row a line, cells by tabs."""

import csv
import io

from domain.reading import Part, Problem
from domain.reading_codes import Method
from ingest.charset import decode
from ingest.clean import clean
from ingest.formats import text
from ingest.reading import Context, Reading

NAME = "csv"
ORDER = 80
MEDIA_TYPE = "text/csv"

_SEPARATORS = (",", "\t", ";")
_HEAD = 8_000
_MIN_ROWS = 3
_MIN_CELLS = 3


def sniff(data: bytes, name: str) -> bool:
    """Text whose first rows all have the same number of cells: three and more, or two in a file named so."""
    if not text.sniff(data, name):
        return False
    head = decode(data[:_HEAD])[0]
    if len(data) > _HEAD:
        head = head.rpartition("\n")[0]
    named = name.lower().endswith((".csv", ".tsv"))
    rows, cells = (1, 2) if named else (_MIN_ROWS, _MIN_CELLS)
    return _separator(head, rows, cells) is not None


def read(data: bytes, name: str, context: Context) -> tuple[Reading, ...]:
    """One part of method table."""
    decoded = decode(data, context.charset)[0]
    limit = context.limits.table_rows
    separator = _separator(decoded[:_HEAD].rpartition("\n")[0] or decoded, 1, 2) or ","
    lines: list[str] = []
    problems: tuple[Problem, ...] = ()
    for row in _rows(decoded, separator):
        if len(lines) >= limit:
            problems = (Problem(where=name, what="表格的行数过多，其余各行没有读取", mend="请打开原件查看"),)
            break
        lines.append("\t".join(" ".join(cell.split()) for cell in row).rstrip("\t"))
    found = clean("\n".join(lines))
    if not found:
        problems = (*problems, Problem(where=name, what="表格是空的", mend="请与来信人联系，请其重新发送"))
    method = Method.TABLE if found else Method.NONE
    part = Part(name=name, media_type=MEDIA_TYPE, method=method, text=found, confidence=1.0 if found else 0.0)
    return (Reading(parts=(part,), problems=problems),)


def _rows(decoded: str, separator: str) -> list[list[str]]:
    """The rows; text that no reader can split into cells stays as it is, line by line."""
    lines = decoded.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    try:
        rows = list(csv.reader(io.StringIO(lines, newline=""), delimiter=separator))
    except csv.Error:
        return [[line] for line in lines.split("\n")]
    return rows


def _separator(head: str, rows: int, cells: int) -> str | None:
    """The sign that splits every row into the same number of cells, None if none does."""
    for separator in _SEPARATORS:
        found = [row for row in _rows(head, separator) if any(cell.strip() for cell in row)]
        widths = {len(row) for row in found}
        if len(found) >= rows and len(widths) == 1 and widths.pop() >= cells:
            return separator
    return None
