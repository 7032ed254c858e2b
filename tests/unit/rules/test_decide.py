"""One letter decided: slots, reasons, doubts, clocks and letters.

Covers rules.facts.decided, rules.facts.history, rules.facts.letter, rules.facts.receipt, rules.facts.said,
rules.facts.scored, rules.gravity and rules.topics.
"""

from datetime import datetime, timedelta

import pytest

from domain.codes import Category, Channel, ClockName, Department, Grade, Kind, LetterKind, Urgency
from domain.decision import DecisionInput, DirectoryMatch, EarlierCase
from domain.reading import Field
from domain.reading_codes import FieldName, Source
from rules.decide import deadlines_with, decide


def reasons(decision, slot):
    return [reason for reason in decision.reasons if reason.slot == slot]


def more(*rules):
    return {"rules/more.yaml": "".join(f"- {rule}\n" for rule in rules)}


def test_a_plain_complaint(decided):
    decision = decided("电梯坏了三天没人修。", subject="投诉")
    assert (decision.topic, decision.category, decision.department) == (
        "lift",
        Category.EQUIPMENT,
        Department.ENGINEERING,
    )
    assert (decision.grade, decision.urgency, decision.kind) == (Grade.C, Urgency.ORDINARY, Kind.COMPLAINT)
    assert (decision.group, decision.fee, decision.needs_person, decision.doubts) == (False, False, False, ())
    assert [deadline.clock for deadline in decision.deadlines] == ["register", "acknowledge", "reply", "handle"]
    assert decision.letters == (LetterKind.ACKNOWLEDGEMENT,)


def test_every_slot_has_a_reason_and_the_words_are_quoted(decided):
    decision = decided("電梯壞了三天，要求赔物业费")
    slots = {"topic", "category", "departments", "kind", "group", "fee", "urgency", "grade", "clock:reply", "letters"}
    assert slots <= {reason.slot for reason in decision.reasons}
    [topic] = reasons(decision, "topic")
    assert (topic.file, topic.line) == ("topics.yaml", 2)
    assert [(match.text, match.start, match.end, match.source) for match in topic.matched] == [
        ("電梯壞", 0, 3, Source.TEXT)
    ]


def test_a_rule_fills_slots_and_says_why(decided):
    decision = decided("我被困电梯了")
    assert (decision.grade, decision.urgency) == (Grade.A, Urgency.URGENT)
    [grade] = reasons(decision, "grade")
    assert (grade.rule, grade.file, grade.because) == ("entrapment", "rules/base.yaml", "有人被困")
    assert [match.text for match in grade.matched] == ["被困电梯"]
    acknowledge = decision.deadlines[1]
    assert acknowledge.clock is ClockName.ACKNOWLEDGE
    assert acknowledge.due - acknowledge.start == timedelta(minutes=30)


def test_a_rule_may_read_a_slot_that_a_rule_filled(decided):
    assert decided("全体业主：电梯坏了，记者也来了").grade is Grade.B
    assert decided("电梯坏了，记者也来了").grade is Grade.C


def test_grade_a_or_b_is_at_least_important(decided):
    decision = decided("全体业主：电梯坏了，记者也来了")
    assert decision.urgency is Urgency.IMPORTANT
    assert reasons(decision, "urgency")[0].rule == "publicity"


@pytest.mark.parametrize(
    ("text", "grade"), [("请问电梯坏了吗", Grade.E), ("全体业主请问电梯坏了吗", Grade.D), ("电梯坏了", Grade.C)]
)
def test_grades_by_kind_and_group(decided, text, grade):
    assert decided(text).grade is grade


def test_fees_go_to_finance(decided):
    decision = decided("物业费乱收费")
    assert (decision.fee, decision.departments) == (True, (Department.FINANCE,))


def test_further_matters_are_kept(decided):
    decision = decided(
        "电梯坏了，电梯又坏了。还有垃圾",
        {"rulebook.yaml": "name: x\nscoring: {margin: 1.0}\nschemes: {desk: [报修, 投诉建议]}\n"},
    )
    assert (decision.topic, decision.also) == ("lift", (Category.ENVIRONMENT,))
    assert decision.departments == (Department.ENGINEERING, Department.ENVIRONMENT)
    assert [topic.topic for topic in decision.topics] == ["lift", "rubbish"]


def test_a_further_matter_of_the_main_category_is_quoted_too(decided):
    topics = """
- {id: lift, name: 电梯停运, category: equipment, schemes: {desk: 报修}, signals: {电梯坏: 6, trapped: 3}}
- {id: rubbish, name: 路灯, category: equipment, schemes: {desk: 报修}, signals: {路灯: 4, 垃圾: 4}}
- {id: fees, name: 物业费, category: service, fee: true, schemes: {desk: 报修}, signals: {物业费: 4}}
"""
    decision = decided("电梯坏了，路灯也不亮", {"topics.yaml": topics})
    assert decision.also == ()
    [further] = reasons(decision, "topics")
    assert (further.rule, [match.text for match in further.matched]) == ("rubbish", ["路灯"])


def test_scores_too_close_are_a_doubt_with_ranked_candidates(decided):
    decision = decided("电梯坏了垃圾也多")
    assert decision.needs_person
    assert [candidate.value for candidate in decision.doubts[0].candidates] == ["lift", "rubbish"]


def test_a_faint_topic_is_a_doubt(decided):
    changed = {"rulebook.yaml": "name: x\nscoring: {least: 9}\nschemes: {desk: [报修, 投诉建议]}\n"}
    decision = decided("电梯坏了", changed)
    assert (decision.topic, decision.needs_person) == ("lift", True)


def test_nothing_heard(decided):
    decision = decided("你好")
    assert (decision.topic, decision.category, decision.departments) == (None, Category.OTHER, (Department.NONE,))
    assert decision.needs_person
    assert decision.topics == ()


def test_equal_rules_that_differ_name_each_other(decided):
    changed = more(
        "{id: mild, because: b, when: {word: 电梯}, then: {grade: D}}",
        "{id: grave, because: b, when: {word: 坏}, then: {grade: B}}",
    )
    decision = decided("电梯坏了", changed)
    assert decision.grade is Grade.B
    assert decision.needs_person
    [doubt] = decision.doubts
    assert doubt.slot == "grade"
    assert "mild（D）" in doubt.why
    assert "grave（B）" in doubt.why


def test_a_lower_priority_wins_and_names_what_it_overrode(decided):
    changed = more(
        "{id: mild, because: b, priority: 50, when: {word: 电梯}, then: {grade: D}}",
        "{id: grave, because: b, when: {word: 坏}, then: {grade: B}}",
    )
    decision = decided("电梯坏了", changed)
    assert (decision.grade, decision.needs_person) == (Grade.D, False)
    assert reasons(decision, "grade")[0].because == "b，优先于 grave（B）"


def test_a_rule_may_set_the_topic(decided):
    changed = more("{id: r, because: b, when: {word: 特别}, then: {topic: fees}}")
    decision = decided("特别的电梯坏了", changed)
    assert (decision.topic, decision.category, decision.also) == ("fees", Category.SERVICE, (Category.EQUIPMENT,))
    assert [topic.topic for topic in decision.topics] == ["fees", "lift"]


def test_a_rule_may_ask_for_a_person_and_for_letters(decided):
    changed = more("{id: r, because: b, when: {word: 律师}, then: {needs_person: 涉及律师, letters: {reply: true}}}")
    decision = decided("电梯坏了，律师函", changed)
    assert [doubt.why for doubt in decision.doubts] == ["涉及律师"]
    assert decision.letters == (LetterKind.ACKNOWLEDGEMENT, LetterKind.REPLY)


def test_a_rule_may_lay_a_clock_down(decided):
    changed = more("{id: r, because: 没有人等答复, when: {word: 广告}, then: {clocks: {reply: none}}}")
    clocks = {one.clock for one in decided("电梯坏了", changed).deadlines}
    assert {one.clock for one in decided("电梯广告坏了", changed).deadlines} == clocks - {ClockName.REPLY}
    [reason] = reasons(decided("电梯广告坏了", changed), "clock:reply")
    assert reason.because == "没有人等答复"


def test_of_equal_rules_a_clock_that_runs_stands(decided):
    changed = more(
        "{id: a, because: b, when: {word: 广告}, then: {clocks: {reply: none}}}",
        "{id: b, because: b, when: {word: 坏}, then: {clocks: {reply: 2 working days}}}",
    )
    decision = decided("电梯广告坏了", changed)
    assert ClockName.REPLY in {one.clock for one in decision.deadlines}
    assert decision.needs_person


def test_departments_that_are_told_as_well_follow_those_that_answer(decided):
    changed = more(
        "{id: guards, because: 提到保安, when: {word: 保安}, then: {copy_to: [security]}}",
        "{id: office, because: 提到管家, when: {word: 管家}, then: {copy_to: [customer_service, engineering]}}",
    )
    decision = decided("电梯坏了，保安和管家都在", changed)
    departments = (Department.ENGINEERING, Department.SECURITY, Department.CUSTOMER_SERVICE)
    assert decision.departments == departments
    assert [reason.because for reason in reasons(decision, "departments")][1:] == ["提到保安，抄送", "提到管家，抄送"]


def field(name, value):
    return Field(name=name, value=value, text=value, source=Source.TEXT, start=0, end=len(value))


def earlier(days, *, same=True, topic="lift", household=None):
    received = datetime.fromisoformat("2026-03-02T10:00:00+08:00") - timedelta(days=days)
    return EarlierCase(
        number=f"TS-{days}",
        topic=topic,
        received=received,
        same_household=same,
        same_building=True,
        same_project=True,
        household=household,
    )


@pytest.mark.parametrize(
    ("when", "given"),
    [
        ("{channel: [phone, counter]}", {"channel": Channel.PHONE}),
        ("{project: 阳光花园}", {"project": "阳光花园"}),
        ("{households: {at_least: 5}}", {"fields": (field(FieldName.HOUSEHOLDS, "30"),)}),
        ("{sum: {at_least: 1000}}", {"fields": (field(FieldName.SUM, "1000.50"),)}),
        ("{days: {at_least: 3}}", {"fields": (field(FieldName.DURATION, "3"),)}),
        ("{sender_known: true}", {"directory": DirectoryMatch(sender_known=True)}),
        ("{repeat: {within_days: 30}}", {"history": (earlier(30),)}),
        (
            "{history_group: {at_least: 2, within_days: 7}}",
            {"history": (earlier(7, same=False), earlier(2, same=False))},
        ),
        ("{out_of_hours: true}", {"received": datetime.fromisoformat("2026-03-02T20:00:00+08:00")}),
        ("{hour: {at_least: 20, below: 23}}", {"received": datetime.fromisoformat("2026-03-02T13:30:00+01:00")}),
        ("{word: 电梯, in: ocr}", {"ocr": ((0, 2),)}),
        ("{attachment: [image/*]}", {"attachments": ("image/jpeg",)}),
        ("{confidence: {below: 0.9}}", {"confidence": 0.85}),
        ("{signal: press, in: subject}", {"subject": "记者"}),
        ("{word: 投訴}", {"subject": "投诉"}),
        ("{not: {any: [{channel: [email]}, {signal: trapped}]}}", {"channel": Channel.LETTER}),
    ],
)
def test_predicates(decided, when, given):
    changed = more(f"{{id: r, because: b, when: {when}, then: {{grade: E}}}}")
    assert decided("电梯坏了", changed, **given).grade is Grade.E
    if "topic" not in when:
        assert decided("电梯坏了", changed).grade is Grade.C


def test_repeats_of_another_topic_household_or_time_are_none(decided):
    changed = more("{id: r, because: b, when: {repeat: {within_days: 30}}, then: {grade: E}}")
    for case in (earlier(31), earlier(1, same=False), earlier(1, topic="fees"), earlier(-1)):
        assert decided("电梯坏了", changed, history=(case,)).grade is Grade.C


@pytest.mark.parametrize(
    ("neighbours", "grade"),
    [
        ((1, 2), Grade.E),
        ((1, None), Grade.E),
        ((1, 1), Grade.C),  # one household that wrote twice
        ((9, 1), Grade.C),  # one of them is the writer's own, met by another sign
    ],
)
def test_a_group_in_the_history_is_of_different_households(decided, neighbours, grade):
    changed = more("{id: r, because: b, when: {history_group: {at_least: 2, within_days: 7}}, then: {grade: E}}")
    history = [earlier(n, same=False, household=household) for n, household in enumerate(neighbours, 1)]
    assert decided("电梯坏了", changed, history=(*history, earlier(60, household=9))).grade is grade


def test_a_household_of_the_history_counts_by_its_last_letter(decided):
    changed = more("{id: r, because: b, when: {history_group: {at_least: 1, within_days: 7}}, then: {grade: E}}")
    history = (earlier(40, same=False, household=1), earlier(3, same=False, household=1))
    assert decided("电梯坏了", changed, history=history).grade is Grade.E
    assert decided("电梯坏了", changed, history=history[:1]).grade is Grade.C


def test_equal_input_gives_an_equal_decision(decided):
    text = "全体业主：电梯坏了，垃圾没人清运，物业费乱收费，记者来了"
    assert decided(text) == decided(text)


@pytest.mark.parametrize("received", ["9999-12-30T10:00:00+08:00", "0001-01-01T00:00:00+08:00", "2026-03-02T10:00:00"])
def test_a_time_of_receipt_that_no_calendar_knows_is_refused_in_a_sentence(decided, received):
    with pytest.raises(ValueError, match="the time of receipt"):
        decided("电梯坏了", received=datetime.fromisoformat(received))


def test_a_letter_of_a_million_characters_is_decided_and_quotes_little(decided):
    decision = decided("电梯坏了垃圾没人清运，物业费乱收费！" * 55_000)
    assert decision.topic is not None
    assert all(len(reason.matched) <= 50 for reason in decision.reasons)


def test_the_clocks_of_a_letter_follow_the_slots_that_a_person_set(compiled):
    given = DecisionInput(text="电梯坏了", received=datetime.fromisoformat("2026-03-02T10:00:00+08:00"))
    book = compiled(
        {
            "rules/more.yaml": """
- {id: soon, because: b, when: {urgency: urgent}, then: {clocks: {acknowledge: 30 min}}}
- {id: slow, because: b, when: {topic: fees}, then: {clocks: {reply: 9 working days}}}
"""
        }
    )
    decided = decide(book, given)
    assert deadlines_with(book, given, {}) == decided.deadlines
    assert deadlines_with(book, given, {"urgency": decided.urgency, "topic": "lift"}) == decided.deadlines
    acknowledge, reply = deadlines_with(book, given, {"urgency": Urgency.URGENT, "topic": "fees"})[1:3]
    assert acknowledge.due - acknowledge.start == timedelta(minutes=30)
    assert len([step for step in reply.steps if step.counts]) == 9
    assert deadlines_with(book, given, {"topic": "a topic that was dropped since"}) == decided.deadlines


CONTEXT = {
    "rulebook.yaml": """name: 小区
schemes: {desk: [报修, 投诉建议]}
scoring: {bare: 0.25, aside: 0.2}
language: {bare: [电梯], trouble: [坏, 请], aside: [还可以], alike: [像]}
"""
}


@pytest.mark.parametrize(
    ("text", "scores"),
    [
        ("我坐电梯下楼，垃圾没人收", {"lift": 0.6, "rubbish": 4.8}),
        ("电梯旁边的灯坏了，垃圾没人收", {"lift": 2.4, "rubbish": 4.8}),
        ("请看看电梯，垃圾没人收", {"lift": 3, "rubbish": 6}),
        ("垃圾清运还可以，电梯坏得厉害", {"rubbish": 1.44, "lift": 4.8}),
        ("这里像垃圾场一样，电梯坏了", {"rubbish": 0.96, "lift": 4.8}),
        ("这里不像样，垃圾没人收，电梯坏了", {"rubbish": 4.8, "lift": 4.8}),
    ],
)
def test_a_bare_noun_what_is_well_and_a_comparison_weigh_little(decided, text, scores):
    assert {one.topic: one.score for one in decided(text, CONTEXT).topics} == pytest.approx(scores)


TOPICS = """
- {id: lift, name: 电梯停运, category: equipment, schemes: {desk: 报修}, signals: {电梯坏: 4, 电梯: 2}}
- {id: stairs, name: 楼梯, category: equipment, schemes: {desk: 报修}, signals: {楼梯: 4}}
- {id: rubbish, name: 垃圾清运, category: environment, schemes: {desk: 投诉建议}, signals: {垃圾: 4, 清运: 2}}
- {id: fees, name: 物业费, category: service, fee: true, schemes: {desk: 投诉建议}, signals: {物业费: 4}}
- {id: bus, name: 公交, category: other, schemes: {desk: 投诉建议}, signals: {公交车: 4, 末班车: 4}}
"""


def test_what_the_company_does_not_handle_is_no_departments_whatever_else_is_mentioned(decided):
    decision = decided("公交车少，末班车太早，垃圾没人收", {"topics.yaml": TOPICS})
    assert (decision.category, decision.also) == (Category.OTHER, (Category.ENVIRONMENT,))
    assert decision.departments == (Department.NONE,)


def test_topics_that_are_handled_alike_are_no_rivals(decided):
    assert not decided("电梯坏了，楼梯也坏了", {"topics.yaml": TOPICS}).needs_person
    assert decided("电梯坏了，垃圾没人收", {"topics.yaml": TOPICS}).needs_person


def test_one_word_alone_is_thin_evidence(decided):
    words = {"rulebook.yaml": "name: 小区\nschemes: {desk: [报修, 投诉建议]}\nscoring: {words: 2}\n"}
    [doubt] = decided("垃圾没人收", words).doubts
    assert "单薄" in doubt.why
    assert not decided("垃圾没人清运", words).needs_person
