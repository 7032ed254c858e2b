"""Which matters a letter raises, and the sentence of the resident in which each stands."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from domain.codes import Category, Department, Grade, Kind, Urgency
from domain.decision import Decision, Match, Reason, TopicScore
from domain.reading_codes import Source
from workers.deciding.matters import sentence_at, topics_of, words_of

RECEIVED = datetime(2026, 3, 2, tzinfo=UTC)


def decision(topic, *scores, reasons=()):
    return Decision(
        topic=topic,
        topics=tuple(TopicScore(topic=name, category=Category.OTHER, score=score) for name, score in scores),
        category=Category.OTHER,
        departments=(Department.NONE,),
        grade=Grade.C,
        urgency=Urgency.ORDINARY,
        kind=Kind.COMPLAINT,
        group=False,
        fee=False,
        needs_person=False,
        reasons=reasons,
        rulebook="f" * 64,
    )


def further(rule, slot="topics"):
    return Reason(slot=slot, rule=rule, file="f", line=1, because="")


@pytest.mark.parametrize(
    ("scores", "made", "topics"),
    [
        ((), (), ("lift",)),
        ((("lift", 8), ("fees", 4), ("noise", 3)), (further("fees", "also"),), ("lift", "fees")),
        ((("lift", 8), ("fees", 8)), (further("fees"),), ("lift", "fees")),
        ((("fees", 9), ("lift", 8)), (further("fees"),), ("lift", "fees")),
        (
            tuple((f"t{number}", 8) for number in range(9)),
            tuple(further(f"t{number}") for number in range(9)),
            ("lift", "t0", "t1", "t2", "t3"),
        ),
    ],
)
def test_the_main_matter_stands_first_and_then_what_a_rule_made_a_further_one(scores, made, topics):
    assert topics_of(decision("lift", *scores, reasons=made), 0.5) == topics


def test_what_only_the_model_lifts_is_no_matter_of_the_letter():
    assert topics_of(decision("lift", ("lift", 41), ("lift_faults", 23)), 0.5) == ("lift",)


def test_what_scored_well_in_another_category_is_one():
    made = decision("lift", ("lift", 41), ("fees", 23))
    fees = replace(made.topics[1], category=Category.SERVICE)
    assert topics_of(replace(made, topics=(made.topics[0], fees)), 0.5) == ("lift", "fees")


def test_a_letter_that_nothing_was_heard_in_raises_none():
    assert topics_of(decision(None, ("lift", 8)), 0.5) == ()


def reason(rule, *matches):
    made = tuple(Match(source=source, text=text, start=at, end=at + len(text)) for source, text, at in matches)
    return Reason(slot="topic", rule=rule, file="f", line=1, because="", matched=made)


TEXT = "您好！3栋的电梯坏了，没人管。楼道也很脏。"


def test_the_sentence_is_the_one_with_the_words():
    made = decision("lift", reasons=(reason("lift", (Source.TEXT, "电梯", TEXT.index("电梯"))),))
    assert words_of(made, "lift", "投诉", TEXT) == "3栋的电梯坏了，没人管"


def test_words_of_the_text_stand_before_those_of_the_subject():
    matches = ((Source.SUBJECT, "电梯", 0), (Source.TEXT, "电梯", TEXT.index("电梯")))
    made = decision("lift", reasons=(reason("lift", *matches),))
    assert words_of(made, "lift", "电梯", TEXT).startswith("3栋")
    assert words_of(decision("lift", reasons=(reason("lift", matches[0]),)), "lift", "电梯坏", TEXT) == "电梯坏"


def test_without_words_nothing_is_quoted():
    assert words_of(decision("lift", reasons=(reason("lift"), reason("fees"))), "lift", "投诉", TEXT) == ""


@pytest.mark.parametrize(
    ("text", "at", "sentence"),
    [
        ("电梯坏了", 0, "电梯坏了"),
        ("电梯坏了。", 4, "电梯坏了"),
        ("一。二！三？四；五\n六", 4, "三"),
        ("一。 ，二", 4, "二"),
        ("", 0, ""),
        ("。。。", 1, ""),
    ],
)
def test_the_sentence_around_a_place(text, at, sentence):
    assert sentence_at(text, at) == sentence


def test_a_very_long_sentence_is_cut_around_the_place():
    text = "字" * 100 + "电梯" + "字" * 100
    found = sentence_at(text, 100)
    assert len(found) == 60
    assert "电梯" in found
