"""How probable the trained model holds a category, in thousandths."""

from collections.abc import Mapping

from domain.codes import Category
from rules.fact import Situation
from rules.model import Condition, Test
from rules.part import Part, Takes
from rules.predicate import Answers, Asked, Names, Predicate
from rules.schema.key import Key
from rules.schema.source import Item, Reader


def _model(reader: Reader, item: Item, names: Names) -> Condition | None:
    parts = reader.mapping(item, "model", ("category", "topic", "at_least"))
    least = max(1, round(reader.number(parts.get("at_least"), "model: at_least", 0, 1) * 1000))
    category = _category(reader, parts, item, names)
    if category is None:
        return None
    if "category" in parts and category not in (names.learnt or ()):
        what = "no model.json stands in the folder" if names.learnt is None else f"the model has not learnt {category}"
        reader.wrong(item.line, f"model: {what}", "rules learn")
    return Test(kind="model", values=(category,), least=least)


def _category(reader: Reader, parts: Mapping[str, Item], item: Item, names: Names) -> str | None:
    """The category that is asked for; of a topic, as rules written for earlier models name one, its category."""
    if "topic" not in parts:
        return reader.choice(parts.get("category"), "model: category", tuple(Category), item.line)
    topic = reader.choice(parts["topic"], "model: topic", tuple(names.topics), item.line)
    return None if topic is None else str(names.topics[topic])


def _opinions(situation: Situation, asked: Asked) -> Answers:
    held = situation.held
    return [(category, round(held[category] * 1000)) for category in asked.keys if category in held]


PREDICATES = {
    "model": Predicate(
        key=Key(
            "{category, at_least: X}: the trained model (model.json) holds the category as probable as X (0–1) or more",
            "{category, at_least: X}：训练所得的模型（model.json）认为是该分类的把握不低于 X（0–1）",
        ),
        parse=_model,
        parts={"category": Part(takes=Takes.CODE, codes=tuple(Category)), "at_least": Part(takes=Takes.SHARE)},
        answers=_opinions,
        counts=True,
    )
}
