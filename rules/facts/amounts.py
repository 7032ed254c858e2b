"""Sums and durations that reading found in the letter."""

from domain.reading_codes import FieldName
from rules.predicate import Predicate, amount, bounds
from rules.schema.key import Key

PREDICATES = {
    "sum": Predicate(
        key=Key("{at_least, below}: the largest sum, whole yuan", "最大金额（元）"),
        parse=bounds("sum"),
        answers=amount(lambda situation: situation.largest(FieldName.SUM)),
        counts=True,
    ),
    "days": Predicate(
        key=Key("{at_least, below}: the longest duration, whole days (三天 is 3)", "最长天数（“三天”为3）"),
        parse=bounds("days"),
        answers=amount(lambda situation: situation.largest(FieldName.DURATION)),
        counts=True,
    ),
}
