"""What was decided and why, as the page of a case says it: slots, grounds with their words, doubts with their keys."""

import pytest
from view_samples import a_case, decided

from desk.views.decided import Choice, Names, clock_grounds, doubts, grounds, slots
from domain.codes import Category
from domain.decision import Candidate, Doubt, Match, Reason, TopicScore
from domain.reading_codes import Source

NO_TOPICS = Names(topics={})


def reason(slot, rule="lift", *words, file="topics.yaml", line=3):
    return Reason(slot=slot, rule=rule, file=file, line=line, because="TRADE 4", matched=words)


def match(text, start, source=Source.TEXT):
    return Match(source=source, text=text, start=start, end=start + len(text))


def test_slots_that_say_nothing_are_left_out():
    shown = [one.slot for one in slots(a_case(), decided(), NO_TOPICS, {})]
    assert shown == ["topic", "category", "departments", "grade", "urgency", "kind", "group", "fee"]


def test_a_case_without_a_topic_says_so():
    (first, *_) = slots(a_case(topic=None), decided(), NO_TOPICS, {})
    assert (first.slot, first.values) == ("topic", ("无",))


def test_values_are_codes_of_their_table_or_words():
    shown = {one.slot: (one.table, one.values) for one in slots(a_case(is_group=True), decided(), NO_TOPICS, {})}
    assert shown["departments"] == ("DEPARTMENT", ("engineering", "customer_service"))
    assert shown["grade"] == ("GRADE", ("C",))
    assert shown["group"] == (None, ("是",))
    assert shown["fee"] == (None, ("否",))
    assert shown["topic"] == (None, ("lift",)), "a topic that the live rulebook no longer has is named by its id"


def test_the_number_of_households_is_shown_once_it_is_known():
    shown = {one.slot: one.values for one in slots(a_case(households=12), decided(), NO_TOPICS, {})}
    assert shown["households"] == ("12",)


def test_what_a_person_chose_is_said_with_who_and_why():
    choice = Choice(who="li", because="涉及多户")
    shown = {one.slot: one.chosen for one in slots(a_case(), decided(), NO_TOPICS, {"grade": choice})}
    assert shown["grade"] is choice
    assert shown["topic"] is None


def test_further_matters_stand_after_the_main_topic():
    made = decided(
        topics=(
            TopicScore(topic="lift", category=Category.EQUIPMENT, score=7),
            TopicScore(topic="fees", category=Category.SERVICE, score=4),
            TopicScore(topic="noise", category=Category.ENVIRONMENT, score=1),
        ),
        reasons=(reason("topic"), reason("also", "fees")),
    )
    shown = slots(a_case(), made, NO_TOPICS, {})
    assert [one.slot for one in shown][:2] == ["topic", "topics"]
    assert shown[1].values == ("fees",)


def test_a_ground_names_rule_place_words_and_marks():
    made = decided("电梯坏了，电梯又坏", reasons=(reason("topic", "lift", match("电梯", 0), match("电梯", 5)),))
    (ground,) = grounds(made, "topic", NO_TOPICS)
    assert (ground.name, ground.place, ground.because) == ("lift", "topics.yaml:3", "TRADE 4")
    assert ground.words == ("电梯",), "the same words are said once"
    assert ground.marks == "t3-0 t3-5"


def test_a_default_is_no_rule_with_a_name():
    (ground,) = grounds(decided(reasons=(reason("grade", "default"),)), "grade", NO_TOPICS)
    assert (ground.name, ground.words, ground.marks) == ("", (), "")


def test_words_of_the_subject_are_marked_there():
    made = decided(reasons=(reason("topic", "lift", match("电梯", 0, Source.SUBJECT)),))
    (ground,) = grounds(made, "topic", NO_TOPICS)
    assert ground.marks == "s3-0"


def test_words_that_do_not_stand_where_they_are_said_to_are_not_marked():
    (ground,) = grounds(decided(reasons=(reason("topic", "lift", match("水管", 0)),)), "topic", NO_TOPICS)
    assert ground.words == ("水管",)
    assert ground.marks in ("", "t3-0")


def doubt(slot, *values):
    return Doubt(slot=slot, why="不明", candidates=tuple(Candidate(value=one, score=1.0) for one in values))


def test_candidates_are_numbered_through_all_doubts_for_their_keys():
    made = decided(doubts=(doubt("grade", "B", "C"), doubt("category", "service")))
    found = doubts(made.decision, NO_TOPICS, {})
    assert [[one.key for one in view.candidates] for view in found] == [["1", "2"], ["3"]]


def test_a_tenth_candidate_has_no_key():
    made = decided(doubts=(doubt("topic", *(f"t{number}" for number in range(11))),))
    keys = [one.key for one in doubts(made.decision, NO_TOPICS, {})[0].candidates]
    assert keys == [*"123456789", "", ""]


def test_a_doubt_that_somebody_settled_is_gone():
    made = decided(doubts=(doubt("grade", "B"), doubt("category", "service")))
    assert [one.slot for one in doubts(made.decision, NO_TOPICS, {"grade": object()})] == ["category"]


@pytest.mark.parametrize(
    ("slot", "value", "words"),
    [
        ("departments", "engineering、security", ("engineering", "security")),
        ("fee", "true", ("是",)),
        ("households", "12", ("12",)),
        ("topic", "lift", ("lift",)),
    ],
)
def test_a_candidate_is_said_as_its_slot_is(slot, value, words):
    ((view,),) = [one.candidates for one in doubts(decided(doubts=(doubt(slot, value),)).decision, NO_TOPICS, {})]
    assert (view.value, view.words) == (value, words)


@pytest.mark.parametrize(("slot", "value"), [("grade", "Z"), ("households", "many"), ("received", "2026")])
def test_what_no_choice_can_be_is_left_to_the_form(slot, value):
    (view,) = doubts(decided(doubts=(doubt(slot, value),)).decision, NO_TOPICS, {})
    assert view.candidates == ()


def test_why_a_clock_runs_so_long_is_told_of_the_letter_that_started_it():
    made = decided(reasons=(reason("clock:reply", "entrapment"),))
    (ground,) = clock_grounds([made], 3, "reply", NO_TOPICS)
    assert ground.name == "entrapment"
    assert clock_grounds([made], 4, "reply", NO_TOPICS) == ()
    assert clock_grounds([made], 3, "visit", NO_TOPICS) == ()
    assert clock_grounds([], 3, "reply", NO_TOPICS) == ()
