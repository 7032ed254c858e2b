"""The words for what is wrong: with a chain, and of which row."""

from collections.abc import Mapping

from store import chains

FLAWS: Mapping[str, str] = {
    chains.NOT_FOLLOWING: "{log}第 {seq} 条与前一条接不上：有缺失、插入或改动",
    chains.ALTERED: "{log}第 {seq} 条被改动",
    chains.NO_TOMBSTONE: "{log}第 {seq} 条的内容不见了",
    chains.PAYLOAD_ALTERED: "{log}第 {seq} 条的内容被改动",
    chains.ERASED_UNSAID: "{log}第 {seq} 条的内容被抹去，而没有依法删除的记录",
    chains.CUT_OFF: "{log}的末尾不是最后写下的：有截去或添加",
}

AUDITED: Mapping[str, str] = {
    "intake": "来件",
    "reading": "来件的读取结果",
    "correction": "更正",
    "case": "案件",
    "decision": "判定",
    "event": "经过",
    "clock": "期限",
    "clock_firing": "期限提醒",
    "letter": "信件",
    "letter_case": "一并答复的案件",
    "letter_edit": "信稿版本",
    "acceptance": "信稿说明",
    "letter_hand": "写过信的人",
    "grade_lowering": "降级申请",
    "hand_up": "上交",
    "blocking": "受阻记录",
    "plan": "方案",
    "case_record": "案件记录",
    "past_case": "旧台账来历",
    "evidence": "证据",
    "approval": "审批",
    "case_view": "查阅记录",
    "api_case_view": "接口查阅记录",
    "api_token": "接口令牌",
    "webhook": "推送地址",
    "case_group": "群体",
    "group_member": "群体成员",
    "group_act": "群体的变动",
    "group_text": "群体统一答复",
    "rendition": "PDF 登记",
    "print_batch": "打印批次",
    "rulebook": "规则簿",
    "rulebook_version": "规则版本记录",
    "closed_month": "结账的月份",
    "closed_figures": "结账的数字",
    "mailbox_state": "邮箱状态",
    "house_event": "日志",
    "person": "人员",
    "role_grant": "角色",
    "deputy": "代理",
    "second_factor": "两步验证",
    "recovery_code": "恢复码",
    "change_request": "待确认的变更",
    "project": "项目",
    "household": "住户",
    "occupant": "住户成员",
}
"""What people call a row of each watched table."""
