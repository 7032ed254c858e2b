"""Seals are taken off a page before it is read: red ones by their colour, round grey ones by their ring.

Covers ingest.ocr.ink.
"""

import cv2
import numpy as np
import pytest

from ingest.ocr.engine import Pixels
from ingest.ocr.ink import ink_of
from ingest.ocr.seals import grey_rings, without_seals

WIDTH, HEIGHT = 1400, 2000
CENTRE, RADIUS = (900, 1500), 130
PAPER, INK = 245, 30


def page(ring: int | None, *, colour: tuple[int, int, int] | None = None, lines: int = 18) -> Pixels:
    """A page of lines of strokes, with a ring of so pale a grey (or of a colour) over the last of them."""
    made: Pixels = np.full((HEIGHT, WIDTH, 3), PAPER, np.uint8)
    for line in range(lines):
        for place in range(30):
            left, top = 150 + 36 * place, 150 + 72 * line
            cv2.rectangle(made, (left, top), (left + 24, top + 28), (INK,) * 3, 4)
    if ring is not None:
        drawn = made.copy()
        cv2.circle(drawn, CENTRE, RADIUS, colour or (ring,) * 3, 8)
        made = np.minimum(made, drawn)
    return made


def _on_ring(pixels: Pixels) -> float:
    """How dark the ring's lowest part is, where no line of writing stands."""
    x, y = CENTRE
    return float(pixels[y + RADIUS - 3 : y + RADIUS + 4, x - 20 : x + 20].mean())


@pytest.mark.parametrize("grey", [120, 150, 180])
def test_a_grey_seal_paler_than_the_writing_is_taken_off(grey: int) -> None:
    cleaned, rings = without_seals(page(grey))
    assert len(rings) == 1
    assert _on_ring(cleaned) > PAPER - 30
    assert np.count_nonzero(cleaned < 80) > 0.7 * np.count_nonzero(page(None) < 80)


def test_a_seal_as_dark_as_ink_stays_for_the_writing_would_go_with_it() -> None:
    cleaned, rings = without_seals(page(INK))
    assert not rings
    assert _on_ring(cleaned) < 100


def test_writing_alone_makes_no_ring() -> None:
    made = page(None)
    assert not grey_rings(cv2.resize(made, (700, 1000)))
    assert without_seals(made)[0] is made


def test_a_red_seal_is_taken_off_by_its_colour() -> None:
    cleaned, rings = without_seals(page(0, colour=(60, 60, 220)))
    assert not rings
    assert _on_ring(cleaned) > PAPER - 40


def test_what_stood_under_a_grey_seal_is_known_for_a_second_look() -> None:
    made = page(150)
    ring = without_seals(made)[1]
    ink = ink_of(made).with_rings(ring)
    x, y = CENTRE
    assert ink.reddened(
        ((x - 20, y + RADIUS - 8), (x + 20, y + RADIUS - 8), (x + 20, y + RADIUS + 8), (x - 20, y + RADIUS + 8))
    )
    assert not ink_of(made).red.any()
