"""回函: what was found, done and achieved, matter by matter, as staff put it together; a mark where no one has said it
yet (TRADE 7)."""

import re
from types import MappingProxyType

from domain.codes import Kind, LetterKind
from domain.work_codes import Met
from language.forms import own_words
from letters.context import Answer, LetterContext, Matter, Planned
from letters.kinds import KindSpec
from letters.kinds.common import VARIABLES, common, noun_of_channel, subject_of, title_of
from letters.text import placeholders
from letters.text.wording import Wording, addressee, chinese_date, noun_for, one_line

_OWN = {
    "标题事项": "标题中的事项，例如 电梯停运等问题",
    "各事项": (
        "逐项答复的事项，用于 for；每项有 .序号 .名称 .标题 .诉求 .查明 .引语 .采取（列表） .结果 .满足，"
        "以及 .原话 .问题（列表） .措施（列表）"
    ),
    "再次办理": "住户对此前的处理不满意、又办理一轮（用于 if）",
    "多项": "是否答复不止一项（用于 if）",
    "后续": "后续安排，一句；没有则为空",
    "后续序号": "“后续安排”一节的序号",
    "联系序号": "“联系方式”一节的序号",
    "核实工作": "标记：已开展的核实工作",
    "查明的情况": "标记：查明的情况",
    "选定措施": "标记：选定措施",
    "处理结果": "标记：处理结果",
    "诉求是否满足": "标记：诉求是否满足",
    "后续安排": "后续安排；未填写时为标记",
}
_FIGURES = "零一二三四五六七八九"
_UNNAMED = Matter(name="来信反映的事项")
QUOTE_CHARS = 100
_WANTS = re.compile(r"^(?:请求|请|要求|希望|恳请|望|诉求是?[:：]?)+")
_WE = re.compile(r"^(?:本人|我们|我)(?=请|要求|希望|恳|想|需)")
_ENDS = "。！？…"


def build(context: LetterContext, wording: Wording) -> dict[str, object]:
    """The values for the template. What no one has said is a mark; measures are those of the approved plan alone."""
    matters = context.matters or (_UNNAMED,)
    answers = context.answers or tuple(Answer(name=matter.name) for matter in matters)
    fill = placeholders.fill("后续安排；日期、金额和承诺以经批准的处理方案为准")
    following = whole(context.following)
    return {
        **common(context, wording),
        "标题事项": wording.ours(_title(context)),
        "各事项": tuple(_answer(index, one, context, wording) for index, one in enumerate(answers, start=1)),
        "再次办理": context.reopened,
        "多项": len(answers) > 1,
        "后续": _ours(following, context, wording),
        "后续序号": figure(len(answers) + 1),
        "联系序号": figure(len(answers) + 2),
        "核实工作": wording.ours(placeholders.fill("已开展的核实工作（时间、部门、方式）")),
        "查明的情况": wording.ours(placeholders.fill("查明的情况及依据")),
        "选定措施": wording.ours(placeholders.choose("保留经批准的措施并补充责任部门，其余各项删除")),
        "处理结果": wording.ours(placeholders.fill("处理结果")),
        "诉求是否满足": wording.ours(placeholders.choose("已满足／部分满足／未能满足，并说明理由")),
        "后续安排": _ours(following, context, wording) or wording.ours(fill),
    }


def _title(context: LetterContext) -> str:
    if not context.answers:
        return title_of(context)
    also = "等" if len(context.answers) > 1 else ""
    return f"{context.answers[0].name}{also}{noun_for(context.matter_kind)}"


def _answer(index: int, answer: Answer, context: LetterContext, wording: Wording) -> dict[str, object]:
    # A dictionary, not an object: a template may then reach nothing but these values.
    matter = next((one for one in context.matters if one.name == answer.name), Matter(name=answer.name))
    unnamed = answer.name == _UNNAMED.name
    words = matter.resident_words or (own_words(context.quote) if len(context.matters) <= 1 else "")
    quoted = wording.quoted(words, QUOTE_CHARS)
    you = addressee(group=context.group)
    said = f"{you}{noun_of_channel(context.channel)}提出：“{quoted}”。".replace("反映提出", "反映") if quoted else ""
    wants = _ours(demanded(answer.demand, you), context, wording)
    measures = matter.measures or ("【待填写：可采取的措施】",)
    questions = matter.questions or (() if matter.measures else ("来信所述情况是否属实，起因和责任是什么？",))
    return {
        "序号": figure(index),
        "名称": wording.ours(answer.name),
        "标题": wording.ours(answer.name if unnamed else f"“{answer.name}”{noun_for(context.matter_kind)}"),
        "诉求": wants or wording.ours(said, keep=(quoted,)),
        "查明": _ours(whole(answer.findings), context, wording)
        or wording.ours(placeholders.fill("查明的情况及依据") + "。"),
        "引语": wording.ours(_introduced(answer, context)),
        "采取": tuple(_ours(one, context, wording) for one in _taken(answer, context)),
        "结果": _ours(whole(answer.result), context, wording) or wording.ours(placeholders.fill("处理结果") + "。"),
        "满足": _whether_met(answer, context, wording),
        "原话": quoted,
        "问题": tuple(wording.ours(placeholders.verify(question)) for question in questions),
        "措施": tuple(wording.ours(measure.rstrip("。")) for measure in measures),
    }


def _whether_met(answer: Answer, context: LetterContext, wording: Wording) -> str:
    """A sentence, or the mark while no one has said so; a question that is answered needs none."""
    if context.matter_kind is Kind.ENQUIRY and answer.met is Met.MET and not answer.why.strip():
        return ""
    suggested = context.matter_kind is Kind.SUGGESTION
    said = _ours(met(answer, addressee(group=context.group), suggested=suggested), context, wording)
    return said or wording.ours(placeholders.choose("诉求已满足／部分满足／未能满足，并说明理由") + "。")


def demanded(demand: str, you: str) -> str:
    """您希望尽快恢复电梯运行，并告知恢复时间。Empty for none."""
    said = _WANTS.sub("", _WE.sub("", one_line(demand))).strip("。；，：: ")
    if not said:
        return ""
    return whole(said if said.startswith(you) else f"{you}希望{said}")


def told(measure: Planned, context: LetterContext) -> str:
    """更换曳引绳（工程部负责，2026年11月27日前完成）; without its day once everything is done."""
    day = measure.due if measure.due and not (context.handled or measure.due < context.dated) else None
    who = f"{measure.department}负责" if measure.department else ""
    until = f"{chinese_date(day)}前完成" if day else ""
    about = "，".join(filter(None, (who, until)))
    return one_line(measure.what).rstrip("。；") + (f"（{about}）" if about else "")


def met(answer: Answer, you: str, *, suggested: bool = False) -> str:
    """Whether the demand is met, as a sentence; empty while no one has said so. suggested: whether the suggestion is
    taken up.
    """
    why = one_line(answer.why).rstrip("。")
    if answer.met is None or (answer.met is not Met.MET and not why):
        return ""
    what, done = ("建议", "采纳") if suggested else ("要求", "办到")
    if answer.met is Met.MET:
        return f"{you}的{what}已经{done}" + (f"：{why}。" if why else "。")
    if answer.met is Met.PARTLY:
        return f"{you}的{what}目前{done}了一部分：{why}。"
    return f"{you}的{what}这次没能{done}，原因是{why.removeprefix('因为').removeprefix('原因是')}，敬请谅解。"


def whole(said: str) -> str:
    """One line that ends a sentence; empty stays empty."""
    line = one_line(said)
    return line if not line or line.endswith(tuple(_ENDS)) else line.rstrip("；，、") + "。"


def _introduced(answer: Answer, context: LetterContext) -> str:
    if not answer.measures:
        return ""
    if context.handled:
        return "针对上述情况，我们办了以下事情：" if len(answer.measures) > 1 else "针对上述情况，我们做了这项工作："
    return "针对上述情况，我们作如下安排："


def _taken(answer: Answer, context: LetterContext) -> tuple[str, ...]:
    """一是更换曳引绳；二是张贴告示。 One alone is not counted."""
    said = [told(one, context) for one in answer.measures]
    if len(said) > 1:
        said = [f"{figure(at)}是{one}" for at, one in enumerate(said, start=1)]
    return tuple(one + ("。" if at == len(said) else "；") for at, one in enumerate(said, start=1))


def _ours(said: str, context: LetterContext, wording: Wording) -> str:
    """Staff's words in the letter's script; a person's name stays as it is written."""
    return wording.ours(said, keep=(context.resident_name or "",)) if said else ""


def figure(number: int) -> str:
    """1-99 in Chinese figures: 一, 十, 二十一 (GB/T 9704—2012, 7.3.3: 一、 for the first level)."""
    tens, units = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else _FIGURES[tens] + "十"
    return head + (_FIGURES[units] if units or not head else "")


def subject(context: LetterContext, wording: Wording) -> str:
    """[TS-2026-000123] 关于您来信的答复：<the resident's subject>."""
    noun = noun_of_channel(context.channel).replace("反映", "反映事项")
    return subject_of(context, wording.ours(f"关于{'' if context.group else '您'}{noun}的答复"))


SPEC = KindSpec(
    kind=LetterKind.REPLY,
    variables=MappingProxyType({**VARIABLES, **_OWN}),
    build=build,
    subject=subject,
)
