"""Draws the demo company's seal (huihan/samples/seal.png): a made-up company's, and it says so.

Usage: python tools/make_sample_seal.py   (needs the Debian package fonts-noto-cjk)
"""

import math
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

SIZE = 1200
RED = (200, 22, 30, 235)
FONT = "/usr/share/fonts/opentype/noto/NotoSerifCJK-Bold.ttc"
TARGET = Path(__file__).parent.parent / "huihan" / "samples" / "seal.png"


def main() -> None:
    """Draw at twice the size and shrink, so that edges are smooth."""
    seal = Image.new("RGBA", (SIZE, SIZE), (255, 255, 255, 0))
    pen = ImageDraw.Draw(seal)
    pen.ellipse((20, 20, SIZE - 20, SIZE - 20), outline=RED, width=34)
    pen.polygon(_star(SIZE / 2, SIZE / 2, 170), fill=RED)
    _along(seal, "翠湖物业服务有限公司", radius=430, size=128, spread=232, top=True)
    _along(seal, "演示用章", radius=455, size=84, spread=52, top=False)
    seal.resize((600, 600), Image.Resampling.LANCZOS).save(TARGET, optimize=True)


def _star(x: float, y: float, radius: float) -> list[tuple[float, float]]:
    """Five points, one up."""
    inner = radius * math.sin(math.radians(18)) / math.sin(math.radians(54))
    turns = [math.radians(36 * step - 90) for step in range(10)]
    lengths = [radius, inner] * 5
    return [(x + r * math.cos(turn), y + r * math.sin(turn)) for r, turn in zip(lengths, turns, strict=True)]


def _along(seal: Image.Image, text: str, *, radius: float, size: int, spread: float, top: bool) -> None:
    """Each character upright on the circle: over the top from left to right, or along the bottom."""
    font = ImageFont.truetype(FONT, size)
    for number, character in enumerate(text):
        share = number / (len(text) - 1) - 0.5
        angle = share * spread if top else -share * spread
        stamp = Image.new("RGBA", (size * 2, size * 2), (255, 255, 255, 0))
        ImageDraw.Draw(stamp).text((size, size), character, font=font, fill=RED, anchor="mm")
        turned = stamp.rotate(-angle, resample=Image.Resampling.BICUBIC)
        at = math.radians(angle - 90 if top else 90 + angle)
        x, y = SIZE / 2 + radius * math.cos(at), SIZE / 2 + radius * math.sin(at)
        seal.alpha_composite(turned, (round(x) - size, round(y) - size))


if __name__ == "__main__":
    main()
