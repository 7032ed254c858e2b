"""What was added as evidence on the leading case of a group is each member's evidence too, without a copy."""

from servers.letters_day import CLERK, furnished
from servers.one_matter import six

from desk.views.evidence import evidence_view
from domain.work_codes import EvidenceSource
from store import evidence as kept
from workers.casework import evidence
from workers.casework.groups import acts
from workers.correspondence.evidence_list import evidence_of

GROUP = "QT-2026-000001"


def listed(house, case):
    """What the record form and the page of a case list as of the group."""
    form = house.ask(lambda session: evidence_of(house.services, session, case))
    page = house.ask(lambda session: evidence_view(session, case, (), CLERK))
    return [one for one in form if "群体主办案件" in one], [one.name for one in page.common], len(page.added)


def test_members_list_it_as_the_groups_and_lose_it_when_they_leave(house):
    house = furnished(house)
    lead, member, *_ = six(house)
    acts.confirm(house.services, GROUP, actor=CLERK)
    photo = evidence.Handed(name="门机.jpg", data=b"\xff\xd8\xff\xe0 door")
    (piece,) = evidence.add(
        house.services, lead.number, (photo,), evidence.About(source=EvidenceSource.VISIT), actor=CLERK
    )
    form, page, own = listed(house, member)
    assert form == [f"门机.jpg，现场查看，2026年3月2日（群体主办案件{lead.number}）"]
    assert (page, own) == (["门机.jpg"], 0)
    assert listed(house, lead)[:2] == ([], [])
    assert house.ask(lambda session: kept.of_case(session, member.id)) == []
    evidence.withdraw(house.services, lead.number, piece.id, "拍错了", actor=CLERK)
    assert listed(house, member)[:2] == ([], [])
    evidence.restore(house.services, lead.number, piece.id, actor=CLERK)
    acts.split(house.services, GROUP, [member.number], actor=CLERK)
    assert listed(house, member)[:2] == ([], [])
    acts.undo(house.services, GROUP, actor=CLERK)
    assert listed(house, member)[1] == ["门机.jpg"]
