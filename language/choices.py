"""Tells the options of a form that were ticked from those that were only printed, whatever the boxes look like."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

Span = tuple[int, int]
"""A stretch of a text in code points, end exclusive."""

_HAN = r"\u3400-\u9fff"
_EMPTY = "□☐○◯◻▢⬜❏❑❒\uf06f\uf0a3\uf0a8"
_FULL = "☑☒■●◉⦿✅🗹\uf052\uf053\uf0fd\uf0fe"
_TICK = "√✓✔\uf050\uf0fc"
_OPEN, _CLOSE = r"[(\[【〔]", r"[)\]】〕]"
_NO_ZERO = "一二三四五六七八九零○〇\\d"  # 二○二六年, and ○○小区 for a name that is kept back
_MARK = re.compile(
    rf"(?P<taken>[{_EMPTY}][{_TICK}]|{_OPEN}[\s_]*[{_TICK}{_FULL}vVxX×][\s_]*{_CLOSE}|(?<!■)[{_FULL}](?!■))"
    rf"|(?P<empty>{_OPEN}[\s_]*[{_EMPTY}]?[\s_]*{_CLOSE}"
    rf"|(?<![{_NO_ZERO}])[○◯](?![{_NO_ZERO}])|(?<!□)[{_EMPTY.replace('○◯', '')}](?!□))"
    rf"|(?P<tick>[{_TICK}])"
    # What OCR makes of an empty box, and the letters that stand for boxes in a symbol font.
    rf"|(?P<likely>(?<![{_HAN}\w])[口〇£¨](?=\s?[{_HAN}]))"
    rf"|(?P<letter>(?<![{_HAN}\w])[Rþ](?=\s?[{_HAN}]))"
)
_KINDS = {"taken": "taken", "empty": "empty", "tick": "tick", "likely": "empty", "letter": "taken"}
_BOXES = re.compile(f"[{_EMPTY}{_FULL}{_TICK}£¨]")
_BRACKETS = re.compile(r"[(（\[【〔][\s_　xXvV×]{0,20}[)）\]】〕]")
_LIKELY = re.compile(rf"(?<![{_HAN}\w])[口〇]\S+\s+[口〇]")

_QUESTION = re.compile(r"(?:是否|有无|有否|是不是|有没有|能否|可否)")
_YES = re.compile(r"(?:是|有|需要|要|能|可以?|同意|属实)$")
_NO = re.compile(r"(?:否|无|没有|没|不\S{0,3})$")
_WRITTEN = re.compile(r"(?:其[他它]|另|补充)\S{0,4}?[:\s_(]+[^\s_():].*")
_INSTRUCTION = re.compile(
    rf"请[^。\n]{{0,24}}?[打画划填]\s*[“\"'(]?\s*(?:[{_TICK}]|对?勾)|在[^。\n]{{0,12}}?[{_EMPTY}{_OPEN[1:-1]}][^。\n]{{0,8}}?[打画划]\s*[“\"'(]?\s*(?:[{_TICK}]|对?勾)"
)
_SENTENCE = re.compile(r"[。!?;]")
_NEW_LABEL = re.compile(r"\s+(?=[^\s:]{1,14}:)|\t|\s+(?=(?:是否|有无))")
_LABEL_END = re.compile(r"[:\t]|\s{2,}")
_LONGEST = 30
_SHORT = 8
_PROSE = re.compile(r"[，,。了没]")


class _Mark(NamedTuple):
    """A box, pair of brackets or tick. kind: `taken`, `empty` or a bare `tick`; sure: nothing but a box."""

    start: int
    end: int
    kind: str
    sure: bool


class _Option(NamedTuple):
    """One option with its mark: the words alone, and all that belongs to it."""

    words: str
    start: int
    end: int
    taken: bool


def may_choose(text: str) -> bool:
    """Whether there is anything in `text` that could be a box; quick, for most letters have none."""
    if _BOXES.search(text) or _BRACKETS.search(text):
        return True
    return ("口" in text or "〇" in text) and _LIKELY.search(text) is not None


def untaken(text: str) -> list[Span]:
    """Where `text` (in half width, simplified) has options that were not chosen, and questions answered with no.

    Of a question that was answered with yes only its 是否 is left out: what remains is what the resident said. Options
    that are whole sentences, with no tick among them, are a list whose bullets are boxes.
    """
    found: list[Span] = []
    for group in _groups(text):
        lines = [_options(text, start, end, marks) for start, end, marks in group]
        options = [option for line in lines for option in line]
        ticked = any(option.taken for option in options)
        for line in lines:
            found += [(one.start, one.end) for one in line if not one.taken and (ticked or not _is_sentence(one.words))]
        found += _questions(text, group, lines)
    return found


_Line = tuple[int, int, list[_Mark]]


def _groups(text: str) -> Iterator[list[_Line]]:
    """Lines with marks that follow one another, as far as they are a choice at all."""
    group: list[_Line] = []
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        marks = _marks(text, start, end)
        if marks:
            group.append((start, end, marks))
        elif line.strip() and group:
            yield from (group,) if _is_choice(text, group) else ()
            group = []
        start = end + 1
    if group and _is_choice(text, group):
        yield group


def _marks(text: str, start: int, end: int) -> list[_Mark]:
    """The marks of one line; none of them where a hint shows how to tick."""
    if not may_choose(text[start:end]):
        return []
    shown = [hint.span() for hint in _INSTRUCTION.finditer(text, start, end)]
    found = [hit for hit in _MARK.finditer(text, start, end) if not any(a <= hit.start() < b for a, b in shown)]
    if not any(hit[0] in "£¨" for hit in found):
        found = [hit for hit in found if hit.lastgroup != "letter"]
    if len(found) < 2:
        found = [hit for hit in found if hit.lastgroup != "likely"]
    return [
        _Mark(hit.start(), hit.end(), _KINDS[str(hit.lastgroup)], sure=len(hit[0]) == 1 and hit.lastgroup == "empty")
        for hit in found
    ]


def _is_choice(text: str, group: Sequence[_Line]) -> bool:
    """Two marks and more, or one box right before its option; a lone pair of brackets is only that."""
    marks = [mark for _, _, found in group for mark in found]
    if len(marks) > 1:
        return True
    start, end, _ = group[0]
    mark = marks[0]
    if mark.kind == "tick":
        return ":" in text[start : mark.start]
    before, after = text[start : mark.start], text[mark.end : end].strip()
    return mark.sure and bool(after) and (not before.strip() or before.rstrip(" ").endswith((":", "\t")))


def _options(text: str, start: int, end: int, marks: Sequence[_Mark]) -> list[_Option]:
    """The options of one line."""
    boxes = [mark for mark in marks if mark.kind != "tick"]
    ticks = [mark for mark in marks if mark.kind == "tick"]
    if not boxes:
        return _by_ticks(text, start, end, ticks)
    before = _boxes_stand_before(text, start, end, boxes)
    instead = [tick for tick in ticks if _touches(text, tick, behind=before)]  # of a box
    boxes = sorted([*boxes, *(tick._replace(kind="taken") for tick in instead)])
    ticks = [tick for tick in ticks if tick not in instead]
    options = _before(text, end, boxes) if before else _behind(text, start, boxes)
    for tick in ticks:
        owner = _owner(text, options, tick)
        if owner is not None:
            options[owner] = options[owner]._replace(taken=True)
    return options


def _touches(text: str, tick: _Mark, *, behind: bool) -> bool:
    """Whether a tick stands where a box would: right before a word (behind: of it the word), or right after one."""
    word, blank = text[tick.end : tick.end + 1], text[max(0, tick.start - 1) : tick.start]
    if not behind:
        word, blank = blank, word
    return word.isalnum() and not blank.isalnum()


def _boxes_stand_before(text: str, start: int, end: int, boxes: Sequence[_Mark]) -> bool:
    """Whether each box stands before its option (□是 ☑否) rather than behind it (是□ 否☑)."""
    votes = 0
    for box in boxes:
        alone_before = box.start == start or text[box.start - 1] in " \t:,、/;(。"
        alone_behind = box.end >= end or text[box.end] in " \t,、/;)。"
        votes += (alone_before and not alone_behind) - (alone_behind and not alone_before)
    if votes:
        return votes > 0
    return bool(text[boxes[-1].end : end].strip(" \t。;,"))


def _before(text: str, end: int, boxes: Sequence[_Mark]) -> list[_Option]:
    found = []
    for box, upto in zip(boxes, [*(box.start for box in boxes[1:]), end], strict=True):
        words = text[box.end : upto]
        blank = len(words) - len(words.lstrip())
        words = _cut(words[blank:])
        taken = box.kind == "taken" or bool(_WRITTEN.match(words))
        found.append(_Option(words, box.start, box.end + blank + len(words), taken))
    return found


def _cut(words: str) -> str:
    """What belongs to an option: up to the next label or cell, or to a sentence that follows after a blank."""
    label = _NEW_LABEL.search(words)
    words = words[: label.start()] if label else words
    blank = re.search(r"(?<=\S\S)\s+", words)
    if blank and not _WRITTEN.match(words):
        rest = words[blank.end() :]
        if len(rest) > _SHORT * 2 or _PROSE.search(rest):
            words = words[: blank.start()]
    return words.rstrip()


def _behind(text: str, start: int, boxes: Sequence[_Mark]) -> list[_Option]:
    found = []
    for box, since in zip(boxes, [start, *(box.end for box in boxes[:-1])], strict=True):
        words = text[since : box.start].rstrip()
        cuts = [hit.end() for hit in _LABEL_END.finditer(words)] + [hit.end() for hit in _SENTENCE.finditer(words)]
        at = since + max(cuts, default=0)
        found.append(_Option(text[at : box.start].strip(" \t,、/"), at, box.end, box.kind == "taken"))
    return found


def _owner(text: str, options: Sequence[_Option], tick: _Mark) -> int | None:
    """The option a bare tick belongs to: the one it touches, else the one before it."""
    at = bisect_right([option.start for option in options], tick.start) - 1
    touches_next = text[tick.start - 1 : tick.start].isspace() and not text[tick.end : tick.end + 1].isspace()
    if (touches_next or at < 0) and at + 1 < len(options) and options[at + 1].start - tick.end <= _SHORT:
        return at + 1
    return at if at >= 0 else None


def _by_ticks(text: str, start: int, end: int, ticks: Sequence[_Mark]) -> list[_Option]:
    """Options without boxes behind a label, one of them ticked: 类别:火灾 卫生√."""
    label = text.rfind(":", start, ticks[0].start)
    if label < 0:
        return []
    options = []
    for word in re.finditer(r"[^\s/、,;]+", text[label + 1 : end]):
        taken = any(char in _TICK for char in word[0])
        words = word[0].strip(_TICK)
        options.append(_Option(words, label + 1 + word.start(), label + 1 + word.end(), taken))
    for one, other in pairwise(range(len(options))):  # a tick that stands by itself belongs to the word before it
        if not options[other].words:
            options[one] = options[one]._replace(taken=True)
    real = [option for option in options if option.words]
    short = all(len(option.words) <= _SHORT and not _PROSE.search(option.words) for option in real)
    return real if short and any(option.taken for option in real) else []


def _is_sentence(words: str) -> bool:
    return len(words) > _LONGEST or bool(_SENTENCE.search(words)) or ("," in words and "了" in words)


def _questions(text: str, group: Sequence[_Line], lines: Sequence[Sequence[_Option]]) -> Iterator[Span]:
    """What the options answer, where it was answered with no or not at all."""
    above: Span | None = _line_above(text, group[0][0])
    taken: list[_Option] = []
    answers: list[_Option] = []
    for (start, _, _), options in zip(group, lines, strict=True):
        at = start
        for option in options:
            label = _label(text, at, option.start)
            if label is not None:
                yield from _answered(text, above, answers, taken)
                above, answers, taken = label, [], []
            answers.append(option)
            taken += [option] if option.taken else []
            at = option.end
    yield from _answered(text, above, answers, taken)


def _label(text: str, since: int, until: int) -> Span | None:
    """A label between two options, or before the first."""
    words = text[since:until]
    blank = len(words) - len(words.lstrip(" \t,;、/"))
    stripped = words.strip(" \t,;、/")
    cut = max((hit.end() for hit in _SENTENCE.finditer(stripped)), default=0)
    start = since + blank + cut
    end = since + blank + len(stripped)
    return (start, end) if end - start > 1 else None


def _line_above(text: str, start: int) -> Span | None:
    """The line above, if it ends as a label does."""
    before = text[: max(0, start - 1)].rstrip()
    at = before.rfind("\n") + 1
    line = before[at:]
    asks = line.endswith((":", "?")) or _QUESTION.match(line)
    return (at, len(before)) if line and len(line) <= _LONGEST and asks and start else None


def _answered(text: str, label: Span | None, options: Sequence[_Option], taken: Sequence[_Option]) -> Iterator[Span]:
    """The label, or only its 是否, as far as it was not said."""
    if label is None or not options:
        return
    asks = _QUESTION.search(text, *label)
    pair = asks or any(_NO.match(option.words) for option in options)
    if taken and any(_YES.match(option.words) for option in taken):
        if asks:
            yield asks.span()
    elif pair or (not taken and len(options) > 1):
        yield label
