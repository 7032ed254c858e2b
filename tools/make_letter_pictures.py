"""Makes the pictures of letters and forms in docs/images: the first page of a made-up one of each kind, as printed."""

from dataclasses import replace
from pathlib import Path

from PIL import Image

from domain.codes import LetterKind
from letters.context import LetterContext
from letters.pdf.pages import page_png
from letters.templating.render import Templates
from letters.templating.sample import ANSWERS, samples
from workers.instance.office_pdf import office_pdf

FOLDER = Path(__file__).parents[1] / "docs" / "images"
DPI = 97
SERIES = {
    LetterKind.RECORD_FORM: "物记〔2026〕85号",
    LetterKind.DEPARTMENT_NOTICE: "物通〔2026〕61号",
    LetterKind.PROGRESS_REPORT: "物报〔2026〕7号",
    LetterKind.GROUP_NOTICE: "物告〔2026〕4号",
}
"""Papers of the house have series of numbers of their own."""


def main() -> None:
    """Every kind, one picture each."""
    for kind in LetterKind:
        pdf = office_pdf(Templates().render(kind, shown(kind)))
        picture = FOLDER / f"{kind.value}.png"
        picture.write_bytes(page_png(pdf, 1, DPI))
        with Image.open(picture) as page:  # sixteen greys and reds are enough for print, at a third of the size
            page.convert("RGB").quantize(32).save(picture, optimize=True)


def shown(kind: LetterKind) -> LetterContext:
    """The letter that is shown: the reply as the composer makes it, the notice of a group, of others one matter."""
    if kind is LetterKind.GROUP_NOTICE:
        context = samples(kind)["group"]
    elif kind is LetterKind.REPLY:
        context = replace(samples(kind)["one matter"], answers=ANSWERS[:1])
    else:
        context = samples(kind)["one matter"]
    return replace(context, number=SERIES.get(kind, context.number))


if __name__ == "__main__":
    main()
