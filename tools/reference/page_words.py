"""What each page of the desk is for, in both languages, in the order in which a person meets them."""

from collections.abc import Mapping
from typing import NamedTuple

from reference.words import Told


class Page(NamedTuple):
    """A page for people. title: a message of the desk, as its head or the navigation has it."""

    title: str
    told: Told


CHAPTERS: Mapping[Told, Mapping[str, Page]] = {
    Told("Signing in", "登录"): {
        "/signin": Page("登录", Told("sign in by password, or by the company's account", "用密码或公司账号登录")),
        "/welcome/{token}": Page(
            "欢迎", Told("a one-time link: set a password, or sign in once", "一次性链接：设定密码，或登录一次")
        ),
        "/me": Page(
            "我的账号与代理",
            Told(
                "one's own language, notices, deputies, password, calendar link, company account",
                "本人的语言、通知方式、代理、密码、日历链接、公司账号",
            ),
        ),
        "/me/second-factor": Page("两步验证", Told("two-step sign-in and recovery codes", "开启两步验证，取恢复码")),
        "/notices": Page("通知", Told("what one was told, and whether it arrived", "本人收到的通知，及是否送达")),
        "/keys": Page("快捷键", Told("every key on one page", "全部快捷键")),
    },
    Told("Daily work", "日常办理"): {
        "/": Page(
            "概况",
            Told(
                "where the day begins: overview, what waits, or people, by role",
                "一天的开始：按岗位转到概况、待办或人员",
            ),
        ),
        "/overview": Page(
            "概况",
            Told(
                "what one answers for in figures, each a link into the queue",
                "所管范围的各项数字，点开即到待办中的那些案件",
            ),
        ),
        "/queue": Page(
            "待办", Told("cases that wait, the nearest due first; filters", "待办的案件，最近到期的在前；可筛选")
        ),
        "/search": Page(
            "检索", Told("cases by number, name, flat, phone or words", "按编号、姓名、房号、电话或文字查案件")
        ),
        "/ledger": Page(
            "投诉台账",
            Told(
                "every complaint in one list, filtered, as Excel too; [the ledger](figures.md)",
                "全部投诉的一张清单，可筛选、可导出；见[台账](figures.zh.md)",
            ),
        ),
        "/ledger/import": Page("导入旧台账", Told("take an older ledger over", "导入以前的投诉台账")),
        "/ledger/import/{ledger_id}": Page(
            "导入旧台账", Told("what would be taken of an older ledger", "旧台账会导入什么，看过再导入")
        ),
        "/statistics": Page(
            "统计报表",
            Told(
                "the statistics form by class, month, year, whole life; [how it is reckoned](figures.md)",
                "按类别的当月、当年、全程统计；[怎样算](figures.zh.md)",
            ),
        ),
        "/rates": Page(
            "指标",
            Told(
                "the rates of a month, a quarter or a year, line by line; [how they are reckoned](figures.md)",
                "一个月、一季或一年的办理指标，可分列；[怎样算](figures.zh.md)",
            ),
        ),
        "/typical-cases": Page(
            "典型案例",
            Told(
                "what earlier cases teach, searched and printed; [how one is written](typical-cases.md)",
                "以往案件的教训，可查找、打印；[怎样写](typical-cases.zh.md)",
            ),
        ),
        "/typical-cases/{typical_id}": Page(
            "典型案例", Told("one of them, without anybody's data", "一个典型案例，不含任何人的信息")
        ),
        "/typical-cases/{typical_id}/edit": Page(
            "写典型案例",
            Told("its draft, what still looks like somebody's data, its versions", "草稿、仍像个人信息的词、各版本"),
        ),
        "/analysis": Page(
            "分析",
            Told(
                "what rises: matters, buildings, departments beside their year; [how it is told](figures.md)",
                "什么在上升：事项、楼栋、部门与此前一年相比；[怎样判断](figures.zh.md)",
            ),
        ),
        "/reports": Page(
            "报告",
            Told(
                "the report of a month, a quarter or a year, as Word and Excel too; [what stands in it](reports.md)",
                "一个月、一季或一年的报告，可下载 Word 和 Excel；[写什么](reports.zh.md)",
            ),
        ),
        "/surveys": Page(
            "满意度调查",
            Told(
                "the survey of each quarter: plan, sample, answers; [how it goes](survey.md)",
                "每季度的满意度调查：计划、抽样、答卷；见[满意度调查](survey.zh.md)",
            ),
        ),
        "/surveys/{survey_id}": Page(
            "满意度调查",
            Told("one survey: what would be drawn, then how far it is", "一次调查：抽样预览，进度，开始与结束"),
        ),
        "/surveys/{survey_id}/sample": Page(
            "抽中的住户", Told("the households that a survey asks, by flat", "一次调查抽中的住户，按房号")
        ),
        "/surveys/{survey_id}/households/{asked_id}": Page(
            "录入答卷",
            Told(
                "enter what a household answered; of two, say which counts",
                "录入一户的答卷；有两份的，认定以哪一份为准",
            ),
        ),
        "/surveys/{survey_id}/follow-ups": Page(
            "调查回访",
            Told("visits to households with bad marks, and what came of them", "评价不满意的住户的回访及结果"),
        ),
        "/surveys/{survey_id}/results": Page(
            "满意度调查结果",
            Told(
                "response, satisfaction and how sure it is; [how it is reckoned](survey.md)",
                "回收率、满意率及其区间；[怎样算](survey.zh.md)",
            ),
        ),
        "/register": Page(
            "登记投诉", Told("enter a complaint by phone, at the counter or on paper", "登记来电、来访和纸质投诉")
        ),
        "/intake": Page(
            "来件", Told("what came in and waits for a person before it is a case", "还没有立案、等人处理的来件")
        ),
        "/intake/ignored": Page(
            "已忽略的来件",
            Told("what was ended as no complaint; it can be brought back", "已作为不是投诉处理的来件，可取回"),
        ),
        "/intake/{intake_id}": Page(
            "来件",
            Told(
                "one of them beside its original: make it a case, join it, set it aside",
                "一件来件与原件对照：立案、并案或搁置",
            ),
        ),
        "/department": Page(
            "处理通知",
            Told("a department's notices that ask for work, and its reports", "本部门收到的处理通知单，及报告进展"),
        ),
    },
    Told("A case", "一个案件"): {
        "/cases/{number}": Page(
            "案件",
            Told(
                "the case: next step, clocks, letters, history, the original", "案件：当前一步、期限、函件、经过和原件"
            ),
        ),
        "/cases/{number}/why": Page(
            "为何如此判定",
            Told("each part of the decision with its rule and words", "判定的每一项由哪条规则、凭哪些原话得出"),
        ),
        "/cases/{number}/judge": Page("改判", Told("decide by hand, beside the original", "对照原件，人工判定")),
        "/cases/{number}/correct": Page(
            "更正", Told("put right what was read, beside the original", "对照原件，更正读取的内容")
        ),
        "/cases/{number}/record": Page(
            "案件记录",
            Told(
                "facts, investigation, hearing and opinions for the record form",
                "记录表的内容：事实、调查、双方陈述、意见",
            ),
        ),
        "/cases/{number}/record/versions": Page(
            "案件记录的各版本", Told("who changed what of the record, and when", "何人何时改了记录的哪些内容")
        ),
        "/cases/{number}/plan": Page("处理方案", Told("the plan, its approval, the measures", "处理方案、审批与措施")),
        "/cases/{number}/between-us": Page(
            "往来", Told("all that passed between this household and the company", "公司与这一户之间的全部往来")
        ),
        "/groups": Page("群体", Told("several letters about one matter", "多封来信反映同一件事的群体")),
        "/groups/{group}": Page(
            "群体", Told("one group: confirm, split, merge, lead", "一个群体：确认、移出、合并、定主办案件")
        ),
        "/groups/{group}/letters": Page(
            "各户函件",
            Told("one text for all households of a group, and their letters", "一份正文发给群体各户，及各户的函件"),
        ),
    },
    Told("Letters", "函件"): {
        "/letters/{letter_id}": Page(
            "函件",
            Told("a letter: its text, findings, history, approval, sending", "一封函件：正文、提示、经过、审批和寄发"),
        ),
        "/letters/{letter_id}/compose": Page("写回函", Told("write the letter beside the complaint", "对照来信写函件")),
        "/letters/{letter_id}/versions/{number}": Page(
            "函件", Told("one version, and what it changed", "函件的一个版本，及与前一版的差别")
        ),
        "/approvals": Page("审批", Told("letters and plans that wait for one's approval", "等本人审批的函件和方案")),
        "/letters/{letter_id}/approve": Page(
            "审批", Told("one letter to be approved, page by page", "逐页看一封待审批的函件")
        ),
        "/outgoing": Page(
            "寄发", Told("what is to be printed, posted or settled", "待打印、待寄出、待确认是否发出的函件")
        ),
        "/outgoing/held": Page("告知书待放行", Told("acknowledgements that a person lets go", "等人放行的收悉告知书")),
    },
    Told("Households and days", "住户与日历"): {
        "/directory": Page("业主档案", Told("projects, and the search for households", "项目，及查找住户")),
        "/directory/search": Page("查找住户", Told("what the search found", "查找的结果")),
        "/directory/projects/{project_id}": Page(
            "业主档案", Told("a project: its names, its office, its buildings", "一个项目：名称、管理处、楼栋")
        ),
        "/directory/projects/{project_id}/flats": Page("业主档案", Told("the flats of a building", "一栋楼的住户")),
        "/directory/households/{household_id}": Page(
            "业主档案", Told("a household: people, notes, changes", "一户：住户、备注、变更")
        ),
        "/directory/import": Page("导入与导出名册", Told("bring a list in or take one out", "导入名册，导出名册")),
        "/directory/import/{upload_id}": Page(
            "导入与导出名册", Told("what a list would change, before it does", "名册会改动什么，看过再导入")
        ),
        "/calendar": Page(
            "日历", Told("working days and holidays; enter the yearly notice", "工作日与节假日；录入每年的放假通知")
        ),
    },
    Told("The rulebook", "规则"): {
        "/rulebook": Page(
            "规则", Told("what is live, and what the draft would change", "现行的规则，及草稿会改变什么")
        ),
        "/rulebook/topics": Page("主题", Told("every topic with its classes", "全部主题及其分类")),
        "/rulebook/topics/{topic}": Page("主题", Told("one topic: its words and weights", "一个主题：词语与权重")),
        "/rulebook/topics-new": Page("新的主题", Told("a form for one more topic", "加一个主题的表单")),
        "/rulebook/rules": Page("规则", Told("every rule as a sentence", "每条规则写成一句话")),
        "/rulebook/rules/{rule}": Page(
            "规则", Told("one rule: its conditions and what it settles", "一条规则：条件与结论")
        ),
        "/rulebook/rules-new": Page("新的规则", Told("a form for one more rule", "加一条规则的表单")),
        "/rulebook/clocks": Page("时限", Told("how long each clock runs", "各项期限的长短")),
        "/rulebook/departments": Page(
            "部门", Told("names and telephones, as letters have them", "信里写的部门名称与电话")
        ),
        "/rulebook/calendar": Page("工作日历", Told("hours and days off of the company", "公司的上班时间与休息日")),
        "/rulebook/phrases": Page("常用语", Told("sentences to take into a letter", "可以插入函件的句子")),
        "/rulebook/files": Page(
            "规则簿的文件", Told("every file, and whether the draft changed it", "全部文件，及草稿是否改过")
        ),
        "/rulebook/files/{name:path}": Page("规则簿的文件", Told("one file as text", "一个文件的全文")),
        "/rulebook/overrides": Page(
            "人工改判",
            Told("what people decided otherwise, and what that proposes", "人工改判的情况，及由此提出的建议"),
        ),
        "/rulebook/try": Page(
            "试算", Told("try the draft on a letter, the examples or past cases", "用草稿试一封信、例信或以往的案件")
        ),
        "/rulebook/moved": Page(
            "随期限而变的例信", Told("deadlines in examples that the draft moves", "草稿使哪些例信的期限改变")
        ),
        "/rulebook/history": Page("规则的历史", Told("every version: when, who, why", "各个版本：何时、何人、为何")),
        "/rulebook/diff": Page("两个版本的差别", Told("what differs between two versions", "两个版本的差别")),
    },
    Told("Keeping the house", "管理"): {
        "/setup": Page("首次设置", Told("the steps before the first letter", "收第一封来信之前的各步")),
        "/company": Page(
            "公司与信头", Told("what letters say of the company; head and seal", "信函上的公司信息、信头与印章")
        ),
        "/company/letterhead": Page("新信头的样信", Told("sample letters with a proposed head", "用新信头写成的样信")),
        "/templates": Page("信函模板", Told("each letter's Word template", "各种函件的 Word 模板")),
        "/templates/{name}": Page(
            "信函模板",
            Told("one template: in force, versions, names it may use", "一个模板：现用的、各版本、可用的名称"),
        ),
        "/templates/{name}/{version}": Page(
            "信函模板",
            Told("what is wrong with a version, and the letters it writes", "一个版本有什么问题，写出的样信如何"),
        ),
        "/mailboxes": Page("邮箱", Told("every source of letters, and whether it works", "全部收信来源，及是否正常")),
        "/mailboxes/smtp": Page("发信", Told("the server by which letters go out", "发信服务器")),
        "/mailboxes/form": Page("设置邮箱", Told("set up a mailbox, or change one", "加入或更改邮箱")),
        "/people": Page("人员", Told("everybody at the desk", "工作台的全部人员")),
        "/people/{login}": Page(
            "人员", Told("one person: roles, links, second factor, account", "一位人员：岗位、链接、两步验证、公司账号")
        ),
        "/people/import": Page(
            "导入人员名册", Told("a list of people, seen before it is taken over", "人员名册，先看会改什么，再导入")
        ),
        "/people/notices": Page(
            "谁能收到通知", Told("who is told how, and what did not arrive", "各人怎样收到通知，哪些没有送达")
        ),
        "/changes": Page("人员变更", Told("what waits for a second person", "等第二人确认的变更")),
        "/programs": Page("其他程序", Told("tokens of the API, and addresses that are told", "接口令牌与推送地址")),
        "/programs/tokens/{name}": Page("其他程序", Told("one token, and what it read", "一个令牌，及读取过什么")),
        "/programs/webhooks/{webhook_id}": Page(
            "其他程序", Told("one address, and what it was told", "一个推送地址，及推送记录")
        ),
        "/system": Page(
            "系统",
            Told(
                "what is wrong with the instance, queues, settings that await a restart",
                "体检结果、排队的工作、等重启生效的设置",
            ),
        ),
        "/log": Page("日志", Told("the house log by kind, person and day", "日志，可按种类、人员、日期筛选")),
        "/api/v1/docs": Page("接口说明", Told("the API for people", "给人看的接口说明")),
    },
    Told("For residents", "给住户的网页"): {
        "/public": Page(
            "提交投诉", Told("hand in a complaint (`public.enabled`)", "提交投诉（`public.enabled` 启用后才有）")
        ),
        "/public/received": Page("已收到", Told("the number of what was handed in", "提交后的编号")),
        "/public/state": Page("查进度", Told("ask how far it is, by number and phone", "凭编号和电话查进度")),
    },
}
"""Every page by its address."""

PARTS: Mapping[str, Told] = {
    "/signin/company": Told("on to the company's identity provider", "转到公司登录服务"),
    "/signin/callback": Told("back from it", "从公司登录服务返回"),
    "/signin/company/out": Told("sign out there too", "在公司登录服务退出"),
    "/mailboxes/authorise": Told("on to the provider, to authorise a mailbox", "转到邮箱服务商去授权"),
    "/mailboxes/authorised": Told("back from it", "从邮箱服务商返回"),
    "/drafts": Told("what was typed into forms and not sent", "表单里没有提交的草稿"),
    "/notices/count": Told("how many notices are not read", "未读通知数"),
    "/notices/stream": Told("the same, live (server-sent events)", "未读通知数，实时推送"),
    "/notices/{notice_id}": Told("on to where a notice leads; it counts as read", "转到通知所指的页面，并记为已读"),
    "/register/households": Told("households that fit what is typed", "与所填相符的住户"),
    "/register/places": Told("buildings, units and rooms below a place", "某处之下的楼栋、单元、房间"),
    "/register/offers": Told("places that go on from what is typed", "按所填提示完整的位置"),
    "/intake/{intake_id}/original/mail": Told("the mail as it was laid out", "邮件原貌"),
    "/intake/{intake_id}/original/page/{part}.png": Told("one page of a scan", "扫描件的一页"),
    "/intake/{intake_id}/original/attachment/{part}": Told("an attachment", "附件"),
    "/intake/{intake_id}/original/raw": Told("the original as it came", "收到时的原件"),
    "/cases/{number}/original/{intake_id}/mail": Told("the mail as it was laid out", "邮件原貌"),
    "/cases/{number}/original/{intake_id}/page/{part}.png": Told("one page of a scan", "扫描件的一页"),
    "/cases/{number}/original/{intake_id}/attachment/{part}": Told("an attachment", "附件"),
    "/cases/{number}/original/{intake_id}/raw": Told("the original as it came", "收到时的原件"),
    "/cases/{number}/evidence/{evidence_id}.png": Told("a photo, or a file's first page", "证据照片，或文件首页"),
    "/cases/{number}/evidence/{evidence_id}/file": Told("a file of the evidence", "证据文件"),
    "/typical-cases/docx": Told("typical cases as a Word file", "典型案例的 Word 文件"),
    "/typical-cases/pdf": Told("the same as a PDF", "典型案例的 PDF 文件"),
    "/statistics/file": Told("the statistics form as Excel", "统计报表的 Excel 文件"),
    "/reports/word": Told("the report as Word", "报告的 Word 文件"),
    "/reports/excel": Told("the report as Excel", "报告的 Excel 文件"),
    "/rates/file": Told("the rates as Excel", "指标的 Excel 文件"),
    "/surveys/{survey_id}/file": Told("the results of a survey as Excel", "满意度调查结果的 Excel 文件"),
    "/letters/{letter_id}/preview": Told("the pages of a letter", "函件的版面"),
    "/letters/{letter_id}/page/{number}.png": Told("one page of a letter", "函件的一页"),
    "/letters/{letter_id}/docx": Told("a letter as a Word file", "函件的 Word 文件"),
    "/letters/{letter_id}/pdf": Told("a letter as PDF, sealed once approved", "函件的 PDF，批准后盖印"),
    "/outgoing/batches/{batch_id}": Told("the PDF of a print batch", "一批打印件的 PDF"),
    "/directory/import/{upload_id}/left-out.xlsx": Told("rows of a list that were not taken", "名册中未导入的行"),
    "/ledger/import/{ledger_id}/left-out.xlsx": Told(
        "lines of an older ledger that were not taken", "旧台账中未导入的行"
    ),
    "/company/seal.png": Told("the seal in force", "现用的印章"),
    "/templates/{name}/docx": Told("the template in force", "现用的模板"),
    "/templates/{name}/{version}/docx": Told("a version of a template", "模板的一个版本"),
    "/templates/samples/{sha}/pages": Told("the pages of a sample letter", "样信的版面"),
    "/templates/samples/{sha}/page/{number}.png": Told("one page of a sample letter", "样信的一页"),
    "/templates/samples/{sha}/docx": Told("a sample letter as a Word file", "样信的 Word 文件"),
    "/calendar/{token}.ics": Told("one's own calendar, for calendar programs", "本人的日历，供日历程序订阅"),
    "/healthz": Told("200 as long as requests are answered", "只要还能应答就是 200"),
    "/readyz": Told("200 if database and archive can be used, else 503", "数据库与存档可用即 200，否则 503"),
}
"""What pages and programs fetch: no page of its own."""
