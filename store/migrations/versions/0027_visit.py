"""What the visits of the present round have come to stands with the case, so that the queue can ask for it. Where the
result was told it is read from the events; what was erased from those says nothing.
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"

_TRIES = 3
_TOLD = sa.text(
    'SELECT e.case_id, e.what, p.payload FROM event e JOIN "case" c ON c.id = e.case_id'
    " LEFT JOIN event_payload p ON p.event_id = e.id"
    " WHERE c.state IN ('fed_back', 'visited') AND e.what IN ('result_told', 'visit_recorded')"
    " ORDER BY e.case_id, e.seq"
)
_SET = sa.text('UPDATE "case" SET visit = :visit WHERE id = :case')


def upgrade() -> None:
    op.add_column("case", sa.Column("visit", sa.Text(), nullable=True))
    fill(op.get_bind())


def fill(connection: sa.Connection) -> None:
    """What the visits since the result was told have come to, case by case."""
    rounds: dict[int, list[str]] = {}
    for case_id, what, payload in connection.execute(_TOLD).all():
        outcomes = rounds.setdefault(case_id, [])
        if what == "result_told":
            outcomes.clear()
        elif payload is not None:
            outcomes.append(json.loads(payload)["outcome"])
    for case_id, outcomes in rounds.items():
        if visit := _came_to(outcomes):
            connection.execute(_SET, {"visit": visit, "case": case_id})


def _came_to(outcomes: list[str]) -> str | None:
    for wanted in (("satisfied", "partly", "dissatisfied"), ("refused", "anonymous")):
        if found := [one for one in outcomes if one in wanted]:
            return found[-1]
    return "unreachable" if outcomes.count("unreachable") >= _TRIES else None
