"""One sentence for each clock of a case that runs or is paused: what stops it, and who must act (TRADE 6)."""

from collections.abc import Callable, Sequence

from domain.codes import OPEN_CLOCKS, ClockName, ClockState, LetterState, Role
from domain.labels import CLOCK_STOPS, CLOCK_STOPS_SPOKEN, DEPARTMENT, LETTER, ROLE
from domain.letter_kinds import LETTERS
from domain.said import N_, Sentence
from store.cases import CaseRow
from store.clocks import ClockRow
from store.letters import LetterRow

_ON_ITS_WAY = (LetterState.APPROVED, LetterState.QUEUED, LetterState.PRINTED, LetterState.SENDING)
NextApproval = Callable[[LetterRow], Role | None]
"""Whose approval a submitted letter waits for."""


def what_stops(
    row: ClockRow,
    case: CaseRow,
    letters: Sequence[LetterRow],
    next_approval: NextApproval,
    owner: str,
    *,
    spoken: bool,
) -> Sentence | None:
    """What stops the clock and who must act; None for one that has ended.

    letters: those of the case. owner: the name of the person who follows it up, empty if there is none. spoken: whether
    what the clock times came by phone or at the counter.
    """
    if row.state not in OPEN_CLOCKS:
        return None
    who = _who(row, owner)
    if row.state is ClockState.PAUSED:
        return Sentence(N_("等待住户，暂停计时；住户答复后由{who}恢复计时"), {"who": who})
    under_way = [one for one in letters if row.clock in LETTERS[one.kind].stops and one.round >= case.reply_round]
    for letter in reversed(under_way):
        kind = Sentence(LETTER[letter.kind])
        if letter.state is LetterState.SUBMITTED and (role := next_approval(letter)):
            return Sentence(
                N_("{letter}已送审，发出后停止；现在等{role}审批"), {"letter": kind, "role": Sentence(ROLE[role])}
            )
        if letter.state in _ON_ITS_WAY:
            return Sentence(N_("{letter}已批准，发出或寄出后停止；由{who}办理"), {"letter": kind, "who": who})
        if letter.state is LetterState.IN_DOUBT:
            return Sentence(N_("{letter}是否发出还不清楚，查明后才停止；由{who}办理"), {"letter": kind, "who": who})
    by_call = CLOCK_STOPS_SPOKEN.get(row.clock) if spoken else None
    stops = Sentence(by_call or CLOCK_STOPS[row.clock])
    return Sentence(N_("{stops}后停止；由{who}办理"), {"stops": stops, "who": who})


def _who(row: ClockRow, owner: str) -> Sentence | str:
    if row.department is not None:
        return Sentence(DEPARTMENT[row.department])
    if row.clock is ClockName.BLOCKED:
        return Sentence(ROLE[Role.SUPERVISOR])
    return owner or Sentence(ROLE[Role.CLERK])
