"""What every letter to a resident says of the company, the case and the reader."""

from types import MappingProxyType

from domain.codes import Channel, Kind
from letters.context import LetterContext
from letters.text import placeholders
from letters.text.wording import (
    Wording,
    addressee,
    chinese_date,
    joined,
    noun_for,
    one_line,
    salutation,
    written_names,
)

SUBJECT_CHARS = 40
"""A resident's subject is cut at this many characters where we repeat it."""

VARIABLES = MappingProxyType(
    {
        "公司名称": "公司全称（huihan.toml 的 [company] name）",
        "客服部门": "对外联系的部门（[company] office）",
        "联系人": "联系人（[company] contact）",
        "联系电话": "联系电话（[company] phone）",
        "公司地址": "公司地址（[company] address）",
        "文号": "文号，例如 物函〔2026〕123号，内部表单如 物记〔2026〕7号；编号之前显示 【待编号】",
        "受理编号": "受理编号，例如 TS-2026-000123",
        "成文日期": "成文日期，例如 2026年11月21日",
        "称呼": (
            "称呼，不含冒号，例如 尊敬的王芳女士；不知道先生还是女士时为 尊敬的王芳业主（租户为 尊敬的王芳住户），"
            "不知道姓名时为 尊敬的业主；"
            "群体来信为 尊敬的各位业主"
        ),
        "您": "您；群体来信为 各位",
        "来信日期": "收到来信的日期",
        "来信方式": "来信方式，例如 电子邮件",
        "来意": "来信的开头语，按来信方式措辞，例如 您2026年11月20日来信反映的事项、您……来电反映的事项",
        "来件": "对来信的称呼：来信、来电或反映",
        "来信主题": "来信的主题，保持原文；没有则为空",
        "地点": "项目、楼栋、单元、房号，名称保持原文",
        "责任部门": "责任部门，例如 工程部、财务部；尚未确定则为空",
        "群体来信": "是否群体来信（是 / 否，用于 if）",
        "户数": "群体来信涉及的户数；不知道则为空",
        "紧急": "是否紧急（用于 if）",
        "咨询来信": "是否咨询、询问的来信（用于 if）：不致歉",
        "建议来信": "是否提出建议的来信（用于 if）：不致歉",
        "再次来信": "是否就同一事项再次提出（用于 if）",
        "此前答复": (
            "再次提出时，此前的答复和承诺，例如 我们2026年11月9日的函（物函〔2026〕98号）曾告知您，"
            "最迟于2026年11月16日有结果，可是问题仍未解决；不知道则为空"
        ),
    }
)

_CHANNELS = {
    Channel.EMAIL: "电子邮件",
    Channel.LETTER: "书面来函",
    Channel.FAX: "传真",
    Channel.PHONE: "电话",
    Channel.COUNTER: "服务前台",
    Channel.WECHAT: "微信",
    Channel.APP: "手机应用",
    Channel.WEB: "投诉网页",
    Channel.HOTLINE: "服务热线",
    Channel.FORUM: "网络论坛",
    Channel.REFERRAL: "有关单位转办",
    Channel.OTHER: "其他途径",
}


_BY_CALL = (Channel.PHONE, Channel.HOTLINE)
_WRITTEN = (Channel.EMAIL, Channel.LETTER, Channel.FAX)
_BY_WAY_OF = {
    Channel.COUNTER: "到服务前台",
    Channel.WECHAT: "通过微信",
    Channel.APP: "通过手机应用",
    Channel.WEB: "通过投诉网页",
    Channel.FORUM: "在网络论坛上",
    Channel.REFERRAL: "经有关单位转来、",
}


_NO_MATTER = (Kind.PRAISE, Kind.REQUEST, Kind.NOT_FOR_US)
_SAID = {
    Kind.ENQUIRY: "咨询的事项",
    Kind.SUGGESTION: "提出的建议",
    **dict.fromkeys(_NO_MATTER, "所说的事项"),
}
"""What a letter calls what came, where it is no complaint."""


def common(context: LetterContext, wording: Wording) -> dict[str, object]:
    """The values of VARIABLES. Names of people are left as written; the company speaks in the letter's script."""
    company = context.company
    return {
        "公司名称": wording.ours(company.name),
        "客服部门": wording.ours(company.office),
        "联系人": company.contact,
        "联系电话": company.phone,
        "公司地址": wording.ours(company.address),
        "文号": document_number(context, wording),
        "受理编号": "、".join((context.case_number, *context.also)),
        "成文日期": chinese_date(context.dated),
        "称呼": salutation(context, wording),
        "您": addressee(group=context.group),
        "来信日期": chinese_date(context.received),
        "来信方式": wording.ours(_CHANNELS[context.channel]),
        "来意": wording.ours(what_came(context)),
        "来件": wording.ours(noun_of_channel(context.channel)),
        "来信主题": one_line(context.subject, SUBJECT_CHARS),
        "地点": wording.ours(one_line(context.place.text), keep=written_names(context)),
        "责任部门": wording.ours(joined(context.departments)),
        "群体来信": context.group,
        "户数": context.households or "",
        "紧急": context.urgent,
        "咨询来信": context.matter_kind is Kind.ENQUIRY,
        "建议来信": context.matter_kind is Kind.SUGGESTION,
        "再次来信": context.earlier is not None,
        "此前答复": wording.ours(what_we_wrote(context)),
    }


def noun_of_channel(channel: Channel) -> str:
    """What a letter calls the complaint that it answers: no one writes a letter by telephone."""
    if channel in _WRITTEN:
        return "来信"
    return "来电" if channel in _BY_CALL else "反映"


def what_came(context: LetterContext) -> str:
    """您2026年11月20日来信反映的事项; with the days of later letters that are answered too."""
    you, first = addressee(group=context.group), context.received
    later = [day for day in dict.fromkeys(context.further) if day != first]
    when = joined((chinese_date(first), *(chinese_date(day).removeprefix(f"{first.year}年") for day in later)))
    noun = noun_of_channel(context.channel)
    way = _BY_WAY_OF.get(context.channel, "") if noun == "反映" else noun
    if context.matter_kind in _NO_MATTER and way == noun:
        return f"{you}{when}的{noun}"
    return f"{you}{when}{way}{_SAID.get(context.matter_kind, '反映的事项')}"


def what_we_wrote(context: LetterContext) -> str:
    """What a second complaint was told before, and how that stands: ……曾告知您，最迟于……有结果，可是问题仍未解决."""
    earlier = context.earlier
    if earlier is None or not earlier.number:
        return ""
    letter = f"我们{chinese_date(earlier.day)}的函（{earlier.number}）"
    if earlier.promised is None:
        return f"{letter}作过答复，可是问题仍未解决"
    said = f"{letter}曾告知{addressee(group=context.group)}，最迟于{chinese_date(earlier.promised)}有结果"
    if earlier.promised >= context.dated:
        return f"{said}，这次所说的情况会一并核实"
    return f"{said}，可是问题仍未解决"


def document_number(context: LetterContext, wording: Wording) -> str:
    """物函〔2026〕123号, or a mark while there is none (a letter is numbered when submitted or queued, DESIGN 2)."""
    if context.number:
        return wording.ours(context.number)
    return wording.ours(f"{context.company.prefix_of(context.kind)}〔{context.dated.year}〕{placeholders.NUMBER}号")


def title_of(context: LetterContext) -> str:
    """What a letter's title names: 电梯停运等问题."""
    if not context.matters:
        return "来信反映事项"
    also = "等" if len(context.matters) > 1 else ""
    return f"{context.matters[0].name}{also}{noun_for(context.matter_kind)}"


def sentences(said: tuple[str, ...], wording: Wording, otherwise: str) -> tuple[str, ...]:
    """Staff's own sentences, each without its full stop; `otherwise`, a mark, if there are none."""
    return tuple(wording.ours(one_line(one).rstrip("。")) for one in said) or (wording.ours(otherwise),)


def sentence(said: str, wording: Wording, otherwise: str) -> str:
    """The same for one that may be missing."""
    return sentences((said,) if said.strip() else (), wording, otherwise)[0]


def subject_of(context: LetterContext, opening: str) -> str:
    """A mail subject: our case number first, so that an answer finds its case, then ours, then the resident's."""
    theirs = one_line(context.subject, SUBJECT_CHARS)
    return f"[{context.case_number}] {opening}" + (f"：{theirs}" if theirs else "")
