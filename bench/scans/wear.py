"""What becomes of a letter between the printer and the mailbox: folds, paper, scanner glass, fax, a phone's camera."""

from dataclasses import dataclass
from random import Random
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from scans.ink import clouds, noise_of
from scans.sheet import DPI, HEIGHT, WIDTH, Sheet

Picture = NDArray[Any]
"""Rows, columns, red-green-blue of 0-255; while it is worked on, as floats."""
_BLACK, _RED, _BLUE = (34, 33, 36), (196, 36, 48), (38, 48, 140)


@dataclass(frozen=True, kw_only=True)
class Scanner:
    """How a flatbed or feeder sees it. skew: degrees; blur: dots; noise: grey levels; folds: their depth."""

    dpi: int
    skew: float
    blur: float
    noise: float
    fade: float
    folds: float
    edge: bool
    mode: str
    """`colour`, `grey` or `bilevel` (a fax's black and white)."""


@dataclass(frozen=True, kw_only=True)
class Camera:
    """How a phone sees it, lying on a table. tilt: how far corners move, as shares of the page; light: 1 is day."""

    width: int
    tilt: float
    turn: float
    light: float
    warmth: float
    shadow: float
    blur: float
    motion: int
    noise: float
    curl: float
    folds: float


def printed(sheet: Sheet, chooser: Random) -> Picture:
    """The sheet on paper: its tint and grain, toner not quite even, the inks one over another."""
    noise = noise_of(chooser)
    tint = [chooser.uniform(244, 253), chooser.uniform(243, 251), chooser.uniform(234, 249)]
    white: Picture = np.array(tint, np.float32)
    paper: Picture = white * (0.975 + 0.025 * clouds(HEIGHT // 4, WIDTH // 4, 60, noise))[..., None]
    picture = cv2.resize(paper, (WIDTH, HEIGHT), interpolation=cv2.INTER_LINEAR)
    toner: Picture = 0.86 + 0.14 * clouds(HEIGHT // 4, WIDTH // 4, 5, noise)
    toner = cv2.resize(toner, (WIDTH, HEIGHT), interpolation=cv2.INTER_LINEAR)
    spread = chooser.uniform(0.5, 1.0)
    _lay(picture, cv2.GaussianBlur(np.asarray(sheet.black), (0, 0), spread), _BLACK, toner)
    _lay(picture, cv2.GaussianBlur(np.asarray(sheet.blue), (0, 0), 0.8), _BLUE, toner)
    _lay(picture, cv2.GaussianBlur(np.asarray(sheet.red), (0, 0), 1.0), _RED, 0.85 * toner)
    return picture.clip(0, 255).astype(np.uint8)


def _lay(picture: NDArray[Any], mask: Picture, colour: tuple[int, int, int], toner: NDArray[Any]) -> None:
    """Ink lets through the light of its own colour: a stamp over print leaves the print black."""
    if not mask.any():
        return
    cover = mask.astype(np.float32) / 255 * toner
    for channel in range(3):
        picture[..., channel] *= 1 - cover * (1 - colour[channel] / 255)


def folded(picture: Picture, depth: float, chooser: Random) -> Picture:
    """Folded twice to fit an envelope: each fold a line of worn paper, one side of it a little darker."""
    if depth <= 0:
        return picture
    height = picture.shape[0]
    shade = np.ones(height, np.float32)
    for share in (1 / 3, 2 / 3):
        at = int(height * (share + chooser.uniform(-0.02, 0.02)))
        distance = np.arange(height, dtype=np.float32) - at
        side = 1 if chooser.random() < 0.5 else -1
        slope = np.where(distance * side > 0, np.exp(-np.abs(distance) / (height * 0.05)), 0)
        shade *= 1 - depth * slope
        shade *= 1 - depth * 0.9 * np.exp(-((distance / (height * 0.0008)) ** 2))
    return np.asarray((picture * shade[:, None, None]).clip(0, 255), np.uint8)


def scanned(picture: Picture, scanner: Scanner, chooser: Random) -> Picture:
    """The page as the scanner's file has it, upright but for its skew."""
    noise = noise_of(chooser)
    picture = folded(picture, scanner.folds, chooser)
    if scanner.edge:
        picture = _holes(picture, chooser)
    scale = scanner.dpi / DPI
    size = (round(WIDTH * scale), round(HEIGHT * scale))
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    lid = tuple(int(one) for one in ((40, 40, 42) if scanner.edge else picture[2, 2]))
    around = cv2.getRotationMatrix2D((size[0] / 2, size[1] / 2), scanner.skew, 1)
    small = cv2.warpAffine(small, around, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=lid)
    if scanner.blur > 0:
        small = cv2.GaussianBlur(small, (0, 0), scanner.blur)
    seen = 255 - (255 - small.astype(np.float32)) * (1 - scanner.fade)
    if scanner.edge:
        seen *= _gutter(size[0], chooser)[None, :, None]
    seen += noise.normal(0, scanner.noise, seen.shape[:2]).astype(np.float32)[..., None]
    seen += noise.normal(0, scanner.noise / 3, seen.shape).astype(np.float32)
    return _in_mode(seen.clip(0, 255).astype(np.uint8), scanner.mode)


def _holes(picture: Picture, chooser: Random) -> Picture:
    """Two punched holes at the left and a staple's mark in the corner."""
    picture = picture.copy()
    middle = HEIGHT // 2 + chooser.randrange(-60, 60)
    for y in (middle - 472, middle + 472):
        cv2.circle(picture, (130, y), 35, (50, 50, 52), -1, cv2.LINE_AA)
    x, y = chooser.randrange(90, 160), chooser.randrange(70, 130)
    cv2.line(picture, (x, y), (x + 110, y - 40), (120, 120, 125), 7, cv2.LINE_AA)
    return picture


def _gutter(width: int, chooser: Random) -> NDArray[Any]:
    """The dark band where the sheet did not lie flat on the glass."""
    across = np.arange(width, dtype=np.float32) / width
    if chooser.random() < 0.5:
        across = 1 - across
    return np.asarray(1 - chooser.uniform(0.15, 0.4) * np.exp(-across / 0.035), np.float32)


def _in_mode(picture: Picture, mode: str) -> Picture:
    if mode == "colour":
        return picture
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    if mode == "bilevel":
        grey = np.where(grey > 150, 255, 0).astype(np.uint8)
    return np.asarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2RGB), np.uint8)


def photographed(picture: Picture, camera: Camera, chooser: Random) -> Picture:
    """The page on a table as a phone's file has it, upright but for the hand's turn."""
    noise = noise_of(chooser)
    size = (camera.width, camera.width * 4 // 3)
    picture = folded(picture, camera.folds, chooser)
    seen = _laid(picture, size, camera, chooser, noise)
    if camera.motion > 1:
        seen = cv2.filter2D(seen, -1, _stroke(camera.motion, chooser))
    if camera.blur > 0:
        seen = cv2.GaussianBlur(seen, (0, 0), camera.blur)
    seen = seen * _light(size, camera, chooser)[..., None]
    seen *= np.array([1, 1 - camera.warmth / 2, 1 - camera.warmth], np.float32)
    grain = noise.normal(0, camera.noise, seen.shape).astype(np.float32)
    seen += cv2.GaussianBlur(grain, (0, 0), 0.7) * 1.6  # a phone's own denoising leaves blotches, not dots
    return np.asarray(seen.clip(0, 255), np.uint8)


def _laid(
    picture: Picture, size: tuple[int, int], camera: Camera, chooser: Random, noise: np.random.Generator
) -> NDArray[Any]:
    """The page in perspective over the table it lies on."""
    wide, high = size
    table = _table(size, chooser, noise)
    page_wide = min(wide * 0.93, high * 0.93 / HEIGHT * WIDTH)
    page_high = page_wide / WIDTH * HEIGHT
    left, top = (wide - page_wide) / 2, (high - page_high) / 2
    corners = np.array(
        [(left, top), (left + page_wide, top), (left + page_wide, top + page_high), (left, top + page_high)]
    )
    corners += np.array([[chooser.uniform(-1, 1) * camera.tilt * page_wide for _ in range(2)] for _ in range(4)])
    middle = corners.mean(axis=0)
    turn = np.deg2rad(camera.turn)
    spin = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    corners = (corners - middle) @ spin.T + middle
    sheet = np.array([(0, 0), (WIDTH, 0), (WIDTH, HEIGHT), (0, HEIGHT)], np.float32)
    matrix = cv2.getPerspectiveTransform(sheet, corners.astype(np.float32))
    scale = page_wide / WIDTH
    soft = cv2.GaussianBlur(picture, (0, 0), 0.35 / scale) if scale < 0.9 else picture
    bent = _curled(soft, camera.curl, chooser)
    seen = cv2.warpPerspective(bent, matrix, size, flags=cv2.INTER_LINEAR).astype(np.float32)
    cover = cv2.warpPerspective(np.full((HEIGHT, WIDTH), 255, np.uint8), matrix, size).astype(np.float32) / 255
    below = cv2.GaussianBlur(cover, (0, 0), wide / 90)
    ground = table * (1 - 0.45 * np.roll(below, (wide // 120, wide // 150), (0, 1)))[..., None]
    return np.asarray(ground * (1 - cover[..., None]) + seen * cover[..., None], np.float32)


def _curled(picture: Picture, curl: float, chooser: Random) -> Picture:
    """Paper that was folded does not lie flat: lines of print swing a little up and down."""
    if curl <= 0:
        return picture
    columns, rows = np.meshgrid(np.arange(WIDTH, dtype=np.float32), np.arange(HEIGHT, dtype=np.float32))
    phase = chooser.uniform(0, 2 * np.pi)
    rows += np.float32(curl * HEIGHT) * np.sin(columns / WIDTH * np.pi * 1.3 + phase).astype(np.float32)
    return np.asarray(cv2.remap(picture, columns, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), np.uint8)


def _table(size: tuple[int, int], chooser: Random, noise: np.random.Generator) -> NDArray[Any]:
    """Wood, cloth or stone."""
    wide, high = size
    base = np.array(
        chooser.choice(((150, 112, 76), (92, 66, 48), (118, 118, 122), (176, 168, 156), (62, 70, 82))), np.float32
    )
    grain = cv2.resize(
        noise.random((high // 6, max(3, wide // 160)), dtype=np.float32), size, interpolation=cv2.INTER_LINEAR
    )
    fine = noise.random((high, wide), dtype=np.float32)
    return np.asarray(base * (0.8 + 0.28 * grain + 0.1 * fine)[..., None], np.float32)


def _light(size: tuple[int, int], camera: Camera, chooser: Random) -> NDArray[Any]:
    """One lamp to a side, the lens darker at its rim, the shadow of the hand that holds the phone."""
    wide, high = size
    x, y = np.meshgrid(np.linspace(-1, 1, wide // 4, dtype=np.float32), np.linspace(-1, 1, high // 4, dtype=np.float32))
    angle = chooser.uniform(0, 2 * np.pi)
    light = camera.light * (1 + 0.16 * (np.cos(angle) * x + np.sin(angle) * y)) * (1 - 0.1 * (x * x + y * y))
    if camera.shadow > 0:
        edge = chooser.uniform(-0.3, 0.5)
        lean = chooser.uniform(-0.5, 0.5)
        side = (y - edge - lean * x) if chooser.random() < 0.5 else (x - edge - lean * y)
        light *= 1 - camera.shadow / (1 + np.exp(-side * 14))
    return np.asarray(cv2.resize(light.astype(np.float32), size, interpolation=cv2.INTER_LINEAR), np.float32)


def _stroke(length: int, chooser: Random) -> NDArray[Any]:
    """The kernel of a hand that moved in one direction."""
    kernel: NDArray[Any] = np.zeros((length, length), np.float32)
    kernel[length // 2, :] = 1
    around = cv2.getRotationMatrix2D(((length - 1) / 2, (length - 1) / 2), chooser.uniform(0, 180), 1)
    kernel = cv2.warpAffine(kernel, around, (length, length))
    return np.asarray(kernel / kernel.sum(), np.float32)


def turned(picture: Picture, degrees: int) -> Picture:
    """Turned clockwise by 0, 90, 180 or 270 degrees."""
    return np.ascontiguousarray(np.rot90(picture, -degrees // 90))


def image_of(picture: Picture, mode: str) -> Any:
    """As an image to be saved: grey and black-and-white ones with one channel."""
    image = Image.fromarray(picture)
    if mode == "bilevel":
        return image.convert("1", dither=Image.Dither.NONE)
    return image.convert("L") if mode == "grey" else image
