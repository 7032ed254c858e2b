"""Says in Chinese what `rules check` found: each finding is written in English where it is found, and turned here.

A test reads every sentence out of the code and finds the one that has no Chinese.
"""

import re
from collections.abc import Mapping
from functools import cache

from rules.model import Finding

_SENTENCES: Mapping[str, str] = {
    # YAML itself, and the kinds of values
    "not valid YAML: {}": "YAML 写法有误：{0}",
    "not valid YAML: a second document (---) begins here": "YAML 写法有误：这里又开始了一个文档（---）",
    "an alias (*name) stands here; write the value out": "这里用了别名（*name）；请把内容写出来",
    "nested deeper than {}": "嵌套超过 {0} 层",
    "a key must be a word": "键必须是一个词",
    "`{}` stands twice; the first is on line {}": "“{0}”写了两次，第一次在第 {1} 行",
    "id `{}` stands twice; the first is on line {}": "代码“{0}”写了两次，第一次在第 {1} 行",
    "`{}` stands twice in {}": "“{0}”在 {1} 中写了两次",
    "{} must be a mapping of `key: value`, not {}": "{0}应写成“键: 值”，不是{1}",
    "{} must be a list, not {}": "{0}应是一个列表，不是{1}",
    "{} must be a text, not {}": "{0}应是文字，不是{1}",
    "{} must be true or false, not {}": "{0}应是 true 或 false，不是{1}",
    "{} must be a number": "{0}应是数字",
    "{} must be a number, not {}": "{0}应是数字，不是{1}",
    "{} must be a whole number, not {}": "{0}应是整数，不是 {1}",
    "{} must lie between {} and {}, not {}": "{0}应在 {1} 至 {2} 之间，不是 {3}",
    "{}: `{}` must lie between {} and {} {}": "{0}：“{1}”应在 {2} 至 {3} {4} 之间",
    "{} `{}` must be of ASCII letters, digits, `_`, `-` and `.`, at most 80": (
        "{0}“{1}”只能用英文字母、数字、_、- 和 .，最多 80 个字符"
    ),
    "{}: unknown key `{}`": "{0}：没有“{1}”这个键",
    "{}: `{}` is none of {}": "{0}：“{1}”不是其中之一：{2}",
    "{}: `{}` is no term": "{0}：“{1}”不是期限",
    "{}: `{}` has no offset": "{0}：“{1}”没有写时区",
    "{}: `{}` is not {}": "{0}：“{1}”不是{2}",
    "{} is missing": "缺少{0}",
    "{} is empty": "{0}是空的",
    # files
    "the file is missing": "缺少这个文件",
    "no such folder": "没有这个文件夹",
    "unexpected file or folder": "规则簿中不该有这个文件或文件夹",
    "unexpected: only *.yaml files stand here": "这里只能放 .yaml 文件",
    "larger than {} bytes": "超过 {0} 字节",
    "not UTF-8": "不是 UTF-8 编码",
    "cannot be read: {}": "无法读取：{0}",
    "learnt by an earlier version of the program, and not asked": "由较早版本的程序训练，不再使用",
    "no model: {}": "不是模型：{0}",
    "model: no model.json stands in the folder": "model：规则簿中没有 model.json",
    "model: the model has not learnt {}": "model：模型没有学过 {0}",
    "model: {}": "model：{0}",
    # single entries
    "a condition is empty": "条件是空的",
    "`{}` stands without {}": "“{0}”须与 {1} 一起写",
    "{} needs at_least or below": "{0}须写 at_least 或 below",
    "an example needs expect or not": "例信须写 expect 或 not",
    "signal {} has none of any, all, near, regex": "信号 {0} 没有写 any、all、near、regex 中的任何一项",
    "near needs two lists of words or more": "near 须有两组以上的词",
    "around needs two lists of words: those before and those after": "around 须有两组词：在前的和在后的",
    "the alarm {} has none of words, near, regex": "警情 {0} 没有写 words、near、regex 中的任何一项",
    "the alarm {} has no example that raises it": "警情 {0} 没有会触发它的例信",
    "the weight of {} is 0 and says nothing": "“{0}”的权重为 0，不起作用",
    "no signal `{}` in signals.yaml": "signals.yaml 中没有信号“{0}”",
    "hours: from {} must lie before to {}": "hours：from {0} 应早于 to {1}",
    "the notice of {} lists no day off": "{0} 年的通知没有列出放假的日子",
    "{} is no day of the notice of {}": "{0} 不是 {1} 年通知里的日子",
    "either people or roles: who follows these cases up": "people 与 roles 须写其一：由谁跟进",
    "text: longer than {} characters": "text：超过 {0} 字",
    "text: the same stands on line {}": "text：与第 {0} 行相同",
    "then is empty": "then 是空的",
    # across files
    "signal {} is used by no topic and no rule": "信号 {0} 没有被任何主题和规则用到",
    "signal {}: `{}` has no character to look for": "信号 {0}：“{1}”没有可查找的字",
    "signal {}: `{}` stands under not and among the words": "信号 {0}：“{1}”既在 not 里，又在词表里",
    "topic {} has no signal that speaks for it": "主题 {0} 没有支持它的词",
    "topic {} has no example that expects it": "主题 {0} 没有期待它的例信",
    "topic {} has no class in the scheme {}": "主题 {0} 在统计口径 {1} 中没有归类",
    "topic {} has the name of topic {}": "主题 {0} 与主题 {1} 同名",
    "topic {}: `{}` stands {} times once folded": "主题 {0}：“{1}”折算后重复了 {2} 次",
    "topic {}: `{}` counts twice, by itself and in the signal {}": "主题 {0}：“{1}”计了两次，另一次在信号 {2} 中",
    "topic {}: the glossary makes `{}` and `{}` one word, which then counts twice": (
        "主题 {0}：“{1}”和“{2}”经 glossary.yaml 折算后是同一个词，会计两次"
    ),
    "{}: `{}` also stands by chance in `{}`": "{0}：“{1}”也会碰巧出现在“{2}”里",
    "rule {} reads {}, which does not settle before it fills {}": "规则 {0} 要看 {1}，但它填写 {2} 时 {1} 还没有定",
    "rule {}: at_least {} and below {} exclude each other": "规则 {0}：at_least {1} 与 below {2} 互相排斥",
    "rule {}: the condition spreads into more than {}": "规则 {0}：条件展开后太多（上限 {1}）",
    "rule {} can never fire: its condition contradicts itself": "规则 {0} 永远不会成立：条件自相矛盾",
    "rule {} can never fire: {}": "规则 {0} 永远不会成立：{1}",
    "rule {} has an alternative that can never hold: {}": "规则 {0} 有一种情形永远不会成立：{1}",
    "rule {}: one of its alternatives can never hold: {}": "规则 {0} 有一种情形永远不会成立：{1}",
    "rule {}: {} cannot stand under not: its absence says nothing": "规则 {0}：{1} 不能写在 not 下面",
    "rule {} fills {}, which what it asks for may not decide": "规则 {0} 填写 {1}，但它所看的内容不能决定这一项",
    "rule {} fills {} otherwise than {} on the same condition": "规则 {0} 与 {2} 条件相同，填写的 {1} 却不同",
    "rule {} fills {} otherwise than {}, which holds wherever it does: give one of them a lower priority": (
        "规则 {0} 与 {2} 总是同时成立，填写的 {1} 却不同：请给其中一条较小的 priority"
    ),
    "rule {} never decides anything: wherever it holds, {} holds and stands before it": (
        "规则 {0} 从不起作用：它成立时 {1} 也成立，而且更优先"
    ),
    "rule {} sets {}, which does not start with receipt": "规则 {0} 设定了 {1}，而它不是从收到时起算的",
    "{} alternatives of rules; at most {} are supported": "规则的情形共 {0} 种，最多 {1} 种",
    "the clock {} is missing": "缺少时限 {0}",
    "the clock {} needs a term and starts with receipt": "时限 {0} 须写明期限，并从收到时（receipt）起算",
    "the department {} is missing": "缺少部门 {0}",
    "the acknowledgement must stand under `when: always`": "收悉告知书须写 when: always",
    "no {} is left that its condition allows": "条件没有留下任何可能的 {0}",
    "the bounds of {} exclude each other": "{0} 的上下限互相排斥",
    "it asks for {} and refuses it": "既要求 {0}，又排除它",
    "nothing gives {} {}": "没有任何规则、主题或默认会得出 {0} {1}",
    "regex `{}` is not valid RE2: {}": "正则表达式“{0}”不合 RE2 写法：{1}",
    "regex `{}` matches the empty text and would be heard in every letter": "正则表达式“{0}”能配空文字，每封信都会命中",
    "regex `{}` blows up to {} steps; at most {}": "正则表达式“{0}”展开为 {1} 步，最多 {2} 步",
    "regex `{}` reaches over whole sentences": "正则表达式“{0}”会跨越整句",
    "`{}` has no character to look for": "“{0}”没有可查找的字",
    "`{}` maps to nothing": "“{0}”没有写折算成什么",
    "`{}` maps onto itself": "“{0}”折算成它自己",
    "`{}` leads back to itself over `{}`": "“{0}”经“{1}”又回到自己",
    "`{}` maps to `{}`, in which the term `{}` stands": "“{0}”折算成“{1}”，其中又含有词语“{2}”",
    "`{}` also stands in `{}`": "“{0}”也在“{1}”里",
    # what to do
    "did you mean {}?": "您是不是要写 {0}？",
    "write 30 min, 24 h, 3 working days, 2 days or daily 18:00": (
        "请写成 30 min、24 h、3 working days、2 days 或 daily 18:00"
    ),
    "add one such as +08:00": "请补上，如 +08:00",
    "rules learn": "请运行 huihan rules learn",
    "save the file as UTF-8": "请存为 UTF-8",
    "split the rule": "请拆成几条规则",
    "it may fill needs_person": "它只能填写 needs_person",
    "write smaller repetitions": "请缩小重复的次数",
    "write .{0,20} instead of .* or .+": "请把 .* 或 .+ 写成 .{0,20}",
    "add {} under language: apart in rulebook.yaml": "请在 rulebook.yaml 的 language: apart 中加上 {0}",
    "add {} under keep": "请在 keep 中加上 {0}",
    "leave one of the two out": "请去掉其中一个",
    "write {}": "请写 {0}",
    "the trial did not end within {} seconds": "试载超过 {0} 秒没有结束",
    "the trial process failed: {}": "试载失败：{0}",
    "the engine refused the rules: {}": "引擎不接受这些规则：{0}",
}
_NOUNS: Mapping[str, str] = {
    "nothing": "空",
    "a list": "列表",
    "a mapping": "“键: 值”",
    "a topic": "主题",
    "a signal": "信号",
    "a rule": "规则",
    "a clock": "时限",
    "a letter": "函件",
    "a department": "部门",
    "a condition": "条件",
    "an example": "例信",
    "an earlier case": "此前的案件",
    "an owner": "跟进人",
    "a phrase": "常用语",
    "a published year": "已公布的年份",
    "a list of near.words": "near.words 的每一组",
    "a day such as 2026-12-24": "日期，如 2026-12-24",
    "a time such as 09:00": "时间，如 09:00",
    "a time such as 18:00": "时间，如 18:00",
    "a time such as 2026-03-02T10:00:00+08:00": "时间，如 2026-03-02T10:00:00+08:00",
    "a time zone such as Asia/Shanghai": "时区，如 Asia/Shanghai",
}
_OF_SEVERAL = (("each of ", "{0} 中的每一项"), ("the weight of ", "“{0}”的权重"), ("scheme ", "统计口径 {0} "))
_PLACE = re.compile(r"\\\{\\\}")


def what_in_chinese(finding: Finding) -> str:
    """What is wrong and what to do about it; in English where there is no Chinese for it."""
    hint = f"，{in_chinese(finding.hint)}" if finding.hint else ""
    return in_chinese(finding.what) + hint


def in_chinese(said: str) -> str:
    """One sentence of a finding."""
    for pattern, chinese in _patterns():
        if found := pattern.fullmatch(said):
            return _filled(chinese, [_noun(part) for part in found.groups()])
    return said


def _filled(chinese: str, parts: list[str]) -> str:
    return re.sub(r"\{(\d)\}", lambda place: parts[int(place[1])], chinese)


def _noun(part: str) -> str:
    if part in _NOUNS:
        return _NOUNS[part]
    for start, chinese in _OF_SEVERAL:
        if part.startswith(start):
            return chinese.replace("{0}", part.removeprefix(start))
    return in_chinese(part) if " " in part else part


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Those that say most first: `the clock {} is missing` before `{} is missing`."""
    ordered = sorted(_SENTENCES, key=lambda one: -len(one.replace("{}", "")))
    return tuple((re.compile(_PLACE.sub("(.*?)", re.escape(one)), re.DOTALL), _SENTENCES[one]) for one in ordered)
