"""`python -m documents FOLDER [CASES]`: the documents of so many simulated cases, checked, on contact sheets."""

import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pypdfium2
from PIL import Image, ImageDraw

from documents.checked import wrong
from documents.complaints import further, neighbours, stories
from documents.office import opened
from letters.templating.sample import COMPANY
from workers.instance.writing_tasks import finish

CASES = 44
"""Enough for 200 documents."""
DPI, ACROSS, DOWN = 58, 4, 2


def main(folder: Path, count: int) -> int:
    """The number of documents in which the machine sees something wrong."""
    folder.mkdir(parents=True, exist_ok=True)
    kinds: Counter[str] = Counter()
    pictures: list[tuple[str, Image.Image]] = []
    bad = 0
    with tempfile.TemporaryDirectory() as root, opened(Path(root)) as office:
        road = (office.documents(story) for story in chain(stories(count), further(max(4, count // 4))))
        for papers in chain([office.of_group(neighbours())], road):
            for made in papers:
                story = made.story
                kinds[made.kind.value] += 1
                at = sum(kinds.values())
                name = f"{at:03d}-{made.kind.value}-{story.channel}-{story.script}-{story.length}-r{made.round}"
                number = made.letter.number or f"{COMPANY.prefix_of(made.kind)}〔2026〕{at}号"
                done = finish(made.docx, number, made.letter.dated or office.today, None)
                (folder / f"{name}.docx").write_bytes(done.docx)
                (folder / f"{name}.pdf").write_bytes(done.painted.pdf)
                said = list(wrong(made, done.docx, done.painted.pdf))
                bad += bool(said)
                for one in said:
                    print(f"{name}: {one}", flush=True)
                pictures += [(f"{name} p{at}", page) for at, page in enumerate(_pages(done.painted.pdf), start=1)]
        for one in office.refused:
            print(f"refused: {one}")
    for at, sheet in enumerate(_sheets(pictures), start=1):
        sheet.save(folder / f"sheet-{at:02d}.png")
    print(f"{sum(kinds.values())} documents, {len(pictures)} pages, {bad} with something wrong: {dict(kinds)}")
    return bad


def _pages(pdf: bytes) -> Iterator[Image.Image]:
    document = pypdfium2.PdfDocument(pdf)
    for page in document:
        yield page.render(scale=DPI * 2 / 72).to_pil().convert("RGB")
    document.close()


def _sheets(pictures: list[tuple[str, Image.Image]]) -> Iterator[Image.Image]:
    """The pages, eight on a sheet, each with its name above it."""
    for start in range(0, len(pictures), ACROSS * DOWN):
        some = pictures[start : start + ACROSS * DOWN]
        width, height = some[0][1].size
        sheet = Image.new("RGB", (ACROSS * width, DOWN * (height + 18)), "grey")
        for at, (name, page) in enumerate(some):
            left, top = at % ACROSS * width, at // ACROSS * (height + 18)
            ImageDraw.Draw(sheet).text((left + 4, top + 3), name, fill="white")
            sheet.paste(page, (left, top + 18))
        yield sheet


if __name__ == "__main__":
    sys.exit(bool(main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else CASES)))
