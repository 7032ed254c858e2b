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
_CLAUSE = re.compile(r"[^，。；！？,;!?\n]*[，。；！？,;!?\n]\s*")
_IS = r"(?:我|本人|我们)?(?:是|叫|住|家住)(?!的)\S*?(?:业主|住户|租户|業主|住戶|租戶|[室房号號]|\d)"
_NAME = r"(?:的?[\u4e00-\u9fff]{1,4}(?:先生|女士|小姐)?)?"
_PHONE = r"(?:(?:联系)?(?:电话|電話|手机|手機)(?:是|为)?[:：]?)?\s*[\d -]{7,}"
_WHO = re.compile(rf"\s*(?:[您你]好|尊敬的\S{{1,10}}|{_IS}{_NAME}|{_PHONE})\s*")
"""A clause that only says who writes, and how they are reached."""
_AT_THE_END = re.compile(
    r"[，。；,;\s]*(?:我的)?(?:联系|聯絡|聯繫)?(?:电话|電話|手机|手機)(?:是|为|為)?[:：]?\s*[\d -]{7,}[。.]?\s*$"
)
"""How they are reached, after all that they say."""


def build(context: LetterContext, wording: Wording) -> dict[str, object]:
    """The values for the template: without an understanding, the resident's own words stand in its place."""
    reply = context.deadline(ClockName.REPLY)
    names = (*written_names(context), *(matter.resident_words for matter in context.matters))
    return {
        **common(context, wording),
        "我们的理解": wording.ours(one_line(context.understood or "").rstrip("。"), keep=names),
        "来信摘录": wording.quoted(
            _matter_of(own_words(context.quote), context.resident_name or "") or context.subject, QUOTE_CHARS
        ),
        "答复日期": chinese_date(reply.due.date()) if reply else "",
        "日期暂定": bool(reply and reply.provisional),
        "答复方式": wording.ours("电话" if context.channel in SPOKEN else "书面"),
        "可回复邮件": context.channel is Channel.EMAIL,
        "表扬来信": context.matter_kind is Kind.PRAISE,
        "办事来信": context.matter_kind is Kind.REQUEST,
        "其他来信": context.matter_kind is Kind.NOT_FOR_US,
    }


def _matter_of(words: str, name: str) -> str:
    """The resident's words without what says who they are, and by itself, and how they are reached: they know."""
    rest = words
    while clause := _CLAUSE.match(rest):
        said = clause[0].rstrip("，。；！？,;!?\n ")
        if said != name and not _WHO.fullmatch(said):
            break
        rest = rest[clause.end() :]
    rest = _AT_THE_END.sub("", rest)
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
