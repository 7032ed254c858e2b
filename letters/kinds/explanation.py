"""说明函: unresolved, out of remit or invalid: apology, reason, other remedy, competent authority (TRADE 7)."""

from types import MappingProxyType

from domain.codes import LetterKind
from letters.context import LetterContext
from letters.kinds import KindSpec
from letters.kinds.common import VARIABLES, common, noun_of_channel, sentence, subject_of, title_of
from letters.text import placeholders
from letters.text.wording import Wording

_OWN = {
    "标题事项": "标题中的事项，例如 电梯停运等问题",
    "查明的情况": "查明的情况，不含句号；未填写时为标记",
    "说明结论": "尚未解决、不属于物业服务范围，或与核实的情况不符；未选定时为标记",
    "原因": "原因和依据，不含句号；未填写时为标记",
    "其他途径": "我们能提供的协助和其他解决途径，不含句号；未填写时为标记",
    "主管部门": "主管该事项的部门及其联系方式，不含句号；没有则为空，信稿未写时为标记",
}


def build(context: LetterContext, wording: Wording) -> dict[str, object]:
    """The values for the template; what no one has written yet is a mark."""
    conclusion = placeholders.choose("目前尚未解决／不属于物业服务范围／与我们核实的情况有所不同")
    authority = placeholders.fill("主管部门、受理范围和电话；没有则删去本句")
    return {
        **common(context, wording),
        "标题事项": wording.ours(title_of(context)),
        "查明的情况": sentence(context.findings, wording, placeholders.fill("查明的情况及依据")),
        "说明结论": sentence(context.conclusion, wording, conclusion),
        "原因": sentence(context.reason, wording, placeholders.fill("原因和依据")),
        "其他途径": sentence(context.remedy, wording, placeholders.fill("我们可以提供的协助和其他解决途径")),
        "主管部门": sentence(context.authority, wording, "" if context.conclusion else authority),
    }


def subject(context: LetterContext, wording: Wording) -> str:
    """[TS-2026-000123] 关于您来信的说明：<the resident's subject>."""
    noun = noun_of_channel(context.channel).replace("反映", "反映事项")
    return subject_of(context, wording.ours(f"关于{'' if context.group else '您'}{noun}的说明"))


SPEC = KindSpec(
    kind=LetterKind.EXPLANATION,
    variables=MappingProxyType({**VARIABLES, **_OWN}),
    build=build,
    subject=subject,
)
