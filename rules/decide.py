"""Decides one letter: pure, the same for live work, dry run and replay. Slots settle stage by stage (rules.stages)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from domain.codes import AT_RECEIPT, Category, ClockName, Department, FieldName, Grade, Kind, LetterKind, Urgency
from domain.decision import Candidate, Deadline, Decision, DecisionInput, Doubt, Match, Reason, TopicScore
from rules.compiled import Compiled
from rules.engine import Firing
from rules.facts import Situation, largest_field
from rules.gravity import gravity
from rules.matcher import Heard, Span
from rules.model import Place, Rule, SlotValue, Term
from rules.topics import Ranked, departments_of

YEARS = range(1950, 2200)
"""The years of receipt that can be calculated with."""

_SHOWN = 5
"""Candidates named in a doubt."""


def decide(compiled: Compiled, given: DecisionInput) -> Decision:
    """The decision on one letter. Equal input and rulebook give an equal decision.

    Raises as `decide_naming` does.
    """
    return decide_naming(compiled, given)[0]


def decide_naming(compiled: Compiled, given: DecisionInput) -> tuple[Decision, tuple[str, ...]]:
    """The decision, and the ids of all rules whose condition held, whether they won or not, as the rulebook has them.

    Raises ValueError where the time of receipt lies outside the years a calendar can calculate with, or has no offset;
    EngineError on a bug.
    """
    case = settled(compiled, given)
    return case.decision(), case.held()


def deadlines_with(
    compiled: Compiled, given: DecisionInput, slots: Mapping[str, SlotValue | None]
) -> tuple[Deadline, ...]:
    """The deadlines of receipt where these slots stand as given, whatever the rules say of them.

    Raises as `decide_naming`.
    """
    return settled(compiled, given, slots).deadlines()


def settled(compiled: Compiled, given: DecisionInput, fixed: Mapping[str, SlotValue | None] | None = None) -> "Case":
    """A letter's slots settled, with all that was heard and fired; fixed: slots that stand as a person set them.

    Raises as `decide_naming`.
    """
    if given.received.tzinfo is None or given.received.year not in YEARS:
        raise ValueError(f"the time of receipt {given.received} must have an offset and lie in {YEARS[0]}–{YEARS[-1]}")
    heard = compiled.matcher.hear(given)
    case = Case(compiled, given, heard, compiled.scorer.rank(heard))
    settle: Sequence[Callable[[], None]] = (
        case.settle_topic,
        case.settle_category,
        case.settle_households,
        case.settle_kind,
        case.settle_urgency,
        case.settle_grade,
    )
    with compiled.engine.session() as session:
        for stage, questions in enumerate(compiled.questions):
            if questions.asked:
                case.fired(session.put(*questions.facts(case.situation)))
            if stage < len(settle):
                settle[stage]()
                case.settled.update({slot: value for slot, value in (fixed or {}).items() if slot in case.settled})
    return case


@dataclass(frozen=True, kw_only=True)
class _Won:
    """How the rules that fired fill one slot: by which of them, and with what."""

    value: SlotValue
    rules: tuple[int, ...]


class Case:
    """One decision in the making: what fired, what has settled and why."""

    def __init__(self, compiled: Compiled, given: DecisionInput, heard: Heard, ranked: Sequence[Ranked]) -> None:
        self.compiled = compiled
        self.book = compiled.rulebook
        self.given = given
        self.heard = heard
        self.ranked = ranked
        self.settled: dict[str, SlotValue | None] = {}
        self.reasons: list[Reason] = []
        self.doubts: list[Doubt] = []
        self.matters: tuple[Ranked, ...] = ()
        self.said: tuple[Match, ...] = ()
        self._spans: dict[int, list[Span]] = {}

    @property
    def situation(self) -> Situation:
        """What conditions may look at now."""
        return self.compiled.situation(self.given, self.heard, self.settled)

    def fired(self, firings: Sequence[Firing]) -> None:
        """Take note of rules that fired, with the words that met them."""
        for firing in firings:
            spans = self._spans.setdefault(firing.number, [])
            for literal in self.compiled.literals[firing.number][firing.alternative]:
                said = literal.test.kind.split(" in ")
                if literal.absent or said[0] not in ("signal", "word"):
                    continue
                source = self.heard.signals if said[0] == "signal" else self.heard.words
                places = source.get(literal.test.values[0], ())
                spans.extend(s for s in places if len(said) == 1 or said[1] in self.heard.letter.places(s))

    def held(self) -> tuple[str, ...]:
        """The ids of the rules that fired."""
        return tuple(self.compiled.rule(number).id for number in sorted(self._spans))

    def quoted(self) -> dict[int, tuple[Match, ...]]:
        """Every rule that fired, with the words that met it."""
        return {number: self._quote((number,)) for number in sorted(self._spans)}

    def settle_topic(self) -> None:
        """By rule, else the best score; null only if nothing was heard."""
        won = self._won("topic")
        best = self.ranked[0] if self.ranked else None
        if won is not None:
            self._fill("topic", won)
            self.said = self._quote(won.rules)
        elif best is None:
            self._default("topic", None, "没有听到任何主题的词语")
            self._doubt("topic", "没有听到任何主题的词语，请人工阅读")
        else:
            self.settled["topic"] = best.topic.id
            self.said = self.heard.letter.quote(best.spans, self.given)
            second = f"，其次“{self.ranked[1].topic.name}”{self.ranked[1].score:g}分" if len(self.ranked) > 1 else ""
            because = f"“{best.topic.name}”得分最高：{best.score:g}分{second}"
            self._reason("topic", best.topic.id, best.topic.place, because, self.said)
            self._doubt_scores(best)
        self._set_matters(best.score if best else 0.0)

    def _doubt_scores(self, best: Ranked) -> None:
        scoring = self.book.scoring
        if best.score < scoring.least:
            self._doubt("topic", f"最高分{best.score:g}低于{scoring.least:g}", self._candidates(self.ranked))
        close = [one for one in self.ranked if one.score * scoring.margin > best.score]
        if len(close) > 1:
            names = "、".join(f"“{one.topic.name}”" for one in close[:_SHOWN])
            self._doubt("topic", f"{names}得分相近，难分主次", self._candidates(close))

    def _set_matters(self, best: float) -> None:
        """The further matters of the letter: heard well enough by themselves and beside the best."""
        least = max(self.book.scoring.least, self.book.scoring.also * best)
        main = self.settled["topic"]
        self.matters = tuple(one for one in self.ranked if one.score >= least and one.topic.id != main)

    def settle_category(self) -> None:
        """Category and departments: rule, else topic, else the category's default (TRADE 4)."""
        topic = self.compiled.topics.get(str(self.settled["topic"]))
        if topic is None:
            self._default("category", Category.OTHER, "没有听到任何主题")
            self._default("departments", (Department.NONE,), "没有听到任何主题")
            self.settled["also"] = ()
            return
        if won := self._won("category"):
            self._fill("category", won)
        else:
            self.settled["category"] = topic.category
            self._reason("category", topic.id, topic.place, f"“{topic.name}”属于此类", self.said)
        self._settle_also()
        if won := self._won("departments"):
            self._fill("departments", won)
            return
        own = departments_of(self.book, topic, str(self.settled["category"]), fee=self._fee(topic.id))
        further = (departments_of(self.book, one.topic, one.topic.category, fee=one.topic.fee) for one in self.matters)
        named = (name for names in (own, *further) for name in names if name != Department.NONE)
        self.settled["departments"] = tuple(dict.fromkeys(named)) or own
        if topic.departments:
            self._reason("departments", topic.id, topic.place, f"“{topic.name}”由其负责", self.said)
        else:
            self._reason("departments", "default", self.book.defaults.place, "该分类的默认责任部门", self.said)

    def _fee(self, topic_id: str) -> bool:
        """Whether the matter is one of fees, as far as rules and topic already say."""
        won = self._won("fee")
        return bool(won.value) if won else self.compiled.topics[topic_id].fee

    def _settle_also(self) -> None:
        category = self.settled["category"]
        found = [str(one.topic.category) for one in self.matters]
        for one in self.matters:
            slot = "topics" if one.topic.category == category else "also"
            said = self.heard.letter.quote(one.spans, self.given)
            self._reason(slot, one.topic.id, one.topic.place, f"还提到“{one.topic.name}”：{one.score:g}分", said)
        for number in self._fillers("also"):
            value = self.compiled.rule(number).then["also"]
            found.extend(value if isinstance(value, tuple) else ())
            self._because("also", number)
        self.settled["also"] = tuple(name for name in dict.fromkeys(found) if name != category)

    def settle_households(self) -> None:
        """The number of households, if one is named."""
        if won := self._won("households"):
            self._fill("households", won)
            return
        named = largest_field(self.given, FieldName.HOUSEHOLDS)
        self.settled["households"] = named
        said = [field for field in self.given.fields if field.name is FieldName.HOUSEHOLDS]
        if named is not None:
            words = tuple(Match(source=f.source, text=f.text, start=f.start, end=f.end) for f in said)
            self._reason("households", "default", self.book.defaults.place, "来信中写明的户数", words)

    def settle_kind(self) -> None:
        """Kind, group and fee."""
        topic_id = self.settled["topic"]
        topic = self.compiled.topics.get(str(topic_id))
        for slot, standard, why in (
            ("kind", str(Kind.COMPLAINT), "没有规则说明是建议或咨询"),
            ("group", False, "来信没有代表多户说话"),
        ):
            if won := self._won(slot):
                self._fill(slot, won)
            else:
                self._default(slot, standard, why)
        if won := self._won("fee"):
            self._fill("fee", won)
        elif topic is not None:
            self.settled["fee"] = topic.fee
            why = f"“{topic.name}”{'是' if topic.fee else '不是'}收费问题"
            self._reason("fee", topic.id, topic.place, why, self.said if topic.fee else ())
        else:
            self._default("fee", value=False, why="没有听到任何主题")

    def settle_urgency(self) -> None:
        """By rule; else important where the rules that fired grade the case A or B (TRADE 5), else ordinary."""
        grade = self._won("grade")
        if won := self._won("urgency"):
            self._fill("urgency", won)
        elif grade is not None and grade.value in (Grade.A, Grade.B):
            self.settled["urgency"] = Urgency.IMPORTANT
            for number in grade.rules:
                self._because("urgency", number, "，A、B级至少为重要")
        else:
            self._default("urgency", str(Urgency.ORDINARY), "没有规则说明紧急或重要")

    def settle_grade(self) -> None:
        """By rule; else by kind, and whether the letter speaks for a group."""
        if won := self._won("grade"):
            self._fill("grade", won)
            return
        grades, kind = self.book.defaults.grade, str(self.settled["kind"])
        group = f"group_{kind}" if self.settled["group"] else kind
        self._default("grade", grades.get(group, grades[kind]), "按来信性质的默认级别")

    def decision(self) -> Decision:
        """The settled slots with clocks, letters and reasons."""
        deadlines, letters = self.deadlines(), self._letters()
        for number in self._fillers("needs_person"):
            rule = self.compiled.rule(number)
            self._because("needs_person", number)
            self._doubt("needs_person", str(rule.then["needs_person"]), by_rule=True)
        departments = self.settled["departments"]
        names = departments if isinstance(departments, tuple) else ()
        households = self.settled["households"]
        topic = self.settled["topic"]
        also = self.settled["also"]
        return Decision(
            topic=None if topic is None else str(topic),
            topics=self._topic_scores(),
            category=Category(str(self.settled["category"])),
            also=tuple(Category(name) for name in also) if isinstance(also, tuple) else (),
            departments=tuple(Department(name) for name in names),
            grade=Grade(str(self.settled["grade"])),
            urgency=Urgency(str(self.settled["urgency"])),
            kind=Kind(str(self.settled["kind"])),
            group=bool(self.settled["group"]),
            households=households if isinstance(households, int) else None,
            fee=bool(self.settled["fee"]),
            needs_person=bool(self.doubts),
            doubts=tuple(self.doubts),
            deadlines=deadlines,
            letters=letters,
            reasons=tuple(self.reasons),
            rulebook=self.compiled.sha256,
        )

    def _topic_scores(self) -> tuple[TopicScore, ...]:
        """The main topic first, then all that were heard, best first."""
        scores = {one.topic.id: one.score for one in self.ranked}
        main = self.settled["topic"]
        order = ([str(main)] if main is not None else []) + [name for name in scores if name != main]
        topics = self.compiled.topics
        return tuple(
            TopicScore(topic=name, category=topics[name].category, score=scores.get(name, 0.0)) for name in order
        )

    def deadlines(self) -> tuple[Deadline, ...]:
        """The clocks that start at receipt, each by the term that its rules or its default give it."""
        found: dict[ClockName, Deadline] = {}
        for clock in self.book.clocks:
            if clock.starts != "receipt" or clock.clock not in AT_RECEIPT:
                continue
            slot = f"clock:{clock.clock}"
            term = clock.term
            if won := self._won(slot):
                self._fill(slot, won)
                term = won.value if isinstance(won.value, Term) else term
            elif term is not None:
                self._reason(slot, "default", clock.place, clock.because)
            if term is not None:
                date_only = self.given.received_date_only
                found[clock.clock] = self.compiled.calendar.calculate(
                    clock.clock, term, self.given.received, date_only=date_only
                )
        return tuple(found[name] for name in AT_RECEIPT if name in found)

    def _letters(self) -> tuple[LetterKind, ...]:
        found = []
        for letter in self.book.letters:
            wanted: SlotValue = letter.always
            if won := self._won(f"letter:{letter.kind}"):
                self._fill(f"letter:{letter.kind}", won)
                wanted = won.value
            elif letter.always:
                self._reason("letters", "default", letter.place, "每件来信都有此函")
            if wanted:
                found.append(letter.kind)
        return tuple(kind for kind in LetterKind if kind in found)

    def _fillers(self, slot: str) -> list[int]:
        """The rules that fired and fill the slot, in the order of the rulebook."""
        return [number for number in sorted(self._spans) if slot in self.compiled.rule(number).then]

    def _won(self, slot: str) -> _Won | None:
        """The lowest priority wins; among equals the graver value, else the first written."""
        fillers = self._fillers(slot)
        if not fillers:
            return None
        least = min(self.compiled.rule(number).priority for number in fillers)
        top = [number for number in fillers if self.compiled.rule(number).priority == least]
        values = [self.compiled.rule(number).then[slot] for number in top]
        value = min(values, key=lambda one: gravity(slot, one))
        return _Won(value=value, rules=tuple(n for n, one in zip(top, values, strict=True) if one == value))

    def _fill(self, slot: str, won: _Won) -> None:
        """Settle a slot as the rules have it, name what they overrode, and doubt where equals differ."""
        self.settled[slot] = won.value
        others = [self.compiled.rule(number) for number in self._fillers(slot) if number not in won.rules]
        priority = self.compiled.rule(won.rules[0]).priority
        against = [rule for rule in others if rule.priority == priority]
        over = "".join(
            f"，优先于 {rule.id}（{_shown(rule.then[slot])}）"
            for rule in others
            if rule.priority != priority and rule.then[slot] != won.value
        )
        for number in won.rules:
            self._because(slot, number, over)
        if against:
            both = [self.compiled.rule(won.rules[0]), *against]
            names = "、".join(f"{rule.id}（{_shown(rule.then[slot])}）" for rule in both)
            values = dict.fromkeys(_shown(rule.then[slot]) for rule in both)
            candidates = tuple(Candidate(value=value, score=1.0) for value in values)
            self._doubt(slot, f"优先级相同的规则结论不同：{names}", candidates)

    def _because(self, slot: str, number: int, more: str = "") -> None:
        rule: Rule = self.compiled.rule(number)
        self._reason(slot, rule.id, rule.place, rule.because + more, self._quote((number,)))

    def _quote(self, numbers: Sequence[int]) -> tuple[Match, ...]:
        spans = (span for number in numbers for span in self._spans[number])
        return self.heard.letter.quote(spans, self.given)

    def _default(self, slot: str, value: SlotValue | None, why: str) -> None:
        self.settled[slot] = value
        self._reason(slot, "default", self.book.defaults.place, why)

    def _reason(self, slot: str, rule: str, place: Place, because: str, matched: tuple[Match, ...] = ()) -> None:
        slot = "letters" if slot.startswith("letter:") else slot
        reason = Reason(slot=slot, rule=rule, file=place.file, line=place.line, because=because, matched=matched)
        self.reasons.append(reason)
        if slot == "departments":
            self.reasons.append(
                Reason(slot="department", rule=rule, file=place.file, line=place.line, because=because, matched=matched)
            )

    def _doubt(self, slot: str, why: str, candidates: tuple[Candidate, ...] = (), *, by_rule: bool = False) -> None:
        self.doubts.append(Doubt(slot=slot, why=why, candidates=candidates))
        if not by_rule:
            self._reason("needs_person", "default", self.book.defaults.place, why)

    @staticmethod
    def _candidates(ranked: Sequence[Ranked]) -> tuple[Candidate, ...]:
        return tuple(Candidate(value=one.topic.id, score=one.score) for one in ranked[:_SHOWN])


def _shown(value: SlotValue) -> str:
    return "、".join(value) if isinstance(value, tuple) else str(value)
