"""The one module that touches rapidocr: pixels in, lines with their corners and confidence out.

The models come in rapidocr's wheel, so nothing is fetched. The line classifier stays off: it turns correct lines upside
down without a drop in confidence. Loaded once a process and only when a scan is met: it holds half a gigabyte.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Quad = tuple[tuple[float, float], tuple[float, float], tuple[float, float], tuple[float, float]]

_SIDE = 2000
"""The longest side the engine takes; what is larger it shrinks by skipping dots, and whole lines of print are lost."""
_POINT = re.compile(r"(?<=[\u3400-\u9fff])[:,;!?](?![\d:,;!?])")
_CHINESE = str.maketrans(":,;!?", "：，；！？")


@dataclass(frozen=True, kw_only=True)
class Seen:
    """One stretch of text as found. quad: its corners in pixels, clockwise from the upper left of its writing."""

    text: str
    confidence: float
    quad: Quad


@cache
def _engine() -> Any:  # rapidocr publishes no types
    from rapidocr import RapidOCR  # noqa: PLC0415  # half a gigabyte, for scans alone

    return RapidOCR(
        params={
            "Global.use_cls": False,
            "Global.log_level": "critical",
            "Global.max_side_len": _SIDE,
            "Global.text_score": 0.0,  # what it is unsure of must be seen, to be counted against the page
        }
    )


def recognise(pixels: Pixels) -> tuple[Seen, ...]:
    """Every line that was found, in no order to be relied on. pixels: height x width x 3, blue first."""
    scale = min(1.0, _SIDE / max(pixels.shape[:2]))
    found = _engine()(_shrunk(pixels, scale))
    if found.boxes is None or found.txts is None:
        return ()
    return tuple(
        Seen(text=chinese_points(text.strip()), confidence=float(score), quad=_quad(box / scale))
        for box, text, score in zip(found.boxes, found.txts, found.scores, strict=True)
        if text.strip()
    )


def _shrunk(pixels: Pixels, scale: float) -> Pixels:
    """The page smaller, each dot the mean of those it stands for."""
    if scale == 1:
        return pixels
    size = (max(1, int(pixels.shape[1] * scale)), max(1, int(pixels.shape[0] * scale)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)


def recognise_line(pixels: Pixels) -> tuple[str, float]:
    """The text of one line cut out of a page, and its confidence."""
    found = _engine()(pixels, use_det=False, use_rec=True)
    _engine().update_params(use_det=True)  # the engine remembers what a call asked for
    if not found.txts:
        return "", 0.0
    return str(found.txts[0]).strip(), float(found.scores[0])


def models_at_hand() -> bool:
    """Whether the engine and its models are installed; nothing is loaded."""
    found = find_spec("rapidocr")
    models = Path(found.origin).parent / "models" if found and found.origin else None
    return find_spec("onnxruntime") is not None and models is not None and len(list(models.glob("*.onnx"))) >= 2


def chinese_points(text: str) -> str:
    """Points behind a Chinese character as Chinese ones: the two look alike and the engine takes either."""
    return _POINT.sub(lambda found: found[0].translate(_CHINESE), text)


def _quad(box: Iterable[tuple[float, float]]) -> Quad:
    first, second, third, fourth = ((float(x), float(y)) for x, y in box)
    return first, second, third, fourth
