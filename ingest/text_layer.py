"""Tells a text layer that makes sense from one whose characters are not those that the page shows.

A font without its table of characters (ToUnicode, ISO 32000-1 9.10.3), or with a wrong one, still prints well: only
what comes out of it is no language. Nothing here is certain, so what is found wanting is held against OCR of the page.
"""

import re
from collections.abc import Iterator

from ingest.charset import plausibility
from ingest.common_pairs import COMMON_PAIRS
from language.folding import half_width

_HAN_RUN = re.compile(r"[\u3400-\u9fff]{2,}")
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_LETTERS = re.compile(r"[a-z]{2,}")
_UNMAPPED = re.compile(r"[\ue000-\ue5e4\ue5e6-\uefff\uf100-\uf8ff\ufffd\x00-\x08\x0e-\x1f]|\(cid:\d+\)")
"""Private-use and control characters; U+E5E5 is an old full-width space, U+F0xx the bullets of symbol fonts."""
_BULLETS = re.compile(r"[\uf000-\uf0ff]")
_UNMAPPED_LEAST, _UNMAPPED_SHARE = 3, 0.015
_BULLETS_SHARE = 0.1
_LEAST_PAIRS, _PAIRS_SHARE = 40, 0.025
"""Of the pairs of characters in a Chinese letter 4-40 % are among the common ones; of 300 with their characters
exchanged 285 had less than this."""
_RARE_LINE, _RARE_TEXT = 0.15, 0.25
_LINE_CHARS, _TEXT_CHARS = 8, 12
_WESTERN_LEAST, _WESTERN_SHARE = 30, 0.25
_SIGNS_SHARE = 0.35
_BORNE_OUT = 0.5

_WESTERN_PAIRS = (
    "th he in er an re on at en nd ti es or te of ed is it al ar st to nt ng se ha as ou io le ve co me de hi ri ro "
    "ic ne ea ra ce li ch ll be ma si om ur ho us la pr sh im no un am ad em ly we ow wa ai ss so pl ca lo tt"
)
_WESTERN = frozenset(_WESTERN_PAIRS.split())


def is_unmapped(raw: str) -> bool:
    """Whether a layer holds characters that no text has: its font does not say what they are. raw: not yet cleaned."""
    visible = sum(not char.isspace() for char in raw)
    unmapped = sum(len(hit[0]) for hit in _UNMAPPED.finditer(raw))
    if unmapped >= _UNMAPPED_LEAST and unmapped > _UNMAPPED_SHARE * visible:
        return True
    return len(_BULLETS.findall(raw)) > _BULLETS_SHARE * max(1, visible)


def improbable(text: str) -> str:
    """What of a layer reads as no language, empty if all of it does: the whole, or single lines."""
    folded = half_width(text)
    if _improbable_pairs(folded) or _improbable_western(folded) or _rare(folded, _TEXT_CHARS, _RARE_TEXT):
        return text
    return "\n".join(line for line in text.split("\n") if _rare(line, _LINE_CHARS, _RARE_LINE))


def borne_out(doubtful: str, read: str) -> bool:
    """Whether what was doubted stands in what OCR read of the same page: then it was only unusual."""
    there = set(_pairs(half_width(read), r"\w"))
    asked = list(_pairs(half_width(doubtful), r"\w"))
    return bool(asked) and sum(pair in there for pair in asked) > _BORNE_OUT * len(asked)


def _pairs(text: str, kind: str) -> Iterator[str]:
    for run in re.findall(f"{kind}{{2,}}", text):
        yield from (run[at : at + 2] for at in range(len(run) - 1))


def _rare(text: str, least: int, bound: float) -> bool:
    return len(_HAN.findall(text)) >= least and plausibility(text) < bound


def _improbable_pairs(text: str) -> bool:
    """Whether hardly one of the commonest pairs occurs: common characters, each in the place of another."""
    whole = hits = 0
    for run in _HAN_RUN.findall(text):
        whole += len(run) - 1
        hits += sum(run[at : at + 2] in COMMON_PAIRS for at in range(len(run) - 1))
    return whole >= _LEAST_PAIRS and hits < _PAIRS_SHARE * whole


def _improbable_western(text: str) -> bool:
    """Whether a text with hardly any Chinese is signs, or letters in no Western order."""
    visible = "".join(text.split())
    if len(visible) < _WESTERN_LEAST or len(_HAN.findall(visible)) > len(visible) / 5:
        return False
    signs = sum(not char.isalnum() for char in visible) + sum("\x80" <= char <= "\xff" for char in visible)
    if signs > _SIGNS_SHARE * len(visible):
        return True
    pairs = [pair for run in _LETTERS.findall(text.lower()) for pair in _pairs(run, "[a-z]")]
    return len(pairs) >= _WESTERN_LEAST and sum(pair in _WESTERN for pair in pairs) < _WESTERN_SHARE * len(pairs)
