"""What is urgent stands before all else in every list: to approve, on the way out, held."""

from servers.letters_day import CLERK, SUPERVISOR, furnished, one_case, submitted

from domain.codes import CaseState, Urgency
from store import cases
from workers.queue.outgoing import held_page, outgoing
from workers.queue.to_approve import to_approve


def urgent(house, case, **values):
    with house.services.database.transaction() as session:
        cases.update_case(session, case.id, urgency=Urgency.URGENT, **values)


def test_letters_of_urgent_cases_are_approved_first(house):
    house = furnished(house)
    calm, pressing, handled = (one_case(house) for _ in range(3))
    for case in (calm, pressing, handled):
        submitted(house, case)
    urgent(house, pressing)
    urgent(house, handled, state=CaseState.DONE)
    found = house.ask(lambda session: to_approve(house.services, session, SUPERVISOR))
    assert [one.case.number for one in found] == [pressing.number, calm.number, handled.number]


def test_held_letters_of_urgent_cases_go_first_over_all_pages(house):
    held = [one_case(house, no_letter=True) for _ in range(4)]
    urgent(house, held[1])
    urgent(house, held[3])
    wanted = [held[place].number for place in (1, 3, 0, 2)]
    whole = house.ask(lambda session: outgoing(house.services, session, CLERK))
    assert [one.one.case.number for one in whole.held] == wanted
    found, after = [], 0
    while after is not None:
        page = house.ask(lambda session, after=after: held_page(session, CLERK, after=after, limit=1))
        found += [one.one.case.number for one in page.held]
        after = page.following
    assert found == wanted
