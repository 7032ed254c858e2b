"""The one door of reading: raw bytes in, letters out; bad input becomes a Problem and never an exception."""

from collections.abc import Callable

from domain.reading import Document, Problem
from domain.settings import Limits
from ingest.letter import assemble
from ingest.ocr.allowance import Allowance
from ingest.reading import Budget, Context, Reading, unread
from ingest.registry import format_of
from ingest.residents import divided
from ingest.unread import unknown


def read_letters(
    data: bytes,
    *,
    name: str,
    limits: Limits,
    own_addresses: frozenset[str] = frozenset(),
    authserv_ids: frozenset[str] = frozenset(),
    beat: Callable[[], None] | None = None,
) -> tuple[Document, ...]:
    """Every letter in `data`, in order, each with what could not be read as Problems; at least one, always.

    name: the file's name, shown in problems; the format is told by content. own_addresses: lower-case addresses that
    the company writes from: none of them is the resident. authserv_ids: of the server that took the mail in, whose
    Authentication-Results are believed. beat: called before each page that goes through OCR, to ask
    for its turn and for `ocr_page_seconds` more.
    """
    own = frozenset(address.lower() for address in own_addresses)
    budget = Budget(bytes=limits.unzip_bytes, files=limits.files)
    allowance = Allowance(limits, beat)
    context = Context(
        limits=limits,
        budget=budget,
        own_addresses=own,
        authserv_ids=authserv_ids,
        nested=_read_piece,
        allowance=allowance,
    )
    try:
        readings = [one for reading in _read_piece(data, name, context) for one in divided(reading)]
        return tuple(assemble(one, index=index, context=context) for index, one in enumerate(readings))
    except ImportError:
        raise  # this program is not whole: no fault of the letter, so it is tried again
    except Exception as error:  # noqa: BLE001  # the contract: one poisonous letter must not stop those behind it
        problem = Problem(where=name, what=f"读取时出错（{type(error).__name__}）", mend="请打开原件人工登记")
        return (Document(confidence=0.0, problems=(problem,)),)


def _read_piece(data: bytes, name: str, context: Context) -> tuple[Reading, ...]:
    """The readings of one file or attachment; what its parser cannot stand is put before a person."""
    if len(data) > context.limits.message_bytes:
        size = f"{len(data) // 1_000_000} MB"
        return (
            unread(name, context.declared or "application/octet-stream", f"文件过大（{size}）", "请打开原件人工登记"),
        )
    if context.depth > context.limits.depth:
        return (unread(name, "application/octet-stream", "附件嵌套过深", "请打开原件查看"),)
    found = format_of(data, name)
    if found is None:
        return (unknown(data, name, context.declared),)
    try:
        return found.read(data, name, context)
    except ImportError:
        raise
    except Exception as error:  # noqa: BLE001  # parsers of foreign formats raise anything; the other parts still count
        what = f"文件损坏，无法读取（{type(error).__name__}）"
        return (unread(name, context.declared or "application/octet-stream", what, "请打开原件，或请来信人重新发送"),)
