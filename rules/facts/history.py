"""Earlier cases: the household's own about the same topic, and those of its neighbours."""

from datetime import timedelta

from domain.decision import EarlierCase
from rules.fact import Situation
from rules.model import Condition, Test
from rules.part import Part, Takes
from rules.predicate import Answers, Asked, Names, Predicate, amount
from rules.schema.key import Key
from rules.schema.source import Item, Reader


def _repeat(reader: Reader, item: Item, names: Names) -> Condition | None:
    del names
    parts = reader.mapping(item, "repeat", ("within_days",))
    return Test(kind="repeat", below=reader.whole(parts.get("within_days"), "repeat: within_days", 1, 3650) + 1)


def _history_group(reader: Reader, item: Item, names: Names) -> Condition | None:
    del names
    parts = reader.mapping(item, "history_group", ("at_least", "within_days"))
    least = reader.whole(parts.get("at_least"), "history_group: at_least", 1, 100_000)
    days = reader.whole(parts.get("within_days"), "history_group: within_days", 1, 3650)
    return Test(kind="history_group", values=(str(days),), least=least)


def _days_ago(situation: Situation, case: EarlierCase) -> int | None:
    """How many whole days ago a case about the settled topic came in; None for another topic or a later case."""
    if case.topic is None or case.topic != situation.settled.get("topic"):
        return None
    passed = situation.given.received - case.received
    return passed // timedelta(days=1) if passed >= timedelta() else None


def _last_same(situation: Situation) -> int | None:
    days = [_days_ago(situation, case) for case in situation.given.history if case.same_household]
    return min((day for day in days if day is not None), default=None)


def _neighbours(situation: Situation, asked: Asked) -> Answers:
    """How many other households of the building or project wrote about the topic, within each asked time."""
    history = situation.given.history
    own = {_household(case) for case in history if case.same_household}
    last: dict[int | str, int] = {}
    for case in history:
        ago, who = _days_ago(situation, case), _household(case)
        if ago is not None and who not in own and (case.same_building or case.same_project):
            last[who] = min(ago, last.get(who, ago))
    for days in asked.keys:
        yield days, sum(ago <= int(days) for ago in last.values())


def _household(case: EarlierCase) -> int | str:
    """What tells the household of a case from others; one that is not known is its own."""
    return case.number if case.household is None else case.household


PREDICATES = {
    "repeat": Predicate(
        key=Key(
            "{within_days}: the same household, the same topic before", "{within_days}：同一住户此前反映过同一主题"
        ),
        parse=_repeat,
        parts={"within_days": Part(takes=Takes.WHOLE)},
        answers=amount(_last_same),
        reads="topic",
        counts=True,
    ),
    "history_group": Predicate(
        key=Key(
            "{at_least, within_days}: so many other households wrote about the topic, of the building or project",
            "{at_least, within_days}：同楼栋或项目的其他住户此前反映同一主题的户数，同一户几次来信只计一户",
        ),
        parse=_history_group,
        parts={"at_least": Part(takes=Takes.WHOLE), "within_days": Part(takes=Takes.WHOLE)},
        answers=_neighbours,
        reads="topic",
        counts=True,
    ),
}
