"""The true pages of a letter: its PDF, made once for each version, and pictures of its pages; never in this process."""

from dataclasses import dataclass
from pathlib import Path

from letters.pdf.office import PdfProblem
from letters.word.blocks import Block, blocks
from store import edits
from store.edits import RenditionRow
from workers.instance.services import Services
from workers.instance.whole_files import write_whole
from workers.instance.writing_tasks import Painted, paint, paint_page

_LARGEST_DPI = 300


@dataclass(frozen=True, kw_only=True)
class HtmlPreview:
    """What can be shown of a letter where LibreOffice is missing or failed. why: in Chinese."""

    blocks: tuple[Block, ...]
    why: str


def preview(services: Services, docx_sha: str) -> RenditionRow | HtmlPreview:
    """The PDF of an archived .docx (pdf_sha, pages), made when first wanted; its blocks where none can be made."""
    with services.database.reading() as session:
        kept = edits.rendition_of(session, docx_sha)
    if kept is not None and services.archive.exists(kept.pdf_sha):
        return kept
    docx = services.archive.get(docx_sha)
    try:
        painted = paint_docx(services, docx)
    except PdfProblem as problem:
        return HtmlPreview(blocks=blocks(docx), why=str(problem))
    return keep(services, docx_sha, painted)


def paint_docx(services: Services, docx: bytes) -> Painted:
    """The PDF of a .docx, which nothing keeps yet. Raises letters.pdf.office.PdfProblem."""
    (painted,) = services.previews.map(paint, [(docx,)])
    if isinstance(painted, PdfProblem):
        raise painted
    if isinstance(painted, Exception):
        raise PdfProblem("生成 PDF 时出错，请稍后再试") from painted
    done: Painted = painted
    return done


def keep(services: Services, docx_sha: str, painted: Painted) -> RenditionRow:
    """Keep the PDF of a .docx; the one that was made first stays."""
    pdf_sha = services.archive.put(painted.pdf)
    with services.database.transaction() as session:
        return edits.keep_rendition(session, docx_sha, pdf_sha=pdf_sha, pages=painted.pages, at=services.now())


def pictures(services: Services, docx: bytes, dpi: int = 96) -> tuple[bytes, ...]:
    """The pages of a .docx that no one keeps, as PNG. Raises letters.pdf.office.PdfProblem."""
    painted = paint_docx(services, docx)
    wanted = [(painted.pdf, page, dpi) for page in range(1, painted.pages + 1)]
    made = list(services.previews.map(paint_page, wanted))
    if fault := next((one for one in made if isinstance(one, Exception)), None):
        raise fault
    return tuple(one for one in made if isinstance(one, bytes))


def page_image(services: Services, pdf_sha: str, page: int, dpi: int = 96) -> bytes:
    """A page (from 1) of an archived PDF as PNG, kept on the disk. IndexError for a page that there is not."""
    dpi = max(36, min(dpi, _LARGEST_DPI))
    path = _folder(services) / pdf_sha[:2] / f"{pdf_sha}-{page}-{dpi}.png"
    if path.is_file():
        return path.read_bytes()
    (png,) = services.previews.map(paint_page, [(services.archive.get(pdf_sha), page, dpi)])
    if isinstance(png, Exception):
        raise png
    data: bytes = png
    write_whole(services, path, data)
    return data


def _folder(services: Services) -> Path:
    """Pictures that can be made again at any time."""
    return services.settings.root / "data" / "cache" / "pages"
