"""Acknowledgements that wait for a person: let go by mail or on paper, or dropped."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from domain.codes import LetterKind, LetterState, Way
from domain.events import EventName
from domain.staff import Person
from store import jobs, letters
from store.cases import CaseRow
from store.letters import LetterRow
from workers.correspondence.addresses import check_way
from workers.correspondence.letter_rows import after, expect, seen_letter, stated, tell
from workers.instance.permissions import present
from workers.instance.refusals import Refused
from workers.instance.services import Services
from workers.instance.stages import DRAFT

_ANEW = {"held": None, "error": None, "docx_sha": None, "dated": None}


def release(services: Services, letter_id: int, *, actor: Person, way: Way | None = None) -> LetterRow:
    """Let a held acknowledgement go: it gets its number and today's date and joins its way. Raises Refused.

    way: None: by mail if it has an address, else on paper. Another address than its own: `addresses.confirm_address`
    beforehand.
    """
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        letter, case = _held(session, letter_id, actor)
        way = check_way(session, case, letter, way)
        letters.advance(session, letter_id, LetterState.DRAFT, LetterState.DRAFT, way=way, **_ANEW)
        jobs.defer(session, DRAFT, letter_id)
        tell(services, session, letter, actor.login, EventName.LETTER_RELEASED, way=way)
        done = after(session, letter_id)
    services.work_signal.send()
    return done


def drop(services: Services, letter_id: int, reason: str, *, actor: Person) -> LetterRow:
    """A held acknowledgement will not be sent; its clock runs on until the resident is told. Raises Refused."""
    reason = stated(reason)
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        letter, _ = _held(session, letter_id, actor)
        letters.advance(session, letter_id, LetterState.DRAFT, LetterState.VOID)
        tell(services, session, letter, actor.login, EventName.LETTER_VOID, reason=reason)
        return after(session, letter_id)


@dataclass(frozen=True, kw_only=True)
class Settled:
    """What became of many at once. refusal: why the first of those that stayed did so."""

    done: int
    left: int
    refusal: Refused | None


def release_many(services: Services, letter_ids: Sequence[int], *, actor: Person) -> Settled:
    """Let each go by mail to its own address; one that cannot go stops no other. Refused if none is named."""
    return _each(letter_ids, lambda id_: release(services, id_, actor=actor, way=Way.MAIL))


def drop_many(services: Services, letter_ids: Sequence[int], reason: str, *, actor: Person) -> Settled:
    """None of them will be sent. Refused without a reason, or if none is named."""
    reason = stated(reason)
    return _each(letter_ids, lambda id_: drop(services, id_, reason, actor=actor))


def _each(letter_ids: Sequence[int], settle: Callable[[int], LetterRow]) -> Settled:
    if not letter_ids:
        raise Refused("请先勾选告知书")
    refused: list[Refused] = []
    for letter_id in dict.fromkeys(letter_ids):
        try:
            settle(letter_id)
        except Refused as refusal:
            refused.append(refusal)
    done = len(set(letter_ids)) - len(refused)
    return Settled(done=done, left=len(refused), refusal=refused[0] if refused else None)


def _held(session: Session, letter_id: int, person: Person) -> tuple[LetterRow, CaseRow]:
    letter, case = seen_letter(session, letter_id, person, hold=True)
    expect(letter, LetterState.DRAFT)
    if letter.kind is not LetterKind.ACKNOWLEDGEMENT or letter.held is None:
        raise Refused("这封信没有被暂缓，不需要放行")
    return letter, case
