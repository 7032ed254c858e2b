"""However staff, letters and bounces follow one another, no case is filed without what filing needs.

Random walks over every act of the course, both databases; what holds is looked up in the events and rows themselves.
"""

import random

import pytest
from servers.course_walk import Walk
from servers.letters_day import one_case

from domain.codes import CaseState, Channel, ClockState, LetterState, Validity
from store import cases, events

STEPS = 90
ROUND = {"received", "followed_up", "reopened"}


def lacks(walk, case):
    """What a filed case has not, told from its events and rows alone."""
    history = walk.house.ask(lambda session: events.history(session, walk.id))
    names = [one.what for one in history]
    begun = max(at for at, name in enumerate(names) if name in ROUND)
    since = history[begun:]
    sent = {one.id for one in walk.house.letters(case) if one.state is LetterState.SENT}
    answers = [
        one.payload["letter"]
        for one in since
        if one.what == "letter_sent" and one.payload["kind"] in ("reply", "explanation")
    ]
    called = case.channel is Channel.PHONE and any(
        one.what == "call_recorded" and one.payload["reached"] for one in since
    )
    told = max((at for at, one in enumerate(since) if one.what == "result_told"), default=None)
    if told is None:
        return {"told"}
    outcomes = [one.payload["outcome"] for one in since[told:] if one.what == "visit_recorded"]
    steps_back = [
        at
        for at, one in enumerate(since[told:])
        if one.what == "state_changed" and one.payload["from"] == "visited" and one.payload["to"] == "fed_back"
    ]
    if steps_back:
        outcomes = [one.payload["outcome"] for one in since[told + steps_back[-1] :] if one.what == "visit_recorded"]
    filing = [one for one in since if one.what == "filed"][-1]
    impossible = outcomes.count("unreachable") >= 3 or {"refused", "anonymous"} & set(outcomes)
    took_place = [one for one in outcomes if one in ("satisfied", "partly", "dissatisfied")]
    visited = took_place[-1:] == ["satisfied"] or (
        not took_place and impossible and filing.who != "li" and filing.payload["reason"]
    )
    record = [at for at, one in enumerate(since) if one.what in ("result_told", "visit_recorded", "validity_set")]
    signature = [at for at, one in enumerate(since) if one.what == "record_signed"]
    found = {
        "answer": not (sent & set(answers)) and not called,
        "visit": not visited,
        "signature": not signature or signature[-1] < record[-1],
        "validity": case.validity is Validity.UNDECIDED,
        "clocks": any(row.state in (ClockState.RUNNING, ClockState.PAUSED) for row in walk.house.clocks(case).values()),
    }
    return {name for name, lacking in found.items() if lacking}


@pytest.mark.parametrize("seed", range(2))
def test_no_walk_files_a_case_without_what_filing_needs(house, seed):
    chooser = random.Random(seed)  # noqa: S311 - a walk to be repeated, no secret
    filed = 0
    for number in range(5):
        case = one_case(
            house, subject=f"电梯停运{number}", sender=f"王芳 <wang{seed}{number}@example.com>", no_letter=True
        )
        with house.services.database.transaction() as session:
            channel = chooser.choice((Channel.EMAIL, Channel.PHONE))
            cases.update_case(session, case.id, channel=channel)
        walk, before = Walk(house, chooser, case), CaseState.NEW
        for _ in range(STEPS):
            walk.step()
            state = walk.now().state
            if state is CaseState.FILED:
                assert lacks(walk, walk.now()) == set(), (seed, number)
                filed += before is not CaseState.FILED
            before = state
    assert filed
