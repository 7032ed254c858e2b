"""An audit holds each filing against the events before it: nothing ticks in the file, nothing that filing needs lacks.

Covers workers.audit.filing; doctor looks for the same (huihan.checks.stored).
"""

import pytest
from servers.audited import HOME, audited, hired, unseen
from servers.course import answered, filed, signed, told
from servers.letters_day import CLERK, furnished, one_case
from sqlalchemy import update

from domain.codes import CaseState, ClockName, ClockState, VisitOutcome
from domain.events import EventName
from huihan.checks import Patient, examine
from store import cases, clocks, events
from store.case_tables import clock
from workers.casework.case_work import record_visit


@pytest.fixture
def office(house):
    house.directory(HOME)
    house = furnished(house)
    hired(house)
    return house


def said(found):
    return "\n".join(one.what for one in found)


def test_a_case_that_was_led_through_its_course_is_no_alarm(office):
    filed(office, one_case(office))
    assert said(audited(office)) == ""
    assert office.ask(clocks.open_in_the_file) == []


def test_a_clock_that_runs_in_the_file_is_told(office):
    case = one_case(office)
    filed(office, case)
    with unseen(office) as session:
        running = {"state": ClockState.RUNNING, "stopped_at": None}
        session.execute(update(clock).where(clock.c.clock == ClockName.HANDLE).values(**running))
        assert "案件已归档，期限 handle 却没有停止" in said(audited(office, session))
        assert clocks.open_in_the_file(session) == [case.number]


def test_doctor_names_the_filed_cases_whose_clocks_run(office):
    case = one_case(office)
    filed(office, case)
    kept = office.services.settings.root / "data" / "huihan.db"
    kept.parent.mkdir(exist_ok=True)
    kept.touch()  # doctor looks into no database before there is one
    patient = Patient(settings=office.services.settings, now=office.services.now())
    assert [one.ok for one in examine(patient, frozenset({"course"}))] == [True]
    with office.services.database.transaction() as session:
        session.execute(update(clock).where(clock.c.clock == ClockName.HANDLE).values(state=ClockState.PAUSED))
    (finding,) = examine(patient, frozenset({"course"}))
    assert not finding.ok
    assert case.number in finding.what
    assert "重新打开" in finding.mend


def file_by_hand(office, session, case, act="file"):
    """What someone writes who goes past the use case, chain and all."""
    now = office.services.now()
    events.append(session, case.id, now, "li", EventName.FILED, {"reason": "", "act": act})
    payload = {"from": cases.get_case(session, case.id).state, "to": CaseState.FILED}
    events.append(session, case.id, now, "li", EventName.STATE_CHANGED, payload)
    cases.update_case(session, case.id, state=CaseState.FILED)


def test_a_filing_that_lacked_something_is_told_though_its_chain_is_whole(office):
    case = one_case(office)
    told(office, case)
    record_visit(office.services, case.number, VisitOutcome.DISSATISFIED, "又坏了", actor=CLERK)
    with unseen(office) as session:
        file_by_hand(office, session, case)
        found = said(audited(office, session))
    for lacked in ("尚未答复住户", "没有住户满意的回访", "记录表没有签署", "期限 reply 却没有停止"):
        assert lacked in found
    assert "尚未把结果告诉住户" not in found


def test_no_visit_is_signed_only_where_none_was_possible(office):
    case = one_case(office)
    told(office, case)
    answered(office, case)
    signed(office, case)
    with unseen(office) as session:
        file_by_hand(office, session, case, "file_unvisited")
        assert "也没有未能回访的记录" in said(audited(office, session))


def test_a_signature_of_another_history_is_told(office):
    case = one_case(office)
    with unseen(office) as session:
        payload = {"events": 1, "hash": "0" * 64, "role": "supervisor", "deputy_of": None}
        events.append(session, case.id, office.services.now(), "wang", EventName.RECORD_SIGNED, payload)
        assert "签署记录表时的校验值与此前的经过不符" in said(audited(office, session))
