"""Draws pages of letters, for tests of what becomes of a scan."""

import io
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFont

_FONT = Path("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc")
_SIMPLIFIED = 2
PAPER = (1240, 1754)
"""A4 at 150 dpi."""


@dataclass
class Page:
    """One page, written from top to bottom. size: of the writing, in pixels."""

    paper: tuple[int, int] = PAPER
    size: int = 36
    image: Image.Image = field(init=False)

    def __post_init__(self):
        self.image = Image.new("RGB", self.paper, (252, 251, 248))
        self.top = self.paper[1] // 12

    def write(self, text, *, left=None, ink=(25, 25, 30)):
        """Lines as given, `left` pixels from the edge."""
        font = ImageFont.truetype(str(_FONT), self.size, index=_SIMPLIFIED)
        draw = ImageDraw.Draw(self.image)
        for line in text.split("\n"):
            draw.text((left or self.paper[0] // 10, self.top), line, font=font, fill=ink)
            self.top += int(self.size * 1.7)
        return self

    def seal(self, left, top, width=240):
        """A red seal: two rings, a star's worth of ink and words across."""
        layer = Image.new("RGB", self.paper, "white")
        draw = ImageDraw.Draw(layer)
        red = (215, 60, 70)
        draw.ellipse((left, top, left + width, top + width), outline=red, width=8)
        draw.regular_polygon((left + width // 2, top + width // 2, width // 7), 5, fill=red)
        font = ImageFont.truetype(str(_FONT), width // 7, index=_SIMPLIFIED)
        draw.text((left + width // 6, top + width // 6), "业主委员", font=font, fill=red)
        self.image = ImageChops.multiply(self.image, layer)
        return self


def blank():
    """An empty page."""
    return Page().image


def saved(image, form, **how):
    """The bytes of a picture file."""
    written = io.BytesIO()
    image.save(written, form, **how)
    return written.getvalue()
