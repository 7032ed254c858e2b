"""How probable the trained model holds a topic, in thousandths."""

from language.forms import heard
from rules.fact import Situation
from rules.model import Condition, Test
from rules.predicate import Answers, Asked, Names, Predicate
from rules.schema.key import Key
from rules.schema.source import Item, Reader


def _model(reader: Reader, item: Item, names: Names) -> Condition | None:
    parts = reader.mapping(item, "model", ("topic", "at_least"))
    topic = reader.choice(parts.get("topic"), "model: topic", tuple(names.topics), item.line)
    least = max(1, round(reader.number(parts.get("at_least"), "model: at_least", 0, 1) * 1000))
    if topic is None:
        return None
    if names.learnt is None or topic not in names.learnt:
        what = "no model.json stands in the folder" if names.learnt is None else f"the model has not learnt {topic}"
        reader.wrong(item.line, f"model: {what}", "rules suggest --model")
    return Test(kind="model", values=(topic,), least=least)


def _opinions(situation: Situation, asked: Asked) -> Answers:
    opinion, given = situation.opinion, situation.given
    held = opinion.of(given.subject, heard(given.text)) if opinion else {}
    return [(topic, round(held[topic] * 1000)) for topic in asked.keys if topic in held]


PREDICATES = {
    "model": Predicate(
        key=Key(
            "{topic, at_least: X}: the trained model (model.json) holds the topic as probable as X (0–1) or more",
            "训练所得的模型（model.json）认为是该主题的把握不低于 X",
        ),
        parse=_model,
        answers=_opinions,
        counts=True,
    )
}
