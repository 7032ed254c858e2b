"""What a stage of the road is, so that one runner can work them all and a new stage is one file."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Protocol, TypeVar

from sqlalchemy.orm import Session

from workers.instance.services import Services

READ, DECIDE, DRAFT, ISSUE, DISPATCH = "read", "decide", "draft", "issue", "dispatch"
"""The stages in the order of the road; intake itself is none: it makes the first job."""

OPINION = "second_opinion"
"""Beside the road: nothing waits for it."""

TELL_OF_INTAKE, NOTIFY = "tell_of_intake", "notify"
GIVEN = "given"
"""In the details of what waits: who gave it to whom looks after it, and when."""
"""Beside the road as well, with `domain.notices.TELL`: who is told of what came in, and one notice on one way."""


READ_AGAIN = "read_again"
"""Beside the road: what waits for a person is read again because one asked."""

PHOTOS = "department_photos"
"""Beside the road: what a department sent along with its report becomes evidence."""


PAST_IMPORT = "past_import"
"""Beside the road: an older ledger is taken over, some rows at a time."""

EXAMINE = "examine"
"""Of the instance itself: what `huihan doctor` says, kept for the admin's page."""


class LaterError(Exception):
    """The subject cannot be advanced yet, and nothing is wrong: try again, however often.

    wait: until the next try; None: longer each time.
    """

    def __init__(self, why: str, *, wait: timedelta | None = None) -> None:
        super().__init__(why)
        self.wait = wait


P = TypeVar("P")


class Stage(Protocol[P]):
    """One stage, keyed by an intake or letter id; every method may be called again for the same id.

    `prepare` does the slow work with no transaction open and gives, by id, what `record` needs (of type P), or the
    exception that the work ended in; an id it leaves out needs nothing more. `record` compares-and-sets the state and
    defers what follows, inside the runner's transaction. `committed` is told after the commit. `give_up` puts the
    subject before a person when the runner has tried often enough.
    """

    name: str
    batch: int

    def prepare(self, services: Services, ids: Sequence[int]) -> Mapping[int, P | Exception]:
        """The slow work."""

    def record(self, services: Services, session: Session, subject_id: int, prepared: P) -> None:
        """The transaction."""

    def committed(self, services: Services) -> None:
        """After the commit."""

    def give_up(self, services: Services, session: Session, subject_id: int, error: str) -> None:
        """Put the subject before a person."""


AnyStage = Stage[Any]  # what each stage prepares is known to itself alone
