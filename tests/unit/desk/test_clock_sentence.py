"""Each open clock says in one sentence what stops it and who must act."""

from datetime import UTC, datetime

import pytest

from desk.views.clock_sentence import what_stops
from domain.codes import SPOKEN, Channel, ClockName, ClockState, Department, LetterKind, LetterState, Role
from domain.labels import CLOCK_STOPS
from store.clocks import ClockRow

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


class Case:
    channel = Channel.EMAIL
    reply_round = 1


class Spoken(Case):
    channel = Channel.PHONE


class Letter:
    def __init__(self, kind: LetterKind, state: LetterState, number: int = 1) -> None:
        self.kind, self.state, self.round = kind, state, number


def clock(name: ClockName, state: ClockState = ClockState.RUNNING, department: Department | None = None) -> ClockRow:
    return ClockRow(
        id=1,
        intake_id=1,
        case_id=1,
        clock=name,
        round=1,
        started_at=NOW,
        due_at=NOW,
        provisional=False,
        steps=(),
        state=state,
        stopped_at=None,
        stopped_by=None,
        paused_at=None,
        department=department,
    )


def said(row: ClockRow, *letters: Letter, case: type[Case] = Case, owner: str = "李敏") -> str:
    return str(what_stops(row, case, letters, lambda _: Role.SUPERVISOR, owner, spoken=case.channel in SPOKEN))


def test_every_clock_says_what_stops_it_and_who_must_act() -> None:
    for name in set(ClockName) - {ClockName.BLOCKED}:
        assert said(clock(name)) == f"{CLOCK_STOPS[name]}后停止；由李敏办理"


def test_what_blocks_the_work_is_the_supervisors_to_clear() -> None:
    assert said(clock(ClockName.BLOCKED)) == "登记障碍已排除后停止；由主任办理"


def test_without_an_owner_it_is_the_office_that_must_act() -> None:
    assert said(clock(ClockName.FEEDBACK), owner="") == "把处理结果告知住户并记录后停止；由客服办理"


def test_a_department_reports_for_itself() -> None:
    assert said(clock(ClockName.DEPARTMENT_START, department=Department.SECURITY)) == "报告开工后停止；由秩序维护部办理"


def test_a_spoken_complaint_is_answered_by_a_call() -> None:
    assert said(clock(ClockName.REPLY), case=Spoken).startswith("电话答复住户并记录")
    assert not said(clock(ClockName.HANDLE), case=Spoken).startswith("电话")


@pytest.mark.parametrize(
    ("state", "wanted"),
    [
        (LetterState.SUBMITTED, "回函已送审，发出后停止；现在等主任审批"),
        (LetterState.QUEUED, "回函已批准，发出或寄出后停止；由李敏办理"),
        (LetterState.IN_DOUBT, "回函是否发出还不清楚，查明后才停止；由李敏办理"),
        (LetterState.DRAFT, "正式回函、说明函或阶段性回函发出或寄出后停止；由李敏办理"),
    ],
)
def test_a_letter_under_way_says_who_has_it(state: LetterState, wanted: str) -> None:
    assert said(clock(ClockName.REPLY), Letter(LetterKind.REPLY, state)) == wanted


def test_a_letter_of_an_earlier_round_or_another_kind_says_nothing() -> None:
    ordinary = said(clock(ClockName.REPLY))
    assert said(clock(ClockName.REPLY), Letter(LetterKind.REPLY, LetterState.QUEUED, number=0)) == ordinary
    assert said(clock(ClockName.REPLY), Letter(LetterKind.RECORD_FORM, LetterState.SUBMITTED)) == ordinary


def test_a_pause_says_that_the_resident_is_waited_for() -> None:
    paused = clock(ClockName.HANDLE, ClockState.PAUSED)
    assert said(paused) == "等待住户，暂停计时；住户答复后由李敏恢复计时"


def test_a_clock_that_has_ended_says_nothing() -> None:
    assert what_stops(clock(ClockName.REPLY, ClockState.MET), Case, (), lambda _: None, "李敏", spoken=False) is None
