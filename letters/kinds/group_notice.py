"""张贴通知: what is found, done and planned of a matter of many households, with nothing of any one of them in it.

Its template may name nothing else than what stands here: no name, no flat, no phone but ours, no case number.
"""

from types import MappingProxyType

from domain.codes import LetterKind
from letters.context import LetterContext
from letters.kinds import KindSpec
from letters.kinds.common import document_number, title_of
from letters.text import placeholders
from letters.text.wording import Wording, chinese_date, one_line

_VARIABLES = {
    "公司名称": "公司全称",
    "公司地址": "公司地址",
    "客服部门": "对外联系的部门",
    "联系人": "联系人",
    "联系电话": "联系电话",
    "文号": "文号；编号之前显示 【待编号】",
    "受理编号": "群体的编号，例如 QT-2026-000001",
    "成文日期": "成文日期",
    "项目": "项目名称",
    "标题事项": "标题中的事项，例如 电梯停运问题",
    "通知正文": "通知的各段，用于 for；未写时为标记",
    "各措施": "已批准方案的措施，用于 for；每项有 .内容 .部门 .完成",
}


def build(context: LetterContext, wording: Wording) -> dict[str, object]:
    """The values for the template."""
    company = context.company
    text = tuple(one_line(line) for line in context.notice) or (placeholders.fill("通知的内容"),)
    return {
        "公司名称": company.name,
        "公司地址": company.address,
        "客服部门": company.office,
        "联系人": company.contact,
        "联系电话": company.phone,
        "文号": document_number(context, wording),
        "受理编号": context.group_number,
        "成文日期": chinese_date(context.dated),
        "项目": one_line(context.place.project or ""),
        "标题事项": title_of(context),
        "通知正文": text,
        "各措施": tuple(
            {
                "内容": one_line(measure.what),
                "部门": measure.department,
                "完成": chinese_date(measure.due) if measure.due else "",
            }
            for measure in context.measures
        ),
    }


SPEC = KindSpec(
    kind=LetterKind.GROUP_NOTICE,
    variables=MappingProxyType(_VARIABLES),
    build=build,
    subject=lambda context, _: f"[{context.group_number}] 张贴通知：{title_of(context)}",
    inside=True,
)
