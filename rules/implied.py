"""The rules that a rulebook implies: its topics, defaults, clocks and letters as rules for the engine.

Each names the line of the YAML it stands on. Priorities put them after every rule an author writes (0–1000).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from enum import IntEnum, StrEnum

from domain.approval import GRAVE
from domain.clocks import AT_RECEIPT
from domain.codes import Category, Department, Kind, Urgency
from domain.reading_codes import FieldName
from rules.model import All, Condition, Not, Place, Rule, Scoring, SlotValue, Test, Topic
from rules.rulebook import Rulebook
from rules.topics import departments_of

DEFAULT = "default"
"""The id of an implied rule that is of no topic."""


class Priority(IntEnum):
    """Of implied rules: two stand before every author's rule and shut it out, the others come after all of them."""

    BY_MODEL = -2
    ALONE = -1
    BEYOND_WORDS = 1001
    ORDINARY = 1002
    OF_FEES = 1003
    OF_CATEGORY = 1004
    LAST = 1005


class Quotes(StrEnum):
    """Which words of the letter the reason of an implied rule shows."""

    NOTHING = "nothing"
    HITS = "hits"
    """Those that speak for its topic."""
    TOPIC = "topic"
    """Those that made the main topic what it is."""
    HOUSEHOLDS = "households"
    """Those in which reading found a number of households."""
    GRADE = "grade"
    """The rules that grade the letter are named in its place."""


class Uncertain(StrEnum):
    """Why the topic that stands needs a person; the values of the slot `uncertain`."""

    UNHEARD = "unheard"
    FAINT = "faint"
    THIN = "thin"
    CLOSE = "close"
    AGAINST = "against"
    BEYOND = "beyond"


@dataclass(frozen=True, kw_only=True)
class ImpliedRule(Rule):
    """A rule that no author wrote as one. A FieldName in `then` stands for what reading found for that field."""

    quotes: Quotes = Quotes.NOTHING


def implied_rules(book: Rulebook) -> tuple[ImpliedRule, ...]:
    """All of them, those of one slot in the order in which their reasons are given."""
    return (
        *(rule for topic in book.topics for rule in _of_topic(book, topic)),
        *_uncertain(book),
        *_without_topic(book),
        *_departments(book),
        *_standards(book),
        *_urgency(book),
        *_grades(book),
        *_clocks_and_letters(book),
        _who_wrote(book),
    )


def further_departments(book: Rulebook, topic: Topic) -> tuple[str, ...]:
    """Who answers for a topic that is a further matter of a letter."""
    return departments_of(book, topic, topic.category, fee=topic.fee)


_ALWAYS = Test(kind="always")


def _default(
    place: Place,
    then: dict[str, SlotValue | None],
    because: str,
    *,
    when: Condition = _ALWAYS,
    priority: Priority = Priority.LAST,
    quotes: Quotes = Quotes.NOTHING,
) -> ImpliedRule:
    return ImpliedRule(id=DEFAULT, because=because, priority=priority, when=when, then=then, place=place, quotes=quotes)


def _of_topic(book: Rulebook, topic: Topic) -> Iterator[ImpliedRule]:
    """The best score makes it the topic, a good one a further matter; the topic gives what its entry says."""

    def rule(when: Condition, then: dict[str, SlotValue | None], because: str, quotes: Quotes) -> ImpliedRule:
        return ImpliedRule(
            id=topic.id,
            because=because,
            priority=Priority.ORDINARY,
            when=when,
            then=then,
            place=topic.place,
            quotes=quotes,
        )

    named = f"“{topic.name}”"
    it_is, scored = Test(kind="topic", values=(topic.id,)), (topic.id,)
    best = Test(kind="scored", values=scored, below=2, of="rank")
    yield rule(best, {"topic": topic.id}, f"{named}得分最高", Quotes.HITS)
    well = Test(kind="scored", values=scored, least=_whole(book.scoring.least, 1000))
    beside = Test(kind="scored", values=scored, least=_whole(book.scoring.also, 1_000_000), of="share")
    also: dict[str, SlotValue | None] = {"also": (topic.category,), "further": further_departments(book, topic)}
    yield rule(All(parts=(well, beside)), also, f"还提到{named}", Quotes.HITS)
    schemes = tuple(topic.schemes.get(name, "") for name in book.schemes)
    of_kind: dict[str, SlotValue | None] = {"category": topic.category, "schemes": schemes}
    if topic.cause:
        of_kind["cause"] = topic.cause
    yield rule(it_is, of_kind, f"{named}属于此类", Quotes.TOPIC)
    if topic.departments:
        yield rule(it_is, {"departments": topic.departments}, f"{named}由其负责", Quotes.TOPIC)
    fees = f"{named}{'是' if topic.fee else '不是'}收费问题"
    yield rule(it_is, {"fee": topic.fee}, fees, Quotes.TOPIC if topic.fee else Quotes.NOTHING)


def _whole(value: float, scale: int) -> int:
    """The least whole number of 1/scale that is not below the value as it is written."""
    return int((Decimal(str(value)) * scale).to_integral_value(ROUND_CEILING))


def margin_in_millionths(scoring: Scoring) -> int:
    """By how much the best score must lead the second, in the whole numbers of facts."""
    return _whole(scoring.margin, 1_000_000)


def _uncertain(book: Rulebook) -> Iterator[ImpliedRule]:
    """Of a topic that its score makes the main one, not an author's rule.

    Where the model agrees, weak evidence will do; where it is sure of another category, no evidence is enough.
    """
    scoring, ordinary = book.scoring, Priority.ORDINARY
    agreed = Test(kind="best", least=_whole(scoring.agree, 1000), of="agree")

    def weak(choice: str, when: Test, why: Uncertain, because: str) -> ImpliedRule:
        condition = All(parts=(when, Not(part=agreed)))
        place = book.place(f"scoring.{choice}")
        return _default(place, {"uncertain": why}, because, when=condition, priority=ordinary)

    faint = Test(kind="best", below=_whole(scoring.least, 1000))
    thin = Test(kind="best", below=scoring.words, of="words")
    close = Test(kind="best", below=margin_in_millionths(scoring), of="margin")
    against = Test(kind="best", least=_whole(scoring.against, 1000) + 1, of="against")
    yield weak("least", faint, Uncertain.FAINT, f"低于{scoring.least:g}")
    yield weak("words", thin, Uncertain.THIN, "依据单薄，只听到一处词语")
    yield weak("margin", close, Uncertain.CLOSE, "得分相近，难分主次")
    if scoring.model:
        likely = Test(kind="best", least=_whole(scoring.likely, 1000), of="against")
        more = Test(kind="best", least=_whole(1 / scoring.model, 1_000_000) + 1, of="beyond")
        then: dict[str, SlotValue | None] = {"topic": None, "uncertain": Uncertain.BEYOND}
        because = "没有听到主题词语的一类，模型的把握胜过其他主题的词语"
        place, when = book.place("scoring.model"), All(parts=(likely, more))
        yield _default(place, then, because, when=when, priority=Priority.BEYOND_WORDS)
    place = book.place("scoring.against")
    yield _default(place, {"uncertain": Uncertain.AGAINST}, "模型的看法不同", when=against, priority=ordinary)
    place = book.place("scoring.least")
    yield _default(place, {"topic": None, "uncertain": Uncertain.UNHEARD}, "没有听到任何主题的词语")


def _without_topic(book: Rulebook) -> Iterator[ImpliedRule]:
    """Where the topic is none of the rulebook's, no other rule says anything of category and departments.

    The category is the one that the model holds for likely, else `other`. A person looks at it either way.
    """
    topics = tuple(topic.id for topic in book.topics)
    unheard: Condition = Not(part=Test(kind="topic", values=topics)) if topics else _ALWAYS

    def category(name: str, when: Condition, priority: Priority, because: str) -> ImpliedRule:
        departments = (Department.NONE,) if name == Category.OTHER else book.defaults.departments[name]
        then: dict[str, SlotValue | None] = {"category": Category(name), "departments": departments, "also": ()}
        place = book.place(f"defaults.departments.{name}")
        return _default(place, then, because, when=when, priority=priority)

    yield category(Category.OTHER, unheard, Priority.ALONE, "没有听到任何主题")
    for name in book.learnt.categories if book.learnt else ():
        likely = Test(kind="likeliest", values=(name,), least=_whole(book.scoring.likely, 1000))
        because = "没有听到此类主题的词语，模型认为属于此类"
        yield category(name, All(parts=(unheard, likely)), Priority.BY_MODEL, because)


def _departments(book: Rulebook) -> Iterator[ImpliedRule]:
    because = "该分类的默认责任部门"
    service = Test(kind="category", values=(Category.SERVICE,))
    yield _default(
        book.place("defaults.fee"),
        {"departments": book.defaults.fee},
        because,
        when=All(parts=(service, Test(kind="fee so far", least=1))),
        priority=Priority.OF_FEES,
        quotes=Quotes.TOPIC,
    )
    for category, departments in book.defaults.departments.items():
        yield _default(
            book.place(f"defaults.departments.{category}"),
            {"departments": departments},
            because,
            when=Test(kind="category", values=(category,)),
            priority=Priority.OF_CATEGORY,
            quotes=Quotes.TOPIC,
        )


def _standards(book: Rulebook) -> Iterator[ImpliedRule]:
    """What stands where neither a rule nor the topic says anything."""
    defaults = book.defaults
    named = Test(kind="households named")
    households: dict[str, SlotValue | None] = {"households": FieldName.HOUSEHOLDS}
    place = book.place("defaults")
    yield _default(place, households, "来信中写明的户数", when=named, quotes=Quotes.HOUSEHOLDS)
    known = Test(kind="households known", least=1)
    yield _default(place, households, "已就同一件事来信的户数", when=known, priority=Priority.OF_CATEGORY)
    complaint = "没有规则说明是建议或咨询" if defaults.kind == Kind.COMPLAINT else "没有规则说明来信性质"
    yield _default(book.place("defaults.kind"), {"kind": defaults.kind}, complaint)
    alone = "没有规则说明是否群体来信" if defaults.group else "来信没有代表多户说话"
    yield _default(book.place("defaults.group"), {"group": defaults.group}, alone)
    yield _default(book.place("defaults.fee"), {"fee": False}, "没有听到任何主题")


def _urgency(book: Rulebook) -> Iterator[ImpliedRule]:
    """A letter that a rule grades A or B is at least important (TRADE 5)."""
    if any(rule.then.get("grade") in GRAVE for rule in book.rules):
        yield _default(
            book.place("defaults"),
            {"urgency": Urgency.IMPORTANT},
            "，A、B级至少为重要",
            when=Test(kind="grade so far", values=tuple(GRAVE)),
            priority=Priority.ORDINARY,
            quotes=Quotes.GRADE,
        )
    ordinary = book.defaults.urgency == Urgency.ORDINARY
    because = "没有规则说明紧急或重要" if ordinary else "没有规则说明紧急程度"
    yield _default(book.place("defaults.urgency"), {"urgency": book.defaults.urgency}, because)


def _grades(book: Rulebook) -> Iterator[ImpliedRule]:
    """By kind; where the rulebook says so, otherwise for a letter that speaks for a group."""
    grades, because = book.defaults.grade, "按来信性质的默认级别"
    for kind in Kind:
        of_kind: Condition = Test(kind="kind", values=(kind,))
        group = f"group_{kind}"
        if group in grades:
            of_group = All(parts=(of_kind, Test(kind="group", least=1)))
            yield _default(book.place(f"defaults.grade.{group}"), {"grade": grades[group]}, because, when=of_group)
            of_kind = All(parts=(of_kind, Test(kind="group", below=1)))
        yield _default(book.place(f"defaults.grade.{kind}"), {"grade": grades[kind]}, because, when=of_kind)


def _clocks_and_letters(book: Rulebook) -> Iterator[ImpliedRule]:
    """The ordinary terms of the clocks that start with receipt, and the letters of every case."""
    ordinary = Priority.ORDINARY
    for clock in book.clocks:
        if clock.starts == "receipt" and clock.clock in AT_RECEIPT and clock.term is not None:
            then: dict[str, SlotValue | None] = {f"clock:{clock.clock}": clock.term}
            yield _default(clock.place, then, clock.because, priority=ordinary)
    for letter in book.letters:
        if letter.always:
            yield _default(letter.place, {f"letter:{letter.kind}": True}, "每件来信都有此函", priority=ordinary)


def _who_wrote(book: Rulebook) -> ImpliedRule:
    """A person looks whatever the rulebook says: no letter goes to the household of somebody else (DESIGN 2)."""
    why = "来信写明的住址、姓名、电话或发件邮箱在住户名册中不属于同一户，请核对是谁来信、住在哪里"
    when = Test(kind="writer contradicted", least=1)
    return _default(book.place("defaults"), {"needs_person": why}, why, when=when, priority=Priority.ORDINARY)
