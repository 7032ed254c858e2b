"""When the letter was received."""

from rules.fact import Situation
from rules.part import BOUNDS, FLAG
from rules.predicate import Predicate, amount, bounds, flag
from rules.schema.key import Key


def _hour(situation: Situation) -> int | None:
    """The hour at which it was received; None where the date alone is known."""
    given = situation.given
    return None if given.received_date_only else given.received.astimezone(situation.calendar.zone).hour


PREDICATES = {
    "hour": Predicate(
        key=Key(
            "{at_least, below}: the hour of receipt, 0–23, in the rulebook's zone",
            "{at_least, below}：收到时的钟点（0–23），按规则簿的时区",
        ),
        parse=bounds("hour"),
        parts=BOUNDS,
        answers=amount(_hour),
    ),
    "out_of_hours": Predicate(
        key=Key("true or false: received outside business hours", "true 或 false：是否在办公时间以外收到"),
        parse=flag("out_of_hours"),
        parts=FLAG,
        answers=amount(lambda situation: int(not situation.calendar.open_at(situation.given.received))),
    ),
}
