"""每日进展报告: the manager's daily report on a case of grade A or B (TRADE 5 and 6)."""

from types import MappingProxyType

from domain.codes import LetterKind
from letters.context import LetterContext
from letters.kinds import KindSpec
from letters.kinds.common import subject_of
from letters.kinds.forms import FORM_VARIABLES, form
from letters.text.wording import Wording, one_line

_OWN = {
    "第几天": "受理以来的第几天；不知道则为空",
    "今日进展": "当日进展，用于 for；没有则为空",
    "尚待完成": "尚待完成的事项，用于 for；没有则为空",
    "存在困难": "存在的困难、需要协调的事项；没有则为空",
}


def build(context: LetterContext, wording: Wording) -> dict[str, object]:
    """The values for the template."""
    record = context.record
    return {
        **form(context, wording),
        "第几天": str(record.day or ""),
        "今日进展": tuple(one_line(line) for line in record.progress),
        "尚待完成": tuple(one_line(line) for line in context.pending),
        "存在困难": one_line(record.obstacles),
    }


SPEC = KindSpec(
    kind=LetterKind.PROGRESS_REPORT,
    variables=MappingProxyType({**FORM_VARIABLES, **_OWN}),
    build=build,
    subject=lambda context, wording: subject_of(context, "每日进展报告"),
    inside=True,
)
