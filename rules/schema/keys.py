"""Every key a rulebook may hold, with what it means in English and Chinese: the files are read by it and the manual is
written from it, so that neither can say what the other does not know."""

from collections.abc import Mapping

from rules.facts import MODIFIERS, PREDICATES
from rules.places import PLACES
from rules.schema.key import Key

KEYS: Mapping[str, Mapping[str, Key]] = {
    "rulebook.yaml": {
        "name": Key("the rulebook's name", "规则簿名称"),
        "version": Key("of this file format: 1", "文件格式版本：1"),
        "zone": Key("time zone, an IANA name", "时区（IANA 名称）"),
        "schemes": Key("the other classifications: name → list of classes", "其他统计口径：名称 → 各类"),
        "scoring": Key("how hits become scores, see below", "得分算法，见下"),
        "language": Key("words of the language itself, see below", "语言词表，见下"),
        "defaults": Key("what a slot is when no rule fills it, see below", "没有规则时的默认结论，见下"),
        "likeness": Key("which projects are compared with one another, see below", "哪些项目相互比较，见下"),
    },
    "scoring": {
        "subject": Key("factor of a word in the subject", "标题中的词乘以此数"),
        "opening": Key("factor of a word in the first 60 characters of the text", "正文前60字中的词乘以此数"),
        "demand": Key("factor of a word in a sentence that asks for something", "诉求句中的词乘以此数"),
        "ocr": Key("factor of a word that OCR read", "文字识别（OCR）读出的词乘以此数"),
        "repeat": Key(
            "share of each further place of the same word, halved again each time", "同一词再次出现时的折扣，逐次减半"
        ),
        "least": Key("a topic below this score is a doubt or no matter", "低于此分的主题视为没有把握"),
        "margin": Key("best ÷ second must reach this, else doubt", "第一名与第二名之比低于此数即存疑"),
        "also": Key("share of the best score that makes a further matter", "达到最高分的这一比例即为附带事项"),
        "bare": Key("factor of a bare noun without trouble beside it", "没有问题相伴的单独名词乘以此数"),
        "aside": Key("factor of a word in a clause that complains of nothing", "不是抱怨的分句中的词乘以此数"),
        "model": Key(
            "what the model adds to a topic if certain of its category (in proportion, at most 8 times its words)",
            "模型认为必是该分类时给主题加的分（按把握折算，至多为词语得分的八倍）",
        ),
        "words": Key(
            "different words or signals that must speak for the best topic, else the evidence is thin, a doubt",
            "支持第一名主题的不同词语少于此数即为依据单薄，存疑",
        ),
        "agree": Key(
            "where the model holds the category this probable (0–1), thin, faint or close evidence is no doubt",
            "模型认为是该分类的把握达到此数的，依据单薄、得分低或相近不再存疑",
        ),
        "against": Key(
            "where the model holds another category this probable (0–1), it is a doubt",
            "模型认为是另一分类的把握达到此数即存疑",
        ),
        "likely": Key(
            "a category of which no topic was heard may stand, before a person, where the model holds it this probable",
            "没有听到其主题词语的分类，模型的把握达到此数时可以暂用，并转人工",
        ),
    },
    "language": {
        "demand": Key("words that make a sentence one that asks for something", "使一句话成为诉求句的词"),
        "negation": Key("directly before a word these take the hit away", "紧挨在词前即否定该词"),
        "not_negation": Key("these only look like negations", "看似否定而不是否定的词"),
        "apart": Key(
            "word|word: what reaches across the bar is not heard; without a bar, what stands inside is not",
            "词|词：竖线两边各为一词，跨线拼成的词不算；没有竖线的，里面的短词不算",
        ),
        "bare": Key(
            "nouns that count `scoring.bare` where no word of `trouble` stands in their clause",
            "单独出现不说明问题的名词；同一分句里没有 `trouble` 中的词时乘以 `scoring.bare`",
        ),
        "trouble": Key("words of faults and demands that make a bare noun count", "说明出了问题或有诉求的词"),
        "aside": Key(
            "words that make a clause one that complains of nothing; hits in it count `scoring.aside`",
            "使一个分句成为“不是抱怨”的词；其中的词乘以 `scoring.aside`",
        ),
        "alike": Key(
            "what opens a comparison; hits right behind it count `scoring.aside`",
            "打比方的词；紧跟其后的词乘以 `scoring.aside`",
        ),
    },
    "defaults": {
        "departments": Key("category → list of departments", "分类 → 责任部门的列表"),
        "fee": Key("departments of a matter of fees in the category service", "服务类中收费问题的责任部门"),
        "grade": Key("kind, or group_ + kind → grade", "性质，或 group_ 加性质 → 级别"),
        "kind": Key(
            "complaint, suggestion, enquiry, praise, request or not_for_us; default complaint",
            "complaint、suggestion、enquiry、praise、request 或 not_for_us；不写为 complaint",
        ),
        "group": Key("whether a letter speaks for a group; default false", "默认是否群体来信，不写为 false"),
        "urgency": Key(
            "urgent, important or ordinary; default ordinary", "urgent、important 或 ordinary；不写为 ordinary"
        ),
    },
    "likeness": {
        "area_m2": Key(
            "projects above this area in square metres are compared with one another, and those below; default 100000",
            "建筑面积（平方米）在此数以上的项目相互比较，其下的相互比较，默认100000",
        ),
        "least": Key("of fewer projects that are alike none is compared; default 3", "同类不足几个的不比较，默认3"),
    },
    "departments.yaml": {
        "id": Key("the department's code", "部门代码"),
        "name": Key("as letters name it", "函件中的名称"),
        "phone": Key("telephone, or null", "电话，可为 null"),
    },
    "topics.yaml": {
        "id": Key("the topic's id", "主题代码"),
        "name": Key("as it stands in a letter", "函件中的名称"),
        "category": Key("its category", "所属分类"),
        "departments": Key("who answers for it; else the category's default", "责任部门；不写则按分类默认"),
        "fee": Key("whether it is a matter of fees", "是否收费问题"),
        "cause": Key(
            "what it mostly comes from, proposed to staff: people, machine, material, method or environment",
            "多因何而起，供工作人员确认：people 人、machine 机、material 料、method 法、environment 环",
        ),
        "schemes": Key("its class in each scheme of rulebook.yaml", "在 rulebook.yaml 各统计口径中的类"),
        "signals": Key("word or signal id → weight from -100 to 100", "词或信号代码 → 权重（-100 至 100）"),
        "measures": Key("to choose from in a reply; never a finding", "回函中可选用的措施，不是调查结论"),
        "questions": Key("to verify before a reply", "回函前须核实的问题"),
    },
    "signals.yaml": {
        "id": Key("the signal's id", "信号代码"),
        "any": Key("one of these words", "出现其中一词"),
        "all": Key("every one of these words", "每个词都要出现"),
        "not": Key("none of these, anywhere in the letter", "全信都不出现这些词"),
        "near": Key("one word of each list, close together", "各组各有一词，且相距不远"),
        "regex": Key("RE2 syntax on the folded text", "正则表达式（RE2 语法，作用于折算后的文字）"),
        "negatable": Key(
            "whether a negation directly before takes the hit away (default true)", "前有否定词时是否作废（默认是）"
        ),
    },
    "near": {
        "words": Key("two lists of words or more", "两组以上的词"),
        "within": Key("characters between them at most (0–200, default 10)", "最多相隔多少字（0–200，默认10）"),
    },
    "rules/*.yaml": {
        "id": Key("the rule's id", "规则代码"),
        "because": Key("shown to staff as the reason", "向工作人员显示的理由"),
        "priority": Key("lower wins; 0–1000, default 100", "小者优先；0–1000，默认100"),
        "when": Key("the condition, see the predicates", "条件，见“谓词”"),
        "then": Key("the slots it fills, see below", "填写的结论，见下"),
    },
    "then": {
        "topic": Key("the main topic", "主题"),
        "category": Key("the category", "分类"),
        "departments": Key("who answers, the first of them foremost", "责任部门，第一个为主"),
        "copy_to": Key("departments that are told as well; those of several rules add up", "抄送部门，多条规则累加"),
        "also": Key("categories of further matters; those of several rules add up", "附带事项的分类，多条规则累加"),
        "grade": Key("A to E", "级别 A 至 E"),
        "urgency": Key("urgent, important or ordinary", "紧急程度：urgent、important 或 ordinary"),
        "kind": Key(
            "complaint, suggestion, enquiry, praise, request or not_for_us",
            "complaint 投诉、suggestion 建议、enquiry 咨询、praise 表扬、request 办事请求或 not_for_us 与本公司无关",
        ),
        "group": Key("whether the letter speaks for a group", "是否群体来信"),
        "households": Key("how many households", "户数"),
        "fee": Key("whether it is a matter of fees", "是否收费问题"),
        "cause": Key(
            "what it comes from, proposed to staff: people, machine, material, method or environment",
            "拟定的原因：people 人、machine 机、material 料、method 法、environment 环",
        ),
        "needs_person": Key(
            "a sentence: why a person must look; those of several rules add up", "一句话：为何须人工核对，累加"
        ),
        "clocks": Key(
            "clock → term, of those that start with receipt; none: it does not run",
            "时限（自收到起算的）→ 期限；none 为不计时",
        ),
        "letters": Key("letter kind → true or false", "函件 → true 或 false，要或不要"),
    },
    "alarms.yaml": {
        "times": Key(
            "name → words that say when: now, since, again", "名称 → 表示时间的词：now 此刻、since 持续、again 再次"
        ),
        "brief": Key(
            "a letter of at most so many characters tells what is now", "不超过这么多字的来信，所说即眼前之事"
        ),
        "moods": Key(
            "how a danger may be named without being there, see below", "提到危险而并非眼前有危险的语气，见下"
        ),
        "kinds": Key("the kinds of danger, see below", "各类危险，见下"),
    },
    "moods": {
        "id": Key("the mood's id", "语气代码"),
        "name": Key("as people see it", "名称"),
        "before": Key(
            "reach → words before the danger; reaches: close, clause, sentence, next, letter",
            "范围 → 危险之前的词；范围：close 紧挨、clause 分句、sentence 整句、next 连前后一句、letter 全信",
        ),
        "after": Key("the same, after it", "同上，危险之后的词"),
        "around": Key(
            "two lists: words before and words after, both in its clause", "两组词：分句中在前的和在后的都要有"
        ),
        "not": Key("longer words in which such a word is none", "含有这些词的更长的词，不算"),
        "unless": Key("lists of times whose words give the danger back", "times 中的词表：出现其中的词则危险仍算"),
        "earlier": Key("a date well before the letter's counts as a word before", "早于来信的日期也算在前的词"),
    },
    "kinds": {
        "id": Key("the alarm's id", "警情代码"),
        "name": Key("as staff call it", "名称"),
        "because": Key("why it is an alarm", "为何算警情"),
        "words": Key("each of these raises it", "出现其中一词即为警情"),
        "near": Key(
            "a list of near, as in signals.yaml, within one sentence", "多组 near（同 signals.yaml），须在同一句中"
        ),
        "regex": Key("RE2 syntax on the folded text", "正则表达式（RE2 语法，作用于折算后的文字）"),
        "not": Key("longer words in which its words mean something else", "含有这些词而另有所指的较长的词"),
        "unless": Key("none of these in the same sentence", "同一句中没有这些词"),
        "despite": Key("moods that do not take it away", "对它不起作用的语气"),
        "needs": Key(
            "lists of times of which a word must stand within a sentence of it",
            "times 中的词表：前后一句内须有其中的词",
        ),
        "examples": Key("letters that raise it; at least one", "应报警的例信，至少一封"),
        "quiet": Key("letters that only look as if they did", "只是看似、不应报警的例信"),
    },
    "clocks.yaml": {
        "clock": Key("which clock", "哪一项时限"),
        "term": Key(
            "30 min, 24 h, 3 working days, 2 days, daily 18:00; null: as promised; none, beside when: does not run",
            "30 min、24 h、3 working days、2 days、daily 18:00；null 为以承诺为准；有 when 时可写 none，不计时",
        ),
        "starts": Key("what it starts with", "起算事由"),
        "because": Key("shown to staff as the reason", "向工作人员显示的理由"),
        "when": Key("a condition; the entry is then a rule of priority 900", "条件；该条即为优先级900的规则"),
    },
    "letters.yaml": {
        "kind": Key("which letter", "哪一种函件"),
        "when": Key(
            "always, on_request, or a condition (a rule of priority 900)",
            "always、on_request，或条件（优先级900的规则）",
        ),
        "approve": Key("who approves it, in order", "审批人，按顺序"),
        "approve_ab": Key("who approves it in a case graded A or B", "A、B级案件的审批人"),
        "automatic": Key("whether it leaves by itself", "是否自动发出"),
        "because": Key("shown to staff as the reason", "向工作人员显示的理由"),
    },
    "owners.yaml": {
        "rules": Key(
            "who follows a case up: the first that fits and has somebody holds",
            "由谁跟进：从上到下，第一条符合且有人的算数",
        ),
        "titles": Key(
            "role → what a letter calls those who hold it, behind their surname (王主任)",
            "岗位 → 来信对其中人员的称呼，跟在姓后（王主任）",
        ),
    },
    "OWNER": {
        "people": Key("logins; of several the one with the least in hand", "用户名；多人时由手头案件最少的跟进"),
        "roles": Key(
            "instead: all who hold one of these roles in the case's project",
            "或者写岗位：案件所属项目中担任这些岗位的人",
        ),
        "projects": Key("the projects it is for; default all", "适用项目，默认全部"),
        "departments": Key("the departments it is for; default all", "适用责任部门，默认全部"),
        "categories": Key("the categories it is for; default all", "适用分类，默认全部"),
        "topics": Key("the topics it is for; default all", "适用主题，默认全部"),
    },
    "phrases.yaml": {
        "text": Key("a sentence or two to take into a letter; promises nothing", "可写入函件的一两句话，不含承诺"),
        "topics": Key("the topics it is for; with no topic and no category: for all", "适用主题；与分类均不写则通用"),
        "categories": Key("the categories it is for", "适用分类"),
        "kinds": Key("the letters it is for; default all", "适用的函件，默认全部"),
    },
    "glossary.yaml": {
        "keep": Key("words in which no term is exchanged", "其中的词语一律不折算"),
        "REGION": Key(
            "a name of your own (hong_kong, taiwan, english): its terms",
            "自定的地区或语言（hong_kong、taiwan、english）：该地区的词语",
        ),
    },
    "REGION": {
        "always": Key("term → the topics' word, in every letter", "词语 → 主题所用的词，任何来信都折算"),
        "marked": Key(
            "the same, only in a letter that shows the region by its other terms or by traditional script",
            "同上，但只在显出该地区用语或用繁体字的来信中折算",
        ),
    },
    "groups.yaml": {
        "within_days": Key("letters so many days apart may be one matter; default 30", "相隔几天内可算一件，默认30"),
        "same_building": Key("from so many households of a building on; default 2", "同一楼栋满几户即提示，默认2"),
        "same_project": Key("from so many households of a project on; default 3", "同一项目满几户即提示，默认3"),
        "counted_from": Key(
            "from so many households on, all letters of the group are decided with their number; default 5",
            "满几户起，群体的来信都按已知户数判定，默认5",
        ),
        "same_person_days": Key(
            "a household's call and letter about one topic within so many days are one case; default 7, 0 never",
            "同一住户就同一主题的电话与来信在几天内并为一件，默认7，0为不并",
        ),
        "repeat_days": Key(
            "a household's letter about the same within so many days is a repeat; default 180",
            "同一住户同一事项几天内再来信为二次投诉，默认180",
        ),
        "apart": Key("topics that are each household's own, never a group", "各户各办、不成群体的主题"),
    },
    "calendar.yaml": {
        "hours": Key("business hours: from, to", "办公时间：from、to"),
        "days": Key("days of the week that are worked", "每周工作日"),
        "off": Key("company days off", "公司休息日"),
        "on": Key("company working days", "公司加班日"),
        "published": Key("years whose notice the program does not list yet", "程序尚未收录而国务院已公布的年份"),
    },
    "published": {
        "year": Key("the year of the notice", "通知的年份"),
        "off": Key("every day off of it", "全部放假日"),
        "on": Key("every make-up working day of it", "全部调休上班日"),
    },
    "examples/*.yaml": {
        "id": Key("the example's id", "例信代码"),
        "subject": Key("its subject", "标题"),
        "text": Key("its text", "正文"),
        "channel": Key("how it came; default email", "来信渠道，默认 email"),
        "received": Key("when, with its offset; default a Monday at 10:00", "收到时间（带时差），默认某周一10时"),
        "project": Key("the project", "项目"),
        "confidence": Key("with which it was read, 0–1; default 1", "识读把握（0–1），默认1"),
        "sender_known": Key(
            "whether the sender stands in the directory; default false", "发件人是否在业主名册，默认否"
        ),
        "attachments": Key("media types of its attachments", "附件的媒体类型"),
        "fields": Key(
            "what reading found in the text: households, sum, days", "识读出的户数 households、金额 sum、天数 days"
        ),
        "history": Key("earlier cases, see below", "此前的案件，见下"),
        "second_opinion": Key("what a language model holds of it, see below", "语言模型的看法，见下"),
        "expect": Key(
            "slots as in then, department and alarms: must be decided so",
            "应得的结论（同 then，另有 department、alarms）",
        ),
        "not": Key("the same: must not be decided so", "不应得的结论"),
    },
    "history": {
        "days": Key("how many days before the letter", "早于本信多少天"),
        "topic": Key("its topic", "其主题"),
        "same": Key(
            "household, building or project that both share",
            "household、building 或 project：两者同属一户、一栋或一个项目",
        ),
        "times": Key(
            "how many such cases, of neighbours each of another household; default 1",
            "有几件（邻里每件各为一户），默认1",
        ),
    },
    "second_opinion": {
        "category": Key("the category that it holds for right", "它认为的分类"),
        "urgent": Key("whether it holds the letter for urgent; default false", "它是否认为紧急，默认否"),
        "confidence": Key("how sure it is, 0–1", "把握（0–1）"),
    },
    "condition": {
        "all": Key("[…]: every condition of the list", "[…]：列表中的条件全部成立"),
        "any": Key("[…]: at least one", "[…]：至少一个成立"),
        "not": Key("the condition does not hold", "条件不成立"),
        **MODIFIERS,
        **{name: predicate.key for name, predicate in PREDICATES.items()},
    },
    "PLACE": PLACES,
}
"""Where → key → its meaning, in the order the manual shows them."""


def known(where: str) -> tuple[str, ...]:
    """The keys that may stand there."""
    return tuple(KEYS[where])
