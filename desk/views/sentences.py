"""The sentence for each event of a case, with what fills it from the event's payload; a new event is a new line here.

A test walks the use cases and finds every event that has none.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from desk.messages import N_
from desk.views.decided import Names
from domain.codes import LetterState
from domain.events import EventName, Payload
from domain.said import Sentence

Values = Mapping[str, object]


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


_SHOWN = 12
"""So many characters of a hash are shown."""
_REACHED, _NOT_REACHED = N_("已联系上"), N_("未联系上")


def _nothing(_: Payload, __: Names) -> Values:
    return {}


def _channel(payload: Payload, _: Names) -> Values:
    return {"channel": Code(code=str(payload.get("channel", "other")), table="CHANNEL")}


def _imported(payload: Payload, _: Names) -> Values:
    number = payload.get("number") or "—"
    return {"ledger": str(payload.get("import")), "line": str(payload.get("line")), "number": str(number)}


def _decided(payload: Payload, names: Names) -> Values:
    topic = payload.get("topic")
    departments = payload.get("departments") or ["none"]
    return {
        "topic": Code(code=names.topic(str(topic)), table="") if topic else "—",
        "category": Code(code=str(payload.get("category")), table="CATEGORY"),
        "departments": tuple(Code(code=str(one), table="DEPARTMENT") for one in departments),
        "grade": Code(code=str(payload.get("grade")), table="GRADE"),
        "urgency": Code(code=str(payload.get("urgency")), table="URGENCY"),
    }


def _second_opinion(payload: Payload, _: Names) -> Values:
    failure = payload.get("failure")
    said = Code(code=str(failure), table="OPINION_FAILURE")
    if not failure:
        said = Code(code=str(payload.get("category")), table="CATEGORY")
    urgent = (Code(code="urgent", table="URGENCY"),) if payload.get("urgent") else ()
    return {"model": str(payload.get("model")), "seconds": str(payload.get("seconds")), "said": (said, *urgent)}


def _alarms(payload: Payload, _: Names) -> Values:
    alarms = dict.fromkeys(str(one.get("name")) for one in payload.get("alarms") or ())
    return {"alarms": tuple(Code(code=name, table="") for name in alarms) or "—"}


def _kind(payload: Payload, _: Names) -> Values:
    return {"kind": Code(code=str(payload.get("kind")), table="KIND")}


def _passed_on(payload: Payload, _: Names) -> Values:
    named = payload.get("departments") or ["none"]
    return {"departments": tuple(Code(code=str(one), table="DEPARTMENT") for one in named)}


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
        "number": Sentence(N_("（{number}）"), {"number": number}) if number else "",
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


def _record_part(payload: Payload, _: Names) -> Values:
    return {"part": Code(code=str(payload.get("part")), table="RECORD_PART")}


def _evidence(payload: Payload, _: Names) -> Values:
    source = Code(code=str(payload.get("source")), table="EVIDENCE_SOURCE")
    return {"name": str(payload.get("name")), "source": source, "reason": _reason(payload)}


def _called(payload: Payload, names: Names) -> Values:
    reached = _REACHED if payload.get("reached") else _NOT_REACHED
    return {**_note(payload, names), "reached": Code(code=reached, table="")}


def _reason(payload: Payload) -> str:
    return str(payload.get("reason") or "—")


def _validity(payload: Payload, _: Names) -> Values:
    reason = _led(payload) or _reason(payload)
    return {"validity": Code(code=str(payload.get("to")), table="VALIDITY"), "reason": reason}


def _state(payload: Payload, _: Names) -> Values:
    old, new = (Code(code=str(payload.get(name)), table="CASE_STATE") for name in ("from", "to"))
    if (led := _led(payload)) is not None:
        return {"old": old, "new": new, "reason": Sentence(N_("，理由：{reason}"), {"reason": led})}
    return {"old": old, "new": new, **_why_moved(payload, _)}


def _led(payload: Payload) -> Sentence | None:
    """Of what came with the work of its group, or was taken back with it."""
    if "led_by" not in payload:
        return None
    lead = payload["led_by"]
    return Sentence(N_("随主办案件 {number}"), {"number": str(lead)}) if lead else Sentence(N_("不再随群体办理"))


def _why_moved(payload: Payload, _: Names) -> Values:
    reason = payload.get("reason")
    return {"reason": Sentence(N_("，理由：{reason}"), {"reason": str(reason)}) if reason else ""}


def _grades(payload: Payload, _: Names) -> Values:
    old, new = (Code(code=str(payload.get(name)), table="GRADE") for name in ("from", "to"))
    return {"old": old, "new": new, "reason": _reason(payload)}


def _paused(payload: Payload, names: Names) -> Values:
    return {**_clock(payload, names), "reason": _reason(payload)}


def _reported(payload: Payload, names: Names) -> Values:
    by_mail = Sentence(N_("以邮件")) if payload.get("intake") is not None else ""
    return {
        **_note(payload, names),
        "by_mail": by_mail,
        "department": Code(code=str(payload.get("department")), table="DEPARTMENT"),
    }


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


def _signed(payload: Payload, _: Names) -> Values:
    return {"hash": str(payload.get("hash", ""))[:_SHOWN]}


def _why(payload: Payload) -> object:
    reason = payload.get("reason")
    return Sentence(N_("（{reason}）"), {"reason": str(reason)}) if reason else ""


def _handed(payload: Payload, _: Names) -> Values:
    rung = Code(code=str(payload.get("rung")), table="ROLE")
    return {"rung": rung, "reason": _reason(payload), "answer": str(payload.get("answer") or "—")}


def _blocked(payload: Payload, _: Names) -> Values:
    return {"waits_for": Code(code=str(payload.get("waits_for")), table="BLOCKER"), "reason": _reason(payload)}


def _owner(payload: Payload, names: Names) -> Values:
    return {"owner": names.person(str(payload.get("owner") or "—")), "reason": _why(payload)}


def _about(payload: Payload, names: Names) -> Values:
    about = tuple(names.person(str(one)) for one in payload.get("about") or ())
    return {"about": about or "—", "reason": _why(payload)}


def _group(payload: Payload, _: Names) -> Values:
    leads = Sentence(N_("，为主办案件")) if payload.get("leads") else ""
    undone = Sentence(N_("（撤销）")) if payload.get("undone") else ""
    return {"number": str(payload.get("group", "")), "leads": leads, "undone": undone}


def _repeated(payload: Payload, _: Names) -> Values:
    promised = payload.get("promised")
    said = Sentence(N_("，当时答应的日期是 {day}"), {"day": str(promised)}) if promised else ""
    return {"number": str(payload.get("number", "")), "promised": said}


def _same_person(payload: Payload, _: Names) -> Values:
    return {name: Code(code=str(payload.get(name)), table="CHANNEL") for name in ("first", "now")}


def _plan(payload: Payload, _: Names) -> Values:
    return {"measures": str(payload.get("measures", 0)), "remark": str(payload.get("remark") or "—")}


def _along(payload: Payload, _: Names) -> Values:
    stands = "" if payload.get("stands") else N_("：不再一并答复")
    return {
        "of": str(payload.get("of")),
        "number": str(payload.get("number") or ""),
        "stands": Sentence(stands) if stands else "",
    }


def _with_state(state: LetterState) -> "Teller":
    return lambda payload, names: {**_letter(payload, names), "state": Code(code=state, table="LETTER_STATE")}


Teller = Callable[[Payload, Names], Values]
SENTENCES: Mapping[str, tuple[str, Teller]] = {
    EventName.RECEIVED: (N_("收到来件，来源：{channel}"), _channel),
    EventName.REGISTERED: (N_("登记{channel}投诉"), _channel),
    EventName.IMPORTED: (N_("由旧台账导入：文件 {ledger} 第 {line} 行，原编号 {number}"), _imported),
    EventName.DECIDED: (N_("按规则判定：{topic}（{category}），{departments}，{grade}，{urgency}"), _decided),
    EventName.SECOND_OPINION: (N_("询问语言模型{model}，用时{seconds}秒：{said}"), _second_opinion),
    EventName.DECIDED_AGAIN: (
        N_("重新判定：{topic}（{category}），{departments}，{grade}，{urgency}"),
        _decided,
    ),
    EventName.ALARM: (N_("来信说眼前有危险：{alarms}"), _alarms),
    EventName.CLOCKS_STARTED: (N_("开始计时"), _nothing),
    EventName.CLOCK_STOPPED: (N_("{clock}停止计时"), _clock),
    EventName.CLOCK_NEARING: (N_("{clock}期限将至：{due}"), _clock_due),
    EventName.CLOCK_PASSED: (N_("{clock}期限已过：{due}"), _clock_due),
    EventName.CLOCKS_RECKONED: (N_("重新计算期限"), _nothing),
    EventName.CALENDAR_PUBLISHED: (N_("放假安排公布，重新计算期限"), _nothing),
    EventName.FOLLOWED_UP: (N_("收到后续来信，按规则判定：{topic}（{category}）"), _decided),
    EventName.THANKED: (N_("收到致谢，不需答复"), _nothing),
    EventName.PERSONAL_DATA_ERASED: (N_("依法删除个人信息：{reason}"), _erased),
    EventName.LEGAL_HOLD: (N_("依法保留，暂不删除：{reason}"), _erased),
    EventName.LEGAL_HOLD_LIFTED: (N_("解除依法保留：{reason}"), _erased),
    EventName.EXPORTED: (N_("导出案件，共 {files} 个文件"), _exported),
    EventName.DUPLICATE_RECEIVED: (N_("又收到同一来件，没有另立案"), _nothing),
    EventName.ANSWERED_BRIEFLY: (N_("不是投诉（{kind}），简短回信"), _kind),
    EventName.PASSED_ON: (N_("转交{departments}"), _passed_on),
    EventName.LINKED_CASE: (N_("后续来信提出新的事由，另立关联案件 {number}"), _number),
    EventName.REOPENED: (N_("重新打开，再办理一轮{reason}"), _why_moved),
    EventName.CORRECTED: (N_("更正了读取的内容"), _nothing),
    EventName.CONFIRMED: (N_("确认住户与事由无误"), _nothing),
    EventName.HOUSEHOLD_CONFIRMED: (N_("确认来信人就是名册中的这一户"), _nothing),
    EventName.JUDGED: (N_("人工判定，理由：{because}"), _because),
    EventName.GRADE_CONFIRMED: (N_("确认级别"), _nothing),
    EventName.ACCEPTED: (N_("人工立案；原先等待的原因：{note}"), _note),
    EventName.JOINED: (N_("人工并入本案；原先等待的原因：{note}"), _note),
    EventName.LETTER_EDITED: (N_("修改{letter}{number}"), _letter),
    EventName.LETTER_ADDRESS: (N_("确认{letter}{number}的收信地址"), _letter),
    EventName.LETTER_STEP: (N_("{letter}{number}通过一级审批"), _letter),
    EventName.LETTER_RELEASED: (N_("放行{letter}{number}"), _letter),
    EventName.ANSWERED_ALONG: (N_("{of} 的回函{number}一并答复本案{stands}"), _along),
    EventName.LETTER_REPRINT: (N_("重新打印{letter}{number}，原因：{why}"), _letter_why),
    EventName.FINDING_ACCEPTED: (N_("保留{letter}{number}中的一处提示，理由：{why}"), _letter_why),
    EventName.RECORD_SAVED: (N_("填写案件记录：{part}"), _record_part),
    EventName.INVESTIGATION_SIGNED: (N_("调查人在调查情况上签字"), _nothing),
    EventName.EVIDENCE_ADDED: (N_("添加证据：{name}（{source}）"), _evidence),
    EventName.EVIDENCE_WITHDRAWN: (N_("撤下证据：{name}，原因：{reason}"), _evidence),
    EventName.EVIDENCE_RESTORED: (N_("恢复撤下的证据：{name}"), _evidence),
    EventName.CALL_RECORDED: (N_("电话联系住户，{reached}：{note}"), _called),
    EventName.VALIDITY_SET: (N_("认定为{validity}，理由：{reason}"), _validity),
    EventName.STATE_CHANGED: (N_("状态由“{old}”改为“{new}”{reason}"), _state),
    EventName.CLOCK_PAUSED: (N_("等待住户，{clock}暂停计时：{reason}"), _paused),
    EventName.CLOCK_RESTARTED: (N_("{letter}{number}被退回，{clock}恢复计时，{due} 到期"), _letter_clock),
    EventName.PROMISE_VOID: (N_("{letter}{number}被退回，其中承诺的答复日期作废"), _letter),
    EventName.DEPARTMENT_COMMITTED: (N_("{department}承诺 {start} 开始、{finish} 完工"), _committed),
    EventName.CLOCK_RESUMED: (N_("{clock}继续计时"), _clock),
    EventName.MEASURES_DONE: (N_("处理完毕：{note}"), _note),
    EventName.DEPARTMENT_REPORT: (N_("{department}{by_mail}报告进展：{note}"), _reported),
    EventName.PLAN_TOLD: (N_("把处理意见和计划完成日期告诉住户，住户意见：{note}"), _note),
    EventName.PROGRESS_TOLD: (N_("把办理进展告诉住户：{note}"), _note),
    EventName.RESULT_TOLD: (N_("把结果告诉住户：{note}"), _note),
    EventName.VISIT_RECORDED: (N_("回访，住户{outcome}：{note}"), _visited),
    EventName.RECORD_SIGNED: (N_("签署投诉处理记录表，签署时的经过校验值 {hash}"), _signed),
    EventName.FILED: (N_("归档。{reason}"), _filed),
    EventName.GRAVE_ASSESSED: (N_("登记影响、后果与意见"), _nothing),
    EventName.PROGRESS_REPORTED: (N_("今日进展：{note}"), _note),
    EventName.HANDED_UP: (N_("上交{rung}：{reason}"), _handed),
    EventName.HANDED_BACK: (N_("{rung}答复：{answer}"), _handed),
    EventName.ANSWER_TAKEN: (N_("按上级答复接办"), _nothing),
    EventName.BLOCKED: (N_("工作受阻，等{waits_for}：{reason}"), _blocked),
    EventName.UNBLOCKED: (N_("障碍已排除：{note}"), _note),
    EventName.OWNER_ASSIGNED: (N_("跟进人：{owner}{reason}"), _owner),
    EventName.COMPLAINED_OF: (N_("来信涉及的同事：{about}{reason}"), _about),
    EventName.GROUP_PROPOSED: (N_("与群体 {number} 疑为同一件事，待确认{undone}"), _group),
    EventName.GROUP_JOINED: (N_("并入群体 {number}，按一件事办理{leads}{undone}"), _group),
    EventName.GROUP_LED: (N_("群体 {number} 的主办案件有变{leads}{undone}"), _group),
    EventName.GROUP_LEFT: (N_("移出群体 {number}，单独办理{undone}"), _group),
    EventName.REPEATED: (N_("二次投诉：本户此前以案件 {number} 反映过同一件事{promised}"), _repeated),
    EventName.SAME_PERSON: (N_("同一住户先以{first}、后以{now}反映同一件事，并为一案"), _same_person),
    EventName.PLAN_SAVED: (N_("修改处理方案，{measures} 项措施"), _plan),
    EventName.PLAN_SUBMITTED: (N_("处理方案送审"), _nothing),
    EventName.PLAN_STEP: (N_("处理方案通过一级审批"), _nothing),
    EventName.PLAN_RETURNED: (N_("处理方案退回：{remark}"), _plan),
    EventName.PLAN_APPROVED: (N_("处理方案获批准"), _nothing),
    EventName.PLAN_TO_MANAGER: (N_("级别升高，处理方案须经理批准后才有效"), _nothing),
    EventName.LOWERING_ASKED: (N_("申请由{old}降为{new}，理由：{reason}"), _grades),
    EventName.LOWERING_CONFIRMED: (N_("确认由{old}降为{new}，理由：{reason}"), _grades),
    EventName.LOWERING_REFUSED: (N_("不同意由{old}降为{new}：{reason}"), _grades),
    EventName.LETTER_COUNTERSIGN: (N_("级别升高，{letter}{number}须经理会签后才能发出"), _letter),
    EventName.LETTER_REOPENED: (N_("收回{letter}{number}修改，此前的审批作废"), _letter),
    EventName.LETTER_WITHDRAWN: (N_("撤回送审的{letter}{number}"), _letter),
    EventName.LETTER_OUTDATED: (N_("案件已更正，{letter}{number}待核对"), _letter),
    EventName.LETTER_ISSUE_AGAIN: (N_("重新为{letter}{number}用印；先前{why}"), _letter_why),
    EventName.LETTER_SIGNED: (N_("{letter}{number}盖上审签人的签字"), _letter),
    EventName.LETTER_REISSUED: (N_("重新发出{letter}{number}"), _letter),
    EventName.LETTER_READDRESSED: (N_("{letter}{number}改寄另一地址，送审"), _letter),
    **{EventName.of_letter(state): (N_("{letter}{number}：{state}"), _with_state(state)) for state in LetterState},
}
"""Event → its sentence and what fills it. A letter's state is an event of its own name."""
