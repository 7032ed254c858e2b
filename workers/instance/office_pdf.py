"""Letters to PDF by the office that a reading process keeps running: a tenth of a second instead of seconds."""

from ingest.office import OfficeError
from ingest.office import to_pdf as by_running_office
from letters.pdf.office import FONTS, PdfProblem, to_pdf


def office_pdf(docx: bytes, *, seconds: float) -> bytes:
    """`docx` as a PDF, by an office of its own where none can be kept running. Raises letters.pdf.office.PdfProblem.

    For the processes that may be killed: the office belongs to the one that first asks, and ends with it.
    """
    try:
        return to_pdf(docx, timeout=seconds, convert=_convert)
    except _NoneRunning:
        return to_pdf(docx, timeout=seconds)


class _NoneRunning(Exception):  # noqa: N818 -- it only leads to the other way
    """LibreOffice or its Python interface is not installed."""


def _convert(docx: bytes, seconds: float) -> bytes:
    try:
        return by_running_office(docx, fonts=FONTS, seconds=seconds)
    except OfficeError as error:
        if error.missing:
            raise _NoneRunning from error
        raise PdfProblem(str(error)) from error
