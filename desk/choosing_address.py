"""Where a letter shall go, as its form says: an address that is neither the household's nor the envelope's is answered
for by the person who types it."""

from dataclasses import replace

from desk.access import Viewer, letter_for
from desk.messages import N_
from domain.codes import Way
from store.letters import LetterRow
from workers.correspondence import addresses
from workers.instance.refusals import Refused


def choose_address(viewer: Viewer, letter: LetterRow, *, way: Way | None, address: str, confirmed: bool) -> None:
    """Take the address as typed, if it is another one or somebody answers for it now. Raises Refused."""
    if way is not Way.MAIL or not address or (address == letter.to_address and not confirmed):
        return
    with viewer.services.database.reading() as session:
        letter, case = letter_for(viewer, session, letter.id)
        wanted = replace(letter, to_address=address, address_confirmed_by=None)
        known = addresses.may_go_to(session, case, wanted)
    if not known and not confirmed:
        raise Refused(N_("邮箱 {address} 不在住户名册中，也不是来信的发信地址；请核实后勾选确认"), address=address)
    addresses.confirm_address(viewer.services, letter.id, address, actor=viewer.person)
