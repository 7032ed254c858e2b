"""The parts of a .docx that an edit reads or rewrites, put together again byte for byte the same each time."""

import io
import zipfile
from dataclasses import dataclass

from lxml import etree

from letters.document import safe_parser
from letters.package import join, pack

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BODY = "word/document.xml"
STYLES = "word/styles.xml"
UNZIPPED_BYTES = 100_000_000
"""More than any letter needs; beyond it a file is refused unread."""


@dataclass(frozen=True)
class Parts:
    """A .docx opened: its files in their order and its body, which may be changed in place."""

    files: dict[str, bytes]
    body: etree._Element

    @classmethod
    def read(cls, docx: bytes) -> "Parts":
        """Open `docx`. Raises ValueError if it is no Word document or would unpack beyond UNZIPPED_BYTES."""
        try:
            with zipfile.ZipFile(io.BytesIO(docx)) as package:
                infos = [info for info in package.infolist() if not info.is_dir()]
                if sum(info.file_size for info in infos) > UNZIPPED_BYTES:
                    raise ValueError("the Word document is too large")
                files = {info.filename: package.read(info) for info in infos}
            return cls(files, etree.fromstring(files[BODY], safe_parser()))
        except (
            zipfile.BadZipFile,
            NotImplementedError,
            RuntimeError,
            EOFError,
            KeyError,
            etree.XMLSyntaxError,
        ) as error:
            raise ValueError(f"not a Word document (.docx): {error}") from error

    def packed(self) -> bytes:
        """The .docx with the body as it now is."""
        body = etree.tostring(self.body, xml_declaration=True, encoding="UTF-8", standalone=True)
        return join(pack(name, body if name == BODY else data) for name, data in self.files.items())

    def styles(self) -> dict[str, etree._Element]:
        """Style id → its element; empty if the file has none."""
        if STYLES not in self.files:
            return {}
        root = etree.fromstring(self.files[STYLES], safe_parser())
        return {style.get(f"{W}styleId", ""): style for style in root.iter(f"{W}style")}
