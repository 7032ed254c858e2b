"""What may happen to a case, and what the house log tells of people, settings and rules: two closed lists, each event
with what staff call it. The values stand in stored chains and never change."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from domain.codes import LetterState

Payload = Mapping[str, Any]  # JSON as it was stored: each reader names the type that it expects
"""What an event holds beside its name: JSON values."""


class EventName(StrEnum):
    """One kind of event of a case; its sentence stands in `desk/views/sentences.py`."""

    RECEIVED = "received"
    REGISTERED = "registered"
    IMPORTED = "imported"
    DECIDED = "decided"
    ALARM = "alarm"
    CLOCKS_STARTED = "clocks_started"
    CLOCK_STOPPED = "clock_stopped"
    CLOCK_NEARING = "clock_nearing"
    CLOCK_PASSED = "clock_passed"
    FOLLOWED_UP = "followed_up"
    THANKED = "thanked"
    DUPLICATE_RECEIVED = "duplicate_received"
    PERSONAL_DATA_ERASED = "personal_data_erased"
    LEGAL_HOLD = "legal_hold"
    LEGAL_HOLD_LIFTED = "legal_hold_lifted"
    EXPORTED = "exported"
    ANSWERED_BRIEFLY = "answered_briefly"
    PASSED_ON = "passed_on"
    LINKED_CASE = "linked_case"
    REOPENED = "reopened"
    CORRECTED = "corrected"
    CONFIRMED = "confirmed"
    HOUSEHOLD_CONFIRMED = "household_confirmed"
    JUDGED = "judged"
    GRADE_CONFIRMED = "grade_confirmed"
    DECIDED_AGAIN = "decided_again"
    SECOND_OPINION = "second_opinion"
    CLOCKS_RECKONED = "clocks_reckoned"
    CALENDAR_PUBLISHED = "calendar_published"
    ACCEPTED = "accepted"
    JOINED = "joined"
    LETTER_EDITED = "letter_edited"
    LETTER_REOPENED = "letter_reopened"
    LETTER_WITHDRAWN = "letter_withdrawn"
    LETTER_STEP = "letter_step"
    LETTER_RELEASED = "letter_released"
    LETTER_OUTDATED = "letter_outdated"
    LETTER_ADDRESS = "letter_address"
    LETTER_REISSUED = "letter_reissued"
    LETTER_READDRESSED = "letter_readdressed"
    LETTER_REPRINT = "letter_reprint"
    LETTER_ISSUE_AGAIN = "letter_issue_again"
    FINDING_ACCEPTED = "finding_accepted"
    PLAN_SAVED = "plan_saved"
    PLAN_SUBMITTED = "plan_submitted"
    PLAN_STEP = "plan_step"
    PLAN_RETURNED = "plan_returned"
    PLAN_APPROVED = "plan_approved"
    PLAN_TO_MANAGER = "plan_to_manager"
    LOWERING_ASKED = "lowering_asked"
    LOWERING_CONFIRMED = "lowering_confirmed"
    LOWERING_REFUSED = "lowering_refused"
    LETTER_COUNTERSIGN = "letter_countersign"
    RECORD_SAVED = "record_saved"
    INVESTIGATION_SIGNED = "investigation_signed"
    EVIDENCE_ADDED = "evidence_added"
    EVIDENCE_WITHDRAWN = "evidence_withdrawn"
    EVIDENCE_RESTORED = "evidence_restored"
    CALL_RECORDED = "call_recorded"
    VALIDITY_SET = "validity_set"
    STATE_CHANGED = "state_changed"
    CLOCK_PAUSED = "clock_paused"
    CLOCK_RESUMED = "clock_resumed"
    CLOCK_RESTARTED = "clock_restarted"
    PROMISE_VOID = "promise_void"
    DEPARTMENT_COMMITTED = "department_committed"
    MEASURES_DONE = "measures_done"
    DEPARTMENT_REPORT = "department_report"
    PLAN_TOLD = "plan_told"
    PROGRESS_TOLD = "progress_told"
    RESULT_TOLD = "result_told"
    VISIT_RECORDED = "visit_recorded"
    RECORD_SIGNED = "record_signed"
    FILED = "filed"
    GRAVE_ASSESSED = "grave_assessed"
    PROGRESS_REPORTED = "progress_reported"
    HANDED_UP = "handed_up"
    HANDED_BACK = "handed_back"
    ANSWER_TAKEN = "answer_taken"
    BLOCKED = "blocked"
    UNBLOCKED = "unblocked"
    OWNER_ASSIGNED = "owner_assigned"
    COMPLAINED_OF = "complained_of"
    GROUP_PROPOSED = "group_proposed"
    GROUP_JOINED = "group_joined"
    GROUP_LEFT = "group_left"
    GROUP_LED = "group_led"
    REPEATED = "repeated"
    SAME_PERSON = "same_person"
    LETTER_DRAFT = "letter_draft"
    LETTER_SUBMITTED = "letter_submitted"
    LETTER_RETURNED = "letter_returned"
    LETTER_APPROVED = "letter_approved"
    LETTER_QUEUED = "letter_queued"
    LETTER_SENDING = "letter_sending"
    LETTER_SENT = "letter_sent"
    LETTER_PRINTED = "letter_printed"
    LETTER_POSTED = "letter_posted"
    LETTER_IN_DOUBT = "letter_in_doubt"
    LETTER_BOUNCED = "letter_bounced"
    LETTER_VOID = "letter_void"
    LETTER_SIGNED = "letter_signed"
    ANSWERED_ALONG = "answered_along"

    @classmethod
    def of_letter(cls, state: LetterState) -> "EventName":
        """The event by which a letter reaches this state."""
        return cls(f"letter_{state}")


class HouseEvent(StrEnum):
    """One kind of entry of the house log; its sentence stands in `desk/views/house_sentences.py`."""

    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGN_IN_HALF = "sign_in_half"
    SIGN_IN_HELD_UP = "sign_in_held_up"
    SIGNED_OUT = "signed_out"
    LINK_MADE = "link_made"
    PASSWORD_SET = "password_set"  # noqa: S105 - the name of an event
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - the name of an event
    PERSON_ADDED = "person_added"
    PERSON_CHANGED = "person_changed"
    PERSON_ACTIVATED = "person_activated"
    PERSON_DEACTIVATED = "person_deactivated"
    ROLE_GRANTED = "role_granted"
    ROLE_REVOKED = "role_revoked"
    DEPUTY_SET = "deputy_set"
    DEPUTY_ENDED = "deputy_ended"
    CHANGE_REQUESTED = "change_requested"
    CHANGE_CONFIRMED = "change_confirmed"
    CHANGE_WAITED = "change_waited"
    CHANGE_REFUSED = "change_refused"
    CHANGE_WITHDRAWN = "change_withdrawn"
    CHANGE_EXPIRED = "change_expired"
    SECOND_FACTOR_SET = "second_factor_set"
    SECOND_FACTOR_OFF = "second_factor_off"
    SECOND_FACTOR_RESET = "second_factor_reset"
    RECOVERY_CODES_MADE = "recovery_codes_made"
    RECOVERY_CODE_USED = "recovery_code_used"
    ACCOUNT_LINKED = "account_linked"
    ACCOUNT_UNLINKED = "account_unlinked"
    BREAK_GLASS_USED = "break_glass_used"
    TOKEN_MADE = "token_made"  # noqa: S105 - the name of an event
    TOKEN_REVOKED = "token_revoked"  # noqa: S105 - the name of an event
    WEBHOOK_ADDED = "webhook_added"
    WEBHOOK_STOPPED = "webhook_stopped"
    WEBHOOK_STARTED = "webhook_started"
    WEBHOOK_REMOVED = "webhook_removed"
    WEBHOOK_SENT_AGAIN = "webhook_sent_again"
    CALENDAR_LINK_MADE = "calendar_link_made"
    CALENDAR_LINK_ENDED = "calendar_link_ended"
    TEMPLATE_TAKEN = "template_taken"
    COMPANY_ENTERED = "company_entered"
    SEAL_CHANGED = "seal_changed"
    SETTINGS_READ = "settings_read"
    EXAMINATION_ASKED = "examination_asked"
    MAILBOX_TRIED = "mailbox_tried"
    MAILBOX_SAVED = "mailbox_saved"
    MAILBOX_REMOVED = "mailbox_removed"
    MAILBOX_AUTHORISED = "mailbox_authorised"
    WAY_OUT_SAVED = "way_out_saved"
    WAY_OUT_REMOVED = "way_out_removed"
    SETTINGS_CHANGED = "settings_changed"
    RULES_ACTIVATED = "rules_activated"
    RULES_ROLLED_BACK = "rules_rolled_back"
    RULES_DRAFTED = "rules_drafted"
    RULES_DRAFT_DISCARDED = "rules_draft_discarded"
    RULES_WORD_DECLINED = "rules_word_declined"
    DIRECTORY_IMPORTED = "directory_imported"
    DIRECTORY_EXPORTED = "directory_exported"
    LEDGER_EXPORTED = "ledger_exported"
    MONTH_CLOSED = "month_closed"
    LEDGER_IMPORTED = "ledger_imported"
    PROJECT_CHANGED = "project_changed"
    HOUSEHOLD_CHANGED = "household_changed"
    PEOPLE_IMPORTED = "people_imported"
    INTAKE_SET_ASIDE = "intake_set_aside"
    INTAKE_TAKEN_UP = "intake_taken_up"
    INTAKE_READ_AGAIN = "intake_read_again"
    INTAKE_ALARM = "intake_alarm"
    INTAKE_GIVEN = "intake_given"
    CALENDAR_PUBLISHED = "calendar_published"
    AUDIT_SIGNED = "audit_signed"
    PERSONAL_DATA_ERASED = "personal_data_erased"
    PERSONAL_DATA_SOUGHT = "personal_data_sought"
    PERSONAL_DATA_EXPORTED = "personal_data_exported"
    CASE_ANONYMISED = "case_anonymised"
    TYPICAL_DRAFTED = "typical_drafted"
    TYPICAL_SAVED = "typical_saved"
    TYPICAL_WORDS_LET_STAND = "typical_words_let_stand"
    TYPICAL_PUBLISHED = "typical_published"
    TYPICAL_WITHDRAWN = "typical_withdrawn"
    RETENTION_SWEPT = "retention_swept"
    SETUP_LEFT = "setup_left"
    SETUP_TAKEN_UP = "setup_taken_up"
    RULES_LOOKED_THROUGH = "rules_looked_through"
    TEST_LETTER = "test_letter"
    SURVEY_PLANNED = "survey_planned"
    SURVEY_DISCARDED = "survey_discarded"
    SURVEY_STARTED = "survey_started"
    SURVEY_PRINTED = "survey_printed"
    SURVEY_ANSWERED = "survey_answered"
    SURVEY_SETTLED = "survey_settled"
    SURVEY_FOLLOWED_UP = "survey_followed_up"
    SURVEY_MEASURE = "survey_measure"
    SURVEY_MEASURE_DONE = "survey_measure_done"
    SURVEY_CLOSED = "survey_closed"


EVENT: Mapping[str, str] = {
    EventName.RECEIVED: "收到来件",
    EventName.REGISTERED: "人工登记",
    EventName.IMPORTED: "由旧台账导入",
    EventName.DECIDED: "自动判定",
    EventName.ALARM: "警情",
    EventName.CLOCKS_STARTED: "开始计时",
    EventName.CLOCK_STOPPED: "停止计时",
    EventName.CLOCK_NEARING: "期限将至",
    EventName.CLOCK_PASSED: "期限已过",
    EventName.FOLLOWED_UP: "收到后续来信",
    EventName.THANKED: "收到致谢",
    EventName.ANSWERED_BRIEFLY: "不是投诉，简短回信",
    EventName.PASSED_ON: "转交",
    EventName.DUPLICATE_RECEIVED: "重复收到同一来件",
    EventName.PERSONAL_DATA_ERASED: "依法删除个人信息",
    EventName.LEGAL_HOLD: "依法保留",
    EventName.LEGAL_HOLD_LIFTED: "解除依法保留",
    EventName.EXPORTED: "导出案件",
    EventName.LINKED_CASE: "另立关联案件",
    EventName.REOPENED: "重新打开",
    EventName.CORRECTED: "人工更正",
    EventName.CONFIRMED: "人工确认",
    EventName.HOUSEHOLD_CONFIRMED: "确认住户",
    EventName.JUDGED: "人工判定",
    EventName.GRADE_CONFIRMED: "确认级别",
    EventName.DECIDED_AGAIN: "重新判定",
    EventName.SECOND_OPINION: "询问语言模型",
    EventName.CLOCKS_RECKONED: "重新计算期限",
    EventName.CALENDAR_PUBLISHED: "放假安排公布，重新计算期限",
    EventName.ACCEPTED: "人工立案",
    EventName.JOINED: "人工并案",
    EventName.LETTER_EDITED: "修改信件",
    EventName.LETTER_REOPENED: "信件取回修改",
    EventName.LETTER_WITHDRAWN: "撤回送审",
    EventName.LETTER_STEP: "审批通过一级",
    EventName.LETTER_RELEASED: "放行告知书",
    EventName.LETTER_OUTDATED: "案件更正，信件待核对",
    EventName.LETTER_ADDRESS: "确认收件邮箱",
    EventName.LETTER_REISSUED: "退信后重新发出",
    EventName.LETTER_READDRESSED: "退信后改寄另一地址，送审",
    EventName.LETTER_REPRINT: "重新打印",
    EventName.LETTER_ISSUE_AGAIN: "重新用印",
    EventName.LETTER_SIGNED: "表单盖上审签人签字",
    EventName.FINDING_ACCEPTED: "说明理由后保留",
    EventName.PLAN_SAVED: "修改方案",
    EventName.PLAN_SUBMITTED: "方案送审",
    EventName.PLAN_STEP: "方案审批通过一级",
    EventName.PLAN_RETURNED: "方案退回",
    EventName.PLAN_APPROVED: "方案批准",
    EventName.PLAN_TO_MANAGER: "级别升高，方案须经理批准",
    EventName.LOWERING_ASKED: "申请降级",
    EventName.LOWERING_CONFIRMED: "确认降级",
    EventName.LOWERING_REFUSED: "不同意降级",
    EventName.LETTER_COUNTERSIGN: "信件须经理会签",
    EventName.RECORD_SAVED: "填写案件记录",
    EventName.INVESTIGATION_SIGNED: "调查人签字",
    EventName.EVIDENCE_ADDED: "添加证据",
    EventName.EVIDENCE_WITHDRAWN: "撤下证据",
    EventName.EVIDENCE_RESTORED: "恢复证据",
    EventName.CALL_RECORDED: "电话记录",
    EventName.VALIDITY_SET: "认定有效性",
    EventName.STATE_CHANGED: "案件状态",
    EventName.CLOCK_PAUSED: "暂停计时",
    EventName.CLOCK_RESUMED: "恢复计时",
    EventName.CLOCK_RESTARTED: "退信，恢复计时",
    EventName.PROMISE_VOID: "退信，承诺日期作废",
    EventName.DEPARTMENT_COMMITTED: "部门承诺日期",
    EventName.MEASURES_DONE: "处理完毕",
    EventName.DEPARTMENT_REPORT: "部门报告进展",
    EventName.PLAN_TOLD: "告知处理意见",
    EventName.PROGRESS_TOLD: "告知办理进展",
    EventName.RESULT_TOLD: "反馈结果",
    EventName.VISIT_RECORDED: "回访记录",
    EventName.RECORD_SIGNED: "签署投诉处理记录表",
    EventName.FILED: "归档",
    EventName.GRAVE_ASSESSED: "登记影响、后果与意见",
    EventName.PROGRESS_REPORTED: "每日进展",
    EventName.HANDED_UP: "上交上级",
    EventName.HANDED_BACK: "上级答复",
    EventName.ANSWER_TAKEN: "按答复接办",
    EventName.BLOCKED: "工作受阻",
    EventName.UNBLOCKED: "障碍已排除",
    EventName.OWNER_ASSIGNED: "指派跟进人",
    EventName.COMPLAINED_OF: "来信涉及的同事",
    EventName.GROUP_PROPOSED: "疑为同一件事，待确认",
    EventName.GROUP_JOINED: "并入群体",
    EventName.GROUP_LEFT: "移出群体",
    EventName.GROUP_LED: "群体主办案件",
    EventName.REPEATED: "二次投诉",
    EventName.SAME_PERSON: "同一住户另一方式来信，并案",
    EventName.LETTER_DRAFT: "信件草稿",
    EventName.LETTER_SUBMITTED: "信件已送审",
    EventName.LETTER_RETURNED: "信件退回",
    EventName.LETTER_APPROVED: "信件已批准",
    EventName.LETTER_QUEUED: "信件待发",
    EventName.LETTER_SENDING: "信件发送中",
    EventName.LETTER_SENT: "信件已发出",
    EventName.LETTER_PRINTED: "信件已打印",
    EventName.LETTER_POSTED: "信件已寄出",
    EventName.LETTER_IN_DOUBT: "信件不确定是否发出",
    EventName.LETTER_BOUNCED: "信件被退回",
    EventName.LETTER_VOID: "信件作废",
    EventName.ANSWERED_ALONG: "同户另一件的回函",
}
HOUSE_EVENT: Mapping[str, str] = {
    HouseEvent.SIGNED_IN: "登录",
    HouseEvent.SIGN_IN_FAILED: "登录失败",
    HouseEvent.SIGN_IN_HALF: "等待验证码",
    HouseEvent.SIGN_IN_HELD_UP: "登录暂停",
    HouseEvent.SIGNED_OUT: "退出",
    HouseEvent.LINK_MADE: "发出链接",
    HouseEvent.PASSWORD_SET: "设定密码",
    HouseEvent.PASSWORD_CHANGED: "更换密码",
    HouseEvent.PERSON_ADDED: "加入人员",
    HouseEvent.PERSON_CHANGED: "更改人员资料",
    HouseEvent.PERSON_ACTIVATED: "恢复账号",
    HouseEvent.PERSON_DEACTIVATED: "停用账号",
    HouseEvent.ROLE_GRANTED: "给出岗位",
    HouseEvent.ROLE_REVOKED: "收回岗位",
    HouseEvent.DEPUTY_SET: "安排代理",
    HouseEvent.DEPUTY_ENDED: "结束代理",
    HouseEvent.CHANGE_REQUESTED: "提出变更",
    HouseEvent.CHANGE_CONFIRMED: "确认变更",
    HouseEvent.CHANGE_WAITED: "变更到期生效",
    HouseEvent.CHANGE_REFUSED: "拒绝变更",
    HouseEvent.CHANGE_WITHDRAWN: "撤回变更",
    HouseEvent.CHANGE_EXPIRED: "变更逾期",
    HouseEvent.SECOND_FACTOR_SET: "开启两步验证",
    HouseEvent.SECOND_FACTOR_OFF: "关闭两步验证",
    HouseEvent.SECOND_FACTOR_RESET: "取消两步验证",
    HouseEvent.RECOVERY_CODES_MADE: "生成恢复码",
    HouseEvent.RECOVERY_CODE_USED: "使用恢复码",
    HouseEvent.ACCOUNT_LINKED: "关联公司账号",
    HouseEvent.ACCOUNT_UNLINKED: "解除公司账号",
    HouseEvent.BREAK_GLASS_USED: "应急账号登录",
    HouseEvent.TOKEN_MADE: "发出接口令牌",
    HouseEvent.TOKEN_REVOKED: "收回接口令牌",
    HouseEvent.WEBHOOK_ADDED: "加入推送地址",
    HouseEvent.WEBHOOK_STOPPED: "停用推送地址",
    HouseEvent.WEBHOOK_STARTED: "启用推送地址",
    HouseEvent.WEBHOOK_REMOVED: "删去推送地址",
    HouseEvent.WEBHOOK_SENT_AGAIN: "重发推送",
    HouseEvent.CALENDAR_LINK_MADE: "生成日历链接",
    HouseEvent.CALENDAR_LINK_ENDED: "停用日历链接",
    HouseEvent.TEMPLATE_TAKEN: "更换信函模板",
    HouseEvent.COMPANY_ENTERED: "更改公司信息",
    HouseEvent.SEAL_CHANGED: "更换印章",
    HouseEvent.SETTINGS_READ: "首次读取设置",
    HouseEvent.EXAMINATION_ASKED: "体检",
    HouseEvent.MAILBOX_TRIED: "试连邮箱",
    HouseEvent.MAILBOX_SAVED: "设置邮箱",
    HouseEvent.MAILBOX_REMOVED: "删去邮箱",
    HouseEvent.MAILBOX_AUTHORISED: "授权邮箱",
    HouseEvent.WAY_OUT_SAVED: "设置发信服务器",
    HouseEvent.WAY_OUT_REMOVED: "删去发信服务器",
    HouseEvent.SETTINGS_CHANGED: "设置有变",
    HouseEvent.RULES_ACTIVATED: "规则启用",
    HouseEvent.RULES_ROLLED_BACK: "规则退回",
    HouseEvent.RULES_DRAFTED: "修改规则草稿",
    HouseEvent.RULES_DRAFT_DISCARDED: "放弃规则草稿",
    HouseEvent.RULES_WORD_DECLINED: "不采用建议的词",
    HouseEvent.DIRECTORY_IMPORTED: "导入名册",
    HouseEvent.DIRECTORY_EXPORTED: "导出名册",
    HouseEvent.LEDGER_EXPORTED: "导出投诉台账",
    HouseEvent.MONTH_CLOSED: "月份结账",
    HouseEvent.LEDGER_IMPORTED: "导入旧台账",
    HouseEvent.PROJECT_CHANGED: "更改项目资料",
    HouseEvent.HOUSEHOLD_CHANGED: "更改住户资料",
    HouseEvent.PEOPLE_IMPORTED: "导入人员名册",
    HouseEvent.INTAKE_SET_ASIDE: "搁置来件",
    HouseEvent.INTAKE_TAKEN_UP: "取回来件",
    HouseEvent.INTAKE_READ_AGAIN: "要求重新读取来件",
    HouseEvent.INTAKE_ALARM: "来件警情",
    HouseEvent.INTAKE_GIVEN: "指派来件",
    HouseEvent.CALENDAR_PUBLISHED: "放假安排公布",
    HouseEvent.AUDIT_SIGNED: "签署审计文件",
    HouseEvent.PERSONAL_DATA_ERASED: "删除个人信息",
    HouseEvent.PERSONAL_DATA_SOUGHT: "查找个人信息",
    HouseEvent.PERSONAL_DATA_EXPORTED: "提供个人信息",
    HouseEvent.CASE_ANONYMISED: "导出匿名案件",
    HouseEvent.TYPICAL_DRAFTED: "起草典型案例",
    HouseEvent.TYPICAL_SAVED: "修改典型案例",
    HouseEvent.TYPICAL_WORDS_LET_STAND: "确认案例用词",
    HouseEvent.TYPICAL_PUBLISHED: "发布典型案例",
    HouseEvent.TYPICAL_WITHDRAWN: "撤回典型案例",
    HouseEvent.RETENTION_SWEPT: "按保存期限删除",
    HouseEvent.SETUP_LEFT: "设置留待以后",
    HouseEvent.SETUP_TAKEN_UP: "取回设置",
    HouseEvent.RULES_LOOKED_THROUGH: "看过规则",
    HouseEvent.TEST_LETTER: "试发一封信",
    HouseEvent.SURVEY_PLANNED: "计划满意度调查",
    HouseEvent.SURVEY_DISCARDED: "撤回满意度调查",
    HouseEvent.SURVEY_STARTED: "开始满意度调查",
    HouseEvent.SURVEY_PRINTED: "打印问卷",
    HouseEvent.SURVEY_ANSWERED: "录入答卷",
    HouseEvent.SURVEY_SETTLED: "认定答卷",
    HouseEvent.SURVEY_FOLLOWED_UP: "调查回访",
    HouseEvent.SURVEY_MEASURE: "调查整改措施",
    HouseEvent.SURVEY_MEASURE_DONE: "整改措施完成",
    HouseEvent.SURVEY_CLOSED: "结束满意度调查",
}
