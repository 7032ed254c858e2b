"""Every event has its sentence and is written somewhere, and no sentence lacks what its event holds."""

import re
from pathlib import Path

import pytest
from servers.house import NOW

from desk.views.decided import Names
from desk.views.sentences import SENTENCES, Code, Said
from desk.views.timeline import entries, sentence
from domain.codes import LetterState
from domain.events import EVENT, EventName
from store.events import EventRow

WORKERS = Path(__file__).parents[4] / "workers"
STORE = Path(__file__).parents[4] / "store"
_NO_TOPICS = Names(topics={})


def test_every_event_has_a_sentence():
    assert set(SENTENCES) == set(EventName)
    assert set(EVENT) == set(EventName)


def test_every_event_is_written_by_some_use_case():
    code = "\n".join(path.read_text(encoding="utf-8") for path in (*WORKERS.rglob("*.py"), *STORE.rglob("*.py")))
    made_of_a_code = {EventName.of_letter(state) for state in LetterState}
    made_of_a_code |= {EventName.CLOCK_NEARING, EventName.CLOCK_PASSED}
    assert {name for name in set(EventName) - made_of_a_code if f"EventName.{name.name}" not in code} == set()


@pytest.mark.parametrize("what", sorted(SENTENCES))
def test_a_sentence_asks_for_nothing_that_it_is_not_given(what):
    payload = {"due": "2026-03-05T18:00:00+08:00", "clock": "reply", "kind": "reply", "letter": 1, "number": None}
    said, _ = sentence(what, payload, _NO_TOPICS)
    wanted = set(re.findall(r"{(\w+)}", said.message))
    assert wanted <= said.values.keys()


def test_a_correction_tells_each_change_but_not_the_whole_text():
    changes = {
        "text": ["old words", "new words"],
        "room": ["501", "502"],
        "received": ["2026-03-02T02:00:00+00:00"] * 2,
    }
    _, more = sentence("corrected", {"changes": changes}, _NO_TOPICS)
    assert (
        Said(
            message="{slot}：{old} → {new}",
            values={"slot": Code(code="room", table="CORRECTED"), "old": "501", "new": "502"},
        )
        in more
    )
    assert not any("words" in str(said.values) for said in more)


def test_what_was_erased_by_law_leaves_a_line_that_says_so():
    event = EventRow(id=1, case_id=1, seq=1, at=NOW, who="huihan", what="received", payload=None)
    (entry,) = entries([event], {}, _NO_TOPICS)
    assert "依法删除" in entry.said.message


def test_the_newest_stands_first_and_people_are_called_by_name():
    told = [
        EventRow(id=n, case_id=1, seq=n, at=NOW, who=who, what=what, payload={})
        for n, (who, what) in enumerate([("huihan", "thanked"), ("chen", "confirmed")], 1)
    ]
    newest, first = entries(told, {"chen": "陈晓"}, _NO_TOPICS)
    assert (newest.who, newest.by_hand) == ("陈晓", True)
    assert (first.who, first.by_hand) == ("", False)


def test_what_follows_from_something_else_is_kept_apart():
    told = [
        EventRow(id=at, case_id=1, seq=at, at=NOW, who="huihan", what=what, payload={"clock": "reply"})
        for at, what in enumerate((EventName.CLOCK_STOPPED, EventName.MEASURES_DONE), 1)
    ]
    assert [one.minor for one in entries(told, {}, _NO_TOPICS)] == [False, True]


def test_what_another_event_of_the_same_act_tells_is_kept_apart():
    def told(seq, who, what, **payload):
        return EventRow(id=seq, case_id=1, seq=seq, at=NOW, who=who, what=what, payload=payload)

    history = [
        told(1, "huihan", "owner_assigned", owner="chen"),
        told(2, "huihan", "letter_draft", kind="reply"),
        told(3, "chen", "state_changed", **{"from": "new", "to": "accepted"}),
        told(4, "li", "plan_step"),
        told(5, "li", "plan_approved"),
        told(6, "li", "state_changed", **{"from": "accepted", "to": "planned"}),
    ]
    shown = [entry for entry in entries(history, {"chen": "陈晓"}, _NO_TOPICS) if not entry.minor]
    assert [entry.said.message for entry in shown] == [
        "处理方案获批准",
        "状态由“{old}”改为“{new}”{reason}",
        "跟进人：{owner}{reason}",
    ]
    assert shown[-1].said.values["owner"] == "陈晓"


def test_what_was_decided_again_and_again_alike_is_told_once():
    """Each further letter of a group has the cases of the earlier ones decided again."""
    payload = {
        "changed": [],
        "category": "equipment",
        "topic": None,
        "departments": [],
        "grade": "C",
        "urgency": "ordinary",
    }
    told = [
        EventRow(id=at, case_id=1, seq=at, at=NOW, who="huihan", what="decided_again", payload=payload)
        for at in (1, 2, 3)
    ]
    assert [entry.minor for entry in entries(told, {}, _NO_TOPICS)] == [False, True, True]
