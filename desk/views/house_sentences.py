"""The sentence for each entry of the house log; a new kind of entry is a name in `domain/events.py` and a line here.

A test finds every name that has none.
"""

from collections.abc import Callable, Mapping

from desk.messages import N_
from desk.views.second_person import role
from domain.directory_codes import DIRECTORY_FIELD
from domain.events import HouseEvent, Payload
from domain.labels import CHANGE_KIND, COMPANY_FIELD, LETTER, PERSON_FIELD
from domain.said import Sentence
from store.house_log import Entry
from workers.instance.smtp import Outcome
from workers.setting_up.looking import PAPER
from workers.setting_up.standing import STEP, Step

Values = Mapping[str, object]

_HOW = {
    "password": N_("密码"),
    "invite": N_("邀请链接"),
    "sign_in": N_("登录链接"),
    "code": N_("验证码"),
    "recovery": N_("恢复码"),
    "company": N_("公司账号"),
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


def _files(payload: Payload) -> Values:
    return {"files": "、".join(str(one) for one in payload.get("files", ())) or "—"}


def _word(payload: Payload) -> Values:
    return {"topic": payload.get("topic", "—"), "word": payload.get("word", "—")}


def _reason(payload: Payload) -> Values:
    return {"reason": payload.get("reason") or "—"}


def _cases(payload: Payload) -> Values:
    return {"cases": "、".join(str(one) for one in payload.get("cases", ())) or "—"}


def _one_case(payload: Payload) -> Values:
    return {"case": payload.get("case", "")}


def _typical(payload: Payload) -> Values:
    """A typical case by its number."""
    return {name: payload.get(name) or "—" for name in ("typical", "version", "reason")}


def _swept(payload: Payload) -> Values:
    return {name: int(payload.get(name) or 0) for name in ("cases", "originals", "ignored")}


def _imported(payload: Payload) -> Values:
    return {"new": payload.get("new", 0), "changed": payload.get("changed", 0)}


def _exported(payload: Payload) -> Values:
    return {"count": payload.get("count", 0)}


def _month(payload: Payload) -> Values:
    return {"month": payload.get("month", "—")}


def _ledger_imported(payload: Payload) -> Values:
    return {"ledger": payload.get("ledger"), "count": payload.get("count", 0), "left": payload.get("left", 0)}


def _directory(payload: Payload) -> Values:
    """A household by its number: who lives there is not said here."""
    changed = [Sentence(DIRECTORY_FIELD.get(str(one), str(one))) for one in payload.get("changed", ())]
    where = {"project": payload.get("project", "—"), "household": payload.get("household", "—")}
    return {**where, "changed": _listed(changed)}


def _intake(payload: Payload) -> Values:
    return {"intake": payload.get("intake", "—")}


def _people(payload: Payload) -> Values:
    return {name: payload.get(name, 0) for name in ("new", "changed", "granted", "waits")}


def _given(payload: Payload) -> Values:
    return {**_intake(payload), "before": payload.get("before") or "—", "to": payload.get("to") or "—"}


def _signed(payload: Payload) -> Values:
    return {"day": payload.get("day", "—"), "sha": str(payload.get("sha256", ""))[:16]}


def _account(payload: Payload) -> Values:
    return {"subject": payload.get("subject", "—")}


def _token(payload: Payload) -> Values:
    scopes = payload.get("scopes")
    return {
        "token": payload.get("token", "—"),
        "scopes": " ".join(map(str, scopes)) if isinstance(scopes, list) else "—",
    }


def _mailbox(payload: Payload) -> Values:
    outcome = Sentence(N_("可以收信") if payload.get("works") else N_("不能收信"))
    return {"mailbox": payload.get("mailbox", "—"), "outcome": outcome, **_keys(payload)}


def _webhook(payload: Payload) -> Values:
    return {"host": payload.get("host", "—")}


def _template(payload: Payload) -> Values:
    kind, version = str(payload.get("letter", "")), int(payload.get("version") or 0)
    which = Sentence(N_("第 {n} 版"), {"n": version}) if version else Sentence(N_("自带的一版"))
    return {"letter": Sentence(LETTER.get(kind, kind)), "version": which, "note": payload.get("note") or ""}


def _company(payload: Payload) -> Values:
    names = payload.get("changed", ())
    return {"changed": _listed([Sentence(COMPANY_FIELD.get(str(one), str(one))) for one in names])}


def _seal(payload: Payload) -> Values:
    return {"sha": str(payload.get("sha256", ""))[:16] or Sentence(N_("不再用印"))}


def _survey(payload: Payload) -> Values:
    return {name: payload.get(name, "—") for name in ("quarter", "share", "count", "answer", "project")}


def _step(payload: Payload) -> Values:
    return {"step": Sentence(STEP[Step(one)]) if (one := str(payload.get("step", ""))) in STEP else "—"}


def _test_letter(payload: Payload) -> Values:
    if payload.get("how") == PAPER:
        return {"outcome": Sentence(N_("下载 PDF"))}
    sent = payload.get("outcome") == Outcome.ACCEPTED
    return {"outcome": Sentence(N_("发信服务器已收下") if sent else N_("没有发成"))}


def _listed(parts: list[Sentence]) -> object:
    """Several words as one: only two languages, and both put one mark between them."""
    if not parts:
        return "—"
    listed: object = parts[0]
    for part in parts[1:]:
        listed = Sentence(N_("{one}、{other}"), {"one": listed, "other": part})
    return listed


SENTENCES: Mapping[str, tuple[str, Callable[[Payload], Values]]] = {
    HouseEvent.SIGNED_IN: (N_("{whom} 登录（{how}），来自 {address}"), _way),
    HouseEvent.SIGN_IN_FAILED: (N_("登录失败：{whom}（{how}），来自 {address}"), _way),
    HouseEvent.SIGN_IN_HALF: (N_("{whom} 的密码正确，等待验证码，来自 {address}"), _way),
    HouseEvent.SIGN_IN_HELD_UP: (N_("失败过多，暂停登录：{whom}，来自 {address}"), _way),
    HouseEvent.SIGNED_OUT: (N_("{whom} 退出"), _nothing),
    HouseEvent.LINK_MADE: (N_("{who} 为 {whom} 发出一次性链接（{how}）"), _way),
    HouseEvent.PASSWORD_SET: (N_("{whom} 凭链接设定了密码"), _nothing),
    HouseEvent.PASSWORD_CHANGED: (N_("{whom} 更换了密码"), _nothing),
    HouseEvent.PERSON_ADDED: (N_("{who} 加入 {whom}"), _nothing),
    HouseEvent.PERSON_CHANGED: (N_("{who} 更改 {whom} 的资料：{changed}"), _changed),
    HouseEvent.PERSON_ACTIVATED: (N_("{who} 恢复 {whom} 的账号"), _nothing),
    HouseEvent.PERSON_DEACTIVATED: (N_("{who} 停用 {whom} 的账号"), _nothing),
    HouseEvent.ROLE_GRANTED: (N_("{who} 给予 {whom} 岗位：{role}"), _role),
    HouseEvent.ROLE_REVOKED: (N_("{who} 收回 {whom} 的岗位：{role}"), _role),
    HouseEvent.DEPUTY_SET: (N_("{who} 安排 {deputy} 代理 {whom}（{from} 至 {until}）"), _deputy),
    HouseEvent.DEPUTY_ENDED: (N_("{who} 结束 {whom} 的代理"), _nothing),
    HouseEvent.CHANGE_REQUESTED: (N_("{who} 提出变更，涉及 {whom}：{kind}"), _change),
    HouseEvent.CHANGE_CONFIRMED: (N_("{who} 确认变更，涉及 {whom}：{kind}"), _change),
    HouseEvent.CHANGE_WAITED: (N_("等待期满，变更生效，涉及 {whom}：{kind}"), _change),
    HouseEvent.CHANGE_REFUSED: (N_("{who} 拒绝变更，涉及 {whom}：{kind}。理由：{reason}"), _change),
    HouseEvent.CHANGE_WITHDRAWN: (N_("{who} 撤回变更，涉及 {whom}：{kind}"), _change),
    HouseEvent.CHANGE_EXPIRED: (N_("一周内无人确认，变更作废，涉及 {whom}：{kind}"), _change),
    HouseEvent.SECOND_FACTOR_SET: (N_("{whom} 开启两步验证"), _nothing),
    HouseEvent.SECOND_FACTOR_OFF: (N_("{whom} 关闭两步验证"), _nothing),
    HouseEvent.SECOND_FACTOR_RESET: (N_("{who} 取消 {whom} 的两步验证"), _nothing),
    HouseEvent.RECOVERY_CODES_MADE: (N_("{whom} 生成了新的恢复码"), _nothing),
    HouseEvent.RECOVERY_CODE_USED: (N_("{whom} 用掉一个恢复码"), _nothing),
    HouseEvent.ACCOUNT_LINKED: (N_("{who} 为 {whom} 关联公司账号 {subject}"), _account),
    HouseEvent.ACCOUNT_UNLINKED: (N_("{who} 解除 {whom} 的公司账号 {subject}"), _account),
    HouseEvent.BREAK_GLASS_USED: (N_("应急账号 {whom} 登录，来自 {address}；其他管理员已获通知"), _way),
    HouseEvent.TOKEN_MADE: (N_("{who} 发出接口令牌 {token}，可用于：{scopes}"), _token),
    HouseEvent.TOKEN_REVOKED: (N_("{who} 收回接口令牌 {token}"), _token),
    HouseEvent.WEBHOOK_ADDED: (N_("{who} 加入推送地址 {host}"), _webhook),
    HouseEvent.WEBHOOK_STOPPED: (N_("{who} 停用推送地址 {host}"), _webhook),
    HouseEvent.WEBHOOK_STARTED: (N_("{who} 启用推送地址 {host}"), _webhook),
    HouseEvent.WEBHOOK_REMOVED: (N_("{who} 删去推送地址 {host}"), _webhook),
    HouseEvent.WEBHOOK_SENT_AGAIN: (N_("{who} 向 {host} 重发一条推送"), _webhook),
    HouseEvent.CALENDAR_LINK_MADE: (N_("{who} 生成了自己的日历链接"), _nothing),
    HouseEvent.CALENDAR_LINK_ENDED: (N_("{who} 停用了自己的日历链接"), _nothing),
    HouseEvent.TEMPLATE_TAKEN: (N_("{who} 更换《{letter}》的模板：{version}。{note}"), _template),
    HouseEvent.COMPANY_ENTERED: (N_("{who} 更改信函上的公司信息：{changed}"), _company),
    HouseEvent.SEAL_CHANGED: (N_("{who} 更换印章：{sha}"), _seal),
    HouseEvent.SETTINGS_READ: (N_("首次读取 huihan.toml"), _nothing),
    HouseEvent.EXAMINATION_ASKED: (N_("{who} 要求体检"), _nothing),
    HouseEvent.MAILBOX_TRIED: (N_("{who} 试连邮箱 {mailbox}：{outcome}"), _mailbox),
    HouseEvent.MAILBOX_SAVED: (N_("{who} 设置邮箱 {mailbox}：{keys}"), _mailbox),
    HouseEvent.MAILBOX_REMOVED: (N_("{who} 删去邮箱 {mailbox}"), _mailbox),
    HouseEvent.WAY_OUT_SAVED: (N_("{who} 设置发信服务器：{keys}"), _keys),
    HouseEvent.WAY_OUT_REMOVED: (N_("{who} 删去网页上设置的发信服务器"), _keys),
    HouseEvent.MAILBOX_AUTHORISED: (N_("{who} 在邮箱服务商处授权 {mailbox}"), _mailbox),
    HouseEvent.SETTINGS_CHANGED: (N_("huihan.toml 有变：{keys}"), _keys),
    HouseEvent.RULES_ACTIVATED: (N_("{who} 启用规则 {sha}：{note}"), _rules),
    HouseEvent.RULES_ROLLED_BACK: (N_("{who} 退回规则 {sha}：{note}"), _rules),
    HouseEvent.RULES_DRAFTED: (N_("{who} 修改规则草稿：{files}"), _files),
    HouseEvent.RULES_DRAFT_DISCARDED: (N_("{who} 放弃规则草稿：{files}"), _files),
    HouseEvent.RULES_WORD_DECLINED: (N_("{who} 不采用为主题 {topic} 建议的词 {word}"), _word),
    HouseEvent.DIRECTORY_IMPORTED: (N_("{who} 导入名册：新增 {new} 户，更新 {changed} 户"), _imported),
    HouseEvent.DIRECTORY_EXPORTED: (N_("{who} 导出名册：{count} 户"), _exported),
    HouseEvent.LEDGER_EXPORTED: (N_("{who} 导出投诉台账：{count} 件"), _exported),
    HouseEvent.MONTH_CLOSED: (N_("{month} 结账，各项数字自此保存"), _month),
    HouseEvent.LEDGER_IMPORTED: (
        N_("{who} 导入旧台账 {ledger}：{count} 件，另有 {left} 行没有导入"),
        _ledger_imported,
    ),
    HouseEvent.PROJECT_CHANGED: (N_("{who} 更改项目 {project}：{changed}"), _directory),
    HouseEvent.HOUSEHOLD_CHANGED: (N_("{who} 更改住户 {household}（{project}）：{changed}"), _directory),
    HouseEvent.PEOPLE_IMPORTED: (
        N_("{who} 导入人员名册：新增 {new} 人，更改 {changed} 人，给出 {granted} 个角色，{waits} 项待确认"),
        _people,
    ),
    HouseEvent.INTAKE_SET_ASIDE: (N_("{who} 搁置来件 {intake}：不是投诉"), _intake),
    HouseEvent.INTAKE_TAKEN_UP: (N_("{who} 取回来件 {intake}"), _intake),
    HouseEvent.INTAKE_READ_AGAIN: (N_("{who} 要求重新读取来件 {intake}"), _intake),
    HouseEvent.INTAKE_ALARM: (N_("来件 {intake} 说眼前有危险"), _intake),
    HouseEvent.INTAKE_GIVEN: (N_("{who} 指派来件 {intake}：{before} → {to}"), _given),
    HouseEvent.CALENDAR_PUBLISHED: (N_("放假安排公布，重新计算来件 {intake} 的期限"), _intake),
    HouseEvent.AUDIT_SIGNED: (N_("签署 {day} 的审计文件：{sha}"), _signed),
    HouseEvent.PERSONAL_DATA_ERASED: (N_("{who} 删除个人信息：{reason}"), _reason),
    HouseEvent.PERSONAL_DATA_SOUGHT: (N_("{who} 查找一位住户的个人信息，涉及案件 {cases}"), _cases),
    HouseEvent.PERSONAL_DATA_EXPORTED: (N_("{who} 把一位住户的个人信息整理成文件，涉及案件 {cases}"), _cases),
    HouseEvent.CASE_ANONYMISED: (N_("{who} 去除个人信息后导出案件 {case}"), _one_case),
    HouseEvent.TYPICAL_DRAFTED: (N_("{who} 起草典型案例 {typical}"), _typical),
    HouseEvent.TYPICAL_SAVED: (N_("{who} 修改典型案例 {typical}（第 {version} 版）"), _typical),
    HouseEvent.TYPICAL_WORDS_LET_STAND: (N_("{who} 确认典型案例 {typical} 中的一处用词不涉及个人信息"), _typical),
    HouseEvent.TYPICAL_PUBLISHED: (N_("{who} 发布典型案例 {typical}（第 {version} 版）"), _typical),
    HouseEvent.TYPICAL_WITHDRAWN: (N_("{who} 撤回典型案例 {typical}：{reason}"), _typical),
    HouseEvent.RETENTION_SWEPT: (
        N_("{who} 按保存期限删除：案件 {cases} 件，原件 {originals} 件，来件 {ignored} 件"),
        _swept,
    ),
    HouseEvent.SETUP_LEFT: (N_("{who} 把首次设置的一步留待以后：{step}"), _step),
    HouseEvent.SETUP_TAKEN_UP: (N_("{who} 取回首次设置的一步：{step}"), _step),
    HouseEvent.RULES_LOOKED_THROUGH: (N_("{who} 看过规则 {sha}"), _rules),
    HouseEvent.TEST_LETTER: (N_("{who} 给自己发测试信：{outcome}"), _test_letter),
    HouseEvent.SURVEY_PLANNED: (N_("{who} 计划 {quarter} 的满意度调查，抽样比例 {share}%"), _survey),
    HouseEvent.SURVEY_DISCARDED: (N_("{who} 撤回 {quarter} 的满意度调查计划"), _survey),
    HouseEvent.SURVEY_STARTED: (N_("{who} 开始 {quarter} 的满意度调查，抽中 {count} 户"), _survey),
    HouseEvent.SURVEY_PRINTED: (N_("{who} 生成 {quarter} 满意度调查的问卷：{project}，{count} 户"), _survey),
    HouseEvent.SURVEY_ANSWERED: (N_("{who} 录入 {quarter} 满意度调查的答卷 {answer}"), _survey),
    HouseEvent.SURVEY_SETTLED: (N_("{who} 认定以 {quarter} 满意度调查的答卷 {answer} 为准"), _survey),
    HouseEvent.SURVEY_FOLLOWED_UP: (N_("{who} 登记 {quarter} 满意度调查的回访 {answer}"), _survey),
    HouseEvent.SURVEY_MEASURE: (N_("{who} 为 {quarter} 满意度调查定下 {project} 的整改措施"), _survey),
    HouseEvent.SURVEY_MEASURE_DONE: (N_("{who} 登记 {quarter} 满意度调查 {project} 的整改措施已完成"), _survey),
    HouseEvent.SURVEY_CLOSED: (N_("{who} 结束 {quarter} 的满意度调查，答卷 {count} 份"), _survey),
}
