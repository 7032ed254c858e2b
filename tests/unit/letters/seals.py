"""A made-up company seal."""

import io

from PIL import Image, ImageDraw

RED = (200, 16, 30, 255)


def seal_png(*, transparent: bool = True) -> bytes:
    """A red ring with a star, as a PNG."""
    image = Image.new("RGBA", (480, 480), (0, 0, 0, 0) if transparent else "white")
    draw = ImageDraw.Draw(image)
    draw.ellipse((8, 8, 472, 472), outline=RED, width=16)
    draw.regular_polygon((240, 240, 80), 5, fill=RED, rotation=36)
    draw.regular_polygon((240, 240, 80), 5, fill=RED)
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()
