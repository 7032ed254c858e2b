"""Slots that have settled: what the decision says so far."""

from domain.codes import Category, Department, Grade, Urgency
from domain.codes import Kind as LetterNature
from rules.fact import Situation
from rules.model import Condition, Test
from rules.part import BOUNDS, FLAG, VALUE, Part, Takes, some_of
from rules.predicate import Kind, Names, Predicate, among, amount, bounds, flag, one_of
from rules.schema.key import Key
from rules.schema.source import Item, Reader


def _topics(reader: Reader, item: Item, names: Names) -> Condition | None:
    values = reader.choices(item, "topic", tuple(names.topics), empty=False)
    return Test(kind="topic", values=values) if values else None


def _households(situation: Situation) -> int | None:
    found = situation.settled.get("households")
    return found if isinstance(found, int) else None


def _beyond_named(situation: Situation) -> int | None:
    """How many households are known to have written, where the letter itself names fewer or none."""
    known = situation.given.households_known
    return known if known is not None and known > (situation.named_households() or 0) else None


PREDICATES = {
    "topic": Predicate(
        key=Key("[ids]: the main topic", "[代码]：主题"),
        parse=_topics,
        parts={VALUE: Part(takes=Takes.TOPICS)},
        answers=among(lambda situation: situation.values("topic")),
        reads="topic",
        single=True,
    ),
    "category": Predicate(
        key=Key("[codes]: the category", "[代码]：分类"),
        parse=one_of("category", tuple(Category)),
        parts=some_of(tuple(Category)),
        answers=among(lambda situation: situation.values("category")),
        reads="category",
        one_of=tuple(Category),
    ),
    "department": Predicate(
        key=Key("[codes]: one of the departments", "[代码]：责任部门之一"),
        parse=one_of("department", tuple(Department)),
        parts=some_of(tuple(Department)),
        answers=among(lambda situation: situation.values("departments")),
        reads="departments",
    ),
    "kind": Predicate(
        key=Key(
            "[codes]: complaint, suggestion, enquiry, praise, request or not_for_us", "[代码]：性质，同 then 的 kind"
        ),
        parse=one_of("kind", tuple(LetterNature)),
        parts=some_of(tuple(LetterNature)),
        answers=among(lambda situation: situation.values("kind")),
        reads="kind",
        one_of=tuple(LetterNature),
    ),
    "grade": Predicate(
        key=Key("[A–E]: the grade", "[A–E]：级别"),
        parse=one_of("grade", tuple(Grade)),
        parts=some_of(tuple(Grade)),
        answers=among(lambda situation: situation.values("grade")),
        reads="grade",
        one_of=tuple(Grade),
    ),
    "urgency": Predicate(
        key=Key("[codes]: the urgency", "[代码]：紧急程度"),
        parse=one_of("urgency", tuple(Urgency)),
        parts=some_of(tuple(Urgency)),
        answers=among(lambda situation: situation.values("urgency")),
        reads="urgency",
        one_of=tuple(Urgency),
    ),
    "group": Predicate(
        key=Key("true or false: the letter speaks for a group", "true 或 false：是否群体来信"),
        parse=flag("group"),
        parts=FLAG,
        answers=amount(lambda situation: situation.flag("group")),
        reads="group",
    ),
    "fee": Predicate(
        key=Key("true or false: a matter of fees", "true 或 false：是否收费问题"),
        parse=flag("fee"),
        parts=FLAG,
        answers=amount(lambda situation: situation.flag("fee")),
        reads="fee",
    ),
    "households": Predicate(
        key=Key("{at_least, below}: households named or filled", "{at_least, below}：写明或填写的户数"),
        parse=bounds("households"),
        parts=BOUNDS,
        answers=amount(_households),
        reads="households",
        counts=True,
    ),
}

KINDS = {
    "always": Kind(answers=amount(lambda _: 1)),
    "fee so far": Kind(answers=amount(lambda situation: situation.flag("fee so far")), reads="fee so far"),
    "grade so far": Kind(answers=among(lambda situation: situation.values("grade so far")), reads="grade so far"),
    "households named": Kind(
        answers=amount(lambda situation: situation.named_households()),
    ),
    "households known": Kind(answers=amount(_beyond_named)),
}
