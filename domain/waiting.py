"""What may wait for a person, and for whom (TRADE 1 and 2): the closed list behind the queue and its badges."""

from collections.abc import Mapping
from enum import StrEnum

from domain.codes import Role


class Waiting(StrEnum):
    """One reason for which something waits; a case may wait for several."""

    ALARM = "alarm"
    """A letter said that there is danger now, and the case is urgent and not handled yet."""
    INTAKE = "intake"
    """What came in and is no case yet: before a person, or in quarantine."""
    DOUBT = "doubt"
    CALL = "call"
    REGISTER = "register"
    """Household and matter to be confirmed."""
    GROUP = "group"
    """It may be one matter with others."""
    GRADE = "grade"
    """Proposed as A or B, not confirmed yet."""
    LOWER = "lower"
    """To be lowered from grade A or B, as one head asks and the other has to confirm."""
    HELD = "held"
    """An acknowledgement that does not go out by itself."""
    DRAFT = "draft"
    """A reply, explanation or interim letter to be written."""
    RETURNED = "returned"
    APPROVE_LETTER = "approve_letter"
    PLAN = "plan"
    """Of grade A or B, without a plan that was approved or submitted."""
    APPROVE_PLAN = "approve_plan"
    SEAL = "seal"
    """Approved, but the seal could not be laid over it: to be taken back and submitted again."""
    PRINT = "print"
    POST = "post"
    IN_DOUBT = "in_doubt"
    BOUNCED = "bounced"
    DEPARTMENT = "department"
    """To be done by one's own department."""
    FEEDBACK = "feedback"
    VISIT = "visit"
    GRAVE = "grave"
    """Of grade A or B and not handled yet: before the manager all the time."""
    PROGRESS = "progress"
    """The day's report to the manager is due."""
    HANDED_UP = "handed_up"
    """To be settled by the rung that it was handed up to."""
    ANSWERED = "answered"
    """Back from above with an answer that no one has taken yet."""
    BLOCKED = "blocked"
    """Work that cannot go on."""
    REOPENED = "reopened"
    """Open again, and nothing was done with it yet."""
    ROUND = "round"
    """Visited, and the resident was not or only partly satisfied: a head opens a further round."""
    UNVISITED = "unvisited"
    """No visit was possible: a head signs that, and files."""
    FILE = "file"
    """Visited, and the resident was satisfied: the record to be signed, then filed."""
    AWAY = "away"
    """No complaint: to be thanked for, passed on or filed away."""
    OVERDUE = "overdue"


class Whose(StrEnum):
    """Whose cases a list shows, by who follows them up."""

    MINE = "mine"
    TEAM = "team"
    """Those of everybody in the projects where the person has a part."""
    UNASSIGNED = "unassigned"


class Figure(StrEnum):
    """What the overview counts: cases that are not filed, but `came`, received today, filed or not."""

    PRESSING = "pressing"
    """Urgent and not handled yet."""
    GRAVE = "grave"
    OVERDUE = "overdue"
    DUE_TODAY = "due_today"
    """The nearest clock is due later today."""
    BLOCKED = "blocked"
    """Some of the work is."""
    PAUSED = "paused"
    """A clock waits for the resident."""
    CAME = "came"
    OPEN = "open"


_OFFICE = frozenset({Role.CLERK})
_HEADS = frozenset({Role.SUPERVISOR, Role.SERVICE_DEPARTMENT})

WAITS_FOR: Mapping[Waiting, frozenset[Role]] = {
    Waiting.ALARM: _OFFICE | _HEADS | {Role.MANAGER},
    Waiting.INTAKE: _OFFICE,
    Waiting.DOUBT: _OFFICE,
    Waiting.CALL: _OFFICE,
    Waiting.REGISTER: _OFFICE,
    Waiting.GROUP: _OFFICE,
    Waiting.GRADE: _HEADS | {Role.MANAGER},
    Waiting.LOWER: _HEADS | {Role.MANAGER},
    Waiting.HELD: _OFFICE,
    Waiting.DRAFT: _OFFICE,
    Waiting.RETURNED: _OFFICE,
    Waiting.APPROVE_LETTER: _HEADS | {Role.MANAGER},
    Waiting.PLAN: _OFFICE,
    Waiting.APPROVE_PLAN: _HEADS | {Role.MANAGER},
    Waiting.SEAL: _OFFICE,
    Waiting.PRINT: _OFFICE,
    Waiting.POST: _OFFICE,
    Waiting.IN_DOUBT: _OFFICE,
    Waiting.BOUNCED: _OFFICE,
    Waiting.DEPARTMENT: frozenset({Role.DEPARTMENT}),
    Waiting.FEEDBACK: _OFFICE,
    Waiting.VISIT: _OFFICE,
    Waiting.GRAVE: frozenset({Role.MANAGER}),
    Waiting.PROGRESS: _OFFICE,
    Waiting.HANDED_UP: _HEADS | {Role.MANAGER},
    Waiting.ANSWERED: _OFFICE,
    Waiting.BLOCKED: _HEADS,
    Waiting.REOPENED: _OFFICE,
    Waiting.ROUND: _HEADS,
    Waiting.UNVISITED: _HEADS,
    Waiting.FILE: frozenset({Role.SUPERVISOR}),
    Waiting.AWAY: _OFFICE,
    Waiting.OVERDUE: _OFFICE | _HEADS | {Role.MANAGER},
}
"""Whose turn it is. What others may do as well (a supervisor all that a clerk does) does not wait for them.

An approval waits for the role of its step alone, an overrun for the rungs it has climbed so far (TRADE 6).
"""
