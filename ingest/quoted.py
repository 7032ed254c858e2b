"""Sets quoted history and client signatures apart from what the writer wrote, for the clients Chinese residents use.

QQ old and new, 163, Foxmail, Outlook, Apple, Gmail, WeCom, phone clients, `>` quoting; in both scripts and
English.
Patterns are matched on folded text (half-width, simplified), so each stands here once.
"""

import re
from dataclasses import dataclass

from language.folding import half_width

_LABELS = {
    "from": r"发件人|寄件者|寄件人|发信人|From",
    "other": r"(?:发送|寄件|传送)?(?:时间|日期)|收件人|收件者|抄送人?|副本|主题|主旨|Sent|Date|To|Cc|Subject",
}
_EDGE = r"[>| \t*]{0,40}"
_KEY_END = r"(?:[ \t]{0,8}\*{0,2}[ \t]{0,8}[:|]|[ \t]{2})"
_FROM_LINE = re.compile(rf"^{_EDGE}(?:{_LABELS['from']}){_KEY_END}", re.MULTILINE | re.IGNORECASE)
_OTHER_LINE = re.compile(rf"{_EDGE}(?:{_LABELS['other']}){_KEY_END}", re.IGNORECASE)
_RULED_LINE = re.compile(r"[>|\-: \t]{0,200}(?:\n|\Z)")
_MAX_OTHER = 7
_MIN_OTHER = 2

_NAMES = (
    r"原始邮件|原邮件|邮件原件|原始信息|原始讯息|原始信件|回复的原邮件|回复的邮件|回复邮件|转发邮件信息|转发邮件|转发的邮件|转寄邮件|转寄的邮件|"
    r"转发信息|Original(?: Message| Email)?|Forwarded Message|Forwarded Mail|Replied Message|Reply Message"
)
SEPARATOR = re.compile(
    rf"^[> \t]*(?:[-=_*]{{2,}}[ \t]*(?P<name>{_NAMES})[ \t]*[-=_*]{{2,}}|(?P<begin>开始转发的邮件|以下是转发的邮件|"
    rf"Begin forwarded message|已转发的邮件)[ \t]*:?)[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
"""A line that announces another mail."""

_BARE_NAME = re.compile(
    rf"^[ \t]*(?:{_NAMES})[ \t]*\n(?=\s*(?:{_LABELS['from']}){_KEY_END})", re.MULTILINE | re.IGNORECASE
)
_RULE_ABOVE = re.compile(r"^[ \t]*_{10,}\Z", re.MULTILINE)
_WROTE = re.compile(r"(?:写道|写到|撰写|wrote|来信)[ \t]*:[ \t]*$", re.MULTILINE | re.IGNORECASE)
_BY_MACHINE = re.compile(r"@|\d:\d{2}")
"""What a client writes into a quoted header, and a resident who heads a letter by hand does not."""
_WHEN = re.compile(r"\d{4}[年/.\-]|\d{1,2}月\d{1,2}日|\d{1,2}:\d{2}")
_WHEN_OR_WHO = re.compile(rf"@|{_WHEN.pattern}")
_BEGINS = re.compile(r"^[> \t]*(?:On\b|At\b|在|于|\d{4}[年/.\-])", re.IGNORECASE)
_QUOTE_LINE = re.compile(r"^[ \t]*>(?![_.<])")
_DEVICE = (
    r"(?:iPhone|iPad|Mac|手机|邮箱|信箱|Mail|Android|安卓|客户端|华为|小米|荣耀|红米|vivo|OPPO|Outlook|Windows|企业微信|微信|大师|"
    r"Samsung|三星|Galaxy|HUAWEI|HONOR|Xiaomi|Redmi|Foxmail|mobile|phone|Yahoo|奇摩|iOS)"
)
_TAGLINE = re.compile(
    rf"^[ \t>]*\[?(?:(?:发自|发送自|寄自|传送自|来自)[^\n,。!?;:]{{0,30}}{_DEVICE}[^\n,。!?;:]{{0,15}}|"
    rf"(?:从|由|通过|使用)[^\n,。!?;:]{{0,30}}{_DEVICE}[^\n,。!?;:]{{0,15}}(?:发送|发出|寄出|传送|发来)|"
    rf"(?:Sent (?:from|via)|Get Outlook for|获取|下载|取得)[^\n]{{0,40}}{_DEVICE}[^\n]{{0,40}})\]?[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
_DELIMITER = re.compile(r"^-- ?$", re.MULTILINE)
_HOUSEHOLD = re.compile(r"1[3-9]\d{9}|\d[ ]?(?:栋|幢|座|单元|室|号楼)|业主|住户")
_TAIL_LINES = 8


@dataclass(frozen=True, kw_only=True)
class HeaderBlock:
    """A quoted header (Outlook, Foxmail, QQ, 163): first the From line, to first_end, then the others."""

    start: int
    first_end: int
    end: int


@dataclass(frozen=True, kw_only=True)
class History:
    """A body taken apart. cut: whether anything was set apart as history."""

    own: str
    quoted: str = ""
    signature: str = ""


def split_history(text: str) -> History:
    """What the writer wrote, the history below (or between) it, and the client's signature.

    When nothing would be left, the text is kept whole: a letter is never emptied.
    """
    folded = half_width(text)
    cut = _first_cut(folded)
    if cut is None:
        own, quoted = _without_quote_lines(text)
    elif _quote_follows(folded, cut):
        kept, quoted = _without_quote_lines(text[cut:], attribution=True)
        own = "\n".join(piece for piece in (text[:cut].rstrip(), kept) if piece)
    else:
        own, quoted = text[:cut], text[cut:]
    own, signature = split_signature(own)
    if not own.strip():
        return History(own=text.strip())
    return History(own=own.strip(), quoted=quoted.strip(), signature=signature)


def header_block(folded: str) -> HeaderBlock | None:
    """The first quoted header: a From line with at least two more header lines right below it.

    Read line by line: one expression for all of it would take for ever on a hostile text.
    """
    for found in _FROM_LINE.finditer(folded):
        first_end = _line_end(folded, found.end())
        end, others = first_end, 0
        while others < _MAX_OTHER and end < len(folded):
            ruled = _RULED_LINE.match(folded, end)
            line = _OTHER_LINE.match(folded, ruled.end() if ruled else end)
            if line is None:
                break
            end, others = _line_end(folded, line.end()), others + 1
        if others >= _MIN_OTHER:
            return HeaderBlock(start=found.start(), first_end=first_end, end=end)
    return None


def _line_end(folded: str, position: int) -> int:
    """Behind the line break that ends the line of `position`."""
    found = folded.find("\n", position)
    return len(folded) if found < 0 else found + 1


def _first_cut(folded: str) -> int | None:
    """Where the history begins: the earliest separator, quoted header or attribution."""
    cuts = [found.start() for found in (SEPARATOR.search(folded), _BARE_NAME.search(folded)) if found]
    block = header_block(folded)
    if block and _BY_MACHINE.search(folded, block.start, block.end):
        above = folded[: block.start].rstrip()
        rule = _RULE_ABOVE.search(above, _line_start(above, len(above)))
        cuts.append(rule.start() if rule else block.start)
    attribution = attribution_start(folded)
    if attribution is not None:
        cuts.append(attribution[0])
    return min(cuts, default=None)


def attribution_start(folded: str) -> tuple[int, int] | None:
    """Start and end of the first `… wrote:` line that names a time or an address; it may be wrapped."""
    for wrote in _WROTE.finditer(folded):
        start = _line_start(folded, wrote.start())
        line = folded[start : wrote.end()]
        if _WHEN.search(line) or _BEGINS.match(line):
            if _WHEN_OR_WHO.search(line):
                return start, wrote.end()
            continue
        earlier = _wrapped_start(folded, start)
        if earlier is not None:
            return earlier, wrote.end()
        if "@" in line:
            return start, wrote.end()
    return None


def _line_start(folded: str, position: int) -> int:
    return folded.rfind("\n", 0, position) + 1


def _wrapped_start(folded: str, start: int) -> int | None:
    """Where an attribution begins that a client wrapped: up to two lines further up, no blank line between."""
    for _ in range(2):
        if start == 0:
            return None
        earlier = _line_start(folded, start - 1)
        line = folded[earlier : start - 1]
        if not line.strip():
            return None
        if _BEGINS.match(line) and _WHEN.search(line):
            return earlier
        start = earlier
    return None


def _quote_follows(folded: str, cut: int) -> bool:
    """Whether the history is marked line by line, so that words below it are the writer's own."""
    wrote = _WROTE.search(folded, cut)
    after = folded[wrote.end() if wrote else cut :].lstrip("\n \t")
    return after.startswith(">")


def _without_quote_lines(text: str, *, attribution: bool = False) -> tuple[str, str]:
    """The lines without `>` and those with it. attribution: the words above the first `>` line are history too."""
    if ">" not in text:
        return text, ""
    kept: list[str] = []
    quoted: list[str] = []
    before = attribution
    for line in text.split("\n"):
        if _QUOTE_LINE.match(line):
            before = False
            quoted.append(line)
        elif before:
            quoted.append(line)
        else:
            kept.append(line)
    return "\n".join(kept).strip("\n"), "\n".join(quoted)


def split_signature(text: str) -> tuple[str, str]:
    """Text without its client's tag line or `-- ` block (RFC 3676 4.3).

    A block that names the household (room, phone) stays in the text: a resident signs with what identifies them.
    """
    signature: list[str] = []
    delimiter = list(_DELIMITER.finditer(text))
    if delimiter and not _HOUSEHOLD.search(half_width(text[delimiter[-1].end() :])):
        signature.append(text[delimiter[-1].start() :].strip())
        text = text[: delimiter[-1].start()]
    lines = text.split("\n")
    tail = [number for number, line in enumerate(lines) if line.strip()][-_TAIL_LINES:]
    tags = [number for number in tail if _TAGLINE.match(half_width(lines[number]))]
    for number in tags:
        signature.insert(0, lines[number].strip())
    kept = "\n".join(line for number, line in enumerate(lines) if number not in tags) if tags else text
    return kept.rstrip(), "\n".join(signature)
