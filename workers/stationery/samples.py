"""Pages of the letters that a template would write, as pictures that can be made again at any time."""

import hashlib
from pathlib import Path

from letters.pdf.office import PdfProblem
from workers.correspondence.previews import paint_docx
from workers.instance.services import Services
from workers.instance.whole_files import write_whole
from workers.instance.writing_tasks import Painted, paint_page

_DPI = 96


def keep_sample(services: Services, docx: bytes) -> str:
    """Have a sample letter at hand for the pages that show it, under its sha256."""
    sha = hashlib.sha256(docx).hexdigest()
    path = _folder(services) / f"{sha}.docx"
    if not path.is_file():
        write_whole(services, path, docx)
    return sha


def sample(services: Services, sha: str) -> bytes | None:
    """The sample letter of that sha256 (64 hexadecimal digits), None if it is not at hand."""
    try:
        return (_folder(services) / f"{sha}.docx").read_bytes()
    except FileNotFoundError:
        return None


def pages_of_sample(services: Services, docx: bytes) -> int:
    """How many pages a sample letter fills. Raises letters.pdf.office.PdfProblem."""
    return _painted(services, docx).pages


def page_of_sample(services: Services, docx: bytes, page: int) -> bytes:
    """One page (from 1) as PNG. Raises IndexError for a page that there is not, PdfProblem where none can be made."""
    path = _folder(services) / f"{hashlib.sha256(docx).hexdigest()}-{page}.png"
    if path.is_file():
        return path.read_bytes()
    (png,) = services.previews.map(paint_page, [(_painted(services, docx).pdf, page, _DPI)])
    if isinstance(png, IndexError):
        raise png
    if isinstance(png, Exception):
        raise PdfProblem("生成图片时出错，请稍后再试") from png
    data: bytes = png
    write_whole(services, path, data)
    return data


def _painted(services: Services, docx: bytes) -> Painted:
    """The sample on paper; its PDF stays in the cache beside the pictures, named by its pages."""
    stem = hashlib.sha256(docx).hexdigest()
    for path in _folder(services).glob(f"{stem}.*.pdf"):
        return Painted(pdf=path.read_bytes(), pages=int(path.suffixes[-2].removeprefix(".")))
    painted = paint_docx(services, docx)
    write_whole(services, _folder(services) / f"{stem}.{painted.pages}.pdf", painted.pdf)
    return painted


def _folder(services: Services) -> Path:
    return services.settings.root / "data" / "cache" / "samples"
