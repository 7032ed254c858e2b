"""What records already said of causes counts from the upgrade on: the only cause that an investigation names.

Covers store.migrations.versions.0056_causes.
"""

from importlib import import_module

from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import text
from store_samples import NOW, a_case

from domain.record import CaseRecord, Investigation
from domain.work_codes import Cause, RecordPart
from store import case_records, cases
from store.case_records import NewRecord
from store.database import Database

EARLIER = {
    "one": ((Cause.METHOD,), (Cause.MACHINE,)),
    "two": ((Cause.MACHINE,), (Cause.MACHINE, Cause.PEOPLE)),
    "none": ((),),
    "nothing": (),
}
"""The causes in the versions of each case's record."""


def test_the_only_cause_of_the_last_version_is_the_main_one(database: Database) -> None:
    with database.transaction() as session:
        made = {name: a_case(session, name).id for name in EARLIER}
        for name, versions in EARLIER.items():
            for version, causes in enumerate(versions, start=1):
                record = CaseRecord(investigation=Investigation(causes=causes))
                case_records.add(
                    session,
                    NewRecord(
                        case_id=made[name],
                        version=version,
                        part=RecordPart.INVESTIGATION,
                        content=record,
                        made_at=NOW,
                        made_by="li",
                    ),
                )
        for column in ("cause", "proposed_cause"):
            session.execute(text(f'ALTER TABLE "case" DROP COLUMN {column}'))
        with Operations.context(MigrationContext.configure(session.connection())):
            import_module("store.migrations.versions.0056_causes").upgrade()
    with database.reading() as session:
        found = {name: cases.get_case(session, id_) for name, id_ in made.items()}
    assert {name: row.cause for name, row in found.items() if row} == {
        "one": Cause.MACHINE,
        "two": None,
        "none": None,
        "nothing": None,
    }
