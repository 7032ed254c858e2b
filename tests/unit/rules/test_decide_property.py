"""Whole random rulebooks that pass our check: decided as a plain reading of their rules says, in any order of rules."""

import json
from datetime import datetime

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from domain.codes import Channel, FieldName, Source
from domain.decision import DecisionInput
from domain.reading import Field
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
