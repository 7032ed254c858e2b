"""Whole random rulebooks that pass our check: decided as a plain reading of their rules says, in any order of rules."""

import json
from datetime import datetime
from fractions import Fraction

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from domain.codes import Channel
from domain.decision import DecisionInput
from domain.reading import Field
from domain.reading_codes import FieldName, Source
from rules.check.across import check
from rules.compiled import compile_rulebook
from rules.decide import decide
from rules.load import parse_rulebook

TOPICS = {"lift": ("电梯", "equipment"), "rubbish": ("垃圾", "environment"), "fees": ("物业费", "service")}
WORDS = ("电梯", "垃圾", "物业费", "漏水", "记者", "噪音")
FILES = {
    "rulebook.yaml": "name: x\n",
    "departments.yaml": "[{id: engineering, name: 甲}, {id: customer_service, name: 乙}, {id: security, name: 丙},"
    " {id: environment, name: 丁}, {id: finance, name: 戊}, {id: developer_liaison, name: 己}]",
    "signals.yaml": "[]",
    "topics.yaml": json.dumps(
        [{"id": t, "name": t, "category": c, "signals": {w: 3}} for t, (w, c) in TOPICS.items()], ensure_ascii=False
    ),
    "clocks.yaml": json.dumps(
        [
            {"clock": clock, "term": "24 h", "starts": "receipt", "because": "x"}
            for clock in ("register", "acknowledge", "reply", "handle")
        ]
    ),
    "calendar.yaml": "{}",
    "letters.yaml": "[{kind: acknowledgement, when: always}]",
}

bounds = st.integers(1, 6)
leaves = st.one_of(
    st.builds(lambda word, least: {"word": word, "at_least": least}, st.sampled_from(WORDS), st.integers(1, 2)),
    st.builds(lambda names: {"channel": names}, st.lists(st.sampled_from(("email", "phone")), min_size=1)),
    st.builds(lambda names: {"topic": names}, st.lists(st.sampled_from(tuple(TOPICS)), min_size=1)),
    st.builds(lambda name: {"category": [name]}, st.sampled_from(("equipment", "service", "other"))),
    st.builds(lambda n: {"households": {"at_least": n}}, bounds),
    st.builds(lambda flag: {"group": flag}, st.booleans()),
    st.builds(lambda name: {"kind": name}, st.sampled_from(("complaint", "enquiry"))),
    st.builds(lambda name: {"urgency": name}, st.sampled_from(("urgent", "ordinary"))),
)
whens = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(lambda parts: {"all": parts}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda parts: {"any": parts}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda part: {"not": part}, inner),
    ),
    max_leaves=4,
)
thens = st.fixed_dictionaries(
    {},
    optional={
        "group": st.booleans(),
        "kind": st.sampled_from(("complaint", "enquiry")),
        "urgency": st.sampled_from(("urgent", "important")),
        "grade": st.sampled_from(tuple("ABCDE")),
        "households": bounds,
        "topic": st.sampled_from(tuple(TOPICS)),
    },
).filter(bool)
rules = st.lists(
    st.fixed_dictionaries({"when": whens, "then": thens, "priority": st.integers(1, 4)}), min_size=1, max_size=8
)
letters = st.builds(
    lambda words, channel, households: DecisionInput(
        text="，".join(words),
        channel=channel,
        received=datetime.fromisoformat("2026-03-02T10:00:00+08:00"),
        fields=(Field(name=FieldName.HOUSEHOLDS, value=str(households), text="", source=Source.TEXT, start=0, end=0),)
        if households
        else (),
    ),
    st.lists(st.sampled_from(WORDS), max_size=5),
    st.sampled_from((Channel.EMAIL, Channel.PHONE)),
    st.none() | bounds,
)

STANDARD = {"kind": "complaint", "group": False, "urgency": "ordinary"}


def meant(when, given_letter, decision):  # noqa: PLR0911  # one return a predicate reads best
    """The condition read as it is written, against the letter and what was decided."""
    [(name, value), *more] = when.items()
    match name:
        case "all":
            return all(meant(part, given_letter, decision) for part in value)
        case "any":
            return any(meant(part, given_letter, decision) for part in value)
        case "not":
            return not meant(value, given_letter, decision)
        case "word":
            return given_letter.text.split("，").count(value) >= dict(more)["at_least"]
        case "channel":
            return given_letter.channel in value
        case "households":
            return decision.households is not None and decision.households >= value["at_least"]
        case "group":
            return decision.group == value
    return str(getattr(decision, name)) in (value if isinstance(value, list) else [value])


def build(book_rules, number_from=0):
    entries = [{"id": f"r{n}", "because": "x", **rule} for n, rule in enumerate(book_rules, number_from)]
    findings = []
    texts = {**FILES, "rules/all.yaml": json.dumps(entries, ensure_ascii=False)}
    book = parse_rulebook(texts, "0" * 64, findings)
    return book, [one for one in [*findings, *check(book)] if not one.warning]


@settings(deadline=None, max_examples=60)
@given(rules, letters, st.randoms(use_true_random=False))
def test_decisions_are_what_a_plain_reading_of_the_rules_says(book_rules, given_letter, random):
    sound = [rule for rule in book_rules if not build([rule])[1]]
    book, findings = build(sound)
    assume(sound)
    assume(not findings)
    compiled = compile_rulebook(book)
    decision = decide(compiled, given_letter)
    compiled.close()
    fired = [rule for rule in sound if meant(rule["when"], given_letter, decision)]
    for slot in ("topic", "group", "kind", "urgency", "grade", "households"):
        fillers = [rule for rule in fired if slot in rule["then"]]
        if fillers:
            least = min(rule["priority"] for rule in fillers)
            wanted = [rule["then"][slot] for rule in fillers if rule["priority"] == least]
            assert getattr(decision, slot) in wanted
            assert (len(set(wanted)) > 1) == any(
                doubt.slot == slot and "优先级" in doubt.why for doubt in decision.doubts
            )
        elif slot in STANDARD and not (slot == "urgency" and decision.grade in ("A", "B")):
            assert getattr(decision, slot) == STANDARD[slot]
    random.shuffle(sound)
    compiled = compile_rulebook(build(sound)[0])
    again = decide(compiled, given_letter)
    compiled.close()
    assert (again.grade, again.urgency, again.needs_person) == (decision.grade, decision.urgency, decision.needs_person)


# What topics, defaults, clocks and letters of a rulebook say, read plainly, beside the rules.

LETTER_AND_TOPIC = {"all", "any", "not", "word", "at_least", "channel", "topic"}
CODES = ("engineering", "security", "finance")

more_thens = st.fixed_dictionaries(
    {},
    optional={
        "topic": st.sampled_from(tuple(TOPICS)),
        "category": st.sampled_from(("service", "security")),
        "departments": st.lists(st.sampled_from(CODES), min_size=1, max_size=2, unique=True),
        "also": st.lists(st.sampled_from(("building", "service")), min_size=1, unique=True),
        "fee": st.booleans(),
        "kind": st.sampled_from(("suggestion", "enquiry")),
        "group": st.booleans(),
        "urgency": st.sampled_from(("urgent", "ordinary")),
        "grade": st.sampled_from(tuple("ABCDE")),
        "clocks": st.fixed_dictionaries({"reply": st.sampled_from(("2 h", "5 h"))}),
        "letters": st.fixed_dictionaries({"acknowledgement": st.booleans()}),
    },
).filter(bool)
more_rules = st.lists(
    st.fixed_dictionaries({"when": whens, "then": more_thens, "priority": st.integers(1, 9)}), max_size=8
)
topic_tables = st.lists(
    st.fixed_dictionaries(
        {"category": st.sampled_from(("equipment", "service", "other")), "fee": st.booleans()},
        optional={"departments": st.lists(st.sampled_from(CODES), min_size=1, max_size=2, unique=True)},
    ),
    min_size=3,
    max_size=3,
)
scorings = st.fixed_dictionaries(
    {
        "least": st.sampled_from((0, 2.0, 3.6, 4.25)),
        "margin": st.sampled_from((1, 1.25, 1.5, 2)),
        "also": st.sampled_from((0, 0.5, 0.8)),
        "words": st.sampled_from((1, 2)),
    }
)
defaults = st.fixed_dictionaries(
    {},
    optional={
        "departments": st.just({"service": ["security", "finance"], "other": ["engineering"]}),
        "fee": st.just(["finance", "engineering"]),
        "grade": st.fixed_dictionaries(
            {"complaint": st.sampled_from("BC")}, optional={"group_complaint": st.just("A"), "enquiry": st.just("D")}
        ),
        "kind": st.sampled_from(("complaint", "suggestion")),
        "group": st.booleans(),
        "urgency": st.sampled_from(("ordinary", "important")),
    },
)


def written(name, value, above=""):
    """YAML with one key a line."""
    if isinstance(value, dict):
        return f"{above}{name}:\n" + "".join(written(key, part, f"{above}  ") for key, part in value.items())
    return f"{above}{name}: {json.dumps(value)}\n"


def whole_book(topics, scoring, given_defaults, rules_of_authors):
    entries = [{"id": f"r{n}", "because": "x", **rule} for n, rule in enumerate(rules_of_authors)]
    said = [
        {"id": t, "name": t, "signals": {w: 3 + n}, **table}
        for n, ((t, (w, _)), table) in enumerate(zip(TOPICS.items(), topics, strict=True))
    ]
    general = "name: x\n" + written("scoring", scoring)
    texts = {
        **FILES,
        "rulebook.yaml": general + (written("defaults", given_defaults) if given_defaults else ""),
        "topics.yaml": "".join(f"- {json.dumps(topic, ensure_ascii=False)}\n" for topic in said),
        "rules/all.yaml": "".join(f"- {json.dumps(entry, ensure_ascii=False)}\n" for entry in entries) or "[]",
    }
    findings = []
    book = parse_rulebook(texts, "0" * 64, findings)
    return book, entries, [one for one in [*findings, *check(book)] if not one.warning]


def names_in(when):
    """Every key of a condition."""
    if isinstance(when, dict):
        return set(when).union(*(names_in(part) for part in when.values()))
    return set().union(*(names_in(part) for part in when)) if isinstance(when, list) else set()


def handled(topic):
    """What of a topic says by whom and as what a letter is handled."""
    return topic.category, topic.departments, topic.fee


class Reading:
    """A rulebook read plainly: what each slot must be, given which rules held."""

    def __init__(self, book, rules_that_held, decision, ranked, text):
        self.book, self.held, self.decision, self.ranked = book, rules_that_held, decision, ranked
        self.text = text
        self.topic = next((one for one in book.topics if one.id == decision.topic), None)

    def wanted(self, slot, standard, held=None):
        """What the rules of the lowest priority say, else the standard."""
        fillers = [rule for rule in (self.held if held is None else held) if slot in rule["then"]]
        least = min((rule["priority"] for rule in fillers), default=None)
        return [rule["then"][slot] for rule in fillers if rule["priority"] == least] or [standard]

    def topics(self):
        return self.wanted("topic", self.ranked[0].topic.id if self.ranked else None)

    def doubts(self):
        if any("topic" in rule["then"] for rule in self.held):
            return set()
        if not self.ranked:
            return {"没有听到"}
        first, *others = self.ranked
        best, scoring = Fraction(str(first.score)), self.book.scoring
        found = {"低于"} if best < Fraction(str(scoring.least)) else set()
        said = {self.text[start:end] for start, end in first.spans}
        if sum(1 + (len(one) >= 5) for one in said) < scoring.words:
            found.add("依据单薄")
        rivals = [one for one in others if handled(one.topic) != handled(first.topic)]
        if any(Fraction(str(one.score)) * Fraction(str(scoring.margin)) > best for one in rivals):
            found.add("得分相近")
        return found

    def further(self):
        best = Fraction(str(self.ranked[0].score)) if self.ranked else 0
        least = max(Fraction(str(self.book.scoring.least)), Fraction(str(self.book.scoring.also)) * best)
        return [
            one.topic
            for one in self.ranked
            if Fraction(str(one.score)) >= least and one.topic.id != self.decision.topic
        ]

    def also(self):
        added = [name for rule in self.held for name in rule["then"].get("also", ())]
        names = dict.fromkeys([*(str(one.category) for one in self.further()), *added])
        return tuple(name for name in names if name != self.decision.category)

    def of_topic(self, topic, category, fee):
        by_fee = self.book.defaults.fee if fee and category == "service" else None
        return tuple(topic.departments or by_fee or self.book.defaults.departments[category])

    def departments(self):
        early = [rule for rule in self.held if names_in(rule["when"]) <= LETTER_AND_TOPIC]
        found = []
        for fee in self.wanted("fee", self.topic.fee, early):
            own = self.of_topic(self.topic, self.decision.category, fee)
            further = () if self.decision.category == "other" else self.further()
            more = [self.of_topic(one, one.category, one.fee) for one in further]
            found.append(
                tuple(n for n in dict.fromkeys(n for names in (own, *more) for n in names) if n != "none") or own
            )
        ruled = self.wanted("departments", None)
        return found if ruled == [None] else [tuple(names) for names in ruled]

    def urgencies(self):
        early = [rule for rule in self.held if "urgency" not in names_in(rule["when"])]
        grades = self.wanted("grade", None, early)
        grave = min(grades) if grades != [None] else None
        return self.wanted("urgency", "important" if grave in ("A", "B") else self.book.defaults.urgency)

    def grades(self):
        grades, kind = self.book.defaults.grade, str(self.decision.kind)
        group = f"group_{kind}" if self.decision.group else kind
        return self.wanted("grade", grades.get(group, grades[kind]))


@settings(deadline=None, max_examples=150)
@given(topic_tables, scorings, defaults, more_rules, letters)
def test_topics_defaults_clocks_and_letters_decide_as_they_are_written(tables, scoring, given_defaults, ruled, letter):
    sound = [rule for rule in ruled if not whole_book(tables, scoring, given_defaults, [rule])[2]]
    book, entries, findings = whole_book(tables, scoring, given_defaults, sound)
    assume(not findings)
    compiled = compile_rulebook(book)
    decision = decide(compiled, letter)
    heard = compiled.matcher.hear(letter)
    ranked = compiled.scorer.rank(heard)
    held = [rule for rule in entries if meant(rule["when"], letter, decision)]
    reading = Reading(book, held, decision, ranked, heard.letter.text)
    assert decision.topic in reading.topics()
    whys = [doubt.why for doubt in decision.doubts if doubt.slot == "topic" and "优先级" not in doubt.why]
    marks = ("没有听到", "低于", "依据单薄", "得分相近")
    assert {mark for mark in marks if any(mark in why for why in whys)} == reading.doubts()
    if decision.topic is None:
        assert (decision.category, decision.departments, decision.also) == ("other", ("none",), ())
        assert decision.fee in reading.wanted("fee", standard=False)
    else:
        assert decision.category in reading.wanted("category", reading.topic.category)
        assert decision.fee in reading.wanted("fee", reading.topic.fee)
        assert decision.also == reading.also()
        assert decision.departments in reading.departments()
    assert decision.kind in reading.wanted("kind", book.defaults.kind)
    assert decision.group in reading.wanted("group", book.defaults.group)
    assert decision.urgency in reading.urgencies()
    assert decision.grade in reading.grades()
    terms = [clocks["reply"] for clocks in reading.wanted("clocks", {"reply": "24 h"})]
    reply = next(one for one in decision.deadlines if one.clock == "reply")
    assert f"{(reply.due - reply.start).total_seconds() / 3600:g} h" in terms
    wanted = reading.wanted("letters", {"acknowledgement": True})
    assert ("acknowledgement" in decision.letters) in [one["acknowledgement"] for one in wanted]
    for reason in decision.reasons:
        assert_points_at_its_line(book, reason)
    compiled.close()


STANDS_AT = {
    "topic": "least",
    "category": "other",
    "kind": "kind",
    "group": "group",
    "urgency": "urgency",
    "letters": "acknowledgement",
}


def assert_points_at_its_line(book, reason):
    """The line that a reason names is the one on which its rule, topic or default stands."""
    line = book.texts[reason.file].splitlines()[reason.line - 1]
    if reason.rule != "default":
        assert f'"id": "{reason.rule}"' in line
        return
    if reason.slot.startswith("clock:"):
        assert reason.file == "clocks.yaml"
        return
    if reason.file == "rulebook.yaml" and "defaults:" in book.texts["rulebook.yaml"]:
        mark = STANDS_AT.get(reason.slot, "")
        if reason.slot == "grade":
            mark = "complaint" if "complaint" in line else "enquiry" if "enquiry" in line else "grade"
        stands = any(text.strip().startswith(f"{mark}:") for text in book.texts["rulebook.yaml"].splitlines())
        assert not stands or mark in line
