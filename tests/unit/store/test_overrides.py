"""What people chose of a case stands in its events; the last word of each slot holds."""

from store_samples import NOW, a_case

from store import events, overrides
from store.database import Database


def judged(session, case, chosen, what=overrides.JUDGED):
    return events.append(session, case.id, NOW, "li", what, {"chosen": chosen, "because": "看过"})


def test_nobody_has_chosen_anything(database: Database) -> None:
    with database.transaction() as session:
        case = a_case(session)
        events.append(session, case.id, NOW, "huihan", "decided", {"grade": "C"})
        assert overrides.chosen(session, case.id) == {}
        assert overrides.version(session, case.id) == 0


def test_the_last_word_of_each_slot_stands(database: Database) -> None:
    with database.transaction() as session:
        case = a_case(session)
        judged(session, case, {"grade": "B", "topic": "lift"})
        judged(session, case, {"grade": "C"})
        assert overrides.chosen(session, case.id) == {"grade": "C", "topic": "lift"}
        assert overrides.version(session, case.id) == 2


def test_a_confirmed_grade_is_a_choice_too(database: Database) -> None:
    with database.transaction() as session:
        case = a_case(session)
        judged(session, case, {"grade": "A"}, overrides.GRADE_CONFIRMED)
        assert overrides.chosen(session, case.id) == {"grade": "A"}


def test_a_correction_counts_as_a_version_and_chooses_nothing(database: Database) -> None:
    with database.transaction() as session:
        case = a_case(session)
        events.append(session, case.id, NOW, "li", "corrected", {"fields": ["room"]})
        assert overrides.version(session, case.id) == 1
        assert overrides.chosen(session, case.id) == {}


def test_false_and_the_empty_list_are_choices(database: Database) -> None:
    with database.transaction() as session:
        case = a_case(session)
        judged(session, case, {"group": True, "also": ["service"]})
        judged(session, case, {"group": False, "also": []})
        assert overrides.chosen(session, case.id) == {"group": False, "also": []}


def test_an_erased_choice_no_longer_says_what_it_was(database: Database) -> None:
    with database.transaction() as session:
        case = a_case(session)
        events.erase_payload(session, judged(session, case, {"grade": "A"}))
        assert overrides.chosen(session, case.id) == {}
        assert overrides.version(session, case.id) == 1, "that somebody chose stays known"


def test_the_choices_of_cases_do_not_mix(database: Database) -> None:
    with database.transaction() as session:
        one, other = a_case(session, "1"), a_case(session, "2")
        judged(session, one, {"grade": "A"})
        assert overrides.chosen(session, other.id) == {}
