"""What is put on a letter beside its print: the red seal and handwriting, each as a mask of ink."""

import math
from random import Random
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from scans.typefaces import Typeface

Mask = NDArray[Any]
"""How much ink lies where: 0 none, 255 full; rows, then columns."""


def noise_of(chooser: Random) -> np.random.Generator:
    """A source of many numbers at once, fixed by the chooser."""
    return np.random.default_rng(chooser.getrandbits(63))


def clouds(height: int, width: int, grain: int, noise: np.random.Generator) -> NDArray[Any]:
    """Soft patches of 0-1 about `grain` pixels wide."""
    small = noise.random((max(2, height // grain), max(2, width // grain)), dtype=np.float32)
    return np.asarray(np.clip(cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC), 0, 1), np.float32)


def seal(text: str, diameter: int, face: Typeface, chooser: Random) -> Mask:
    """A round seal: ring, star, the committee's name around the upper part; inked unevenly and set down askew."""
    picture = Image.new("L", (diameter, diameter))
    draw = ImageDraw.Draw(picture)
    rim = max(4, diameter // 40)
    draw.ellipse((2, 2, diameter - 3, diameter - 3), outline=255, width=rim)
    _star(draw, diameter / 2, diameter / 2, diameter * 0.15)
    font = face.font(min(diameter * 0.15, diameter * 1.75 / max(1, len(text))))
    span = min(4.3, 0.42 * (len(text) - 1))
    for number, character in enumerate(text):
        angle = -span / 2 + (span * number / max(1, len(text) - 1))
        _on_ring(picture, character, angle, diameter, font)
    turned = picture.rotate(chooser.uniform(-18, 18), Image.Resampling.BICUBIC)
    noise = noise_of(chooser)
    patches = 0.35 + 0.9 * clouds(diameter, diameter, diameter // 9, noise)
    grain = 0.75 + 0.5 * noise.random((diameter, diameter), dtype=np.float32)
    inked = np.asarray(turned, np.float32) * np.minimum(1, patches) * np.minimum(1, grain)
    return np.asarray(inked, np.uint8)


def _star(draw: ImageDraw.ImageDraw, x: float, y: float, radius: float) -> None:
    corners = []
    for number in range(10):
        reach = radius if number % 2 == 0 else radius * 0.382
        angle = math.pi * number / 5
        corners.append((x + reach * math.sin(angle), y - reach * math.cos(angle)))
    draw.polygon(corners, fill=255)


def _on_ring(picture: Image.Image, character: str, angle: float, diameter: int, font: Any) -> None:
    """One character, its foot towards the centre. angle: from the top, clockwise, in radians."""
    box = int(font.size * 1.5)
    glyph = Image.new("L", (box, box))
    ImageDraw.Draw(glyph).text((box / 2, box / 2), character, fill=255, font=font, anchor="mm")
    glyph = glyph.rotate(-math.degrees(angle), Image.Resampling.BICUBIC)
    reach = diameter * 0.37
    x = diameter / 2 + reach * math.sin(angle) - box / 2
    y = diameter / 2 - reach * math.cos(angle) - box / 2
    picture.paste(255, (round(x), round(y)), glyph)


def handwriting(text: str, size: int, face: Typeface, chooser: Random) -> Mask:
    """A line as a hurried pen writes it: no two characters alike, the line of writing drifting, strokes bent."""
    slant, drift = chooser.uniform(-0.05, 0.22), chooser.uniform(-0.04, 0.04)
    noise = noise_of(chooser)
    tall = int(size * 2.2 + abs(drift) * size * len(text))
    line = np.zeros((tall, int(size * 1.25 * len(text)) + size), np.uint8)
    x, y = size * 0.3, tall / 2 - drift * size * len(text) / 2
    for character in text:
        glyph = _by_hand(character, size, slant, face, chooser, noise)
        top, left = int(y - glyph.shape[0] / 2 + chooser.gauss(0, size * 0.04)), int(x)
        spot = line[top : top + glyph.shape[0], left : left + glyph.shape[1]]
        np.maximum(spot, glyph[: spot.shape[0], : spot.shape[1]], out=spot)
        wide = 0.55 if character.isascii() else 0.9
        x += size * wide * chooser.uniform(0.85, 1.08)
        y += drift * size
    used = np.nonzero(line.any(axis=0))[0]
    return line[:, : int(used[-1]) + 2] if used.size else line


def _by_hand(
    character: str, size: int, slant: float, face: Typeface, chooser: Random, noise: np.random.Generator
) -> Mask:
    """One character, turned, slanted, stretched, and its strokes bent as one."""
    box = int(size * 1.6)
    picture = Image.new("L", (box, box))
    ImageDraw.Draw(picture).text((box / 2, box / 2), character, fill=255, font=face.font(size), anchor="mm")
    glyph = np.asarray(picture)
    bend = size * 0.16
    across, down = (clouds(box, box, max(2, box // 4), noise) - 0.5 for _ in range(2))
    columns, rows = np.meshgrid(np.arange(box, dtype=np.float32), np.arange(box, dtype=np.float32))
    turn = chooser.gauss(0, 0.05)
    wide, high = chooser.uniform(0.88, 1.12), chooser.uniform(0.86, 1.1)
    x, y = (columns - box / 2) / wide, (rows - box / 2) / high
    from_x = x + (slant + turn) * y + box / 2 + bend * across
    from_y = y - turn * x + box / 2 + bend * down
    bent = cv2.remap(glyph, from_x.astype(np.float32), from_y.astype(np.float32), cv2.INTER_LINEAR)
    if chooser.random() < 0.5:
        bent = cv2.dilate(bent, np.ones((2, 2), np.uint8))
    pressure = 0.7 + 0.6 * clouds(box, box, max(2, box // 2), noise)
    return np.asarray(np.clip(bent * np.minimum(1, pressure), 0, 255), np.uint8)
