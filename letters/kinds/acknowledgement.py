"""收悉告知书: the letter arrived, what we understood, what happens next and by when, who to call (TRADE 7)."""

import re
from types import MappingProxyType

from domain.codes import SPOKEN, Channel, ClockName, Kind, LetterKind
from language.forms import own_words
from letters.context import LetterContext
from letters.kinds import KindSpec
from letters.kinds.common import VARIABLES, common, noun_of_channel, subject_of
from letters.text.wording import Wording, chinese_date, one_line, written_names

_OWN = {
    "我们的理解": "我们对来意的理解（一句话，不含句号）；需要人工阅读时为空",
    "来信摘录": "来信原话的摘录，保持原文",
    "答复日期": "最迟书面答复的日期；没有期限则为空",
    "日期暂定": "该日期是否暂定（相应年度的放假安排尚未公布）",
    "答复方式": "书面，或口头投诉的电话",
    "可回复邮件": "来信是否为电子邮件（是则可直接回复）",
    "表扬来信": "是否表扬、感谢的来信（用于 if）：只致谢，不致歉",
    "办事来信": "是否只请办手续、票据的来信（用于 if）",
    "其他来信": "是否与本公司无关的来信（用于 if）",
}
QUOTE_CHARS = 120
_ENOUGH = 10
_WHO = re.compile(
    r"^(?:[您你]好|尊敬的\S{1,10})?[，,。！!：:\s]*(?:我|本人)(?:是|叫)[^。！？；，,\n]{2,40}"
    r"(?:业主|住户|租户|業主|住戶|租戶)[^。！？；，,\n]{0,12}[。，,！!]\s*"
)


def build(context: LetterContext, wording: Wording) -> dict[str, object]:
    """The values for the template: without an understanding, the resident's own words stand in its place."""
    reply = context.deadline(ClockName.REPLY)
    names = (*written_names(context), *(matter.resident_words for matter in context.matters))
    return {
        **common(context, wording),
        "我们的理解": wording.ours(one_line(context.understood or "").rstrip("。"), keep=names),
        "来信摘录": wording.quoted(_matter_of(own_words(context.quote)) or context.subject, QUOTE_CHARS),
        "答复日期": chinese_date(reply.due.date()) if reply else "",
        "日期暂定": bool(reply and reply.provisional),
        "答复方式": wording.ours("电话" if context.channel in SPOKEN else "书面"),
        "可回复邮件": context.channel is Channel.EMAIL,
        "表扬来信": context.matter_kind is Kind.PRAISE,
        "办事来信": context.matter_kind is Kind.REQUEST,
        "其他来信": context.matter_kind is Kind.NOT_FOR_US,
    }


def _matter_of(words: str) -> str:
    """The resident's words without a first sentence that says who they are: they know."""
    rest = _WHO.sub("", words)
    return rest if len(rest) >= _ENOUGH else words


def subject(context: LetterContext, wording: Wording) -> str:
    """[TS-2026-000123] 您的来信已收悉：<the resident's subject>."""
    noun = noun_of_channel(context.channel)
    came = "反映的事项已受理" if noun == "反映" else f"{noun}已收悉" if context.group else f"的{noun}已收悉"
    return subject_of(context, wording.ours(came if context.group else f"您{came}"))


SPEC = KindSpec(
    kind=LetterKind.ACKNOWLEDGEMENT,
    variables=MappingProxyType({**VARIABLES, **_OWN}),
    build=build,
    subject=subject,
)
