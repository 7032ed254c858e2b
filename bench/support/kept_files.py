"""The files that the rows of a filled house name: one of each kind, in its archive."""

import io
from email.message import EmailMessage
from pathlib import Path

import docx
import pypdfium2
from PIL import Image

from store.archive import Archive
from support.desk_rows import Kept


def kept(root: Path) -> Kept:
    """One of each kind of file, in the archive of the instance that is to be."""
    archive = Archive(root / "data" / "archive")
    picture = _picture()
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "resident@example.com", "投诉"
    mail.set_content("电梯又停运了，请尽快安排。")
    mail.add_attachment(picture, maintype="image", subtype="png", filename="现场.png")
    pdf = pypdfium2.PdfDocument.new()
    pdf.new_page(595, 842)
    paper, word = io.BytesIO(), io.BytesIO()
    pdf.save(paper)
    letter = docx.Document()
    for line in ("关于电梯停运的答复", "尊敬的业主：", *("我司已安排维修，特此函复。" * 4 for _ in range(6))):
        letter.add_paragraph(line)
    letter.save(word)
    put = archive.put
    return Kept(mail=put(mail.as_bytes()), docx=put(word.getvalue()), pdf=put(paper.getvalue()), picture=put(picture))


def _picture() -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", (1200, 900), "grey").save(drawn, "PNG")
    return drawn.getvalue()
