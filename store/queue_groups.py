"""How the groups of cases stand in the queue (TRADE 5): what is waited for on the leading case alone."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, and_, not_, or_, select

from domain.codes import NO_MATTERS, LetterState
from domain.course import HANDLED
from store.case_tables import case, letter, letter_case
from store.desk_tables import group_member
from store.queue_places import among
from store.rows import Query, one_of

_LEADING, _LEAD = group_member.alias("leading"), case.alias("lead")


def proposed() -> ColumnElement[bool]:
    """The cases that may be one matter with others, until a person confirms it."""
    return among(
        select(group_member.c.case_id).where(group_member.c.group_id.is_not(None), not_(group_member.c.confirmed))
    )


def planned_by_group(planned: Query) -> ColumnElement[bool]:
    """The cases whose plan is that of the leading case of their group, or is to be written there, as
    `workers.deciding.group_work` has it. planned: the cases that have one.
    """
    at_work = or_(not_(one_of(_LEAD.c.state, HANDLED)), _LEAD.c.id.in_(planned))
    # Asked of each leading case: joined, PostgreSQL reads all cases for the few that lead.
    led = select(and_(not_(one_of(_LEAD.c.kind, NO_MATTERS)), at_work)).where(_LEAD.c.id == _LEADING.c.case_id)
    return among(
        select(group_member.c.case_id)
        .join(_LEADING, and_(_LEADING.c.group_id == group_member.c.group_id, _LEADING.c.leads))
        .where(group_member.c.confirmed, not_(group_member.c.leads), led.correlate(_LEADING).scalar_subquery())
    )


def named_beside(states: Iterable[LetterState]) -> ColumnElement[bool]:
    """A reply in another case of the household, in one of these states, answers this one too."""
    named = select(letter_case.c.case_id).join(letter, letter.c.id == letter_case.c.letter_id)
    return among(named.where(letter_case.c.ended_at.is_(None), letter.c.state.in_(tuple(states))))
