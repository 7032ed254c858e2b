"""Which column of an older ledger means what, by its head as companies write it, and how the ledger is to be read."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from domain.past_codes import PAST_FIELD, PastDoubt
from ingest.table_file import DATED
from language.folding import comparing

Rows = Sequence[Sequence[str]]

HEADS: Mapping[str, tuple[str, ...]] = {
    "number": ("编号", "投诉编号", "单号", "工单号", "工单编号", "受理编号", "登记编号", "案件编号", "number"),
    "received": (
        *("日期", "投诉日期", "投诉时间", "来电时间", "来电日期", "受理日期", "受理时间", "登记日期", "登记时间"),
        *(
            "接诉日期",
            "接诉时间",
            "接待日期",
            "接待时间",
            "来访日期",
            "来访时间",
            "来信日期",
            "收到日期",
            "收到时间",
            "时间",
        ),
        *("date", "received"),
    ),
    "name": (
        *(
            "投诉人",
            "投诉人姓名",
            "业主",
            "业主姓名",
            "客户",
            "客户姓名",
            "客户名称",
            "住户",
            "住户姓名",
            "姓名",
            "来电人",
        ),
        *("来访人", "联系人", "name"),
    ),
    "phone": (
        *(
            "联系方式",
            "联系电话",
            "电话",
            "手机",
            "手机号",
            "手机号码",
            "电话号码",
            "来电号码",
            "投诉人电话",
            "业主电话",
        ),
        *("客户电话", "phone", "tel"),
    ),
    "project": ("项目", "项目名称", "小区", "小区名称", "楼盘", "物业项目", "管理处", "project"),
    "area": ("区域", "分区", "组团", "片区", "期", "分期", "苑区", "area"),
    "building": ("楼栋", "栋", "幢", "楼号", "栋号", "幢号", "楼栋号", "座", "座号", "building"),
    "unit": ("单元", "单元号", "梯号", "unit"),
    "room": (
        *(
            "房间",
            "房号",
            "房间号",
            "室",
            "室号",
            "门牌",
            "门牌号",
            "房屋",
            "房产",
            "地址",
            "住址",
            "楼栋房号",
            "房屋地址",
        ),
        *("户号", "室内", "room"),
    ),
    "channel": (
        *("投诉来源", "来源", "投诉方式", "投诉渠道", "受理方式", "受理渠道", "来源渠道", "渠道", "方式", "接诉方式"),
        *("来访方式", "channel"),
    ),
    "class": (
        *("投诉分类", "投诉类别", "投诉类型", "分类", "类别", "类型", "投诉性质", "问题分类", "问题类别", "问题类型"),
        *("class", "category"),
    ),
    "content": (
        *("投诉内容", "内容", "投诉事项", "投诉事由", "事由", "事项", "投诉问题", "问题描述", "情况描述", "反映问题"),
        *("反映内容", "诉求", "诉求内容", "投诉情况", "content"),
    ),
    "department": (
        *("责任部门", "处理部门", "承办部门", "责任单位", "主办部门", "跟进部门", "部门", "处理单位", "department"),
    ),
    "grade": ("级别", "投诉级别", "等级", "投诉等级", "grade"),
    "promised": (
        *(
            "承诺完成",
            "承诺完成时间",
            "承诺完成日期",
            "承诺时间",
            "承诺日期",
            "计划完成",
            "计划完成时间",
            "计划完成日期",
        ),
        *("要求完成时间", "要求完成日期", "应完成时间", "应完成日期", "完成时限", "处理时限", "办结期限", "promised"),
    ),
    "finished": (
        *(
            "实际完成",
            "实际完成时间",
            "实际完成日期",
            "完成时间",
            "完成日期",
            "处理完成时间",
            "处理完成日期",
            "办结时间",
        ),
        *("办结日期", "处理时间", "处理日期", "关闭时间", "关闭日期", "finished"),
    ),
    "visit": (
        *("回访结果", "回访情况", "回访", "满意度", "客户满意度", "回访满意度", "是否满意", "回访意见", "visit"),
    ),
}
_FIELD_OF = {comparing(head): name for name, heads in HEADS.items() for head in heads}
_ASIDE = re.compile(r"[（(\[【].*?[）)\]】]|[*＊:：\s]")
_LOOKED_AT = 20
_LEAST = 3


@dataclass(frozen=True, kw_only=True)
class Choices:
    """How a ledger is to be read. header: which row is its head, from 0; what stands above it is no line.

    columns: field → which column. project: of the whole ledger, where no column says it. take: the doubts in spite of
    which lines are taken.
    """

    header: int = 0
    columns: Mapping[str, int] = field(default_factory=dict)
    project: str = ""
    take: tuple[PastDoubt, ...] = tuple(one for one in PastDoubt if one.usual)

    def packed(self) -> str:
        """For the store; `unpacked` reads it."""
        return json.dumps({**vars(self), "columns": dict(self.columns), "take": list(self.take)}, ensure_ascii=False)

    @classmethod
    def unpacked(cls, text: str) -> "Choices":
        """What `packed` wrote."""
        given = json.loads(text)
        return cls(**{**given, "take": tuple(map(PastDoubt, given["take"]))})

    @property
    def missing(self) -> tuple[str, ...]:
        """What no complaint is without, and the ledger has no column for."""
        lacking = [name for name in ("received",) if name not in self.columns]
        return (*lacking, *([] if {"content", "class"} & self.columns.keys() else ["content"]))


def guessed(rows: Rows) -> Choices:
    """The head is the row, near the top, in which most columns are known: titles and remarks may stand above it."""
    found = [(columns_of(row), at) for at, row in enumerate(rows[:_LOOKED_AT])]
    columns, header = max(found, key=lambda one: (len(one[0]), -one[1]), default=({}, 0))
    return Choices(header=header, columns=columns) if len(columns) >= _LEAST else Choices()


def columns_of(row: Sequence[str]) -> dict[str, int]:
    """The fields whose head stands in a row."""
    columns: dict[str, int] = {}
    for at, title in enumerate(row):
        name = _FIELD_OF.get(comparing(_ASIDE.sub("", title)))
        if name is not None:
            columns.setdefault(name, at)
    return columns


def named(fields: Iterable[str]) -> str:
    """Fields, as staff call them."""
    return "、".join(PAST_FIELD[name] for name in fields)


def shown(cell: str) -> str:
    """A cell as people see it."""
    return cell.removeprefix(DATED)
