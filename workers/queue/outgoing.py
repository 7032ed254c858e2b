"""Everything on its way out of the house, for the person who keeps the outgoing post, in their projects."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from domain.codes import LetterState
from domain.staff import Person
from store import cases, letters, printing
from store.letters import LetterRow, goes_by_mail
from store.printing import BatchRow
from workers.correspondence.addresses import may_go_to
from workers.instance.services import Services
from workers.sending.printing import SEES, Printable, batch_in_sight

SHOWN = 10
"""Held letters beside the others on the way out."""
PAGE = 50
"""Held letters of a page of their own."""


@dataclass(frozen=True, kw_only=True)
class Held:
    """An acknowledgement that waits for a person. known: whether it may go to its address as it is."""

    one: Printable
    known: bool


@dataclass(frozen=True, kw_only=True)
class HeldPage:
    """A page of them. in_all: on all pages. following: the id after which the next page begins, None after the last."""

    held: tuple[Held, ...]
    in_all: int
    following: int | None


@dataclass(frozen=True, kw_only=True)
class Outgoing:
    """What is to be printed, posted, settled, reissued and released, of urgent cases first, then the oldest; what goes
    by itself, and has today.

    held: the first of those that wait. unsealed: approved, but the seal could not be laid over. batches: of today,
    newest first.
    """

    unsealed: tuple[Printable, ...]
    to_print: tuple[Printable, ...]
    to_post: tuple[Printable, ...]
    in_doubt: tuple[Printable, ...]
    bounced: tuple[Printable, ...]
    held: tuple[Held, ...]
    held_in_all: int
    on_its_way: tuple[Printable, ...]
    gone: tuple[Printable, ...]
    batches: tuple[BatchRow, ...]


def outgoing(services: Services, session: Session, person: Person) -> Outgoing:
    """All of it at this moment."""
    local = services.now().astimezone(services.zone)
    today = local.replace(hour=0, minute=0, second=0, microsecond=0)
    under_way = letters.in_state(session, (LetterState.APPROVED, LetterState.QUEUED, LetterState.SENDING))
    first = held_page(session, person, limit=SHOWN)
    return Outgoing(
        unsealed=_seen(session, filter(_unsealed, under_way), person),
        to_print=_seen(session, printing.queued(session), person),
        to_post=_seen(session, printing.printed(session), person),
        in_doubt=_seen(session, letters.in_state(session, LetterState.IN_DOUBT), person),
        bounced=_seen(session, letters.in_state(session, LetterState.BOUNCED), person),
        held=first.held,
        held_in_all=first.in_all,
        on_its_way=_seen(session, filter(_by_itself, under_way), person),
        gone=_seen(session, letters.gone_since(session, today), person),
        batches=_of_today(session, today, person),
    )


def held_page(session: Session, person: Person, *, after: int = 0, limit: int = PAGE) -> HeldPage:
    """A page of the acknowledgements that wait for a person, of urgent cases first, then the oldest."""
    found = letters.held(session, person, SEES, after=after, limit=limit + 1)
    shown = _seen(session, found[:limit], person)
    return HeldPage(
        held=tuple(Held(one=one, known=may_go_to(session, one.case, one.letter)) for one in shown),
        in_all=letters.count_held(session, person, SEES),
        following=found[limit - 1].id if len(found) > limit else None,
    )


def _by_itself(letter: LetterRow) -> bool:
    """Whether it moves without anybody's hand: to be sealed, or by mail."""
    if letter.state is LetterState.APPROVED:
        return letter.way is not None and letter.error is None
    return goes_by_mail(letter)


def _unsealed(letter: LetterRow) -> bool:
    """Whether it waits for a person because the seal, or a form's signatures, failed."""
    return letter.state is LetterState.APPROVED and letter.error is not None


def _seen(session: Session, found: Iterable[LetterRow], person: Person) -> tuple[Printable, ...]:
    written = tuple(found)
    known = cases.by_ids(session, {letter.case_id for letter in written})
    pairs = [(letter, known.get(letter.case_id)) for letter in written]
    seen = [
        Printable(letter=letter, case=case)
        for letter, case in pairs
        if case is not None and person.grant(*SEES, project=case.project)
    ]
    return tuple(sorted(seen, key=lambda one: not one.case.pressing))


def _of_today(session: Session, today: datetime, person: Person) -> tuple[BatchRow, ...]:
    """The day's batches, without those that hold a letter which is not for this person's eyes."""
    found = (batch for batch in printing.newest(session) if batch.made_at >= today)
    return tuple(batch for batch in found if batch_in_sight(session, batch, person))
