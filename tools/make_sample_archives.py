"""Writes the samples of tests/samples that are archives (rar, 7z) and Office files that are no text: xls, ppt, pptx.

Usage: make_sample_archives.py FOLDER. What to expect of each stands beside it. Nothing here packs: files are stored.
"""

import struct
import sys
import zipfile
import zlib
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import libarchive
from compound_file import compound_file
from openpyxl import Workbook

LETTER = "客户服务中心：\n11栋负一层的水泵房整夜轰鸣，十楼以下都睡不着，请检修。\n业主 田野 13700007531\n2026年10月9日"
_SALT = b"\x01" * 16


def _number(value: int) -> bytes:
    """A number of RAR 5: seven bits a byte, the lowest first."""
    out = b""
    while value > 0x7F:
        out += bytes([value & 0x7F | 0x80])
        value >>= 7
    return out + bytes([value])


def _block(body: bytes) -> bytes:
    size = _number(len(body))
    return struct.pack("<I", zlib.crc32(size + body)) + size + body


def rar(files: dict[str, bytes], *, locked: bool = False) -> bytes:
    """A RAR 5 archive. locked: its names are encrypted too, and nothing can be read."""
    out = b"Rar!\x1a\x07\x01\x00"
    if locked:
        return out + _block(_number(4) + _number(0) * 2 + b"\x00\x0f" + _SALT) + b"\xa5" * 400
    out += _block(_number(1) + _number(0) * 2)
    for name, data in files.items():
        head = _number(2) * 2 + _number(len(data)) + _number(4) + _number(len(data)) + _number(0o100644)
        head += struct.pack("<I", zlib.crc32(data)) + _number(0) + _number(1)
        out += _block(head + _number(len(name.encode())) + name.encode()) + data
    return out + _block(_number(5) + _number(0) * 2)


def seven_zip(files: dict[str, bytes]) -> bytes:
    """A 7z archive."""
    chunks: list[bytes] = []

    def keep(chunk: bytes) -> int:
        chunks.append(bytes(chunk))
        return len(chunk)

    with libarchive.custom_writer(keep, "7zip") as archive:
        for name, data in files.items():
            archive.add_file_from_memory(name, len(data), data)
    return b"".join(chunks)


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def xls(sheets: dict[str, Sequence[Sequence[object]]], *, hidden: Sequence[str] = (), locked: bool = False) -> bytes:
    """A workbook as Excel 97 has it: words, numbers, dates (a float of a date's number in a string key is no date)."""
    globals_ = _record(0x809, struct.pack("<HHHHII", 0x600, 5, 0x1CAF, 0x7CD, 0, 6)) + _record(0x42, b"\xb0\x04")
    if locked:
        globals_ += _record(0x2F, struct.pack("<HHH", 1, 1, 1) + _SALT * 3)
    globals_ += _record(0x31, struct.pack("<HHHHHBBBBBB", 200, 0, 8, 400, 0, 0, 0, 134, 0, 2, 0) + b"SS")
    for form in (0, 14):  # as it is, and a date (BIFF's 2.4.353)
        globals_ += _record(0xE0, struct.pack("<HHHBBBBIIH", 0, form, 1, 0x20, 0, 0, 0, 0, 0, 0))
    bodies = [_sheet(rows) for rows in sheets.values()]
    ends = _record(0x0A, b"")
    size = len(globals_) + len(ends) + sum(4 + 8 + 2 * len(title) for title in sheets)
    for title, body in zip(sheets, bodies, strict=True):
        told = struct.pack("<IBBBB", size, title in hidden, 0, len(title), 1) + title.encode("utf-16-le")
        globals_ += _record(0x85, told)
        size += len(body)
    return compound_file({"Workbook": globals_ + ends + b"".join(bodies)})


def _sheet(rows: Sequence[Sequence[object]]) -> bytes:
    out = _record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0x1CAF, 0x7CD, 0, 6))
    for down, row in enumerate(rows):
        for across, value in enumerate(row):
            if isinstance(value, str):
                text = struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")
                out += _record(0x204, struct.pack("<HHH", down, across, 0) + text)
            elif isinstance(value, float):
                out += _record(0x203, struct.pack("<HHHd", down, across, 0, value))
            elif isinstance(value, int):  # the number of a day
                out += _record(0x203, struct.pack("<HHHd", down, across, 1, value))
    return out + _record(0x0A, b"")


def ppt(outline: Sequence[str], beside: Sequence[str], master: str, *, locked: bool = False) -> bytes:
    """Slides as PowerPoint 97 has them: an outline, boxes on a slide, and a master that is not read."""

    def record(kind: int, data: bytes, *, nested: bool = False, instance: int = 0) -> bytes:
        return struct.pack("<HHI", (0x0F if nested else 0) | instance << 4, kind, len(data)) + data

    def atom(text: str) -> bytes:
        return record(0x0FA8, text.encode()) if text.isascii() else record(0x0FA0, text.encode("utf-16-le"))

    listed = record(0x0FF0, b"".join(map(atom, outline)), nested=True)
    masters = record(0x0FF0, atom(master), nested=True, instance=1)
    boxes = b"".join(record(0xF00D, atom(text), nested=True) for text in beside)
    stream = record(0x03E8, masters + listed, nested=True) + record(0x03F8, atom(master), nested=True)
    stream += record(0x03EE, record(0x040C, boxes, nested=True), nested=True)
    token = 0xF3D1C4DF if locked else 0xE391C05F
    user = record(0x0FF6, struct.pack("<IIIH", 20, token, 0, 0) + bytes(10))
    return compound_file({"PowerPoint Document": stream, "Current User": user})


def pptx() -> bytes:
    """Three slides shown out of their numbers' order, one hidden; a table, a footer, notes."""
    space = (
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
        'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    )
    related = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'

    def box(text: str, kind: str = "body") -> str:
        paragraphs = "".join(f"<a:p><a:r><a:t>{line}</a:t></a:r></a:p>" for line in text.split("\n"))
        return (
            f'<p:sp><p:nvSpPr><p:nvPr><p:ph type="{kind}"/></p:nvPr></p:nvSpPr><p:txBody>{paragraphs}</p:txBody></p:sp>'
        )

    def slide(inner: str, root: str = "sld", more: str = "") -> bytes:
        return f"<p:{root} {space}{more}><p:cSld><p:spTree>{inner}</p:spTree></p:cSld></p:{root}>".encode()

    cells = "".join(
        "<a:tr>"
        + "".join(f"<a:tc><a:txBody><a:p><a:r><a:t>{cell}</a:t></a:r></a:p></a:txBody></a:tc>" for cell in row)
        + "</a:tr>"
        for row in (("日期", "分贝"), ("10月7日", "58"))
    )
    table = (
        f"<p:graphicFrame><a:graphic><a:graphicData><a:tbl>{cells}</a:tbl></a:graphicData></a:graphic></p:graphicFrame>"
    )
    listed = "".join(f'<p:sldId id="{256 + at}" r:id="rId{at}"/>' for at in (2, 1, 3))
    targets = "".join(f'<Relationship Id="rId{at}" Target="slides/slide{at}.xml"/>' for at in (1, 2, 3))
    members = {
        "[Content_Types].xml": b"<Types/>",
        "ppt/presentation.xml": f"<p:presentation {space}><p:sldIdLst>{listed}</p:sldIdLst></p:presentation>".encode(),
        "ppt/_rels/presentation.xml.rels": related.format(targets).encode(),
        "ppt/slides/slide1.xml": slide(table + box("第2页", "sldNum")),
        "ppt/slides/slide2.xml": slide(box("关于水泵房噪音的投诉", "title") + box(LETTER)),
        "ppt/slides/slide3.xml": slide(box("草稿，不要给别人看"), more=' show="0"'),
        "ppt/slides/_rels/slide1.xml.rels": related.format(
            '<Relationship Id="rId9" Target="../notesSlides/notesSlide1.xml"/>'
        ).encode(),
        "ppt/notesSlides/notesSlide1.xml": slide(box("夜里十一点在卧室测的"), root="notes"),
    }
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in members.items():
            package.writestr(zipfile.ZipInfo(name), data)
    return target.getvalue()


def xlsx_in() -> bytes:
    """A small workbook, to stand in an archive."""
    book = Workbook()
    book.active.append(("房号", "11栋1002"))
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def samples() -> dict[str, bytes]:
    """Every sample by its file name."""
    letter = LETTER.encode()
    rows = {
        "登记": [("日期", "房号", "事项", "金额"), (46304, "11栋1002", "水泵房噪音", 120.5)],
        "选项": [("水电", "噪音")],
        "说明": [("十楼以下都睡不着，请检修",)],
    }
    return {
        "file-rar.rar": rar(
            {"水泵/信.txt": letter, "__MACOSX/._x": b"\0\1", "inner.rar": rar({"a.txt": "另附录音时间。".encode()})}
        ),
        "file-rar-password.rar": rar({}, locked=True),
        "file-rar-damaged.rar": rar({"open.txt": letter, "cut.txt": b"x" * 300})[:-200],
        "file-7z.7z": seven_zip({"水泵/信.txt": letter, "../表.xlsx": xlsx_in(), "空.txt": b""}),
        "file-7z-bomb.7z": seven_zip({"bomb.txt": b"0" * 30_000_000}),
        "file-7z-damaged.7z": seven_zip({"信.txt": letter})[:-30],
        "file-old-excel.xls": xls(rows, hidden=("选项",)),
        "file-old-excel-password.xls": xls(rows, locked=True),
        "file-old-slides.ppt": ppt(
            ["水泵房噪音", LETTER.replace("\n", "\r")], ["夜里十一点测得58分贝", "Bldg 11"], "单击此处编辑母版"
        ),
        "file-old-slides-password.ppt": ppt(["x"], [], "y", locked=True),
        "file-slides.pptx": pptx(),
    }


if __name__ == "__main__":
    for name, data in samples().items():
        (Path(sys.argv[1]) / name).write_bytes(data)
