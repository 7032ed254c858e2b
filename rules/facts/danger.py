"""How probable the trained model holds that the letter says danger is there, in thousandths."""

from rules.fact import Situation
from rules.model import Condition, Test
from rules.part import SHARE
from rules.predicate import Answers, Asked, Names, Predicate
from rules.schema.key import Key
from rules.schema.source import Item, Reader

_THERE = "there"


def _danger(reader: Reader, item: Item, names: Names) -> Condition | None:
    del names
    least = max(1, round(reader.number(item, "danger", 0, 1) * 1000))
    return Test(kind="danger", values=(_THERE,), least=least)


def _held(situation: Situation, asked: Asked) -> Answers:
    """A fact only where a rule would ask for one so probable: for most letters there is none."""
    danger = round(situation.danger * 1000)
    return [(_THERE, danger)] if danger >= max(1, asked.least.get("n", 0)) else []


PREDICATES = {
    "danger": Predicate(
        key=Key(
            "X (0–1): the trained model (model.json) holds that danger is there now as probable as X or more",
            "X（0–1）：训练所得的模型（model.json）认为眼前有危险的把握不低于 X",
        ),
        parse=_danger,
        parts=SHARE,
        answers=_held,
        counts=True,
    )
}
