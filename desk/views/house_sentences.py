"""The sentence for each entry of the house log; a new kind of entry is a name in `domain/labels.py` and a line here.

A test finds every name that has none.
"""

from collections.abc import Callable, Mapping
from typing import Any

from desk.messages import N_
from desk.views.second_person import role
from domain.labels import CHANGE_KIND, PERSON_FIELD
from domain.said import Sentence
from store.house_log import Entry

Payload = Mapping[str, Any]
Values = Mapping[str, object]

_HOW = {
    "password": N_("密码"),
    "invite": N_("邀请链接"),
    "sign_in": N_("登录链接"),
    "code": N_("验证码"),
    "recovery": N_("恢复码"),
}


def sentence(entry: Entry) -> Sentence:
    """What an entry says, to be translated; one without a sentence of its own says its name."""
    if entry.payload is None:
        return Sentence(N_("内容已依法删除"))
    message, more = SENTENCES.get(entry.what, (entry.what, _nothing))
    whom = entry.whom or Sentence(N_("（没有这个用户名）"))
    return Sentence(message, {"who": entry.who or "—", "whom": whom, **more(entry.payload)})


def _nothing(_: Payload) -> Values:
    return {}


def _way(payload: Payload) -> Values:
    how = str(payload.get("how") or payload.get("purpose") or payload.get("proof") or "")
    return {"how": Sentence(_HOW.get(how, how)), "address": payload.get("address") or "—"}


def _role(payload: Payload) -> Values:
    return {"role": role({name: str(value) for name, value in payload.items()})}


def _deputy(payload: Payload) -> Values:
    spans = {name: str(payload.get(name, ""))[:10] for name in ("from", "until")}
    return {"deputy": payload.get("deputy", ""), **spans}


def _changed(payload: Payload) -> Values:
    return {"changed": _listed([Sentence(PERSON_FIELD.get(str(one), str(one))) for one in payload.get("changed", ())])}


def _change(payload: Payload) -> Values:
    kind = str(payload.get("kind", ""))
    return {"kind": Sentence(CHANGE_KIND.get(kind, kind)), "reason": payload.get("reason", "")}


def _keys(payload: Payload) -> Values:
    return {"keys": "、".join(str(one) for one in payload.get("changed", ())) or "—"}


def _rules(payload: Payload) -> Values:
    return {"sha": str(payload.get("sha", ""))[:8], "note": payload.get("note") or "—"}


def _reason(payload: Payload) -> Values:
    return {"reason": payload.get("reason") or "—"}


def _cases(payload: Payload) -> Values:
    return {"cases": "、".join(str(one) for one in payload.get("cases", ())) or "—"}


def _one_case(payload: Payload) -> Values:
    return {"case": payload.get("case", "")}


def _swept(payload: Payload) -> Values:
    return {name: int(payload.get(name) or 0) for name in ("cases", "originals", "ignored")}


def _imported(payload: Payload) -> Values:
    return {"new": payload.get("new", 0), "changed": payload.get("changed", 0)}


def _intake(payload: Payload) -> Values:
    return {"intake": payload.get("intake", "—")}


def _signed(payload: Payload) -> Values:
    return {"day": payload.get("day", "—"), "sha": str(payload.get("sha256", ""))[:16]}


def _listed(parts: list[Sentence]) -> object:
    """Several words as one: only two languages, and both put one mark between them."""
    if not parts:
        return "—"
    listed: object = parts[0]
    for part in parts[1:]:
        listed = Sentence(N_("{one}、{other}"), {"one": listed, "other": part})
    return listed


SENTENCES: Mapping[str, tuple[str, Callable[[Payload], Values]]] = {
    "signed_in": (N_("{whom} 登录（{how}），来自 {address}"), _way),
    "sign_in_failed": (N_("登录失败：{whom}（{how}），来自 {address}"), _way),
    "sign_in_half": (N_("{whom} 的密码正确，等待验证码，来自 {address}"), _way),
    "sign_in_held_up": (N_("失败过多，暂停登录：{whom}，来自 {address}"), _way),
    "signed_out": (N_("{whom} 退出"), _nothing),
    "link_made": (N_("{who} 为 {whom} 发出一次性链接（{how}）"), _way),
    "password_set": (N_("{whom} 凭链接设定了密码"), _nothing),
    "password_changed": (N_("{whom} 更换了密码"), _nothing),
    "person_added": (N_("{who} 加入 {whom}"), _nothing),
    "person_changed": (N_("{who} 更改 {whom} 的资料：{changed}"), _changed),
    "person_activated": (N_("{who} 恢复 {whom} 的账号"), _nothing),
    "person_deactivated": (N_("{who} 停用 {whom} 的账号"), _nothing),
    "role_granted": (N_("{who} 给予 {whom} 岗位：{role}"), _role),
    "role_revoked": (N_("{who} 收回 {whom} 的岗位：{role}"), _role),
    "deputy_set": (N_("{who} 安排 {deputy} 代理 {whom}（{from} 至 {until}）"), _deputy),
    "deputy_ended": (N_("{who} 结束 {whom} 的代理"), _nothing),
    "change_requested": (N_("{who} 提出变更，涉及 {whom}：{kind}"), _change),
    "change_confirmed": (N_("{who} 确认变更，涉及 {whom}：{kind}"), _change),
    "change_waited": (N_("等待期满，变更生效，涉及 {whom}：{kind}"), _change),
    "change_refused": (N_("{who} 拒绝变更，涉及 {whom}：{kind}。理由：{reason}"), _change),
    "change_withdrawn": (N_("{who} 撤回变更，涉及 {whom}：{kind}"), _change),
    "change_expired": (N_("一周内无人确认，变更作废，涉及 {whom}：{kind}"), _change),
    "second_factor_set": (N_("{whom} 开启两步验证"), _nothing),
    "second_factor_off": (N_("{whom} 关闭两步验证"), _nothing),
    "second_factor_reset": (N_("{who} 取消 {whom} 的两步验证"), _nothing),
    "recovery_codes_made": (N_("{whom} 生成了新的恢复码"), _nothing),
    "recovery_code_used": (N_("{whom} 用掉一个恢复码"), _nothing),
    "settings_read": (N_("首次读取 huihan.toml"), _nothing),
    "settings_changed": (N_("huihan.toml 有变：{keys}"), _keys),
    "rules_activated": (N_("{who} 启用规则 {sha}：{note}"), _rules),
    "rules_rolled_back": (N_("{who} 退回规则 {sha}：{note}"), _rules),
    "directory_imported": (N_("{who} 导入名册：新增 {new} 户，更新 {changed} 户"), _imported),
    "intake_set_aside": (N_("{who} 搁置来件 {intake}：不是投诉"), _intake),
    "intake_taken_up": (N_("{who} 取回来件 {intake}"), _intake),
    "calendar_published": (N_("放假安排公布，重新计算来件 {intake} 的期限"), _intake),
    "audit_signed": (N_("签署 {day} 的审计文件：{sha}"), _signed),
    "personal_data_erased": (N_("{who} 删除个人信息：{reason}"), _reason),
    "personal_data_sought": (N_("{who} 查找一位住户的个人信息，涉及案件 {cases}"), _cases),
    "personal_data_exported": (N_("{who} 把一位住户的个人信息整理成文件，涉及案件 {cases}"), _cases),
    "case_anonymised": (N_("{who} 去除个人信息后导出案件 {case}"), _one_case),
    "retention_swept": (N_("{who} 按保存期限删除：案件 {cases} 件，原件 {originals} 件，来件 {ignored} 件"), _swept),
}
