"""Letters to PDF by the office that also reads old Word documents: letters/ and ingest/ do not know one another."""

from ingest.office import driver
from ingest.office.driver import OfficeError
from letters.pdf.office import PdfProblem, to_pdf


def office_pdf(docx: bytes, *, seconds: float = 60) -> bytes:
    """`docx` as a PDF; equal input gives equal bytes. Raises letters.pdf.office.PdfProblem.

    The office belongs to the process that first asks, and ends with it.
    """
    return to_pdf(docx, convert=_convert, seconds=seconds)


def _convert(docx: bytes, seconds: float) -> bytes:
    try:
        return driver.to_pdf(docx, seconds=seconds)
    except OfficeError as error:
        raise PdfProblem(str(error)) from error
