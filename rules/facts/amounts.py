"""Sums and durations that reading found in the letter."""

from domain.reading_codes import FieldName
from rules.part import BOUNDS
from rules.predicate import Predicate, amount, bounds
from rules.schema.key import Key

PREDICATES = {
    "sum": Predicate(
        key=Key("{at_least, below}: the largest sum, whole yuan", "{at_least, below}：最大金额，整元"),
        parse=bounds("sum"),
        parts=BOUNDS,
        answers=amount(lambda situation: situation.largest(FieldName.SUM)),
        counts=True,
    ),
    "days": Predicate(
        key=Key(
            "{at_least, below}: the longest duration, whole days (三天 is 3)",
            "{at_least, below}：最长天数，整天（“三天”为3）",
        ),
        parse=bounds("days"),
        parts=BOUNDS,
        answers=amount(lambda situation: situation.largest(FieldName.DURATION)),
        counts=True,
    ),
}
