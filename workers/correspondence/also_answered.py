"""One reply for a household that wrote twice of its group's matter: which further cases a reply answers beside its own.

What counts is what the letter says: it answers the cases that it names, from its submission on (decision 079).
"""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from domain.clocks import WANT_ANSWER
from domain.codes import GONE, ISSUED, OPEN_CLOCKS, CaseState, LetterKind, LetterState
from domain.events import EventName
from store import cases, clocks, edits, events, groups, letters, shared_letters
from store.cases import CaseRow
from store.directory import normal_email
from store.letters import LetterRow
from workers.correspondence.disclosure import knows
from workers.correspondence.letter_rows import WRITTEN, tell
from workers.instance.refusals import Refused
from workers.instance.services import Services

_STANDING = (LetterState.SUBMITTED, *(state for state in ISSUED if state not in GONE))
"""What left the house has answered: of a case that still waits it was another round."""


def household_of(session: Session, case: CaseRow, address: str | None, *, answered_for: bool = False) -> list[CaseRow]:
    """The other cases of its confirmed group that the same household wrote, as far as who reads a letter to this
    address (None: on paper) may know. answered_for: a person answers for the address.
    """
    seat = groups.seat_of(session, case.id)
    if seat is None or not seat.confirmed:
        return []
    reads = knows(session, case, address, answered_for=answered_for)

    def same(other: CaseRow) -> bool:
        if case.household_id is not None and other.household_id is not None:
            own = case.household_id == other.household_id
            return own and (address is None or reads or knows(session, other, address))
        sender = normal_email(case.email)
        return bool(sender) and normal_email(address) == sender == normal_email(other.email)

    found = groups.members(session, seat.group)
    return [one.case for one in found if one.case.id != case.id and one.seat and one.seat.confirmed and same(one.case)]


def companions(session: Session, case: CaseRow, letter: LetterRow) -> tuple[CaseRow, ...]:
    """The cases that the letter answers beside its own: once it is submitted those that it was submitted for, before
    that those of the household that want an answer and have no letter of their own.
    """
    if letter.kind is not LetterKind.REPLY:
        return ()
    if letter.state not in WRITTEN:
        return shared_letters.cases_of(session, letter.id)
    answered_for = letter.address_confirmed_by is not None
    found = household_of(session, case, letter.to_address, answered_for=answered_for)
    return tuple(one for one in found if wants_answer(session, one) and not own_reply(session, one))


def wants_answer(session: Session, case: CaseRow) -> bool:
    """Whether the household waits for an answer in this case."""
    running = (row.clock in WANT_ANSWER and row.state in OPEN_CLOCKS for row in clocks.of_case(session, case.id))
    return case.state is not CaseState.FILED and any(running)


def own_reply(session: Session, case: CaseRow) -> LetterRow | None:
    """The case's own reply of this round, unless it is void or a draft at which no person has written."""
    found = [one for one in letters.of_case(session, case.id) if _is_reply(one, case)]
    return found[-1] if found and not _untouched(session, found[-1]) else None


def carried_by(session: Session, case: CaseRow) -> LetterRow | None:
    """The reply in another case that will answer this one: on its way, or written and naming it; None if there is none.

    A letter that came back still is the one to be sent again.
    """
    if not wants_answer(session, case):
        return None
    for one in reversed(shared_letters.of_case(session, case.id)):
        if one.state in _STANDING:
            return one
    for other in household_of(session, case, case.reply_to_email):
        letter = own_reply(session, other)
        if letter is not None and letter.state in WRITTEN and case.number in (letter.body or ""):
            return letter
    return None


def answered_by(session: Session, case: CaseRow) -> int | None:
    """The case whose letter has left the house and answered this one; None if this one has its own."""
    gone = [one for one in shared_letters.of_case(session, case.id) if one.state in GONE]
    return gone[-1].case_id if gone and own_reply(session, case) is None else None


def submitted_for(
    services: Services, session: Session, case: CaseRow, letter: LetterRow, text: str, who: str
) -> Sequence[CaseRow]:
    """Keep which cases the letter answers that is about to be submitted with this text: the companions that it names.

    It is approved as strictly as the gravest of them asks for. The letter is held.
    """
    named = [one for one in companions(session, case, letter) if one.number in text]
    _name(services, session, case, letter, named, who)
    if named:
        cases.raise_strictest(session, case.id, min(one.strictest for one in named))
    return named


def taken_back(services: Services, session: Session, case: CaseRow, letter: LetterRow, who: str) -> None:
    """The letter, which is held, is written at again or will not go out: it answers its own case alone."""
    _name(services, session, case, letter, (), who)


def _name(
    services: Services, session: Session, case: CaseRow, letter: LetterRow, named: Sequence[CaseRow], who: str
) -> None:
    """The further cases of the letter are these, as an event of each where that is new."""
    before = {one.id: one for one in shared_letters.cases_of(session, letter.id)}
    now = {one.id: one for one in named}
    if before.keys() == now.keys():
        return
    _hold(session, (case, *(before | now).values()))
    shared_letters.name_cases(session, letter.id, list(now), services.now())
    for id_ in sorted(before.keys() ^ now.keys()):
        payload = {"letter": letter.id, "number": letter.number, "of": case.number, "stands": id_ in now}
        events.append(session, id_, services.now(), who, EventName.ANSWERED_ALONG, payload)


def void_untouched(services: Services, session: Session, named: Sequence[CaseRow], who: str) -> None:
    """The drafts of the cases that another letter answers, at which no person has written, are void."""
    for case in named:
        for letter in letters.of_case(session, case.id):
            if _is_reply(letter, case) and _untouched(session, letter):
                letters.advance(session, letter.id, letter.state, LetterState.VOID)
                tell(services, session, letter, who, EventName.LETTER_VOID)


def expect_still(session: Session, case: CaseRow, letter: LetterRow) -> None:
    """Refused if one of the cases that the letter was submitted for is another household's, or apart, by now."""
    answered_for = letter.address_confirmed_by is not None
    still = {one.id for one in household_of(session, case, letter.to_address, answered_for=answered_for)}
    for one in shared_letters.cases_of(session, letter.id):
        if one.id not in still:
            raise Refused("{number} 与本案已不是同一户的同一件事，信中却一并答复；请退回重写", number=one.number)
        cases.raise_strictest(session, case.id, one.strictest)


def hold_cases(session: Session, letter: LetterRow) -> None:
    """Hold the cases that a held letter answers, if they are several: the leading one of their group first, then by
    their ids, as an act on the leading case holds them.
    """
    beside = shared_letters.cases_of(session, letter.id)
    own = cases.get_case(session, letter.case_id) if beside else None
    if own is not None:
        _hold(session, (own, *beside))


def reached(session: Session, case: CaseRow, letter: LetterRow) -> tuple[CaseRow, ...]:
    """The cases that a letter which left the house has answered beside its own: not one that is another household's by
    now, nor one that was filed.
    """
    return tuple(
        one
        for one in shared_letters.cases_of(session, letter.id)
        if one.state is not CaseState.FILED and one.household_id == case.household_id
    )


def _hold(session: Session, several: Sequence[CaseRow]) -> None:
    seats = groups.seats_of(session, [one.id for one in several])
    for one in sorted(several, key=lambda case: (case.id not in seats or not seats[case.id].leads, case.id)):
        cases.hold_case(session, one.number)


def _is_reply(letter: LetterRow, case: CaseRow) -> bool:
    return letter.kind is LetterKind.REPLY and letter.round == case.reply_round and letter.state is not LetterState.VOID


def _untouched(session: Session, letter: LetterRow) -> bool:
    return letter.state is LetterState.DRAFT and not edits.by_people(session, letter.id)
