"""The files inside an original, and which of them a part of the reading came from.

Covers ingest.inside.
"""

import io
import zipfile
from email.message import EmailMessage
from pathlib import Path

from domain.reading import Part
from domain.reading_codes import Method
from domain.settings import Limits
from ingest.pieces import piece_of_part, pieces, shown_as_image
from ingest.read import read_letters

CSV = "房号,费用\n501,300\n".encode()


def mail(*files: tuple[str, bytes]) -> bytes:
    message = EmailMessage()
    message["From"] = "li@example.com"
    message["Subject"] = "费用"
    message.set_content("见附件")
    for name, data in files:
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def zipped(**files: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, data in files.items():
            archive.writestr(name.replace("_", "."), data)
    return written.getvalue()


def test_a_mail_gives_its_attachments_by_the_names_that_reading_uses():
    original = mail(("清单.csv", CSV), ("../../x?.csv", CSV))
    found = pieces(original, "mail.eml", Limits())
    assert [one.name for one in found] == ["清单.csv", "x_.csv"]
    assert all(one.data == CSV for one in found)
    (document,) = read_letters(original, name="mail.eml", limits=Limits())
    assert [part.name for part in document.parts][1:] == ["清单.csv", "x_.csv"]


def test_an_archive_gives_itself_and_what_is_inside():
    found = pieces(mail(("all.zip", zipped(a_csv=CSV, b_csv=CSV))), "mail.eml", Limits())
    assert [(one.name, one.container) for one in found] == [("all.zip", True), ("a.csv", False), ("b.csv", False)]


def test_a_plain_file_is_its_own_only_piece():
    assert [(one.name, one.data) for one in pieces(CSV, "费用.csv", Limits())] == [("费用.csv", CSV)]


def test_a_damaged_container_is_still_given_whole():
    broken = zipped(a_csv=CSV)[:-30]
    assert [one.data for one in pieces(mail(("all.zip", broken)), "mail.eml", Limits())] == [broken]


def page(name: str, number: int | None, media_type: str = "application/pdf") -> Part:
    return Part(name=name, media_type=media_type, method=Method.OCR, page=number)


def test_two_files_of_one_name_are_told_apart_by_their_order():
    parts = (page("scan.pdf", 1), page("scan.pdf", 2), page("scan.pdf", 1))
    assert piece_of_part(parts, ["scan.pdf", "other.csv", "scan.pdf"]) == {0: 0, 1: 0, 2: 2}


def test_a_part_of_an_attached_mail_is_found_by_its_own_name():
    assert piece_of_part((page("转来的投诉/scan.pdf", 1),), ["scan.pdf"]) == {0: 0}


def test_the_body_of_a_mail_is_no_file():
    body = Part(name="正文", media_type="text/plain", method=Method.TEXT)
    assert piece_of_part((body, page("scan.pdf", 1)), ["scan.pdf"]) == {1: 0}


def test_pages_and_pictures_can_be_looked_at():
    assert shown_as_image(page("a.pdf", 1))
    assert shown_as_image(page("a.jpg", None, "image/jpeg"))
    assert not shown_as_image(page("a.pdf", None))
    assert not shown_as_image(Part(name="a.csv", media_type="text/csv", method=Method.TABLE))


def test_a_pdf_is_a_piece_and_so_are_the_files_within_it():
    samples = Path(__file__).parents[2] / "samples"
    data = (samples / "pdf-portfolio.pdf").read_bytes()
    assert {one.name for one in pieces(data, "a.pdf", Limits())} == {"a.pdf", "来信.eml", "补充.txt", "门禁.txt"}
    (letter,) = read_letters(data, name="a.pdf", limits=Limits())
    names = [one.name for one in pieces(data, "a.pdf", Limits())]
    places = piece_of_part(letter.parts, names)
    assert [names[places[number]] for number, part in enumerate(letter.parts) if part.name == "补充.txt"] == [
        "补充.txt"
    ]
