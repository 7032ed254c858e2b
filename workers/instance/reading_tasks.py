"""What the processes that read letters run; apart from writing, so that they start with reading alone."""

from collections.abc import Callable
from dataclasses import dataclass

from domain.reading import Document
from domain.settings import Limits
from ingest.read import read_letters


@dataclass(frozen=True, kw_only=True)
class Ours:
    """What reading must know of us. addresses: that we write from, in lower case. authserv_ids: of the server that took
    the mail in, empty where none is known.
    """

    addresses: frozenset[str] = frozenset()
    authserv_ids: frozenset[str] = frozenset()


def read_content(
    data: bytes, name: str, limits: Limits, ours: Ours, *, beat: Callable[[], None] | None = None
) -> tuple[Document, ...]:
    """An original, read under the `name` it came with. beat: before each page through OCR."""
    return read_letters(
        data,
        name=name,
        limits=limits,
        own_addresses=ours.addresses,
        authserv_ids=ours.authserv_ids,
        beat=beat,
    )
