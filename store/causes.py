"""What the cases of a period come from, matter by matter (TRADE 8: the top three with causes)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.codes import Role
from domain.rates import RateCount
from domain.staff import Person
from domain.tasks import Span
from domain.work_codes import Cause, CauseSaid
from store.case_tables import case, clock
from store.queue_places import of_roles
from store.rates import CAUSE, CAUSE_SAID, counts_in
from store.tasks import COUNTS, Among, conditions

Said = tuple[Cause | None, CauseSaid | None]
"""A cause and who says so; None: neither staff nor rules say any."""


def received_by_cause(
    session: Session, person: Person, roles: Sequence[Role], among: Among, span: Span
) -> Mapping[str | None, Mapping[Said, int]]:
    """Of each topic that any case received in the span is of: how many come from what, in the projects that these
    roles are held for. None: the topic is not known.
    """
    query = (
        select(case.c.topic, CAUSE.label("cause"), CAUSE_SAID.label("said"), func.count().label("cases"))
        .join_from(case, clock, clock.c.case_id == case.c.id)
        .where(COUNTS, of_roles(person, roles), *conditions(among), counts_in(RateCount.RECEIVED, span))
        .group_by(case.c.topic, CAUSE, CAUSE_SAID)
    )
    found: dict[str | None, dict[Said, int]] = defaultdict(dict)
    for row in session.execute(query):
        found[row.topic][row.cause, None if row.said is None else CauseSaid(row.said)] = row.cases
    return found
