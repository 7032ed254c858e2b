"""Tells what a resident wrote on a form from what was printed there: hints, examples, options left unticked."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter

from language.choices import Span, may_choose, untaken
from language.folding import half_width
from language.labels import HOUSEHOLD, Entry, Label, entries
from language.ticked_cells import may_tick, unticked

_TITLE = re.compile(
    r"^[^\n:。,]{0,30}?(?P<kind>(?:登记|投诉|申请|意见|反馈|报修|受理|申诉|诉求|回访|信访|联系|情况|服务|调查|征询)"
    r"(?:表|单|卡|工单)|问卷|工单)"
    r"(?:\([^()\n]{1,12}\))?\s*$",
    re.MULTILINE,
)
_TITLE_CHARS = 200
_SAYS = "投诉"
_OTHER_KINDS = re.compile("建议|表扬|感谢|咨询")
_NUMBERED = re.compile(r"(?:\n[ \t]*(?:\(?[\d一二三四五六七八九十]{1,2}[).、]|[①-⑳]|[-·*※])[^\n]*)+")
_SAID_BY_FORM = re.compile(
    r"(?:^|(?<=[\n\t。;]))[ ]*(?:[*※★]|本表|此表|本单(?![元位])|填表人?[请须应]|"
    r"请(?:用|如实|认真|准确|完整|正楷)[^\n]{0,12}填)[^\n]*"
    r"|(?:如遇|若遇|遇到?|如有|如发生|若发生|发生)[^。\n]{0,60}?(?:请|应)[^。\n]{0,24}?(?:拨打|致电|联系|报警)[^。\n]*"
    r"|请在[^。\n]{0,30}[打画划填]\s*[“\"'(]?\s*(?:[√✓✔]|对?勾)[^。\n\t:]{0,4}",
    re.MULTILINE,
)
_AT_THE_FOOT = re.compile(
    r"(?<=\n)[ ]*[*※★]?[ ]*(?:本表|此表|本单(?![元位])|填表人?[请须应]|"
    r"[如若](?:遇|有|发生)[^。\n]{0,60}?(?:拨打|致电))[^\n]*"
)
"""The same below what the resident wrote, where only what residents do not say is sure."""
_BRACKETS = re.compile(
    r"\([ ]*(?:如|例|比如|譬如|诸如|包括|含|请|可[多单]?选|[多单]选|必填|选填|可不填|不超过|限|注|填写|仅|"
    r"详细|简要|具体到|精确到)[^()\n]{0,80}\)"
)
_FOR_EXAMPLE = re.compile(r"(?:例?如|例|比如)[:,]?[^\n。]{2,}")
_PROMPT = re.compile(r"(?:请(?:输入|填写|选择|在此|简要|详细)|单击|点击|轻触)[^\n。\t]{0,24}")
_OFFICE_BLOCK = re.compile(
    r"^[^\n:。]{0,6}以下[^\n。]{0,8}由[^\n。]{1,14}填[^\n]*(?:\n(?![ \t]*\n)[^\n]*)*", re.MULTILINE
)
_ASKED = re.compile(r"(?:是否|有[无無否]|是不是|有[没沒]有)[^\s:：。，]{1,20}[:：\t]")
_LABEL_ENDS = re.compile(r"[名话話式人主号號址箱区區目元栋棟楼樓室房方机機呼处處lL]\s{0,4}[:：\t\n(（]")
_ASKS = re.compile(r"是否|有无|有否|是不是|有没有")
_YES = re.compile(r"(?:是|有|需|已|能|可|同意|[Yy]es|[√✓✔])(?![否无])")
_NO = re.compile(r"(?:否|无|没|不|未|[Nn]o)")
_CHARS = re.compile(r"[^\n]")
_MANY_LABELS = 4
_WEAK = frozenset({"注", "注意", "例", "提示", "举例"})
_OF_A_FORM = re.compile(r"本表|此表|填写|一式|拨打|[√勾勿栏]|附页")


def heard(text: str) -> str:
    """What the resident said, as long as `text`: whatever was only printed on a form is made what no word matches."""
    return _without(text, _printed(half_width(text), labels=False)) if _telling(text) else text


def written(text: str) -> str:
    """The same with the labels, by which details of the household are found; `text` is in half width already."""
    return _without(text, _printed(text, labels=True)) if _telling(text) else text


def own_words(text: str) -> str:
    """What stands behind 投诉内容, 诉求 and the like on a form; of a text that is none all of it."""
    if not _telling(text):
        return text
    folded = half_width(text)
    fields = entries(folded)
    if not is_form(fields, folded):
        return text
    told = (one for one in fields if one.kind is Label.MATTER)
    values = (_without(text, _hints(folded, fields))[one.value_start : one.value_end].strip("\0。\n") for one in told)
    return "；".join(filter(None, values)) or text


def is_form(found: Sequence[Entry], text: str) -> bool:
    """Whether labels (of `text`, in half width) make a form: two of a household and a title or matter, or four."""
    labels = {one.label for one in found if one.kind in HOUSEHOLD}
    if len(labels) < 2:
        return False
    asks = any(one.kind in {Label.MATTER, Label.ABOUT} for one in found)
    return asks or len(labels) >= _MANY_LABELS or _TITLE.search(text, 0, _TITLE_CHARS) is not None


def _telling(text: str) -> bool:
    """Whether there can be anything of a form in `text`: most letters are told from one within microseconds."""
    if may_choose(text) or may_tick(text) or _ASKED.search(text):
        return True
    ends = _LABEL_ENDS.finditer(text)
    return next(ends, None) is not None and next(ends, None) is not None


def _without(text: str, spans: Iterable[Span]) -> str:
    """The spans blotted out: no word reaches into one of them, and no sentence across it."""
    pieces: list[str] = []
    at = 0
    for start, end in sorted(spans):
        if end <= at:
            continue
        blotted = _CHARS.sub("\0", text[max(at, start) : end])
        pieces += [text[at : max(at, start)], f"。{blotted[1:-1]}。" if len(blotted) > 1 else blotted]
        at = end
    return "".join([*pieces, text[at:]]) if pieces else text


def _printed(text: str, *, labels: bool) -> list[Span]:
    """Where `text` says what no resident wrote. labels: questions and empty labels count as written."""
    found = [*untaken(text), *unticked(text)] if may_tick(text) else untaken(text)
    fields = entries(text)
    if not labels:
        found += _answered(text, fields)
    if is_form(fields, text):
        found += _hints(text, fields)
        if not labels:
            found += [(one.start, one.end) for one in fields if one.value_start == one.value_end or _asks_alone(one)]
            found += [title.span("kind") for title in _TITLE.finditer(text, 0, _TITLE_CHARS) if _SAYS not in title[0]]
    return found


def _asks_alone(one: Entry) -> bool:
    """Whether a label only says what is to be filled in; 投诉内容 says besides that it is a complaint."""
    if one.kind is Label.MATTER:
        return len(one.label) > 2 and _OTHER_KINDS.search(one.label) is not None
    return one.kind in HOUSEHOLD or (one.kind in {Label.DATE, Label.ABOUT} and _SAYS not in one.label)


def _answered(text: str, fields: Iterable[Entry]) -> Iterator[Span]:
    """Questions answered in words: all of 是否受伤:否, and the 是否 of 是否受伤:是."""
    for one in fields:
        asks = _ASKS.search(text, one.start, one.end)
        if asks is None:
            continue
        answer = text[one.value_start : one.value_end]
        if may_choose(answer):
            continue  # told by its boxes
        if _YES.match(answer):
            yield asks.span()
        elif not answer or _NO.match(answer):
            yield one.start, one.end


def _hints(text: str, fields: Sequence[Entry]) -> Iterator[Span]:
    """What the form says to the one who fills it in, and what the company's people filled in."""
    own_words = [(one.value_start, one.value_end) for one in fields if one.kind is Label.MATTER]
    for one in fields:
        yield from _of_label(text, one)
    for pattern in (_SAID_BY_FORM, _BRACKETS):
        for hit in pattern.finditer(text):
            before = pattern is _BRACKETS  # (如…) may open the line that is to be filled in
            if not _within(own_words, hit.start(), before=before):
                yield hit.span()
    yield from (hit.span() for hit in _AT_THE_FOOT.finditer(text))
    for hit in _OFFICE_BLOCK.finditer(text):
        yield hit.start(), min([start for start, _ in own_words if start > hit.start()], default=hit.end())


def _within(spans: Sequence[Span], at: int, *, before: bool) -> bool:
    """Whether a place lies in one of the spans, which are in order. before: their first place does not count."""
    found = bisect_right(spans, at - before, key=itemgetter(0)) - 1
    return found >= 0 and at < spans[found][1]


def _of_label(text: str, one: Entry) -> Iterator[Span]:
    """A label that is a hint or for the company's people, with what stands behind it; an example in a value's place."""
    if one.kind is Label.OFFICE:
        yield one.start, one.value_end
    elif one.kind is Label.HINT:
        if one.label in _WEAK and not _OF_A_FORM.search(text, one.value_start, one.value_end):
            return  # a resident's own remark
        numbered = _NUMBERED.match(text, one.value_end)
        yield one.start, numbered.end() if numbered else one.value_end
    else:
        hints = (pattern.match(text, one.value_start, one.value_end) for pattern in (_FOR_EXAMPLE, _PROMPT))
        yield from (hint.span() for hint in hints if hint)
