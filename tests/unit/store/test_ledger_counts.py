"""The ledger counts every row of every source by where it ended."""

from store_samples import new_intake

from domain.codes import IntakeState
from store import intake, ledger
from store.database import Database
from store.ledger import LedgerRow


def test_every_state_is_counted_where_it_belongs_and_only_the_first_letter_of_a_file(database: Database) -> None:
    states = [*IntakeState, IntakeState.CASE, IntakeState.RECEIVED]
    with database.transaction() as session:
        assert ledger.count(session) == []
        intake.enter(
            session,
            *(new_intake(f"1:{n}", state=state) for n, state in enumerate(states)),
            new_intake("1:0", index=1),
            new_intake("a.pdf", source="folder", state=IntakeState.QUARANTINED),
        )
        assert ledger.count(session) == [
            LedgerRow(source="folder", seen=1, quarantined=1),
            LedgerRow(
                source="mailbox:office",
                seen=9,
                case=2,
                follow_up=1,
                ignored=1,
                quarantined=1,
                awaiting_person=1,
                pending=3,
            ),
        ]
