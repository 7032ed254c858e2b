"""What the forms within the house share: the case at a glance, the plan as rows, blanks for the pen (TRADE 3)."""

import re
from types import MappingProxyType

from language.forms import own_words
from letters.context import Box, LetterContext, Planned, Record
from letters.kinds.common import VARIABLES, common, title_of
from letters.text.signing import signed
from letters.text.wording import Wording, chinese_date, joined, one_line

FORM_VARIABLES = MappingProxyType(
    {
        **VARIABLES,
        "投诉人": "来信人姓名；不知道则为空",
        "投诉人电话": "来信人的电话；不知道则为空",
        "投诉分类": "投诉分类，例如 设备管理类",
        "级别": "级别，例如 A 重大投诉",
        "紧急程度": "紧急、重要或一般",
        "标题事项": "标题中的事项，例如 电梯停运等问题",
        "投诉内容": "来信反映的事项，逐项列出，用于 for",
        "诉求": "来信人的诉求与期望；未登记时为空",
        "处理意见": "处理意见；未填写时为空",
        **{box.value: f"“{box}”一行：已签的写明姓名和日期，未签的留空待签" for box in Box},
        "各措施": "处理方案的措施，用于 for；每项有 .序号 .内容 .部门 .负责人 .开始 .完成 .资源",
    }
)
_QUOTE_CHARS = 300
_MARKED = re.compile(r"[，。；！？、,.;!?]")


def form(context: LetterContext, wording: Wording) -> dict[str, object]:
    """The values of FORM_VARIABLES; what is unknown stays blank."""
    record = context.record
    theirs = one_line(own_words(context.quote) or context.subject, _QUOTE_CHARS)
    words = _matters(context, theirs)
    said = [_line(line) for line in record.facts.splitlines() if line.strip()] or words
    return {
        **common(context, wording),
        "投诉人": one_line(context.resident_name or "") + (context.honorific or ""),
        "投诉人电话": one_line(record.phone),
        "投诉分类": record.category or joined(dict.fromkeys(matter.category_name for matter in context.matters)),
        "级别": record.grade,
        "紧急程度": record.urgency,
        "标题事项": title_of(context),
        "投诉内容": tuple(said) or (theirs,),
        "诉求": _line(record.demand),
        "处理意见": one_line(record.opinion),
        **{box.value: signed(box, record.signed.get(box)) for box in Box},
        Box.COUNTERSIGNED.value: _countersigned(record),
        "各措施": tuple(_row(number, measure) for number, measure in enumerate(context.measures, start=1)),
    }


def _matters(context: LetterContext, theirs: str) -> list[str]:
    """The matters with the sentence that raises each, then those that have none in one line; where only the subject
    raises any, the letter's own words follow."""
    bare = {"", *(matter.name for matter in context.matters), one_line(context.subject)}
    told = [f"{one.name}：{one.resident_words}" for one in context.matters if one.resident_words not in bare]
    names = [one.name for one in context.matters if one.resident_words in bare]
    if not told:
        return [*names, theirs] if names and theirs not in bare else names
    return [*told, f"同时提到：{'；'.join(names)}"] if names else told


def _line(said: str) -> str:
    """Staff's own words, whole; so long a line without any mark in it is no sentence, and would fill the form."""
    return one_line(said, None if _MARKED.search(said) else _QUOTE_CHARS)


def _countersigned(record: Record) -> str:
    """The manager's line where one signs; else nothing."""
    signature = record.signed.get(Box.COUNTERSIGNED)
    return signed(Box.COUNTERSIGNED, signature) if record.grave or signature else ""


def _row(number: int, measure: Planned) -> dict[str, object]:
    return {
        "序号": str(number),
        "内容": one_line(measure.what),
        "部门": measure.department,
        "负责人": measure.owner,
        "开始": chinese_date(measure.start) if measure.start else "",
        "完成": chinese_date(measure.due) if measure.due else "",
        "资源": measure.resources,
    }
