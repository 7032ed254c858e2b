"""Where a letter may go by mail: an address of the directory or the envelope, or one that a person answers for."""

from sqlalchemy.orm import Session

from domain.codes import LetterKind, LetterState, Way
from domain.events import EventName
from domain.letter_kinds import TO_RESIDENT
from domain.staff import Person
from letters.context import Place
from store import directory, edits, letters
from store.cases import CaseRow
from store.directory import normal_email
from store.letters import LetterRow
from workers.correspondence.disclosure import told
from workers.correspondence.letter_rows import WRITTEN, after, expect, seen_letter, tell
from workers.deciding.validation import mail_address
from workers.instance.permissions import present
from workers.instance.refusals import Refused
from workers.instance.services import Services


def known_addresses(session: Session, case: CaseRow) -> frozenset[str]:
    """The addresses, in normal form, that the household has in the directory or that the case was admitted with."""
    known = directory.same_household_addresses(session, case.household_id) if case.household_id is not None else ()
    return frozenset(filter(None, (*known, normal_email(case.reply_to_email))))


def may_go_to(session: Session, case: CaseRow, letter: LetterRow) -> bool:
    """Whether the letter may go by mail to the address it bears."""
    if not letter.to_address:
        return False
    if letter.address_confirmed_by is not None or letter.kind is LetterKind.ACKNOWLEDGEMENT:
        return True  # an acknowledgement's own address is the envelope's of the letter it answers (DESIGN 6)
    return normal_email(letter.to_address) in known_addresses(session, case)


def check_way(session: Session, case: CaseRow, letter: LetterRow, way: Way | None) -> Way | None:
    """The way the letter goes: as wanted, else by mail if it has an address, else on paper; inside the house, none.

    Refused for a mail to nowhere, or to an address that no one has confirmed.
    """
    if way is None and letter.kind not in TO_RESIDENT:
        return None
    way = way or (Way.MAIL if letter.to_address else Way.PRINT)
    if way is Way.MAIL and not letter.to_address:
        raise Refused("这封信没有收件邮箱；请填写并确认邮箱，或改为打印邮寄")
    if way is Way.MAIL and not may_go_to(session, case, letter):
        raise Refused(
            "邮箱 {address} 不在住户名册中，也不是来信的发信地址；请确认后再送审，或改为打印邮寄",
            address=letter.to_address,
        )
    place = told(session, case, letter).place
    if way is Way.PRINT and letter.kind in TO_RESIDENT and not (place.building or place.room):
        raise Refused("收件地址不详，打印后无法投递；请先更正住户的楼栋和房号，或改用电子邮件、电话")
    return way


def why_undeliverable(session: Session, case: CaseRow, letter: LetterRow) -> str | None:
    """Why an acknowledgement on paper must wait for a person: no one knows to which door it would be brought. None for
    one that goes by mail, or that a person has let go.
    """
    if letter.to_address or letter.way is not None:
        return None
    return (
        None if told(session, case, letter).place.room else "收件地址不详，无法投递：请补齐楼栋和房号后放行，或电话告知"
    )


def postal_of(session: Session, case: CaseRow, letter: LetterRow, way: Way | None) -> tuple[str, ...]:
    """Whom the envelope of a letter on paper shows as the case stands now: the name, then the lines of the address.

    Empty for a letter that goes by mail or stays in the house.
    """
    if way is not Way.PRINT or letter.kind not in TO_RESIDENT:
        return ()
    reader = told(session, case, letter)
    place = reader.place
    flat = Place(building=place.building, unit=place.unit, room=place.room).text
    return (reader.name or "业主", *filter(None, (f"{place.project or ''}{place.area or ''}", flat)))


def confirm_address(services: Services, letter_id: int, address: str, *, actor: Person) -> LetterRow:
    """The person answers for `address` as the one this letter goes to; somebody else approves it with the letter.

    An acknowledgement, which needs no approval, goes to none but the household's or the envelope's. Raises Refused.
    """
    wanted = mail_address(address)
    if not wanted:
        raise Refused("请填写邮箱地址")
    if services.is_ours(wanted):
        raise Refused("{address} 是本公司自己的收件邮箱，函件不能发往这里", address=wanted)
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        letter, case = seen_letter(session, letter_id, actor, hold=True)
        expect(letter, *WRITTEN, LetterState.BOUNCED)
        known = normal_email(wanted) in known_addresses(session, case)
        if letter.kind is LetterKind.ACKNOWLEDGEMENT and not known:
            raise Refused("告知书不经审批，只能发往来信的邮箱或住户名册中的邮箱；{address} 两者都不是", address=wanted)
        values = {"to_address": wanted, "address_confirmed_by": actor.login}
        letters.advance(session, letter.id, letter.state, letter.state, **values)
        edits.had_hand(session, letter.id, actor.login)
        tell(services, session, letter, actor.login, EventName.LETTER_ADDRESS, address=wanted, known=known)
        return after(session, letter.id)
