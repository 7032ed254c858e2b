"""What a case comes from: as staff chose it and as rules propose it.

The only cause that a record's investigation names counts as chosen, as `CaseRecord.main_cause` has it.
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0055"

_case = sa.table("case", sa.column("id"), sa.column("cause"))
_record = sa.table("case_record", sa.column("case_id"), sa.column("version"), sa.column("content"))


def upgrade() -> None:
    op.add_column("case", sa.Column("cause", sa.Text(), nullable=True))
    op.add_column("case", sa.Column("proposed_cause", sa.Text(), nullable=True))
    later = _record.alias()
    last = sa.select(sa.func.max(later.c.version)).where(later.c.case_id == _record.c.case_id).scalar_subquery()
    query = sa.select(_record.c.case_id, _record.c.content).where(
        _record.c.version == last, _record.c.content.contains('"causes":["')
    )
    connection = op.get_bind()
    for case_id, content in connection.execute(query).all():
        causes = json.loads(content)["investigation"]["causes"]
        if len(causes) == 1:
            connection.execute(sa.update(_case).where(_case.c.id == case_id).values(cause=causes[0]))
