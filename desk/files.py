"""Hands out files: with a name that every system can keep, a type that is right, and never shown as a page."""

import re
from urllib.parse import quote

from fastapi.responses import Response

from domain.visible import STEERING

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_UNSAFE = re.compile(rf'[\\/:*?"<>|\t\n{STEERING}]+')
_LONGEST = 120


def download(data: bytes, name: str, media_type: str) -> Response:
    """`data` as a download called `name` (RFC 6266; the name in UTF-8 by RFC 8187, and in ASCII for old programs)."""
    safe = safe_name(name)
    plain = safe.encode("ascii", "ignore").decode() or "file"
    plain = f"huihan{plain}" if plain.startswith(".") else plain
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(safe, safe='')}"
    return Response(data, media_type=media_type, headers={"Content-Disposition": disposition})


def safe_name(name: str) -> str:
    """The name without what file systems refuse, and not too long; its ending stays."""
    stem, dot, ending = _UNSAFE.sub("_", name).strip(". ").rpartition(".")
    return (stem[: _LONGEST - len(ending)] or "file") + dot + ending if dot else ending[:_LONGEST] or "file"
