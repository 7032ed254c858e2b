"""What topics, defaults, clocks and letters of a rulebook say is said by rules that fire, each on its own line."""

from datetime import datetime

import pytest

from domain.decision import DecisionInput
from domain.work_codes import Cause
from rules.case import ENGINE
from rules.compiled import compile_rulebook
from rules.decide import decide, settled
from rules.engine import Session
from rules.implied import DEFAULT, Priority, implied_rules
from rules.load import load_rulebook
from rules.shipped import shipped_rulebook

RECEIVED = datetime.fromisoformat("2026-03-02T10:00:00+08:00")
GENERAL = """name: 小区
schemes: {desk: [报修, 投诉建议]}
scoring:
  least: 2.0
  margin: 1.25
defaults:
  departments:
    equipment: [security]
    other: [none]
  fee: [finance]
  grade:
    complaint: C
    group_complaint: B
  kind: complaint
  group: false
  urgency: ordinary
"""


@pytest.fixture(scope="module")
def shipped():
    book = load_rulebook(shipped_rulebook()).rulebook
    compiled = compile_rulebook(book)
    yield compiled
    compiled.close()


def lines(book, decision, slot):
    """What stands on the lines that the reasons of a slot name."""
    found = [reason for reason in decision.reasons if reason.slot == slot]
    return [(reason.rule, book.texts[reason.file].splitlines()[reason.line - 1].strip()) for reason in found]


@pytest.mark.parametrize(
    ("text", "slot", "stands"),
    [
        ("电梯坏了", "topic", ("lift", "- {id: lift,")),
        ("电梯坏了", "category", ("lift", "- {id: lift,")),
        ("电梯坏了", "departments", (DEFAULT, "equipment: [security]")),
        ("电梯坏了", "department", (DEFAULT, "equipment: [security]")),
        ("物业费乱收费", "departments", (DEFAULT, "fee: [finance]")),
        ("电梯坏了", "kind", (DEFAULT, "kind: complaint")),
        ("电梯坏了", "group", (DEFAULT, "group: false")),
        ("电梯坏了", "urgency", (DEFAULT, "urgency: ordinary")),
        ("电梯坏了", "grade", (DEFAULT, "complaint: C")),
        ("全体业主：电梯坏了", "grade", (DEFAULT, "group_complaint: B")),
        ("电梯坏了", "clock:reply", (DEFAULT, "- {clock: reply,")),
        ("电梯坏了", "letters", (DEFAULT, "- {kind: acknowledgement,")),
        ("电梯坏了垃圾也多", "needs_person", (DEFAULT, "margin: 1.25")),
        ("清运电梯", "needs_person", (DEFAULT, "margin: 1.25")),
        ("你好", "needs_person", (DEFAULT, "least: 2.0")),
        ("你好", "topic", (DEFAULT, "least: 2.0")),
        ("你好", "category", (DEFAULT, "other: [none]")),
        ("你好", "departments", (DEFAULT, "other: [none]")),
    ],
)
def test_each_reason_names_the_very_line(compiled, text, slot, stands):
    book = compiled({"rulebook.yaml": GENERAL})
    found = lines(book.rulebook, decide(book, DecisionInput(text=text, received=RECEIVED)), slot)
    assert [(rule, line[: len(stands[1])]) for rule, line in found] == [stands]


def test_what_is_not_written_out_points_at_the_nearest_key(compiled):
    book = compiled({"rulebook.yaml": "name: x\nschemes: {desk: [报修, 投诉建议]}\ndefaults:\n  fee: [finance]\n"})
    decision = decide(book, DecisionInput(text="电梯坏了", received=RECEIVED))
    assert lines(book.rulebook, decision, "kind") == [(DEFAULT, "defaults:")]
    assert lines(
        compiled().rulebook, decide(compiled(), DecisionInput(text="电梯坏了", received=RECEIVED)), "kind"
    ) == [(DEFAULT, "name: 小区")]


def test_rules_that_contradict_each_other_are_the_reason_for_the_doubt(compiled):
    more = "- {id: mild, because: b, when: {word: 电梯}, then: {grade: D}}\n"
    book = compiled({"rules/more.yaml": more + "- {id: grave, because: b, when: {word: 坏}, then: {grade: B}}\n"})
    decision = decide(book, DecisionInput(text="电梯坏了", received=RECEIVED))
    [(rule, line)] = lines(book.rulebook, decision, "needs_person")
    assert rule == "grave"
    assert line.startswith("- {id: grave,")


def test_where_no_rule_fires_nothing_is_decided(shipped, monkeypatch):
    monkeypatch.setattr(Session, "put", lambda *_: ())
    case = settled(shipped, DecisionInput(text="电梯坏了三天没人修", received=RECEIVED))
    assert {slot for slot, value in case.settled.items() if value} == set()
    assert case.reasons == []
    assert case.deadlines() == ()


def test_the_topic_gives_its_class_in_every_scheme(shipped):
    decision = decide(shipped, DecisionInput(text="电梯停运三天了，没人来修", received=RECEIVED))
    topic = shipped.rulebook.topic(decision.topic)
    assert {one.scheme: one.name for one in decision.schemes} == dict(topic.schemes)
    assert decision.engine == ENGINE


def test_a_topic_proposes_a_cause_and_a_rule_another(compiled):
    topics = """
- {id: lift, name: 电梯停运, category: equipment, cause: machine, signals: {电梯坏: 4, 电梯: 2, trapped: 3}}
- {id: rubbish, name: 垃圾清运, category: environment, signals: {垃圾: 4, 清运: 2}}
- {id: fees, name: 物业费, category: service, fee: true, signals: {物业费: 4, 乱收费: 5}}
"""
    rude = "- {id: rude, because: 态度, when: {all: [{topic: [lift]}, {word: 骂人}]}, then: {cause: people}}\n"
    book = compiled({"topics.yaml": topics, "rules/cause.yaml": rude})

    def decided(text):
        return decide(book, DecisionInput(text=text, received=RECEIVED))

    assert decided("电梯坏了三天").cause is Cause.MACHINE
    assert lines(book.rulebook, decided("电梯坏了三天"), "cause")[0][0] == "lift"
    assert decided("电梯坏了，保安还骂人").cause is Cause.PEOPLE
    assert lines(book.rulebook, decided("电梯坏了，保安还骂人"), "cause")[0][0] == "rude"
    assert decided("垃圾没人清运").cause is decided("你好").cause is None


def test_every_topic_clock_letter_and_default_of_the_shipped_rulebook_is_a_rule(shipped):
    book = shipped.rulebook
    rules = implied_rules(book)
    ids = {rule.id for rule in rules}
    assert {topic.id for topic in book.topics} <= ids
    filled = {slot for rule in rules for slot in rule.then}
    assert {
        "topic",
        "category",
        "departments",
        "also",
        "fee",
        "cause",
        "kind",
        "group",
        "urgency",
        "grade",
        "households",
    } <= filled
    assert {f"clock:{name}" for name in ("register", "acknowledge", "reply", "handle")} <= filled
    assert {f"letter:{letter.kind}" for letter in book.letters if letter.always} <= filled
    assert "schemes" in filled
    assert all(rule.priority > 1000 or rule.priority in (Priority.BY_MODEL, Priority.ALONE) for rule in rules)
    for rule in rules:
        assert 1 <= rule.place.line <= len(book.texts[rule.place.file].splitlines())
