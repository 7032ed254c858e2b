"""The closed lists of an older ledger that is taken over, and what staff call them: columns, and what is doubtful."""

from collections.abc import Mapping
from enum import StrEnum

PAST_FIELD: Mapping[str, str] = {
    "number": "编号",
    "received": "日期",
    "name": "投诉人",
    "phone": "联系方式",
    "project": "项目",
    "area": "区域",
    "building": "楼栋",
    "unit": "单元",
    "room": "房间",
    "channel": "投诉来源",
    "class": "投诉分类",
    "content": "投诉内容",
    "department": "责任部门",
    "grade": "级别",
    "promised": "承诺完成",
    "finished": "实际完成",
    "visit": "回访结果",
}
"""The columns of TRADE 3."""


class PastDoubt(StrEnum):
    """Why a line of an older ledger is left out, or taken without something that it says."""

    NO_LINE = "no_line"
    NO_DATE = "no_date"
    FUTURE = "future"
    NO_CONTENT = "no_content"
    NO_PROJECT = "no_project"
    NOT_YOURS = "not_yours"
    OURS = "ours"
    TAKEN_BEFORE = "taken_before"
    TWICE = "twice"
    NUMBER_TAKEN = "number_taken"
    UNKNOWN_PROJECT = "unknown_project"
    UNKNOWN_HOUSEHOLD = "unknown_household"
    UNKNOWN_CLASS = "unknown_class"
    ODD_CHANNEL = "odd_channel"
    ODD_DEPARTMENT = "odd_department"
    ODD_GRADE = "odd_grade"
    ODD_TERM = "odd_term"
    ODD_VISIT = "odd_visit"

    @property
    def final(self) -> bool:
        """Whether it must be mended in the file; the others somebody may take as they are."""
        return not self.name.startswith(("UNKNOWN_", "ODD_")) and self is not PastDoubt.NUMBER_TAKEN

    @property
    def usual(self) -> bool:
        """Whether a line is taken in spite of it unless somebody says otherwise: nothing is doubled by that."""
        return not self.final and self is not PastDoubt.NUMBER_TAKEN


PAST_DOUBT: Mapping[str, str] = {
    PastDoubt.NO_LINE: "合计行或重复的表头，不是投诉",
    PastDoubt.NO_DATE: "没有日期，或日期看不懂",
    PastDoubt.FUTURE: "日期在今天之后",
    PastDoubt.NO_CONTENT: "没有投诉内容，也没有分类",
    PastDoubt.NO_PROJECT: "没有项目",
    PastDoubt.NOT_YOURS: "不是您负责的项目",
    PastDoubt.OURS: "编号是本系统里的案件",
    PastDoubt.TAKEN_BEFORE: "以前已经导入",
    PastDoubt.TWICE: "与文件中前面一行相同",
    PastDoubt.NUMBER_TAKEN: "同一项目同一年已有这个编号，内容不同",
    PastDoubt.UNKNOWN_PROJECT: "业主档案里没有这个项目",
    PastDoubt.UNKNOWN_HOUSEHOLD: "业主档案里没有这一户",
    PastDoubt.UNKNOWN_CLASS: "分类不认识，按规则判定",
    PastDoubt.ODD_CHANNEL: "投诉来源不认识，记作其他",
    PastDoubt.ODD_DEPARTMENT: "责任部门不认识，按规则判定",
    PastDoubt.ODD_GRADE: "级别不认识，按规则判定",
    PastDoubt.ODD_TERM: "承诺或实际完成的日期看不懂，或早于收到日期，记作不详",
    PastDoubt.ODD_VISIT: "回访结果不认识，记作没有",
}
