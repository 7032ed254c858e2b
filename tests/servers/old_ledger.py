"""An older ledger as an office kept it in Excel: titles above, days as numbers and as words, gaps, totals below."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

from openpyxl import Workbook

TITLE = ("阳光花园物业服务中心2025年度客户投诉台账",)
HEAD = (
    *("编号", "投诉日期", "投诉人", "联系电话", "项目", "房号", "来源", "投诉类别", "投诉内容", "处理部门", "级别"),
    *("计划完成时间", "完成时间", "满意度"),
)
PROJECT = "阳光花园"
LINES: tuple[tuple[object, ...], ...] = (
    (
        *("Q001", datetime(2025, 3, 3, 9, 30), "王芳", "13800138000", PROJECT, "3-2-501", "来电", "电梯停运"),  # noqa: DTZ001
        *("3栋2单元电梯停运三天，老人下不了楼", "工程部", "C", "2025-03-10", "2025/3/7", "满意"),
    ),
    (
        *("Q002", 45720, "李明", 13900139000, PROJECT, "3栋2单元502室", "来访", "设备管理类"),
        *("楼道灯不亮，报修两次没人来", "工程部、客服部", "C级", "2025年3月11日", "2025年3月14日", "不满意"),
    ),
    (),
    (
        *("Q003", "2025.4.1", "", "", PROJECT, "", "微信群", "收费"),
        *("停车费涨价没有公示", "财务部", "一般投诉", "2025-04-08", "", ""),
    ),
    (
        *("Q004", "20250402", "赵敏", "", PROJECT, "9-1-101", "12345", "没见过的类"),
        *("小区门口垃圾没人清", "", "", "", "2025-04-03", "未接通"),
    ),
    ("本月合计", "", "", "", "", "", "", "", 4),
)
"""Four complaints, a gap and a total."""


def workbook(*lines: Sequence[object], head: Sequence[object] = HEAD) -> bytes:
    """The file, its title merged over the head."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(TITLE)
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(head))
    sheet.append(list(head))
    for line in lines or LINES:
        sheet.append([*line] or [None])
    out = BytesIO()
    book.save(out)
    return out.getvalue()
