"""How sure a share is that was counted on a few letters."""

from math import sqrt

_Z = 1.96


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The 95 % interval of hits/of (Wilson's score interval); (0, 1) for nothing counted."""
    if not of:
        return 0.0, 1.0
    share = hits / of
    centre = share + _Z**2 / (2 * of)
    spread = _Z * sqrt(share * (1 - share) / of + _Z**2 / (4 * of**2))
    scale = 1 + _Z**2 / of
    return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)
