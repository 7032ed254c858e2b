"""Reads a PDF page with ruled tables row by row, because its text layer alone runs cells together."""

import io
import logging
from typing import Any

logging.getLogger("pdfminer").setLevel(logging.CRITICAL)  # its warnings quote the document, which is private

_MIN_ROWS = 2
_MIN_COLUMNS = 2


def page_with_tables(data: bytes, page: int) -> str | None:
    """The page's text with each table row on a line, cells parted by tabs; None if the page has no real table.

    page: from 1. A page that pdfplumber cannot read has no table either.
    """
    import pdfplumber  # noqa: PLC0415  # slow to import; most pages have no table

    try:
        with pdfplumber.open(io.BytesIO(data), pages=[page]) as document:
            return text_of_page(document.pages[0])
    except Exception:  # noqa: BLE001  # a second opinion; whatever it stumbles on, the text layer is already read
        return None


def text_of_page(page: Any) -> str | None:  # pdfplumber publishes no types
    """The text of a page that pdfplumber has open, None if it has no real table."""
    tables = [table for table in page.find_tables() if _is_table(table)]
    if not tables:
        return None
    boxes = [table.bbox for table in tables]
    outside = page.filter(lambda item: not any(_within(item, box) for box in boxes))
    lines = [(line["top"], line["text"]) for line in outside.extract_text_lines(return_chars=False)]
    lines += [(table.bbox[1], _rows(table.extract())) for table in tables]
    return "\n".join(text for _, text in sorted(lines, key=lambda one: one[0]))


def _is_table(table: Any) -> bool:  # as above
    columns = max((len(row.cells) for row in table.rows), default=0)
    return len(table.rows) >= _MIN_ROWS and columns >= _MIN_COLUMNS


def _within(item: dict[str, Any], box: tuple[float, float, float, float]) -> bool:  # as above
    left, top, right, bottom = box
    middle = (item["x0"] + item["x1"]) / 2, (item["top"] + item["bottom"]) / 2
    return bool(left <= middle[0] <= right and top <= middle[1] <= bottom)


def _rows(rows: list[list[str | None]]) -> str:
    """Cells by tabs; the line breaks within a cell go, the empty half of a merged cell too."""
    return "\n".join("\t".join("".join(cell.split("\n")) for cell in row if cell is not None).rstrip() for row in rows)
