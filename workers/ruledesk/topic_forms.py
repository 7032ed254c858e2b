"""Topics as forms: one more with its words, a changed one, one less where nothing speaks of it any more."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from domain.codes import Category, Department
from domain.staff import Person
from domain.work_codes import Cause
from rules import editing
from rules.editing import Value, Values
from workers.instance.refusals import Refused
from workers.instance.services import Services
from workers.ruledesk import drafts
from workers.ruledesk.drafts import Texts
from workers.ruledesk.examples import EXAMPLES, example_kept
from workers.ruledesk.rule_forms import free_id

FILE = "topics.yaml"
_LARGEST = 100
_SPEAK_OF = frozenset({"topic", "topics", "apart"})
"""The keys under which files name topics."""
_MOST_NAMED = 6


@dataclass(frozen=True, kw_only=True)
class TopicForm:
    """A topic as its form has it. departments: empty for the category's own. weights: word or signal → weight.

    cause: the one that it proposes, empty for none. example: a letter of this topic, or nothing.
    """

    name: str
    category: str
    departments: Sequence[str]
    schemes: Mapping[str, str]
    weights: Mapping[str, str]
    cause: str = ""
    example: str = ""


def set_topic(services: Services, topic: str, form: TopicForm, *, actor: Person, seen: int) -> str:
    """A topic with its words, those that the form leaves out go; its id. topic: the id, empty for one more.

    Raises Refused.
    """
    with services.database.reading() as session:
        texts = drafts.draft_of(session).texts
    ids = [str(one.values.get("id")) for one in editing.entries(texts.get(FILE, ""))]
    if topic and topic not in ids:
        raise Refused("草稿中没有主题 {topic}", topic=topic)
    name, change = topic or free_id(iter(ids), "topic"), _change(form)

    def make(text: str) -> str:
        if topic:
            return editing.changed(text, ids.index(topic), change)
        values: dict[str, Value] = {"id": name}
        change(values)
        return editing.added(text, values)

    files: dict[str, str | None] = {FILE: drafts.rewritten(FILE, texts.get(FILE, "[]\n"), make)}
    files |= example_kept(texts, name, form.example, {"topic": name}, at=services.now())
    drafts.save(services, files, actor=actor, seen=seen)
    return name


def remove_topic(services: Services, topic: str, *, actor: Person, seen: int) -> None:
    """One topic less, with the letter that its form kept. Refused where anything else speaks of it."""
    with services.database.reading() as session:
        texts = drafts.draft_of(session).texts
    ids = [str(one.values.get("id")) for one in editing.entries(texts.get(FILE, ""))]
    if topic not in ids:
        raise Refused("草稿中没有主题 {topic}", topic=topic)
    if places := list(users_of(texts, topic)):
        more = len(places) - _MOST_NAMED
        listed = "、".join(places[:_MOST_NAMED])
        if more > 0:
            raise Refused("还有别处用到这个主题：{places} 等 {count} 处；请先改那里", places=listed, count=len(places))
        raise Refused("还有别处用到这个主题：{places}；请先改那里", places=listed)
    files: dict[str, str | None] = {
        FILE: drafts.rewritten(FILE, texts[FILE], lambda text: editing.removed(text, ids.index(topic))),
        **example_kept(texts, topic, "", {}, at=services.now()),
    }
    drafts.save(services, files, actor=actor, seen=seen)


def users_of(texts: Texts, topic: str) -> Iterator[str]:
    """Where other files name a topic, as `file:line`; the letter of its own form does not count."""
    for file in sorted(texts):
        if file in (FILE, "model.json") or topic not in texts[file]:
            continue
        if _speaks(editing.whole(texts[file]), topic):
            yield file
        for entry in editing.entries(texts[file]):
            own = file == EXAMPLES and entry.values.get("id") == topic
            if not own and _speaks(dict(entry.values), topic):
                yield f"{file}:{entry.first + 1}"


def _speaks(value: Value | Mapping[str, Value], topic: str, *, of_topics: bool = False) -> bool:
    if isinstance(value, Mapping):
        return any(_speaks(part, topic, of_topics=key in _SPEAK_OF) for key, part in value.items())
    if isinstance(value, list):
        return any(_speaks(part, topic, of_topics=of_topics) for part in value)
    return of_topics and value == topic


def _change(form: TopicForm) -> editing.Change:
    weights = {word.strip(): _weight(word, weight) for word, weight in form.weights.items() if word.strip()}
    if not form.name.strip():
        raise Refused("名称、理由和句子不能为空")
    if not weights:
        raise Refused("主题至少要有一个词")
    known = form.category in set(Category) and form.cause in ("", *Cause)
    if not known or not set(form.departments) <= set(Department):
        raise Refused("没有这个选项；请刷新页面后再选")

    def change(entry: Values) -> None:
        entry["name"] = " ".join(form.name.split())
        entry["category"] = form.category
        _list(entry, "departments", form.departments)
        _put(entry, "cause", form.cause or None)
        classes = {scheme: name for scheme, name in form.schemes.items() if name}
        if classes or "schemes" in entry:
            for scheme in form.schemes:
                _put(_mapping(entry, "schemes"), scheme, classes.get(scheme))
        signals = _mapping(entry, "signals")
        for word in [word for word in signals if word not in weights]:
            del signals[word]
        for word, weight in weights.items():
            if signals.get(word) != weight:
                signals[word] = weight

    return change


def _weight(word: str, weight: str) -> Value:
    try:
        found = float(weight)
    except ValueError:
        found = 0.0
    if not 0 < abs(found) <= _LARGEST:
        raise Refused("“{word}”的权重应是 -100 至 100 的数字，不能是 0", word=word)
    return int(found) if found.is_integer() else found


def _list(entry: Values, name: str, wanted: Sequence[str]) -> None:
    """A list that is left out where it is empty, and left as it is written where it says the same."""
    if not wanted:
        entry.pop(name, None)
    elif name not in entry or entry[name] != list(wanted):
        editing.settle(entry, name, list(wanted))


def _put(values: Values, name: str, wanted: str | None) -> None:
    if wanted is None:
        values.pop(name, None)
    elif values.get(name) != wanted:
        values[name] = wanted


def _mapping(entry: Values, name: str) -> Values:
    part = entry.get(name)
    if not isinstance(part, dict):
        part = {}
        entry[name] = part
    return part
