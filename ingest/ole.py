"""Looks into OLE containers (MS-CFB): the old Word, Excel and Outlook files, and Office files under a password."""

import io
import struct

import olefile

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

WORD = "WordDocument"
ENCRYPTED = "EncryptedPackage"
MESSAGE = "__properties_version1.0"
WORKBOOK = "Workbook"
BOOK = "Book"
"""A workbook of Excel 5 and 95."""
SLIDES = "PowerPoint Document"
_TELLING = (MESSAGE, ENCRYPTED, WORD, WORKBOOK, BOOK, SLIDES)
_MACROS = frozenset({"Macros", "_VBA_PROJECT_CUR", "VBA"})
# What olefile raises for damaged containers.
_DAMAGE = (OSError, ValueError, IndexError, KeyError, TypeError, AttributeError, struct.error, RecursionError)


def kind_of(data: bytes) -> str | None:
    """Which of the names above stands in the container's root, None if it is no container or of another kind.

    When the directory is damaged, the first of the names that occurs anywhere in the bytes.
    """
    if not data.startswith(MAGIC):
        return None
    names = root_names(data)
    if not names:
        return next((name for name in _TELLING if name.encode("utf-16-le") in data), None)
    return next((name for name in _TELLING if name in names), None)


def root_names(data: bytes) -> frozenset[str]:
    """Names of the streams and storages in the root, empty when the directory cannot be read."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            return frozenset(path[0] for path in container.listdir(streams=True, storages=True))
    except _DAMAGE:
        return frozenset()


def has_macros(data: bytes) -> bool:
    """Whether the container carries a macro project."""
    return bool(root_names(data) & _MACROS)


def stream(data: bytes, name: str, size: int) -> bytes:
    """The first `size` bytes of a stream in the root, empty if it cannot be read."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            head: bytes = container.openstream(name).read(size)
            return head
    except _DAMAGE:
        return b""
