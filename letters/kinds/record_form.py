"""投诉处理记录表: the case on one form, for signatures and the file (TRADE 2 and 3)."""

from types import MappingProxyType

from domain.codes import LetterKind
from letters.context import LetterContext
from letters.kinds import KindSpec
from letters.kinds.common import subject_of
from letters.kinds.forms import FORM_VARIABLES, form
from letters.text.wording import Wording, one_line

_OWN = {
    "有效性": "有效、无效或协助处理；未认定时为空",
    "证据": "证据材料，每件写明来源和日期，用于 for",
    "调查情况": "调查情况；未填写时为空",
    "处理结果": "处理结果；未填写时为空",
    "回访情况": "回访情况；未填写时为空",
    "登记人": "登记人；不知道则为空",
}


def build(context: LetterContext, wording: Wording) -> dict[str, object]:
    """The values for the template."""
    record = context.record
    return {
        **form(context, wording),
        "有效性": record.validity,
        "证据": tuple(one_line(piece) for piece in record.evidence),
        "调查情况": one_line(record.investigation or context.findings),
        "处理结果": one_line(record.result),
        "回访情况": one_line(record.visit),
        "登记人": record.registrar,
    }


SPEC = KindSpec(
    kind=LetterKind.RECORD_FORM,
    variables=MappingProxyType({**FORM_VARIABLES, **_OWN}),
    build=build,
    subject=lambda context, wording: subject_of(context, "投诉处理记录表"),
    inside=True,
)
