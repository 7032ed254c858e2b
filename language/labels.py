"""Reads the labels of a form and what stands behind each: `姓名：陈立`, table cells, or the line below."""

import re
from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

_MATTERS = "投诉|反映|反馈|反应|报修|来访|来电|建议|具体|主要|详细|事件|问题|诉求|服务|求助|信访|申诉|申请"


class Label(StrEnum):
    """What a label asks for."""

    NAME = "name"
    PHONE = "phone"
    EMAIL = "email"
    PROJECT = "project"
    BUILDING = "building"
    UNIT = "unit"
    ROOM = "room"
    FLAT = "flat"
    """Several of the above in one: 房号 6-1-802, 单元房号 1-0802, an address."""
    DATE = "date"
    MATTER = "matter"
    """The resident's own words."""
    ABOUT = "about"
    """Of the form rather than of the household: its kind, number, how urgent."""
    OFFICE = "office"
    """What the company's people fill in."""
    HINT = "hint"
    """What the form says to the one who fills it in."""
    OTHER = "other"


HOUSEHOLD = frozenset(
    {Label.NAME, Label.PHONE, Label.EMAIL, Label.PROJECT, Label.BUILDING, Label.UNIT, Label.ROOM, Label.FLAT}
)
"""What tells a form from a letter with headings."""

_KINDS = (
    (
        Label.OFFICE,
        (
            "(?:受理|经办|处理|派单|接单|接待|登记|记录|回访|审核|审批|核查|主管|主任|客服|工程部?|物业.{0,8}|.{0,4}部门|领导|管家)"
            "(?:人员?|部门|意见|结果|记录|情况|措施|回复)(?:签[字名])?|物业(?:填写|处理)"
        ),
    ),
    (
        Label.HINT,
        (
            "(?:填表|填写|填报|填单|表格填写|投诉)(?:说明|须知|指引|要求|提示|示例|样例|范例)|(?:温馨|特别|友情|重要|安全|填写)提[示醒]"
            "|注意事项|敬请注意|注意|注|示例|样例|范例|举例|例|提示"
        ),
    ),
    (
        Label.NAME,
        (
            "(?:业主|住户|客户|申请人|投诉人|联系人|反映人|诉求人|来访人|来电人|报修人|信访人|您的|你的)?(?:的)?(?:姓名|名字|称呼)"
            "|投诉人|反映人|申请人|报修人|来访人|来电人|诉求人|信访人|联系人|业主|住户|户主|填表人|提交人|姓名/房号"
        ),
    ),
    (Label.EMAIL, "电子?邮[箱件](?:地址)?|邮箱地址|e-?mail"),
    (
        Label.PHONE,
        "(?:.{0,4}(?:联系|手机|移动|家庭|固定))?电话(?:号码)?|(?:业主|住户|投诉人|本人|您的)电话|手机号?码?|联系(?:方式|号码)|联络(?:电话|方式)|tel|微信/电话|电话/手机",
    ),
    (Label.PROJECT, "(?:所在|所属|居住)?(?:小区|项目|楼盘|园区|社区|楼宇)(?:名称)?|物业项目|屋苑(?:名称)?"),
    (Label.BUILDING, "(?:所在)?(?:楼栋|栋|幢|楼|楼座|楼幢|座|栋座)号?|几[栋幢号]楼?|楼栋编号"),
    (Label.UNIT, "(?:所在)?单元号?"),
    (Label.ROOM, "室|室号|房间|房间号|户号"),
    (
        Label.FLAT,
        (
            "房号|门牌号?|房屋(?:编号|号|信息|坐落)|(?:楼栋|栋|幢|楼|座)号?[/、\\-]?(?:单元)?号?[/、\\-]?(?:房|室)(?:间)?号"
            "|单元号?[/、\\-]?(?:房|室)间?号|楼栋[/、\\-]?单元|.{0,4}(?:地址|住址)|(?:房屋|居住|住所)位置|住处|房产"
        ),
    ),
    (
        Label.MATTER,
        (
            f"(?:{_MATTERS})?(?:内容|事项|诉求|问题|事由|描述|经过|情况(?:说明|描述)?|说明|留言|正文|详情|要求|原因)(?:描述|说明|详情)?"
            f"|(?:{_MATTERS})(?:内容|情况|事项|诉求|问题|要求|的问题|原因)(?:及.{{1,6}}|与.{{1,6}}|和.{{1,6}})?"
            "|(?:期望|希望|要求).{0,6}(?:结果|解决|处理).{0,2}|(?:处理|解决)要求|意见(?:和|与|及)?建议|诉求|投诉|反映|建议|事情经过|事件经过|补充说明|备注"
        ),
    ),
    (Label.DATE, "(?:.{0,4})(?:日期|时间)"),
    (
        Label.ABOUT,
        ".{0,6}(?:类[别型]|种类|程度|等级|级别|来源|渠道|性别|身份证号?码?|证件号?码?|面积|编号|序号|签[名字章]|单号|附件|年龄)|投诉人签[名字]",
    ),
)
_COMPILED = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _KINDS)
_LONGEST = 16
_TOKEN = re.compile(r"[^\s]+")
_LABELISH = re.compile(r"[^\s:。，,;!?]*[A-Za-z\u3400-\u9fff][^\s:。，,;!?]*")
_AROUND = "*※★●◆·-#【】[]()《》<>“”\"'"
_NUMBERING = re.compile(r"^(?:\(?[\d一二三四五六七八九十]{1,2}[).、]|[①-⑳])")
_REMARK = re.compile(r"\([^()]*\)?")


class Entry(NamedTuple):
    """One label and what stands behind it. start, end: of the label; value_start, value_end: equal if it is empty."""

    kind: Label
    label: str
    start: int
    end: int
    value_start: int
    value_end: int


class _Start(NamedTuple):
    """Where a label begins and ends, its colon included. colon: it has one; cell: it stands in a cell of a table."""

    kind: Label
    label: str
    start: int
    end: int
    colon: bool


@lru_cache(maxsize=4096)
def kind_of(label: str) -> Label:
    """What a label (in half width, simplified; blanks, numbering and marks around it aside) asks for."""
    bare = _NUMBERING.sub("", _REMARK.sub("", "".join(label.split())).strip(_AROUND))
    if not bare or len(bare) > _LONGEST:
        return Label.OTHER
    return next((kind for kind, pattern in _COMPILED if pattern.fullmatch(bare)), Label.OTHER)


def entries(text: str) -> list[Entry]:
    """The labels of `text` (in half width, simplified) in order, each with its value.

    A value ends where the next label begins. The resident's own words may go on over lines, up to a known label.
    """
    found: list[Entry] = []
    starts = list(_starts(text))
    for number, one in enumerate(starts):
        until = starts[number + 1].start if number + 1 < len(starts) else len(text)
        found.append(_entry(text, one, until))
    return found


def _starts(text: str) -> Iterator[_Start]:
    """Labels in order; within the resident's own words only those that are known."""
    own_words = False
    at = 0
    for line in text.split("\n"):
        for one in _of_line(line, at):
            if own_words and one.kind is Label.OTHER:
                continue
            own_words = one.kind is Label.MATTER
            yield one
        at += len(line) + 1
        if not line.strip():
            own_words = False


def _of_line(line: str, at: int) -> Iterator[_Start]:
    if ":" not in line and "\t" not in line and len(line) > 2 * _LONGEST:
        return
    cells = "\t" in line
    tokens = list(_TOKEN.finditer(line))
    skip = -1
    for number in range(len(tokens)):
        if number <= skip:
            continue
        found, used = _label_at(line, tokens, number, cells=cells)
        if found is not None:
            skip = number + used - 1
            yield found._replace(start=at + found.start, end=at + found.end)


def _label_at(line: str, tokens: list[re.Match[str]], number: int, *, cells: bool) -> tuple[_Start | None, int]:
    """The label that begins with this token, and of how many tokens it is made (姓 名: of two)."""
    token = tokens[number]
    word = token[0]
    used = 1
    while len(word) <= 3 and ":" not in word and number + used < len(tokens) and len(tokens[number + used - 1][0]) == 1:
        word += tokens[number + used][0]
        used += 1
    if used > 1 and kind_of(word.partition(":")[0]) is Label.OTHER:
        word, used = token[0], 1
    name, colon, rest = word.partition(":")
    start = token.start()
    if colon:
        if len(name) > _LONGEST or rest.startswith("//") or not _LABELISH.fullmatch(_REMARK.sub("", name)):
            return None, 1
        end = tokens[number + used - 1].end() - len(rest)
        return _Start(kind_of(name), name, start, end, colon=True), used
    kind = kind_of(word)
    if kind is Label.OTHER or not _stands_alone(line, tokens, number, used, kind, cells=cells):
        return None, 1
    return _Start(kind, word, start, tokens[number + used - 1].end(), colon=False), used


def _stands_alone(line: str, tokens: list[re.Match[str]], number: int, used: int, kind: Label, *, cells: bool) -> bool:
    """Whether a known label without a colon is one: a cell, a line of its own, or before a household's detail."""
    start, end = tokens[number].start(), tokens[number + used - 1].end()
    if cells:
        return (start == 0 or line[start - 1] == "\t") and line[end : end + 1] in {"\t", ""}
    if len(tokens) == used:
        return True
    return kind in HOUSEHOLD and line[end : end + 1] == " " and (number == 0 or line[start - 1] == " ")


def _entry(text: str, one: _Start, until: int) -> Entry:
    """With its value: the rest of the line, else the line below; of the resident's own words all lines."""
    start, end = one.end, until
    if one.kind is not Label.MATTER:
        line = text.find("\n", start, end)
        if line >= 0 and text[start:line].strip(" \t_:"):
            end = line
        elif line >= 0:
            following = text.find("\n", line + 1, end)
            end = end if following < 0 else following
    else:
        blank = text.find("\n\n", start, end)
        end = end if blank < 0 or not text[start:blank].strip() else blank
    value = text[start:end]
    start += len(value) - len(value.lstrip(" \t\n_:"))
    end = max(start, end - (len(value) - len(value.rstrip(" \t\n_"))))
    return Entry(one.kind, one.label, one.start, one.end, start, end)
