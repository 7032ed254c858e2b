"""处理通知单: the matter, the opinion and the measures, to which a department commits start and finish (TRADE 2)."""

from types import MappingProxyType

from domain.codes import ClockName, LetterKind
from letters.context import LetterContext
from letters.kinds import KindSpec
from letters.kinds.common import subject_of
from letters.kinds.forms import FORM_VARIABLES, form
from letters.text.wording import Wording, chinese_date, one_line

_OWN = {
    "通知部门": "接收通知的部门，例如 工程部",
    "要求完成": "要求完成的日期（处理期限）；没有期限则为空",
    "承诺开始": "部门承诺的开始日期；未承诺时为空",
    "承诺完成": "部门承诺的完成日期；未承诺时为空",
    "完成情况": "部门报告的完成情况；未报告时为空",
}


def build(context: LetterContext, wording: Wording) -> dict[str, object]:
    """The values for the template."""
    values = form(context, wording)
    due, start, finish = (
        context.deadline(clock) for clock in (ClockName.HANDLE, ClockName.DEPARTMENT_START, ClockName.DEPARTMENT_FINISH)
    )
    return {
        **values,
        "通知部门": context.department or values["责任部门"],
        "要求完成": chinese_date(due.due.date()) if due else "",
        "承诺开始": chinese_date(start.due.date()) if start else "",
        "承诺完成": chinese_date(finish.due.date()) if finish else "",
        "完成情况": one_line(context.record.department_done),
    }


SPEC = KindSpec(
    kind=LetterKind.DEPARTMENT_NOTICE,
    variables=MappingProxyType({**FORM_VARIABLES, **_OWN}),
    build=build,
    subject=lambda context, wording: subject_of(context, "处理通知单"),
    inside=True,
)
