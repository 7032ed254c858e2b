"""What a person decides by hand stands: in the case, on its clocks, and when the rules decide the case again.

Covers workers.clocks.progress and workers.deciding.decisions.
"""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from servers.house import LIFT, NOW
from servers.letters_day import lowered

from domain.codes import (
    CaseState,
    Category,
    ClockName,
    ClockState,
    Department,
    Grade,
    Kind,
    LetterState,
    Urgency,
)
from domain.correction import Correction
from domain.override import Override
from domain.staff import operator
from letters.word.document import plain_text
from store import cases, clocks, events, overrides
from workers.casework.correcting import correct
from workers.casework.overriding import confirm_grade, override_slots
from workers.clocks.progress import reported
from workers.correspondence.draft import draft_reply
from workers.deciding.validation import CorrectionError

NUMBER = "TS-2026-000001"
VAGUE = "我很不满意，请给个答复。"


def judge(house, *, seen=None, **values):
    return override_slots(house.services, NUMBER, Override(**values), actor=operator("zhang"), seen=seen)


def payloads(house, what):
    (case,) = house.cases()
    found = house.ask(lambda session: events.history(session, case.id))
    return [(event.who, event.payload) for event in found if event.what == what]


def arrived(house, text=LIFT):
    house.mail("来信", text)
    house.work()
    return house.cases()[0]


def test_a_chosen_topic_fills_the_case_and_nobody_is_needed_any_more(house):
    before = arrived(house, VAGUE)
    assert (before.topic, before.needs_person) == (None, True)
    after = judge(house, topic="parking_fee", because="来电核实")
    assert (after.topic, after.category, after.departments) == ("parking_fee", "service", (Department.FINANCE,))
    assert (after.fee, after.needs_person, after.grade) == (True, False, before.grade)
    register = house.clocks(after)[ClockName.REGISTER, 1]
    assert (register.state, register.stopped_by) == (ClockState.MET, "zhang")
    ((who, payload),) = payloads(house, "judged")
    assert (who, payload["because"], payload["decision"]) == ("zhang", "来电核实", before.decision_id)
    assert payload["rulebook"] == house.services.compiled.sha256
    assert payload["changes"]["topic"] == [None, "parking_fee"]
    assert payload["changes"]["departments"] == [list(before.departments), ["finance"]]
    assert before.departments != (Department.FINANCE,)
    assert house.ask(lambda session: events.verify(session, after.id)) == []


def test_only_the_clocks_that_depend_on_what_changed_are_calculated_again(house):
    case = arrived(house)
    before = house.clocks(case)
    judge(house, urgency=Urgency.URGENT)
    after = house.clocks(case)
    assert after[ClockName.ACKNOWLEDGE, 1].state is ClockState.MET  # sent at once: a stopped clock never runs again
    assert after[ClockName.REPLY, 1].due_at == before[ClockName.REPLY, 1].due_at
    assert payloads(house, "clocks_reckoned") == []


def test_a_running_clock_moves_with_the_urgency(house):
    house.mail("转发：来信", LIFT, no_letter=True)
    house.work()
    (case,) = house.cases()
    judge(house, urgency=Urgency.URGENT)
    assert house.clocks(case)[ClockName.ACKNOWLEDGE, 1].due_at == NOW + timedelta(minutes=30)
    ((who, payload),) = payloads(house, "clocks_reckoned")
    assert (who, [one["clock"] for one in payload["clocks"]]) == ("zhang", ["acknowledge"])


def test_a_clock_keeps_to_the_chosen_urgency_when_the_case_is_decided_again(house):
    house.mail("转发：来信", LIFT, no_letter=True)
    house.work()
    judge(house, urgency=Urgency.URGENT)
    after = correct(house.services, NUMBER, Correction(phone="13900139000"), actor=operator("li"))
    assert after.urgency is Urgency.URGENT
    assert house.clocks(after)[ClockName.ACKNOWLEDGE, 1].due_at == NOW + timedelta(minutes=30)


def test_what_was_chosen_stays_when_the_case_is_decided_again_and_the_rest_follows(house):
    arrived(house, VAGUE)
    judge(house, topic="parking_fee", kind=Kind.ENQUIRY)
    after = correct(house.services, NUMBER, Correction(text="有人被困在电梯里！请马上救人！"), actor=operator("li"))
    assert (after.topic, after.category, after.kind) == ("parking_fee", "service", Kind.ENQUIRY)
    assert after.departments == (Department.FINANCE,)
    assert after.urgency is Urgency.URGENT
    decided = house.ask(lambda session: cases.decisions_of_case(session, after.id))[-1].decision
    assert decided.topic != "parking_fee"


def test_a_choice_that_the_rules_had_made_too_stays_as_well(house):
    before = arrived(house)
    assert (before.topic, before.grade) == ("lift_outage", Grade.C)
    judge(house, topic="lift_outage", grade=Grade.C)
    for text in (VAGUE, "小区里垃圾没人清运，臭气熏天。"):
        after = correct(house.services, NUMBER, Correction(text=text), actor=operator("li"))
        assert (after.topic, after.category, after.grade) == ("lift_outage", "equipment", Grade.C)


def test_a_doubt_about_what_a_person_chose_does_not_come_back(house):
    arrived(house)
    judge(house, topic="lift_outage")
    after = correct(house.services, NUMBER, Correction(text=VAGUE), actor=operator("li"))
    doubts = house.ask(lambda session: cases.decisions_of_case(session, after.id))[-1].decision.doubts
    assert {doubt.slot for doubt in doubts} == {"topic"}
    assert not after.needs_person


def test_the_last_word_of_people_stands(house):
    arrived(house)
    judge(house, grade=Grade.D, kind=Kind.SUGGESTION)
    judge(house, grade=Grade.E)
    (case,) = house.cases()
    assert house.ask(lambda session: overrides.chosen(session, case.id)) == {"grade": "E", "kind": "suggestion"}


def test_a_follow_up_about_the_chosen_topic_joins_the_case(house):
    first = house.mail("来信", VAGUE)
    house.work()
    judge(house, topic="lift_outage")
    house.mail("回复：来信", LIFT, In_Reply_To=first, found="dmarc=pass")
    house.work()
    (case,) = house.cases()
    assert case.reply_round == 2


def test_an_unedited_draft_is_drafted_anew_with_the_chosen_topic(house):
    case = arrived(house)
    old = draft_reply(house.services, NUMBER)
    assert "电梯停运" in plain_text(house.services.archive.get(old.docx_sha))
    judge(house, grade=Grade.D)
    assert house.letters(case)[-1].state is LetterState.DRAFT
    name = house.services.compiled.topics["parking_fee"].name
    judge(house, topic="parking_fee")
    assert house.letters(case)[-1].state is LetterState.VOID
    assert name in plain_text(house.services.archive.get(draft_reply(house.services, NUMBER).docx_sha))


def test_whoever_judges_what_has_changed_meanwhile_is_refused(house):
    arrived(house)
    (case,) = house.cases()
    assert house.ask(lambda session: overrides.version(session, case.id)) == 0
    judge(house, grade=Grade.D, seen=0)
    correct(house.services, NUMBER, Correction(phone="13900139000"), actor=operator("li"))
    with pytest.raises(CorrectionError, match="刚被他人"):
        judge(house, grade=Grade.E, seen=1)
    assert judge(house, grade=Grade.E, seen=2).grade is Grade.E


def test_two_judgements_at_once_lose_nothing(house):
    arrived(house)
    given = [{"grade": Grade.D}, {"kind": Kind.SUGGESTION}, {"group": True}, {"households": 12}]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda values: judge(house, **values), given))
    (case,) = house.cases()
    assert (case.grade, case.kind, case.is_group, case.households) == (Grade.D, Kind.SUGGESTION, True, 12)
    assert len(payloads(house, "judged")) == 4
    assert house.ask(lambda session: events.verify(session, case.id)) == []


def test_what_cannot_be_changes_nothing(house):
    case = arrived(house)
    draft_reply(house.services, NUMBER)
    before = house.events(case)
    with pytest.raises(CorrectionError, match="没有主题"):
        judge(house, topic="lift_outtage", category=Category.OTHER)
    assert house.events(case) == before
    assert house.letters(case)[-1].state is LetterState.DRAFT
    with pytest.raises(CorrectionError, match="TS-2026-000009"):
        override_slots(house.services, "TS-2026-000009", Override(grade=Grade.A), actor=operator("zhang"))


@pytest.mark.parametrize("grade", [Grade.A, Grade.B])
def test_a_confirmed_grave_grade_starts_daily_progress(house, grade):
    case = arrived(house, VAGUE)
    after = confirm_grade(house.services, NUMBER, grade, actor=operator("wang"))
    assert (after.grade, after.urgency, after.needs_person) == (grade, Urgency.IMPORTANT, True)
    progress = house.clocks(case)[ClockName.PROGRESS, 1]
    assert progress.started_at == NOW
    assert progress.due_at.astimezone(house.services.zone).isoformat() == "2026-03-02T18:00:00+08:00"
    assert payloads(house, "grade_confirmed")[0][1]["chosen"] == {"grade": grade, "urgency": "important"}
    confirm_grade(house.services, NUMBER, grade, actor=operator("wang"))
    assert (ClockName.PROGRESS, 2) not in house.clocks(case)


def test_after_six_the_first_report_is_due_the_next_day(house):
    case = arrived(house)
    house.time[0] = NOW + timedelta(hours=9)
    judge(house, grade=Grade.A)
    progress = house.clocks(case)[ClockName.PROGRESS, 1]
    assert progress.due_at.astimezone(house.services.zone).isoformat() == "2026-03-03T18:00:00+08:00"


def test_a_lower_grade_lays_progress_down_and_a_grave_one_starts_the_next_round(house):
    case = arrived(house)
    judge(house, grade=Grade.A)
    with pytest.raises(CorrectionError, match="主任和经理共同办理"):
        judge(house, grade=Grade.C)
    lowered(house, case, Grade.C)
    assert house.clocks(case)[ClockName.PROGRESS, 1].state is ClockState.VOID
    judge(house, grade=Grade.B)
    assert house.clocks(case)[ClockName.PROGRESS, 2].state is ClockState.RUNNING


def test_each_days_report_opens_the_next_days_round(house):
    case = arrived(house)
    zone = house.services.zone

    def report(at):
        house.time[0] = datetime.fromisoformat(at)
        with house.services.database.transaction() as session:
            reported(house.services, session, case, "zhang")
        rounds = [one for (clock, _), one in house.clocks(case).items() if clock is ClockName.PROGRESS]
        return [(one.state, one.due_at.astimezone(zone).isoformat()[:16]) for one in rounds]

    assert report("2026-03-02T10:30+08:00") == []
    judge(house, grade=Grade.A)
    first = [(ClockState.MET, "2026-03-02T18:00"), (ClockState.RUNNING, "2026-03-03T18:00")]
    assert report("2026-03-02T11:00+08:00") == first
    assert report("2026-03-02T17:00+08:00") == first, "one report is a day's"
    late = [first[0], (ClockState.LATE, "2026-03-03T18:00"), (ClockState.RUNNING, "2026-03-05T18:00")]
    assert report("2026-03-04T19:00+08:00") == late


def test_a_handled_case_reports_no_progress(house):
    case = arrived(house)
    with house.services.database.transaction() as session:
        cases.update_case(session, case.id, state=CaseState.DONE)
    confirm_grade(house.services, NUMBER, Grade.A, actor=operator("wang"))
    found = house.ask(lambda session: clocks.of_case(session, case.id))
    assert ClockName.PROGRESS not in {one.clock for one in found}


def test_a_confirmed_grade_stays_when_the_case_is_decided_again(house):
    arrived(house)
    confirm_grade(house.services, NUMBER, Grade.C, actor=operator("wang"))
    after = correct(house.services, NUMBER, Correction(text="建议小区多种些花草。"), actor=operator("li"))
    assert after.grade is Grade.C
