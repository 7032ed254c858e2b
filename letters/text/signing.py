"""The line of a signature box: who signed when, or room for the pen."""

from letters.context import Box, Signature
from letters.text.wording import chinese_date

_ROOM = "　　　　　　　　日期：　　　年　　月　　日"


def unsigned(box: Box) -> str:
    """调查人签字：　　　　　　　　日期：　　　年　　月　　日."""
    return f"{box}：{_ROOM}"


def signed(box: Box, signature: Signature | None) -> str:
    """调查人签字：周海　　日期：2026年3月2日; room for the pen while no one has signed."""
    if signature is None:
        return unsigned(box)
    return f"{box}：{signature.who}　　日期：{chinese_date(signature.day)}"


def box_of(line: str) -> Box | None:
    """The box whose line it is, signed or not; None for any other text."""
    label = line.strip().partition("：")
    return Box(label[0]) if label[1] and label[0] in set(Box) else None
