"""The sheet that parts the letters of one scan: the mark printed on it, and how it is known again."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

MARK = "HUIHAN SEPARATOR SHEET 1"
"""What the square code (ISO/IEC 18004) on the sheet says; also printed, for pages that have a text layer."""
_SIDES = (1200, 800)


def mark_picture(pixels: int) -> "Image.Image":
    """The code, `pixels` wide, with its quiet zone."""
    import cv2  # noqa: PLC0415  # for scans alone
    from PIL import Image  # noqa: PLC0415  # as above

    encoder = cv2.QRCodeEncoder.create()
    code = cv2.copyMakeBorder(encoder.encode(MARK), 3, 3, 3, 3, cv2.BORDER_CONSTANT, value=255)
    return Image.fromarray(code).resize((pixels, pixels), Image.Resampling.NEAREST)


def is_separator(page: "Image.Image") -> bool:
    """Whether the page is a separator sheet, whichever way it lies."""
    return MARK in square_codes(page)


def square_codes(page: "Image.Image") -> frozenset[str]:
    """What the square codes of the page say, whichever way it lies; looked for at two sizes, in about 0.1 s.

    The second look is for pages on which the first one found none that says anything.
    """
    import cv2  # noqa: PLC0415  # for scans alone
    import numpy as np  # noqa: PLC0415  # as above

    grey = page.convert("L")
    detector = cv2.QRCodeDetectorAruco()  # steadier than the older one on skewed and worn sheets
    for side in _SIDES:
        grey.thumbnail((side, side))
        try:
            found = frozenset(detector.detectAndDecodeMulti(np.asarray(grey))[1]) - {""}
        except cv2.error:  # its search stumbles on some textures; those are no sheet of ours
            continue
        if found:
            return found
    return frozenset()


def says_separator(text: str) -> bool:
    """Whether a text layer is that of a separator sheet."""
    return MARK in " ".join(text.split())
