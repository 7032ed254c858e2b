"""Dangers that the letter says are there now, whatever it is about (rules.alarms)."""

from rules.fact import Situation
from rules.model import Condition, Test
from rules.part import VALUE, Part, Takes
from rules.predicate import Names, Predicate, among
from rules.schema.key import Key
from rules.schema.source import Item, Reader


def _alarm(reader: Reader, item: Item, names: Names) -> Condition | None:
    """`alarm: true` is any kind the rulebook has."""
    kinds = tuple(names.alarms)
    if item.value is True and kinds:
        return Test(kind="alarm", values=kinds)
    values = reader.choices(item, "alarm", kinds, empty=False)
    return Test(kind="alarm", values=values) if values else None


def _raised(situation: Situation) -> tuple[str, ...]:
    return tuple(one.kind.id for one in situation.alarms)


PREDICATES = {
    "alarm": Predicate(
        key=Key(
            "true, or [ids]: such a danger is there now (alarms.yaml)",
            "true，或 [代码]：来信说眼前有此类危险（alarms.yaml）；true 为任何一类",
        ),
        parse=_alarm,
        parts={VALUE: Part(takes=Takes.ALARMS)},
        answers=among(_raised),
    )
}
