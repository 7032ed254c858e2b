"""回函: a draft reply that takes up each matter in the resident's terms and leaves every finding open (TRADE 7)."""

from types import MappingProxyType

from domain.codes import LetterKind
from language.forms import own_words
from letters.context import LetterContext, Matter
from letters.kinds import KindSpec
from letters.kinds.common import VARIABLES, common, subject_of, title_of
from letters.text import placeholders
from letters.text.wording import Wording, noun_for

_OWN = {
    "标题事项": "标题中的事项，例如 电梯停运等问题",
    "各事项": "逐项答复的事项，用于 for；每项有 .序号 .名称 .标题 .原话 .问题（列表） .措施（列表）",
    "后续序号": "“后续安排”一节的序号",
    "联系序号": "“联系方式”一节的序号",
    "核实工作": "标记：已开展的核实工作",
    "查明的情况": "标记：查明的情况",
    "选定措施": "标记：选定措施",
    "处理结果": "标记：处理结果",
    "诉求是否满足": "标记：诉求是否满足",
    "后续安排": "标记：后续安排",
}
_FIGURES = "零一二三四五六七八九"
_UNNAMED = Matter(name="来信反映的事项")
QUOTE_CHARS = 100


def build(context: LetterContext, wording: Wording) -> dict[str, object]:
    """The values for the template. What no one has found out is a mark; a measure is a choice, never a promise."""
    matters = context.matters or (_UNNAMED,)
    return {
        **common(context, wording),
        "标题事项": wording.ours(title_of(context)),
        "各事项": tuple(_matter(index, matter, context, wording) for index, matter in enumerate(matters, start=1)),
        "后续序号": figure(len(matters) + 1),
        "联系序号": figure(len(matters) + 2),
        "核实工作": wording.ours(placeholders.fill("已开展的核实工作（时间、部门、方式）")),
        "查明的情况": wording.ours(placeholders.fill("查明的情况及依据")),
        "选定措施": wording.ours(placeholders.choose("保留经批准的措施并补充责任部门，其余各项删除")),
        "处理结果": wording.ours(placeholders.fill("处理结果")),
        "诉求是否满足": wording.ours(placeholders.choose("已满足／部分满足／未能满足，并说明理由")),
        "后续安排": wording.ours(placeholders.fill("后续安排；日期、金额和承诺以经批准的处理方案为准")),
    }


def _matter(index: int, matter: Matter, context: LetterContext, wording: Wording) -> dict[str, object]:
    # A dictionary, not an object: a template may then reach nothing but these values.
    only = len(context.matters) <= 1
    words = matter.resident_words or (own_words(context.quote) if only else "")
    questions = matter.questions or (() if matter.measures else ("来信所述情况是否属实，起因和责任是什么？",))
    measures = matter.measures or ("【待填写：可采取的措施】",)
    return {
        "序号": figure(index),
        "名称": wording.ours(matter.name),
        "标题": wording.ours(matter.name if matter is _UNNAMED else f"“{matter.name}”{noun_for(context.matter_kind)}"),
        "原话": wording.quoted(words, QUOTE_CHARS),
        "问题": tuple(wording.ours(placeholders.verify(question)) for question in questions),
        "措施": tuple(wording.ours(measure.rstrip("。")) for measure in measures),
    }


def figure(number: int) -> str:
    """1-99 in Chinese figures: 一, 十, 二十一 (GB/T 9704—2012, 7.3.3: 一、 for the first level)."""
    tens, units = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else _FIGURES[tens] + "十"
    return head + (_FIGURES[units] if units or not head else "")


def subject(context: LetterContext, wording: Wording) -> str:
    """[TS-2026-000123] 关于您来信的答复：<the resident's subject>."""
    return subject_of(context, wording.ours("关于来信的答复" if context.group else "关于您来信的答复"))


SPEC = KindSpec(
    kind=LetterKind.REPLY,
    variables=MappingProxyType({**VARIABLES, **_OWN}),
    build=build,
    subject=subject,
)
