"""Writes who signed when into the signature boxes of a form, and leaves every other word as it stands."""

from collections.abc import Mapping

from letters.context import Box, Signature
from letters.text.signing import box_of, signed
from letters.word.blocks import blocks, text_paragraphs
from letters.word.parts import Parts
from letters.word.retext import retext


def with_signatures(docx: bytes, signatures: Mapping[Box, Signature], *, all_boxes: bool) -> bytes:
    """The form with these signatures, each in its box; a form without that box does not show it.

    all_boxes: a box that is not among them is left for the pen, whatever stood in it; else it stays as it is. Equal
    input gives equal bytes; a form in which nothing changes is given back as it came. ValueError if `docx` is no Word
    document.
    """
    lines = {block.index: (block.text, box) for block in blocks(docx) if block.cell and (box := box_of(block.text))}
    wanted = {
        index: signed(box, signatures.get(box)) for index, (_, box) in lines.items() if all_boxes or box in signatures
    }
    changed = {index: text for index, text in wanted.items() if text != lines[index][0]}
    if not changed:
        return docx
    parts = Parts.read(docx)
    paragraphs = text_paragraphs(parts)
    for index, text in changed.items():
        retext(paragraphs[index], text)
    return parts.packed()
