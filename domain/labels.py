"""What staff call the codes: the Chinese words of TRADE, for tables on the terminal and pages of the desk."""

from collections.abc import Mapping

from domain import clocks, letter_kinds

CATEGORY: Mapping[str, str] = {
    "building": "房屋管理",
    "equipment": "设备管理",
    "security": "安全管理",
    "environment": "环境管理",
    "service": "综合服务",
    "neighbour": "业户纠纷",
    "developer": "地产相关",
    "other": "非物业类",
}
DEPARTMENT: Mapping[str, str] = {
    "engineering": "工程部",
    "customer_service": "客户服务部",
    "security": "秩序维护部",
    "environment": "环境部",
    "finance": "财务部",
    "developer_liaison": "地产协调",
    "none": "—",
}
GRADE: Mapping[str, str] = {
    "A": "A 重大投诉",
    "B": "B 群体投诉",
    "C": "C 一般投诉",
    "D": "D 群体意见",
    "E": "E 意见咨询",
}
URGENCY: Mapping[str, str] = {"urgent": "紧急", "important": "重要", "ordinary": "一般"}
KIND: Mapping[str, str] = {
    "complaint": "投诉",
    "suggestion": "建议",
    "enquiry": "咨询",
    "praise": "表扬",
    "request": "办事请求",
    "not_for_us": "与本公司无关",
}
CLOCK: Mapping[str, str] = {clock: facts.label for clock, facts in clocks.CLOCKS.items()}
CLOCK_STOPS: Mapping[str, str] = {clock: facts.stops for clock, facts in clocks.CLOCKS.items()}
"""What stops a clock, as the beginning of a sentence."""
CLOCK_STOPS_SPOKEN: Mapping[str, str] = {clock: facts.spoken for clock, facts in clocks.CLOCKS.items() if facts.spoken}
"""The same where the complaint was spoken, if it differs."""
CLOCK_STATE: Mapping[str, str] = {
    "running": "进行中",
    "paused": "暂停",
    "met": "按时",
    "late": "逾期",
    "void": "作废",
    "untold": "已结束，台账未写明",
}
STAGE: Mapping[str, str] = {
    "read": "读信",
    "decide": "判定",
    "quarantine": "隔离",
    "draft": "拟函",
    "issue": "用印",
    "dispatch": "发信",
    "second_opinion": "询问语言模型",
    "tell": "通知经办人",
    "tell_of_intake": "通知来件",
    "notify": "发出通知",
    "department_photos": "部门照片",
    "past_import": "导入旧台账",
    "read_again": "重新读取",
    "examine": "体检",
    "webhook": "推送给其他程序",
}
"""What a service does to a row, a job each; a test finds a stage without a name."""
SCOPE: Mapping[str, str] = {
    "cases:read": "读取案件",
    "cases:write": "登记证据、进展、通话和回访",
    "complaints:write": "登记投诉",
    "letters:read": "下载函件",
    "reports:read": "读取报表",
}
OPINION_FAILURE: Mapping[str, str] = {
    "unreachable": "连接不上",
    "timeout": "超过时限没有答完",
    "certificate": "加密连接不可信",
    "redirected": "要求转到别处，已拒绝",
    "busy": "服务器忙",
    "refused": "服务器拒绝",
    "too_large": "回答过长",
    "nonsense": "答非所问",
}
LETTER: Mapping[str, str] = {kind: facts.label for kind, facts in letter_kinds.LETTERS.items()}
LETTER_STATE: Mapping[str, str] = {
    "draft": "草稿",
    "submitted": "已送审",
    "returned": "退回",
    "approved": "已批准",
    "queued": "待发",
    "sending": "发送中",
    "sent": "已发出",
    "printed": "已打印",
    "posted": "已寄出",
    "in_doubt": "不确定是否发出",
    "bounced": "被退回",
    "void": "作废",
}
CASE_STATE: Mapping[str, str] = {
    "new": "新建",
    "needs_call": "待电话核实",
    "accepted": "已受理",
    "investigating": "调查中",
    "planned": "已定方案",
    "in_progress": "处理中",
    "done": "已处理",
    "fed_back": "已反馈",
    "visited": "已回访",
    "filed": "已归档",
    "reopened": "重新打开",
}
ACT: Mapping[str, str] = {
    "call": "记录通话",
    "ask": "需电话核实",
    "accept": "受理",
    "set_validity": "认定有效性",
    "acknowledge": "发出收悉告知书",
    "investigate": "开始调查",
    "approve_plan": "批准方案",
    "issue_notice": "签发处理通知单",
    "start_work": "开始处理",
    "report": "登记部门进展",
    "wait": "等待住户",
    "resume": "住户已答复，继续计时",
    "block": "登记受阻",
    "unblock": "障碍已排除",
    "hand_up": "上交",
    "hand_down": "答复，退回下级",
    "take_answer": "按答复继续办理",
    "interim": "发出阶段性回函",
    "answer": "发出回函",
    "explain": "发出说明函",
    "finish": "处理完毕",
    "tell_plan": "告知处理意见和计划完成日期",
    "tell_progress": "告知办理进展",
    "tell": "反馈结果",
    "visit": "登记回访",
    "sign_record": "签署记录表",
    "file": "归档",
    "file_unvisited": "签署未能回访，归档",
    "file_away": "不是投诉，存档",
    "new_round": "再办理一轮",
    "reopen": "重新打开",
    "follow_up": "收到后续来信",
    "come_back": "信件被退回",
    "back_to_new": "退回：尚未受理",
    "back_to_accepted": "退回：尚未调查",
    "back_to_investigating": "退回：再调查",
    "back_to_work": "退回：尚未处理完毕",
    "back_to_done": "退回：结果尚未告知",
    "back_to_visit": "退回：重新回访",
}
NEED: Mapping[str, str] = {
    "own_work": "本案按群体办理，由主办案件统一处理",
    "plan": "A、B 级须先有批准的处理方案",
    "validity": "尚未认定有效性",
    "answered": "尚未答复住户（发出回函或说明函；口头投诉可登记通话答复）",
    "nothing_on_its_way": "还有给住户的函件在送审或发出途中",
    "told": "尚未把结果反馈给住户",
    "visited": "尚未回访",
    "satisfied": "住户回访时不满意或部分满意，须由主任再开一轮办理",
    "unsatisfied": "住户回访时没有不满意",
    "impossible": "联系不上须满三次，或住户拒绝、匿名",
    "record_signed": "主任尚未签署投诉处理记录表，或签署之后又有变动",
    "clocks_stopped": "还有期限没有停止",
    "no_matter": "这是投诉、建议或咨询，须按投诉处理程序办理",
}
INTAKE_STATE: Mapping[str, str] = {
    "case": "立案",
    "follow_up": "后续来信",
    "ignored": "不处理",
    "quarantined": "隔离",
    "awaiting_person": "待人工",
}
AUTHENTICATION: Mapping[str, str] = {
    "pass": "发件人已由收件服务器验证",
    "fail": "发件人未通过收件服务器的验证，可能是冒名",
    "none": "收件服务器没有查到能证明发件人的结果",
    "unknown": "发件人未经验证（没有收件服务器的验证结果）",
}
IGNORED: Mapping[str, str] = {
    "auto_reply": "自动回复",
    "bounce": "退信",
    "receipt": "已读回执",
    "own_mail": "本单位信件",
    "duplicate": "重复收到",
    "list": "群发邮件",
    "before_start": "启用前的旧信",
    "robot": "疑似机器填写",
    "set_aside": "人工搁置",
}
CHANNEL: Mapping[str, str] = {
    "email": "电子邮件",
    "letter": "来信",
    "fax": "传真",
    "phone": "电话",
    "counter": "前台",
    "wechat": "微信",
    "app": "业主 App",
    "web": "投诉网页",
    "hotline": "热线",
    "forum": "网络论坛",
    "referral": "转办",
    "other": "其他",
}
CORRECTED: Mapping[str, str] = {
    "text": "正文",
    "subject": "主题",
    "name": "姓名",
    "phone": "电话",
    "email": "邮箱",
    "reply_to": "发信地址",
    "household_id": "住户",
    "project": "项目",
    "building": "楼栋",
    "unit": "单元",
    "room": "房间",
    "received": "收到时间",
    "received_date_only": "只知收到日期",
    "channel": "来源",
}
SLOT: Mapping[str, str] = {
    "topic": "主题",
    "topics": "其他主题",
    "category": "分类",
    "also": "另涉",
    "department": "部门",
    "departments": "责任部门",
    "grade": "级别",
    "urgency": "紧急程度",
    "kind": "性质",
    "group": "群体",
    "households": "户数",
    "fee": "收费",
    "cause": "拟定原因",
    "needs_person": "需人工",
    "letters": "信件",
}
ROLE: Mapping[str, str] = {
    "clerk": "客服",
    "department": "责任部门",
    "supervisor": "主任",
    "service_department": "客户服务部",
    "manager": "经理",
    "admin": "管理员",
}
VALIDITY: Mapping[str, str] = {
    "undecided": "未认定",
    "valid": "有效",
    "invalid": "无效",
    "assisted": "协助处理",
}
PLAN_STATE: Mapping[str, str] = {
    "draft": "草稿",
    "submitted": "已送审",
    "returned": "退回",
    "approved": "已批准",
    "void": "作废",
}
WAY: Mapping[str, str] = {"mail": "电子邮件", "print": "打印邮寄"}
WAITING: Mapping[str, str] = {
    "alarm": "眼前有危险",
    "intake": "待立案",
    "doubt": "有疑问",
    "call": "待电话核实",
    "register": "待登记",
    "group": "可能为同一事项，请确认",
    "grade": "待确认级别",
    "lower": "降级待确认",
    "held": "告知书待放行",
    "draft": "待拟函",
    "returned": "函件退回",
    "approve_letter": "函件待审批",
    "plan": "待定方案",
    "approve_plan": "方案待审批",
    "seal": "用印失败",
    "print": "待打印",
    "post": "待寄出",
    "in_doubt": "不确定是否发出",
    "bounced": "退信",
    "department": "本部门待办",
    "feedback": "待反馈结果",
    "visit": "待回访",
    "grave": "A、B 级在办",
    "progress": "待报每日进展",
    "handed_up": "上交待决",
    "answered": "上级已答复",
    "blocked": "工作受阻",
    "reopened": "重新打开待办",
    "round": "不满意，待再办理",
    "unvisited": "未能回访，待签署",
    "file": "待归档",
    "away": "非投诉，待存档",
    "overdue": "已逾期",
}
GRAVE: Mapping[str, str] = {
    "spread": "影响范围（还有谁受影响）",
    "consequences": "可能的后果",
    "professional_advice": "专业意见",
    "legal_advice": "法律意见",
    "press_contact": "媒体联络",
}
BLOCKER: Mapping[str, str] = {
    "supplier": "供应商或施工单位",
    "department": "另一责任部门",
    "neighbour": "相邻业主或住户",
    "owners": "业主大会或业委会",
    "developer": "开发商",
    "authority": "政府部门或专业单位",
    "funds": "经费或维修资金",
    "other": "其他",
}
FIGURE: Mapping[str, str] = {
    "pressing": "紧急，未处理",
    "grave": "A、B 级未结",
    "overdue": "已逾期",
    "due_today": "今日到期",
    "blocked": "受阻",
    "paused": "等待住户",
    "came": "今日收到",
    "open": "未结",
}
WHOSE: Mapping[str, str] = {"mine": "我跟进的", "team": "本组的", "unassigned": "未指派的"}
TIME_LEFT: Mapping[str, str] = {
    "working_days_hours": "还剩 {days} 个工作日 {hours} 小时",
    "working_days": "还剩 {days} 个工作日",
    "days_hours": "还剩 {days} 天 {hours} 小时",
    "days": "还剩 {days} 天",
    "hours_minutes": "还剩 {hours} 小时 {minutes} 分钟",
    "hours": "还剩 {hours} 小时",
    "minutes": "还剩 {minutes} 分钟",
    "working_days_over": "已逾期 {days} 个工作日",
    "days_over": "已逾期 {days} 天",
    "hours_over": "已逾期 {hours} 小时",
    "minutes_over": "已逾期 {minutes} 分钟",
}
VISIT: Mapping[str, str] = {
    "satisfied": "满意",
    "partly": "部分满意",
    "dissatisfied": "不满意",
    "unreachable": "联系不上",
    "refused": "拒绝回访",
    "anonymous": "匿名，无法回访",
}
CAUSE: Mapping[str, str] = {
    "people": "人",
    "machine": "机",
    "material": "料",
    "method": "法",
    "environment": "环",
}
CAUSE_SAID: Mapping[str, str] = {"chosen": "已确认", "proposed": "拟定"}
MET: Mapping[str, str] = {"met": "已满足", "partly": "部分满足", "unmet": "未能满足"}
RECORD_PART: Mapping[str, str] = {
    "round": "新一轮办理，调查与结果另行填写",
    "facts": "投诉内容",
    "matters": "各事项",
    "investigation": "调查",
    "cause": "主要原因",
    "hearing": "双方陈述",
    "opinion": "专业意见",
    "signature": "调查人签字",
}
EVIDENCE_SOURCE: Mapping[str, str] = {
    "resident": "住户提供",
    "visit": "现场查看",
    "department": "责任部门",
    "other": "其他",
}
LOOK: Mapping[str, str] = {
    "page": "案件",
    "mail": "邮件原貌",
    "original": "原件",
    "attachment": "附件",
}
CHANGE: Mapping[str, str] = {
    "grant": "给予 {name}（{login}）岗位：{role}",
    "revoke": "收回 {name}（{login}）的岗位：{role}",
    "invite": "让 {name}（{login}）凭一次性链接重设密码",
    "activate": "恢复 {name}（{login}）的账号",
    "deactivate": "停用 {name}（{login}）的账号",
    "deputy": "由 {deputy} 代理 {name}（{login}）",
    "email": "更改 {name}（{login}）的邮箱地址",
    "second_factor_reset": "取消 {name}（{login}）的两步验证",
    "account_link": "让 {name}（{login}）用一个公司账号登录",
}
CHANGE_STATE: Mapping[str, str] = {
    "waiting": "待确认",
    "done": "已生效",
    "refused": "已拒绝",
    "withdrawn": "已撤回",
    "expired": "逾期未确认",
}
CHANGE_KIND: Mapping[str, str] = {
    "grant": "给予岗位",
    "revoke": "收回岗位",
    "invite": "重设密码",
    "activate": "恢复账号",
    "deactivate": "停用账号",
    "deputy": "安排代理",
    "email": "更改邮箱",
    "second_factor_reset": "取消两步验证",
    "account_link": "关联公司账号",
}
COMPANY_FIELD: Mapping[str, str] = {
    "name": "公司全称",
    "office": "对外联系的部门",
    "phone": "联系电话",
    "contact": "联系人",
    "address": "公司地址",
}
TEMPLATE_ORIGIN: Mapping[str, str] = {"upload": "上传", "folder": "放进文件夹", "letterhead": "换信头"}
PERSON_FIELD: Mapping[str, str] = {
    "name": "姓名",
    "email": "邮箱",
    "phone": "电话",
    "language": "语言",
    "digest": "每日早报",
}
NOTICE: Mapping[str, str] = {
    "alarm": "来信说眼前有危险",
    "urgent": "紧急案件",
    "grave": "拟定为重大或群体投诉",
    "handed": "交给您办理",
    "progress": "每日进展报告",
    "approve": "等您审批",
    "returned": "被退回，待修改",
    "due_soon": "期限将至",
    "overdue": "已逾期",
    "bounced": "发出的函件未送达",
    "way_failed": "有人的通知方式不通",
    "program_failed": "推送不到其他程序",
    "break_glass": "应急账号登录了",
}
DELIVERY_STATE: Mapping[str, str] = {
    "waiting": "待发",
    "sending": "发送中",
    "sent": "已发出",
    "failed": "未能发出",
    "in_doubt": "不确定是否送达",
}
ENGLISH: Mapping[str, str] = {
    **{facts.label: facts.english for facts in letter_kinds.LETTERS.values()},
    **{facts.label: facts.english for facts in clocks.CLOCKS.values()},
}
"""The English of the labels that carry their own."""
