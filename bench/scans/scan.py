"""One scan from one number: a letter, its look, what befell it, the file, and the truth about it."""

import io
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from random import Random
from typing import Any

from PIL import Image

from scans import wear
from scans.letter import Letter, Purpose, chooser_of, compose
from scans.sheet import Hand, Sheet, choose_style, typeset
from scans.typefaces import PRINTED, Typeface, choose_face
from scans.wear import Camera, Scanner


class Kind(StrEnum):
    """What a scan is, and what reading it must reach."""

    SCAN = "scan"
    """Print, upright but for a skew of up to 3 degrees, 150-300 dpi."""
    TURNED = "turned"
    """The same, laid on the glass sideways or upside down."""
    PHOTO = "photo"
    """A phone's photo, in all four directions."""
    PEN = "pen"
    """Print that somebody wrote on: a person must look."""
    HAND = "hand"
    """Written by hand from top to bottom: a person must look."""
    POOR = "poor"
    """Beyond reading: a person must look."""


_HANDS = {Kind.PEN: Hand.NOTES, Kind.HAND: Hand.ALL}


@dataclass(frozen=True, kw_only=True)
class Truth:
    """What is on a scan. pages: the printed lines of each page in reading order; beside: seals and handwriting.

    turn: degrees clockwise by which the picture was turned; exif: the picture says so itself (then a viewer shows it
    upright). fields: as `Letter.fields`.
    """

    kind: Kind
    purpose: Purpose
    number: int
    pages: tuple[tuple[str, ...], ...]
    beside: tuple[str, ...]
    fields: dict[str, tuple[str, ...]]
    traditional: bool
    typeface: str
    dpi: int | None
    turn: int
    exif: bool
    wear: dict[str, Any]

    @property
    def text(self) -> str:
        """The printed lines of all pages."""
        return "\n".join(line for page in self.pages for line in page)


@dataclass(frozen=True, kw_only=True)
class Scan:
    """A file and the truth about it."""

    name: str
    data: bytes
    truth: Truth


def make_scan(kind: Kind, purpose: Purpose, number: int, *, faces: Sequence[Typeface] = PRINTED) -> Scan:
    """The scan of this number; equal arguments and libraries give equal bytes.

    Raises MissingTypefaceError when no face has the letter's characters.
    """
    chooser = chooser_of(purpose, kind, number)
    letter = compose(chooser, purpose)
    face = choose_face(chooser, letter.characters, tuple(faces), traditional=letter.traditional)
    sheets = typeset(letter, choose_style(chooser, face, _HANDS.get(kind, Hand.NOTHING)), chooser)
    turn = _turn(kind, number)
    exif = kind is Kind.PHOTO and turn != 0 and len(sheets) == 1 and chooser.random() < 0.4
    how = _camera(chooser) if kind is Kind.PHOTO else _poor(chooser) if kind is Kind.POOR else _scanner(chooser)
    images = [_image(sheet, how, turn, chooser) for sheet in sheets]
    suffix, data = _file(images, how, turn if exif else 0, chooser)
    return Scan(
        name=f"{kind}-{number:04}.{suffix}",
        data=data,
        truth=_truth(kind, purpose, number, letter, sheets, face, how, turn, exif=exif),
    )


def _truth(
    kind: Kind,
    purpose: Purpose,
    number: int,
    letter: Letter,
    sheets: Sequence[Sheet],
    face: Typeface,
    how: Scanner | Camera,
    turn: int,
    *,
    exif: bool,
) -> Truth:
    return Truth(
        kind=kind,
        purpose=purpose,
        number=number,
        pages=tuple(tuple(sheet.lines) for sheet in sheets),
        beside=tuple(words for sheet in sheets for words in sheet.beside),
        fields=letter.fields,
        traditional=letter.traditional,
        typeface=face.name,
        dpi=how.dpi if isinstance(how, Scanner) else None,
        turn=turn,
        exif=exif,
        wear=asdict(how),
    )


def _turn(kind: Kind, number: int) -> int:
    """All directions equally often."""
    if kind is Kind.TURNED:
        return 90 * (1 + number % 3)
    return 90 * (number % 4) if kind is Kind.PHOTO else 0


def _scanner(chooser: Random) -> Scanner:
    """An office scanner on an ordinary day."""
    dpi = chooser.choice((150, 200, 200, 300))
    mode = chooser.choice(("colour", "colour", "colour", "grey", "grey", "bilevel"))
    return Scanner(
        dpi=max(200, dpi) if mode == "bilevel" else dpi,
        skew=chooser.choice((0.0, chooser.uniform(-1, 1), chooser.choice((-1, 1)) * chooser.uniform(1, 3))),
        blur=chooser.uniform(0, 0.8) * dpi / 300,
        noise=chooser.uniform(1, 7),
        fade=chooser.uniform(0, 0.35),
        folds=chooser.choice((0.0, 0.0, chooser.uniform(0.05, 0.22))),
        edge=chooser.random() < 0.35,
        mode=mode,
    )


def _poor(chooser: Random) -> Scanner:
    """A fax of a copy of a copy."""
    return Scanner(
        dpi=chooser.choice((60, 72, 84)),
        skew=chooser.uniform(-3, 3),
        blur=chooser.uniform(0.8, 1.3),
        noise=chooser.uniform(6, 26),
        fade=chooser.uniform(0.3, 0.6),
        folds=0.2,
        edge=True,
        mode="grey",
    )


def _camera(chooser: Random) -> Camera:
    """A resident's phone, by lamp or by day; the small width is what messengers leave of a photo."""
    dark = chooser.random() < 0.35
    width = chooser.choice((1440, 1920, 2400, 3000))
    return Camera(
        width=width,
        tilt=chooser.uniform(0.005, 0.035),
        turn=chooser.uniform(-3, 3),
        light=chooser.uniform(0.42, 0.6) if dark else chooser.uniform(0.78, 0.98),
        warmth=chooser.uniform(0, 0.22),
        shadow=chooser.choice((0.0, chooser.uniform(0.2, 0.45))),
        blur=chooser.uniform(0.3, 0.7) * width / 1440,
        motion=chooser.choice((0, 0, 3)) if width > 1500 else 0,
        noise=chooser.uniform(4, 8) if dark else chooser.uniform(1.5, 4.5),
        curl=chooser.choice((0.0, chooser.uniform(0.001, 0.004))),
        folds=chooser.choice((0.0, chooser.uniform(0.06, 0.2))),
    )


def _image(sheet: Sheet, how: Scanner | Camera, turn: int, chooser: Random) -> Image.Image:
    page = wear.printed(sheet, chooser)
    if isinstance(how, Camera):
        return Image.fromarray(wear.turned(wear.photographed(page, how, chooser), turn))
    image: Image.Image = wear.image_of(wear.turned(wear.scanned(page, how, chooser), turn), how.mode)
    return image


_ORIENTATION = 0x0112
_EXIF = {90: 8, 180: 3, 270: 6}
"""The EXIF orientation by which a viewer undoes a clockwise turn (Exif 2.32, tag 274)."""
_EPOCH = time.struct_time((2026, 1, 1, 0, 0, 0, 3, 1, 0))


def _file(images: list[Image.Image], how: Scanner | Camera, undone: int, chooser: Random) -> tuple[str, bytes]:
    """The file a scanner or phone would make of it; several pages go into one PDF or TIFF."""
    if isinstance(how, Camera):
        quality = chooser.randrange(55, 88)
        return (
            ("jpg", _saved(images, "JPEG", quality=quality, undone=undone)) if len(images) == 1 else _pdf(images, 200)
        )
    if how.mode == "bilevel":
        return "tif", _saved(images, "TIFF", dpi=how.dpi, compression="group4")
    if len(images) > 1 or chooser.random() < 0.35:
        return (
            _pdf(images, how.dpi)
            if chooser.random() < 0.7
            else ("tif", _saved(images, "TIFF", dpi=how.dpi, compression="tiff_lzw"))
        )
    if chooser.random() < 0.25:
        return "png", _saved(images, "PNG", dpi=how.dpi)
    return "jpg", _saved(images, "JPEG", dpi=how.dpi, quality=chooser.randrange(45, 90))


def _saved(images: list[Image.Image], form: str, *, dpi: int | None = None, undone: int = 0, **options: Any) -> bytes:
    stream = io.BytesIO()
    if dpi:
        options["dpi"] = (dpi, dpi)
    if undone:
        exif = Image.Exif()
        exif[_ORIENTATION] = _EXIF[undone]
        options["exif"] = exif
    if len(images) > 1:
        options |= {"save_all": True, "append_images": images[1:]}
    images[0].save(stream, form, **options)
    return stream.getvalue()


def _pdf(images: list[Image.Image], dpi: int) -> tuple[str, bytes]:
    stream = io.BytesIO()
    dates = {"creationDate": _EPOCH, "modDate": _EPOCH}
    images[0].save(stream, "PDF", resolution=dpi, save_all=True, append_images=images[1:], **dates)
    return "pdf", stream.getvalue()
