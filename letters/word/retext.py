"""Gives a paragraph of Word a new text without losing the form of what stays."""

import copy

from lxml import etree

from letters.word.document import leaves
from letters.word.packages.names import W

_SPACE_KEPT = "{http://www.w3.org/XML/1998/namespace}space"


def retext(paragraph: etree._Element, new: str) -> None:
    """Give `paragraph` the text `new`; what it shares with the old text at either end keeps its runs."""
    held = list(leaves(paragraph))
    old = "".join(text for _, text in held)
    if not held:
        _append_run(paragraph, new)
        return
    head = _shared(old, new)
    tail = _shared(old[head:][::-1], new[head:][::-1])
    middle, end = new[head : len(new) - tail], len(old) - tail
    target = _target(held, head, end)
    position = 0
    for index, (element, text) in enumerate(held):
        start, position = position, position + len(text)
        before = text[: max(0, head - start)]
        after = text[max(0, end - start) :] if end < position else ""
        _set_leaf(element, text, before, middle if index == target else "", after)


def _shared(one: str, other: str) -> int:
    for index, (a, b) in enumerate(zip(one, other, strict=False)):
        if a != b:
            return index
    return min(len(one), len(other))


def _target(held: list[tuple[etree._Element, str]], head: int, end: int) -> int:
    """The leaf that takes the new text: the one that loses most, else the one the new text follows."""
    position, best, lost = 0, 0, 0
    for index, (_, text) in enumerate(held):
        start, position = position, position + len(text)
        loss = min(position, end) - max(start, head)
        if (end > head and loss > 0 and loss >= lost) or (end == head and start < head):
            best, lost = index, max(loss, 0)
    return best


def _set_leaf(element: etree._Element, old: str, before: str, middle: str, after: str) -> None:
    if element.tag == f"{W}t":
        element.text = before + middle + after
        element.set(_SPACE_KEPT, "preserve")
        return
    if middle:
        text = etree.Element(f"{W}t")
        text.text = middle
        text.set(_SPACE_KEPT, "preserve")
        element.addnext(text)
    if before + after != old:
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)


def _append_run(paragraph: etree._Element, text: str) -> None:
    if not text:
        return
    run = etree.SubElement(paragraph, f"{W}r")
    mark = paragraph.find(f"{W}pPr/{W}rPr")
    if mark is not None:
        run.append(copy.deepcopy(mark))
    leaf = etree.SubElement(run, f"{W}t")
    leaf.text = text
    leaf.set(_SPACE_KEPT, "preserve")
