"""The pictures of a letter: of a kind that shows the same to everybody, opened and looked at before they are taken."""

import io
import warnings

from PIL import Image

_KINDS = {"PNG": ("png", "image/png"), "JPEG": ("jpeg", "image/jpeg"), "GIF": ("gif", "image/gif"),
          "BMP": ("bmp", "image/bmp"), "TIFF": ("tiff", "image/tiff")}  # fmt: skip
_PIXELS = 60_000_000
"""A page of A4 at 800 dpi."""
TYPES = dict(_KINDS.values())
"""Extension → content type."""


class BadPicture(Exception):  # noqa: N818 -- it becomes a sentence where its place is known
    """A picture that cannot be taken. kind: its format where it is known and none of ours; else empty."""

    def __init__(self, kind: str = "") -> None:
        self.kind = kind
        super().__init__(kind)


def extension_of(data: bytes, name: str) -> str:
    """The extension of a picture by what it is, whatever it is called. Raises BadPicture."""
    foreign = name.rpartition(".")[2].upper()
    if foreign in ("EMF", "WMF", "SVG", "WDP", "PICT", "PCT", "EPS", "PDF"):
        raise BadPicture(foreign)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=list(_KINDS)) as picture:
                if picture.width * picture.height > _PIXELS:
                    raise BadPicture
                kind = picture.format or ""
                picture.verify()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Warning) as error:
        raise BadPicture from error
    return _KINDS[kind][0]
