"""A rule's condition and what follows from it as sentences that people read, made from the YAML as it stands."""

from collections.abc import Iterable, Mapping, Sequence

from desk.messages import LABELS, N_
from domain.said import Sentence
from rules import editing
from rules.editing import Value

_SAID: Mapping[str, str] = {
    "signal": N_("听到信号 {values}"),
    "word": N_("出现词语 {values}"),
    "alarm": N_("有警情 {values}"),
    "topic": N_("主题是 {values}"),
    "category": N_("分类是 {values}"),
    "department": N_("责任部门是 {values}"),
    "departments": N_("责任部门定为 {values}"),
    "copy_to": N_("抄送 {values}"),
    "also": N_("另涉 {values}"),
    "kind": N_("性质是 {values}"),
    "grade": N_("级别是 {values}"),
    "urgency": N_("紧急程度是 {values}"),
    "channel": N_("来信渠道是 {values}"),
    "project": N_("项目是 {values}"),
    "households": N_("户数 {values}"),
    "sum": N_("金额（元） {values}"),
    "days": N_("天数 {values}"),
    "hour": N_("收到的钟点 {values}"),
    "confidence": N_("识读把握 {values}"),
    "repeat": N_("同一住户此前反映过同一主题 {values}"),
    "history_group": N_("其他住户反映过同一主题 {values}"),
    "attachment": N_("有附件 {values}"),
    "danger": N_("模型认为眼前有危险，把握 {values}"),
    "model": N_("模型认为 {values}"),
    "second_opinion": N_("语言模型认为 {values}"),
    "needs_person": N_("转人工：{values}"),
    "fee": N_("是收费问题：{values}"),
    "cause": N_("原因拟定为 {values}"),
    "group": N_("是群体来信：{values}"),
    "sender_known": N_("发件人在名册：{values}"),
    "out_of_hours": N_("在办公时间以外收到：{values}"),
    "clocks": N_("时限 {values}"),
    "letters": N_("函件 {values}"),
}
_CODES: Mapping[str, str] = {
    "category": "CATEGORY",
    "also": "CATEGORY",
    "department": "DEPARTMENT",
    "departments": "DEPARTMENT",
    "copy_to": "DEPARTMENT",
    "kind": "KIND",
    "grade": "GRADE",
    "urgency": "URGENCY",
    "cause": "CAUSE",
    "channel": "CHANNEL",
    "clocks": "CLOCK",
    "letters": "LETTER",
}
_NAMED = frozenset({"topic", "signal", "alarm", "model"})
"""Facts whose codes the rulebook names itself."""
_WORDS = 2
"""So many words stand for a signal of any of some."""
_PARTS: Mapping[str, str] = {
    "at_least": N_("至少"),
    "below": N_("少于"),
    "within_days": N_("天数以内"),
    "in": N_("位置"),
}


Names = Mapping[str, str]
"""What the rulebook itself calls the codes of its topics, signals and alarms."""


def names_of(texts: Mapping[str, str]) -> Names:
    """A topic and an alarm by their name, a signal by the first of its words. texts: file → YAML."""
    kinds = editing.whole(texts.get("alarms.yaml", "")).get("kinds")
    alarms = [one for one in kinds if isinstance(one, dict)] if isinstance(kinds, list) else []
    named = [*(one.values for one in editing.entries(texts.get("topics.yaml", ""))), *alarms]
    names = {str(one.get("id")): str(one["name"]) for one in named if one.get("name")}
    for one in editing.entries(texts.get("signals.yaml", "")):
        if words := _first_words(one.values):
            names[str(one.values.get("id"))] = words
    return names


def _first_words(signal: Mapping[str, Value]) -> str:
    """“屋顶…漏水” for words near each other, “电梯、升降机” for any of some; nothing for a pattern."""
    near, some = signal.get("near"), signal.get("any")
    groups = near.get("words") if isinstance(near, dict) else None
    if isinstance(groups, list):
        return "“" + "…".join(str(group[0]) for group in groups if isinstance(group, list) and group) + "”"
    if isinstance(some, list) and some:
        return "“" + "、".join(map(str, some[:_WORDS])) + "”"
    return ""


def sentence(condition: Value, names: Names | None = None) -> Sentence:
    """A `when`, or a `then`, in words; nothing for what is none. names: of codes that are not told by a label."""
    if not isinstance(condition, dict) or not condition:
        return Sentence(N_("（没有写明）"))
    parts = [_one(key, value, names or {}) for key, value in condition.items()]
    return _joined(parts, N_("{one}，且{other}"))


def _one(key: str, value: Value, names: Names) -> Sentence:
    if key in ("all", "any") and isinstance(value, list):
        parts = [sentence(part, names) for part in value]
        joined = _joined(parts, N_("{one}，且{other}") if key == "all" else N_("{one}，或{other}"))
        return joined if key == "all" or len(parts) == 1 else Sentence(N_("（{inner}）"), {"inner": joined})
    if key == "not":
        return Sentence(N_("并非（{inner}）"), {"inner": sentence(value, names)})
    return Sentence(_SAID.get(key, N_("{key} {values}")), {"key": key, "values": _values(key, value, names)})


def _values(key: str, value: Value, names: Names) -> object:
    if isinstance(value, list):
        return _joined([_value(key, one, names) for one in value], N_("{one}、{other}")) if value else "—"
    return _value(key, value, names)


def _value(key: str, value: Value, names: Names) -> Sentence:
    if isinstance(value, dict):
        parts = [_pair(key, name, inner, names) for name, inner in value.items()]
        return _joined(parts, N_("{one}、{other}"))
    if isinstance(value, bool):
        return Sentence(N_("是") if value else N_("否"))
    return Sentence(_label(key, str(value), names))


def _pair(key: str, name: str, value: Value, names: Names) -> Sentence:
    label = _PARTS.get(name) or _label(key, name, names)
    return Sentence(N_("{one} {other}"), {"one": Sentence(label), "other": _values("", value, names)})


def _label(key: str, code: str, names: Names) -> str:
    if key in _CODES:
        return LABELS[_CODES[key]].get(code, code)
    return names.get(code, code) if key in _NAMED else code


def _joined(parts: Sequence[Sentence] | Iterable[Sentence], pattern: str) -> Sentence:
    found: Sentence | None = None
    for part in parts:
        found = part if found is None else Sentence(pattern, {"one": found, "other": part})
    return found or Sentence("—")
