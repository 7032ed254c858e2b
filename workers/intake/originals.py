"""Originals as people look at them: the safe form of a mail, pages as images, attachments; slow and risky work apart.

Each is made in a process that may be killed; pages are kept in a folder beside the archive, which may be emptied.
"""

import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from domain.reading import Document, Part
from ingest.page_image import NoPageError
from ingest.pieces import shown_as_image
from store.archive import DamagedError
from store.intake import IntakeRow
from workers.instance.pool import Content, PoolError
from workers.instance.refusals import Refused
from workers.instance.services import Services
from workers.intake.originals_tasks import NoPieceError, mail_body, page_image, part_bytes

BODY = "正文"
"""What reading calls the body of a mail."""

R = TypeVar("R")


def original_name(row: IntakeRow) -> str:
    """What the original was called where it came from."""
    return str(row.details.get("name") or row.source_key)


def is_mail(document: Document) -> bool:
    """Whether a letter came as a mail, by what reading found."""
    return any(part.name == BODY for part in document.parts)


def is_page(part: Part) -> bool:
    """Whether a part is a page or picture that can be shown as an image."""
    return shown_as_image(part)


def raw(services: Services, row: IntakeRow) -> bytes:
    """The original's bytes. Refused if it never had any, or they are damaged."""
    try:
        return services.archive.get(_sha(row))
    except DamagedError:
        raise Refused("存档中的原件已缺失或损坏，请管理员从备份恢复") from None


def mail_page(services: Services, row: IntakeRow) -> str | None:
    """The HTML body of a mail, cleaned (`ingest.mail_page`); None if it has none. Refused as `raw`."""
    return _apart(services, mail_body, _content(services, row))


def page(services: Services, row: IntakeRow, document: Document, number: int) -> bytes:
    """The page that part `number` of the reading is, as PNG. Refused if it cannot be shown."""
    part = _part(document, number)
    if not is_page(part):
        raise Refused("这一部分不是页面")
    kept = services.settings.root / "data" / "cache" / "pages" / f"{_sha(row)}-{number}-{part.rotation}.png"
    with suppress(FileNotFoundError):
        return kept.read_bytes()
    made = _apart(services, page_image, *_original(services, row, document, number))
    _keep(kept, made)
    return made


def attachment(services: Services, row: IntakeRow, document: Document, number: int) -> tuple[str, bytes]:
    """Name and bytes of the file that part `number` of the reading came from. Refused if there is none."""
    part = _part(document, number)
    data = _apart(services, part_bytes, *_original(services, row, document, number))
    return part.name.rpartition("/")[2], data


def _part(document: Document, number: int) -> Part:
    if not 0 <= number < len(document.parts):
        raise Refused("原件中没有这一部分")
    return document.parts[number]


def _original(services: Services, row: IntakeRow, document: Document, number: int) -> tuple[object, ...]:
    """What the work apart needs; of the parts no more than their names and places."""
    parts = tuple(replace(part, text="", lines=()) for part in document.parts)
    name = str(row.details.get("name") or "")
    return _content(services, row), name, services.settings.limits, parts, number


def _content(services: Services, row: IntakeRow) -> Content:
    return Content(read=partial(services.archive.get, _sha(row)))


def _sha(row: IntakeRow) -> str:
    if row.sha256 is None:
        raise Refused("这件来件没有取得原件，只有登记的信息")
    return row.sha256


def _apart(services: Services, function: Callable[..., R], *arguments: object) -> R:
    """The result from the process that serves who is looking: neither reading nor writing letters waits for it."""
    result = next(iter(services.previews.map(function, [arguments])))
    if isinstance(result, NoPageError):
        raise Refused("这一页无法显示；请下载原件查看")
    if isinstance(result, DamagedError):
        raise Refused("存档中的原件已缺失或损坏，请管理员从备份恢复")
    if isinstance(result, NoPieceError):
        raise Refused("这个附件无法单独取出；请下载原件查看")
    if isinstance(result, PoolError):
        raise Refused("原件太大或有损坏，无法在此显示；请下载原件查看")
    if isinstance(result, Exception):
        raise result
    return result


def _keep(path: Path, data: bytes) -> None:
    """Whole or not at all; a cache that cannot be written costs time only."""
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=".", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(temporary).replace(path)
