"""Boxes and ticks that Word writes as characters of a symbol font, as the characters that Unicode has for them."""

from typing import Final

_WINGDINGS: Final = {
    0x6C: "●",
    0x6E: "■",
    0x6F: "□",
    0x70: "□",
    0x71: "□",
    0x72: "□",
    0xA1: "○",
    0xA4: "◉",
    0xA8: "□",
    0xFB: "×",
    0xFC: "√",
    0xFD: "☒",
    0xFE: "☑",
}
_WINGDINGS_2: Final = {
    0x30: "□",
    0x4F: "×",
    0x50: "√",
    0x51: "☒",
    0x52: "☑",
    0x53: "☒",
    0x54: "☒",
    0x81: "○",
    0x98: "●",
    0xA2: "■",
    0xA3: "□",
}
_FONTS: Final = {"wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2}


def is_symbol_font(font: str) -> bool:
    """Whether its letters stand for boxes and ticks."""
    return font.lower() in _FONTS


def symbol(font: str, code: int) -> str:
    """The character, empty for one that is no mark. code: with or without F000 (ECMA-376 17.3.3.30)."""
    return _FONTS.get(font.lower(), {}).get(code & 0xFF, "")
