"""How many cases came, period by period, by what they are of (TRADE 8: hot spots and trends)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import case as case_when
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.codes import Role
from domain.rates import Dimension, RateCount
from domain.staff import Person
from domain.tasks import Span
from store.case_tables import case, clock
from store.queue_places import of_roles
from store.rates import Key, counts_in, key_columns, keys_of_row
from store.tasks import COUNTS, Among, conditions


def received_by(
    session: Session, person: Person, roles: Sequence[Role], among: Among, spans: Sequence[Span], by: Dimension
) -> Mapping[Key, tuple[int, ...]]:
    """Of each line that has any: how many were received in each of the spans, in the projects that these roles are held
    for. A case of two departments counts for each of them.

    spans: the earliest first, each from where the one before it ends.
    """
    keys = key_columns(by)
    labelled = (key.label(f"key{at}") for at, key in enumerate(keys))
    within = case_when(*((clock.c.started_at < span.ends, at) for at, span in enumerate(spans)))
    whole = Span(begins=spans[0].begins, ends=spans[-1].ends)
    query = (
        select(*labelled, within.label("span"), func.count().label("cases"))
        .join_from(case, clock, clock.c.case_id == case.c.id)
        .where(COUNTS, of_roles(person, roles), *conditions(among), counts_in(RateCount.RECEIVED, whole))
        .group_by(*keys, within)
    )
    found: dict[Key, list[int]] = defaultdict(lambda: [0] * len(spans))
    for row in session.execute(query):
        values = row._asdict()
        for key in keys_of_row(by, tuple(values[f"key{at}"] for at in range(len(keys)))):
            found[key][values["span"]] += values["cases"]
    return {key: tuple(numbers) for key, numbers in found.items()}
