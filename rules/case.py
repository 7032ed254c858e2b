"""One letter while it is decided: what was heard and fired, what has settled and why."""

from collections.abc import Callable, Mapping, Sequence

from domain.clocks import AT_RECEIPT
from domain.codes import Category, ClockName, Department, Grade, Kind, LetterKind, Urgency
from domain.decision import (
    Alarm,
    Candidate,
    Deadline,
    Decision,
    DecisionInput,
    Doubt,
    Match,
    Reason,
    SchemeClass,
    TopicScore,
)
from domain.labels import CATEGORY
from domain.reading_codes import FieldName
from domain.work_codes import Cause
from rules.compiled import Compiled, reason_of
from rules.facts.scored import margin_over
from rules.firing import Fired, Won
from rules.implied import ImpliedRule, Priority, Quotes, Uncertain, further_departments, margin_in_millionths
from rules.model import Rule, SlotValue, Term
from rules.topics import Ranked

ENGINE = 3
"""Of what decides, stored with each decision: 2 since every slot is filled by a rule of the engine, 3 since a word of
figures or Latin letters is not heard inside a longer one."""

_SHOWN = 5
"""Candidates named in a doubt."""


class Case:
    """One decision in the making. fixed: slots that stand as a person set them, whatever the rules say."""

    def __init__(
        self,
        compiled: Compiled,
        given: DecisionInput,
        fixed: Mapping[str, SlotValue | None],
    ) -> None:
        self.compiled = compiled
        self.book = compiled.rulebook
        self.given = given
        self.settled: dict[str, SlotValue | None] = {}
        self.situation = compiled.situation(given, self.settled)
        """What conditions may look at: it follows what settles."""
        self.heard = self.situation.heard
        self.ranked = self.situation.ranked
        self.alarms = self.situation.alarms
        self.fixed = fixed
        self.fired = Fired(compiled, given, self.heard, self.alarms)
        self.reasons: list[Reason] = []
        self.doubts: list[Doubt] = []
        self._topic_words: tuple[Match, ...] = ()
        self._further: tuple[Ranked, ...] = ()

    def settle(self, slots: Sequence[str]) -> None:
        """Fill slots by the rules that have fired, in this order; those that hold several parts by `decision`."""
        for slot in slots:
            if special := _SPECIAL.get(slot):
                special(self)
            elif slot not in _BY_PART:
                self._settle(slot)
            if slot in self.fixed:
                self.settled[slot] = self.fixed[slot]

    def _settle(self, slot: str) -> None:
        """By the rule that wins, null where none fired."""
        self.settled[slot] = None
        if won := self.fired.won(slot):
            self._fill(slot, won)

    def settle_topic(self) -> None:
        """An author's rule before the best score; whatever makes a scored topic uncertain is a doubt."""
        won = self.fired.won("topic")
        if won is None:
            return
        best = self.ranked[0] if self.ranked and self.fired.implied(won.rules[0]) else None
        self._fill("topic", won, "" if best is None else self._scores())
        self._topic_words = tuple(
            match for reason in self.reasons if reason.slot == "topic" for match in reason.matched
        )
        for number in self.fired.fillers("uncertain"):
            rule = self.fired.rule(number)
            if rule.priority == self.fired.rule(won.rules[0]).priority:
                self._doubt_topic(rule)

    def _scores(self) -> str:
        """The best score and the second, in words."""
        best, *others = self.ranked
        second = f"，其次“{others[0].topic.name}”{others[0].score:g}分" if others else ""
        model = f"（其中模型{best.score - best.of_words:.3g}分）" if best.score > best.of_words else ""
        return f"：{best.score:g}分{model}{second}"

    def _doubt_topic(self, rule: Rule) -> None:
        match rule.then["uncertain"]:
            case Uncertain.UNHEARD:
                self._doubt("topic", f"{rule.because}，请人工阅读", rule)
            case Uncertain.FAINT:
                why = f"词语得分{self.ranked[0].of_words:g}{rule.because}"
                self._doubt("topic", why, rule, self._candidates(self.ranked))
            case Uncertain.THIN:
                self._doubt("topic", rule.because, rule, self._candidates(self.ranked))
            case Uncertain.AGAINST | Uncertain.BEYOND:
                held = self.situation.held
                likely = max(held, key=lambda name: held[name])
                candidates = (Candidate(value=likely, score=round(held[likely], 3)),)
                self._doubt("category", f"{rule.because}：{CATEGORY[likely]}", rule, candidates)
            case _:
                margin = margin_in_millionths(self.book.scoring)
                close = [one for one in self.ranked if margin_over(self.ranked[0], one) < margin]
                names = "、".join(f"“{one.topic.name}”" for one in close[:_SHOWN])
                self._doubt("topic", f"{names}{rule.because}", rule, self._candidates(close))

    def settle_also(self) -> None:
        """The further matters, best first, then what authors' rules add; the main category is left out."""
        category = self.settled["category"]
        fillers = self.fired.fillers("also")
        matters = {self.fired.rule(number).id: number for number in fillers if self.fired.implied(number)}
        main = self.settled.get("topic")
        self._further = tuple(one for one in self.ranked if one.topic.id in matters and one.topic.id != main)
        found: list[str] = []
        for one in self._further:
            found.extend(self._adds("also", matters[one.topic.id]))
            slot = "topics" if one.topic.category == category else "also"
            self._because(slot, matters[one.topic.id], f"：{one.score:g}分")
        for number in fillers:
            if not self.fired.implied(number):
                found.extend(self._adds("also", number))
                self._because("also", number)
        self.settled["also"] = tuple(name for name in dict.fromkeys(found) if name != category)

    def _adds(self, slot: str, number: int) -> tuple[str, ...]:
        value = self.fired.rule(number).then[slot]
        return value if isinstance(value, tuple) else ()

    def settle_departments(self) -> None:
        """Those of further matters follow those that topic, fees or category give; an author's rule says all."""
        won = self.fired.won("departments")
        if won is None:
            return
        self._fill("departments", won)
        own = self._adds("departments", won.rules[0])
        if self.fired.rule(won.rules[0]).priority >= Priority.ORDINARY:
            # What the company does not handle is no department's, whatever else the letter mentions (TRADE 4).
            ours = self.settled["category"] != Category.OTHER
            further = (further_departments(self.book, one.topic) for one in self._further if ours)
            named = (name for names in (own, *further) for name in names if name != Department.NONE)
            self.settled["departments"] = tuple(dict.fromkeys(named)) or own

    def settle_copies(self) -> None:
        """The departments that authors' rules have told as well follow those that answer."""
        told: list[str] = []
        for number in self.fired.fillers("copy_to"):
            told.extend(self._adds("copy_to", number))
            self._because("departments", number, "，抄送")
        if told and "departments" not in self.fixed:
            self.settled["departments"] = tuple(dict.fromkeys((*self._names("departments"), *told)))

    def settle_fee_so_far(self) -> None:
        """Before the departments settle: what topic and rules say of fees by now."""
        won = self.fired.won("fee")
        self.settled["fee so far"] = won is not None and won.value

    def settle_grade_so_far(self) -> None:
        """Before the urgency settles: how authors' rules grade the letter by now."""
        won = self.fired.won("grade")
        self.settled["grade so far"] = None if won is None or self.fired.implied(won.rules[0]) else won.value

    def settle_urgency(self) -> None:
        """Where the grade makes it important, the rules of the grade are named."""
        won = self.fired.won("urgency")
        if won is None:
            return
        rule = self.fired.rule(won.rules[0])
        grade = self.fired.won("grade")
        if isinstance(rule, ImpliedRule) and rule.quotes is Quotes.GRADE and grade is not None:
            self.settled["urgency"] = won.value
            for number in grade.rules:
                self._because("urgency", number, rule.because)
        else:
            self._fill("urgency", won)

    def decision(self) -> Decision:
        """The settled slots with clocks, letters and reasons."""
        deadlines, letters = self.deadlines(), self._letters()
        for number in self.fired.fillers("needs_person"):
            rule = self.fired.rule(number)
            self._because("needs_person", number)
            self.doubts.append(Doubt(slot="needs_person", why=str(rule.then["needs_person"])))
        households, topic, cause = (self.settled[slot] for slot in ("households", "topic", "cause"))
        return Decision(
            topic=None if topic is None else str(topic),
            topics=self._topic_scores(),
            category=Category(str(self.settled["category"])),
            also=tuple(map(Category, self._names("also"))),
            departments=tuple(map(Department, self._names("departments"))),
            grade=Grade(str(self.settled["grade"])),
            urgency=Urgency(str(self.settled["urgency"])),
            kind=Kind(str(self.settled["kind"])),
            group=bool(self.settled["group"]),
            households=households if isinstance(households, int) else None,
            fee=bool(self.settled["fee"]),
            cause=None if cause is None else Cause(str(cause)),
            schemes=self._schemes(),
            alarms=tuple(
                Alarm(kind=one.kind.id, name=one.kind.name, matched=self.heard.letter.quote(one.spans, self.given))
                for one in self.alarms
            ),
            needs_person=bool(self.doubts),
            doubts=tuple(self.doubts),
            deadlines=deadlines,
            letters=letters,
            reasons=tuple(self.reasons),
            rulebook=self.compiled.sha256,
            engine=ENGINE,
        )

    def _names(self, slot: str) -> tuple[str, ...]:
        value = self.settled[slot]
        return value if isinstance(value, tuple) else ()

    def _topic_scores(self) -> tuple[TopicScore, ...]:
        """The main topic first, then all that were heard, best first."""
        scores = {one.topic.id: one.score for one in self.ranked}
        main = self.settled.get("topic")
        order = ([str(main)] if main is not None else []) + [name for name in scores if name != main]
        topics = self.compiled.topics
        return tuple(
            TopicScore(topic=name, category=topics[name].category, score=scores.get(name, 0.0)) for name in order
        )

    def _schemes(self) -> tuple[SchemeClass, ...]:
        """The topic's class in each of the rulebook's other classifications that names one."""
        won = self.fired.won("schemes")
        names = won.value if won and isinstance(won.value, tuple) else ()
        return tuple(
            [
                SchemeClass(scheme=scheme, name=name)
                for scheme, name in zip(self.book.schemes, names, strict=False)
                if name
            ]
        )

    def deadlines(self) -> tuple[Deadline, ...]:
        """The clocks that start at receipt, each by the term that a rule gives it."""
        found: dict[ClockName, Deadline] = {}
        for clock in self.book.clocks:
            slot = f"clock:{clock.clock}"
            won = self.fired.won(slot) if clock.starts == "receipt" and clock.clock in AT_RECEIPT else None
            if won is None:
                continue
            self._fill(slot, won)
            if isinstance(won.value, Term):
                found[clock.clock] = self.compiled.calendar.calculate(
                    clock.clock, won.value, self.given.received, date_only=self.given.received_date_only
                )
        return tuple(found[name] for name in AT_RECEIPT if name in found)

    def _letters(self) -> tuple[LetterKind, ...]:
        wanted = set()
        for letter in self.book.letters:
            if won := self.fired.won(f"letter:{letter.kind}"):
                self._fill(f"letter:{letter.kind}", won)
                wanted |= {letter.kind} if won.value else set()
        return tuple(kind for kind in LetterKind if kind in wanted)

    def _fill(self, slot: str, won: Won, more: str = "") -> None:
        """Settle a slot as the rules have it, name what they overrode, and doubt where equals differ."""
        value = won.value
        self.settled[slot] = self.situation.found(value) if isinstance(value, FieldName) else value
        over = self._overridden(slot, won) if won.others else ""
        for number in won.rules:
            self._because(slot, number, more + over)
        if won.others:
            self._doubt_equals(slot, won)

    def _overridden(self, slot: str, won: Won) -> str:
        """The rules of higher priority number that wanted something else."""
        priority = self.fired.rule(won.rules[0]).priority
        rules = [self.fired.rule(number) for number in won.others]
        lost = (rule for rule in rules if rule.priority != priority and rule.then[slot] != won.value)
        return "".join(f"，优先于 {rule.id}（{_shown(rule.then[slot])}）" for rule in lost)

    def _doubt_equals(self, slot: str, won: Won) -> None:
        first = self.fired.rule(won.rules[0])
        against = [rule for rule in map(self.fired.rule, won.others) if rule.priority == first.priority]
        if not against:
            return
        both = [first, *against]
        names = "、".join(f"{rule.id}（{_shown(rule.then[slot])}）" for rule in both)
        values = dict.fromkeys(_shown(rule.then[slot]) for rule in both)
        candidates = tuple(Candidate(value=value, score=1.0) for value in values)
        self._doubt(slot, f"优先级相同的规则结论不同：{names}", first, candidates)

    def _because(self, slot: str, number: int, more: str = "") -> None:
        reason = None if more else self.compiled.reasons.get((number, slot))
        if reason is None:
            rule = self.fired.rule(number)
            reason = reason_of(slot, rule, rule.because + more, self._words(number))
        self.reasons.append(reason)
        if slot == "departments":
            self.reasons.append(reason_of("department", self.fired.rule(number), reason.because, reason.matched))

    def _words(self, number: int) -> tuple[Match, ...]:
        """The words of the letter that the reason for a rule shows."""
        rule = self.fired.rule(number)
        if not isinstance(rule, ImpliedRule):
            return self.fired.quote((number,))
        match rule.quotes:
            case Quotes.TOPIC:
                return self._topic_words
            case Quotes.HITS:
                return self.heard.letter.quote(
                    (span for one in self.ranked if one.topic.id == rule.id for span in one.spans), self.given
                )
            case Quotes.HOUSEHOLDS:
                said = (field for field in self.given.fields if field.name is FieldName.HOUSEHOLDS)
                return tuple(Match(source=f.source, text=f.text, start=f.start, end=f.end) for f in said)
        return ()

    def _doubt(self, slot: str, why: str, rule: Rule, candidates: tuple[Candidate, ...] = ()) -> None:
        self.doubts.append(Doubt(slot=slot, why=why, candidates=candidates))
        self.reasons.append(reason_of("needs_person", rule, why))

    @staticmethod
    def _candidates(ranked: Sequence[Ranked]) -> tuple[Candidate, ...]:
        return tuple(Candidate(value=one.topic.id, score=one.score) for one in ranked[:_SHOWN])


_SPECIAL: Mapping[str, Callable[[Case], None]] = {
    "topic": Case.settle_topic,
    "also": Case.settle_also,
    "departments": Case.settle_departments,
    "copy_to": Case.settle_copies,
    "urgency": Case.settle_urgency,
    "fee so far": Case.settle_fee_so_far,
    "grade so far": Case.settle_grade_so_far,
}
"""How a slot settles that more than one rule makes up, or that others are read from."""

_BY_PART = frozenset({"clocks", "letters", "needs_person"})
"""Slots that are filled clock by clock, letter by letter, sentence by sentence."""


def _shown(value: SlotValue | None) -> str:
    return "、".join(value) if isinstance(value, tuple) else str(value)
