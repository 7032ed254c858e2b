"""Old Word documents and the .wps files of WPS Office (MS-DOC), through LibreOffice; converted, they read as docx."""

import struct
from dataclasses import replace

from domain.reading import Problem
from ingest import ole
from ingest.formats.docx import read_word
from ingest.office.driver import OfficeError, to_docx
from ingest.reading import Context, Reading, unread

NAME = "doc"
ORDER = 22
SUFFIXES = (".doc",)
MEDIA_TYPE = "application/msword"

_FIB = struct.Struct("<H8xH")  # MS-DOC 2.5.2: wIdent, then the flags at offset 10
_WORD_97 = 0xA5EC
_ENCRYPTED = 0x0100
_OPEN = "请打开原件查看，并由人工登记内容"
_MACROS = "Word 文档带有宏，已读取文字，宏没有运行"


def sniff(data: bytes, name: str) -> bool:
    """An OLE container with a Word document in its root."""
    del name
    return ole.kind_of(data) == ole.WORD


def read(data: bytes, name: str, context: Context) -> tuple[Reading, ...]:
    """As docx; LibreOffice is asked only for what begins as a Word document does, for it would convert random bytes."""
    head = ole.stream(data, ole.WORD, _FIB.size)
    if len(head) < _FIB.size:
        return (unread(name, MEDIA_TYPE, "Word 文档已损坏", "请打开原件查看，或请来信人重新发送"),)
    identity, flags = _FIB.unpack(head)
    if identity != _WORD_97:
        return (unread(name, MEDIA_TYPE, "Word 文档的版本过旧（Word 97 以前），不能自动读取", _OPEN),)
    if flags & _ENCRYPTED:
        return (unread(name, MEDIA_TYPE, "Word 文档有密码保护", "请向来信人索取密码，或请其重新发送"),)
    try:
        converted = to_docx(data, import_filter="MS Word 97", seconds=context.limits.office_seconds)
    except OfficeError as error:
        mend = "请管理员安装 LibreOffice（libreoffice-writer-nogui、python3-uno）" if error.missing else _OPEN
        return (unread(name, MEDIA_TYPE, f"旧版 Word、WPS 文档没有读取：{error}", mend),)
    reading = read_word(converted, name, context, media_type=MEDIA_TYPE)
    if ole.has_macros(data):
        macros = Problem(where=name, what=_MACROS, mend="打开原件前请确认来源可信")
        reading = replace(reading, problems=(macros, *reading.problems))
    return (reading,)
