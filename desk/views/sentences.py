"""The sentence for each event of a case, with what fills it from the event's payload; a new event is a new line here.

A test walks the use cases and finds every event that has none.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from desk.messages import N_
from desk.views.decided import Names
from domain.codes import LetterState
from domain.labels import LETTER_STATE

Payload = Mapping[str, Any]
Values = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Code:
    """A code that the page says in its own language: of a table of domain/labels.py; of none, a message itself."""

    code: str
    table: str


@dataclass(frozen=True, kw_only=True)
class Said:
    """A sentence with its values: text, a Code, or a moment."""

    message: str
    values: Values = field(default_factory=dict)


_REACHED, _NOT_REACHED = N_("已联系上"), N_("未联系上")


def _nothing(_: Payload, __: Names) -> Values:
    return {}


def _channel(payload: Payload, _: Names) -> Values:
    return {"channel": Code(code=str(payload.get("channel", "other")), table="CHANNEL")}


def _decided(payload: Payload, names: Names) -> Values:
    topic = payload.get("topic")
    departments = payload.get("departments") or ["none"]
    return {
        "topic": names.topic(str(topic)) if topic else "—",
        "category": Code(code=str(payload.get("category")), table="CATEGORY"),
        "departments": tuple(Code(code=str(one), table="DEPARTMENT") for one in departments),
        "grade": Code(code=str(payload.get("grade")), table="GRADE"),
        "urgency": Code(code=str(payload.get("urgency")), table="URGENCY"),
    }


def _clock(payload: Payload, _: Names) -> Values:
    return {"clock": Code(code=str(payload.get("clock")), table="CLOCK")}


def _clock_due(payload: Payload, names: Names) -> Values:
    return {**_clock(payload, names), "due": datetime.fromisoformat(str(payload["due"]))}


def _because(payload: Payload, _: Names) -> Values:
    return {"because": str(payload.get("because") or "—")}


def _letter(payload: Payload, _: Names) -> Values:
    number = payload.get("number")
    return {
        "letter": Code(code=str(payload.get("kind")), table="LETTER"),
        "number": f"（{number}）" if number else "",
    }


def _letter_clock(payload: Payload, names: Names) -> Values:
    return {**_letter(payload, names), **_clock_due(payload, names)}


def _letter_why(payload: Payload, names: Names) -> Values:
    why = next((payload[key] for key in ("why", "reason", "remark", "error", "answer") if payload.get(key)), "")
    return {**_letter(payload, names), "why": str(why) or "—"}


def _number(payload: Payload, _: Names) -> Values:
    return {"number": str(payload.get("number", ""))}


def _note(payload: Payload, _: Names) -> Values:
    return {"note": str(payload.get("note") or "—")}


def _called(payload: Payload, names: Names) -> Values:
    reached = _REACHED if payload.get("reached") else _NOT_REACHED
    return {**_note(payload, names), "reached": Code(code=reached, table="")}


def _reason(payload: Payload) -> str:
    return str(payload.get("reason") or "—")


def _validity(payload: Payload, _: Names) -> Values:
    return {"validity": Code(code=str(payload.get("to")), table="VALIDITY"), "reason": _reason(payload)}


def _state(payload: Payload, _: Names) -> Values:
    old, new = (Code(code=str(payload.get(name)), table="CASE_STATE") for name in ("from", "to"))
    return {"old": old, "new": new}


def _grades(payload: Payload, _: Names) -> Values:
    old, new = (Code(code=str(payload.get(name)), table="GRADE") for name in ("from", "to"))
    return {"old": old, "new": new, "reason": _reason(payload)}


def _paused(payload: Payload, names: Names) -> Values:
    return {**_clock(payload, names), "reason": _reason(payload)}


def _reported(payload: Payload, names: Names) -> Values:
    return {**_note(payload, names), "department": Code(code=str(payload.get("department")), table="DEPARTMENT")}


def _committed(payload: Payload, names: Names) -> Values:
    days = {name: str(payload.get(name)) for name in ("start", "finish")}
    return {**days, "department": Code(code=str(payload.get("department")), table="DEPARTMENT")}


def _visited(payload: Payload, names: Names) -> Values:
    return {**_note(payload, names), "outcome": Code(code=str(payload.get("outcome")), table="VISIT")}


def _erased(payload: Payload, _: Names) -> Values:
    return {"reason": _reason(payload)}


def _exported(payload: Payload, _: Names) -> Values:
    return {"files": int(payload.get("files") or 0)}


def _filed(payload: Payload, _: Names) -> Values:
    return {"reason": str(payload.get("reason") or "")}


def _plan(payload: Payload, _: Names) -> Values:
    return {"measures": str(payload.get("measures", 0)), "remark": str(payload.get("remark") or "—")}


def _with_state(state: LetterState) -> "Teller":
    return lambda payload, names: {**_letter(payload, names), "state": Code(code=state, table="LETTER_STATE")}


Teller = Callable[[Payload, Names], Values]
SENTENCES: Mapping[str, tuple[str, Teller]] = {
    "received": (N_("收到来件，来源：{channel}"), _channel),
    "registered": (N_("登记{channel}投诉"), _channel),
    "decided": (N_("按规则判定：{topic}（{category}），{departments}，{grade}，{urgency}"), _decided),
    "decided_again": (N_("按更正后的内容重新判定：{topic}（{category}），{departments}，{grade}，{urgency}"), _decided),
    "clocks_started": (N_("开始计时"), _nothing),
    "clock_stopped": (N_("{clock}停止计时"), _clock),
    "clock_nearing": (N_("{clock}期限将至：{due}"), _clock_due),
    "clock_passed": (N_("{clock}期限已过：{due}"), _clock_due),
    "clocks_reckoned": (N_("重新计算期限"), _nothing),
    "calendar_published": (N_("放假安排公布，重新计算期限"), _nothing),
    "followed_up": (N_("收到后续来信，按规则判定：{topic}（{category}）"), _decided),
    "thanked": (N_("收到致谢，不需答复"), _nothing),
    "personal_data_erased": (N_("依法删除个人信息：{reason}"), _erased),
    "legal_hold": (N_("依法保留，暂不删除：{reason}"), _erased),
    "legal_hold_lifted": (N_("解除依法保留：{reason}"), _erased),
    "exported": (N_("导出案件，共 {files} 个文件"), _exported),
    "duplicate_received": (N_("又收到同一来件，没有另立案"), _nothing),
    "linked_case": (N_("后续来信提出新的事由，另立关联案件 {number}"), _number),
    "reopened": (N_("已归档的案件重新打开"), _nothing),
    "corrected": (N_("更正了读取的内容"), _nothing),
    "confirmed": (N_("确认住户与事由无误"), _nothing),
    "household_confirmed": (N_("确认来信人就是名册中的这一户"), _nothing),
    "judged": (N_("人工判定，理由：{because}"), _because),
    "grade_confirmed": (N_("确认级别"), _nothing),
    "accepted": (N_("人工立案；原先等待的原因：{note}"), _note),
    "joined": (N_("人工并入本案；原先等待的原因：{note}"), _note),
    "letter_edited": (N_("修改{letter}{number}"), _letter),
    "letter_address": (N_("确认{letter}{number}的收信地址"), _letter),
    "letter_step": (N_("{letter}{number}通过一级审批"), _letter),
    "letter_released": (N_("放行{letter}{number}"), _letter),
    "letter_reprint": (N_("重新打印{letter}{number}，原因：{why}"), _letter_why),
    "finding_accepted": (N_("保留{letter}{number}中的一处提示，理由：{why}"), _letter_why),
    "call_recorded": (N_("电话联系住户，{reached}：{note}"), _called),
    "validity_set": (N_("认定为{validity}，理由：{reason}"), _validity),
    "state_changed": (N_("状态由“{old}”改为“{new}”"), _state),
    "clock_paused": (N_("等待住户，{clock}暂停计时：{reason}"), _paused),
    "clock_restarted": (N_("{letter}{number}被退回，{clock}恢复计时，{due} 到期"), _letter_clock),
    "promise_void": (N_("{letter}{number}被退回，其中承诺的答复日期作废"), _letter),
    "department_committed": (N_("{department}承诺 {start} 开始、{finish} 完工"), _committed),
    "clock_resumed": (N_("{clock}继续计时"), _clock),
    "measures_done": (N_("处理完毕：{note}"), _note),
    "department_report": (N_("{department}报告进展：{note}"), _reported),
    "result_told": (N_("把结果告诉住户：{note}"), _note),
    "visit_recorded": (N_("回访，住户{outcome}：{note}"), _visited),
    "filed": (N_("归档。{reason}"), _filed),
    "plan_saved": (N_("修改处理方案，{measures} 项措施"), _plan),
    "plan_submitted": (N_("处理方案送审"), _nothing),
    "plan_step": (N_("处理方案通过一级审批"), _nothing),
    "plan_returned": (N_("处理方案退回：{remark}"), _plan),
    "plan_approved": (N_("处理方案获批准"), _nothing),
    "plan_to_manager": (N_("级别升高，处理方案须经理批准后才有效"), _nothing),
    "lowering_asked": (N_("申请由{old}降为{new}，理由：{reason}"), _grades),
    "lowering_confirmed": (N_("确认由{old}降为{new}，理由：{reason}"), _grades),
    "lowering_refused": (N_("不同意由{old}降为{new}：{reason}"), _grades),
    "letter_countersign": (N_("级别升高，{letter}{number}须经理会签后才能发出"), _letter),
    "letter_reopened": (N_("收回{letter}{number}修改，此前的审批作废"), _letter),
    "letter_withdrawn": (N_("撤回送审的{letter}{number}"), _letter),
    "letter_outdated": (N_("案件已更正，{letter}{number}待核对"), _letter),
    "letter_issue_again": (N_("重新为{letter}{number}用印；先前{why}"), _letter_why),
    "letter_reissued": (N_("重新发出{letter}{number}"), _letter),
    "letter_readdressed": (N_("{letter}{number}改寄另一地址，送审"), _letter),
} | {f"letter_{state}": (N_("{letter}{number}：{state}"), _with_state(LetterState(state))) for state in LETTER_STATE}
"""Event → its sentence and what fills it. A letter's state is an event of its own name."""
