"""阶段性回函: what was done so far, what is still open, and the day of the next answer (TRADE 7)."""

from types import MappingProxyType

from domain.codes import LetterKind
from letters.context import LetterContext
from letters.kinds import KindSpec
from letters.kinds.common import VARIABLES, common, noun_of_channel, sentences, subject_of, title_of
from letters.text import placeholders
from letters.text.wording import Wording, chinese_date

_OWN = {
    "标题事项": "标题中的事项，例如 电梯停运等问题",
    "已办事项": "已经开展的工作，用于 for，每项一句，不含句号；未填写时为标记",
    "待办事项": "尚待完成的事项，用于 for，每项一句，不含句号；未填写时为标记",
    "下次答复日期": "下一次书面答复的日期；未定时为标记",
}


def build(context: LetterContext, wording: Wording) -> dict[str, object]:
    """The values for the template; what no one has written yet is a mark."""
    again = chinese_date(context.next_answer) if context.next_answer else placeholders.fill("下次答复日期")
    return {
        **common(context, wording),
        "标题事项": wording.ours(title_of(context)),
        "已办事项": sentences(context.done, wording, placeholders.fill("已开展的工作（时间、部门、方式）")),
        "待办事项": sentences(context.pending, wording, placeholders.fill("尚待完成的事项及原因")),
        "下次答复日期": wording.ours(again),
    }


def subject(context: LetterContext, wording: Wording) -> str:
    """[TS-2026-000123] 您来信的办理进展：<the resident's subject>."""
    noun = noun_of_channel(context.channel).replace("反映", "反映事项")
    return subject_of(context, wording.ours(f"{noun}办理进展" if context.group else f"您{noun}的办理进展"))


SPEC = KindSpec(
    kind=LetterKind.INTERIM,
    variables=MappingProxyType({**VARIABLES, **_OWN}),
    build=build,
    subject=subject,
)
