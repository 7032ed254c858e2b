"""A text as it can be compared with what a PDF gives back: without what setting it on paper adds or takes away."""

import re
import unicodedata

_LEADERS = re.compile(r"\.{3,}|_+|·{3,}")
"""What fills the way to a tab stop; an ellipsis is one too after NFKC."""
_HYPHEN_AT_LINE_END = str.maketrans({"\x02": "-", "\ufffe": "-"})
"""What PDFium gives for a hyphen that stands at the end of a line."""
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_NOTHING = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})


def normal(text: str) -> str:
    """NFKC, in one case, without white space, marks that are invisible and leaders; every dash is a hyphen."""
    kept = "".join(text.translate(_HYPHEN_AT_LINE_END).split())
    folded = _SELECTORS.sub("", unicodedata.normalize("NFKC", kept).casefold())
    signs = (
        "-" if unicodedata.category(sign) == "Pd" or sign == "\u2212" else sign
        for sign in folded
        if unicodedata.category(sign) not in _NOTHING
    )
    return _LEADERS.sub("", "".join(signs))
