"""A group is one line of the queue: whichever page its cases stand on, they are told once, and figures count cases.

Covers workers.queue.folding.
"""

from datetime import timedelta

from servers.letters_day import CLERK, person
from servers.one_matter import six

from domain.codes import Department, Role
from domain.waiting import Waiting
from store.queue_items import QueueFilter
from workers.casework.groups import acts
from workers.queue.waiting import counts_for, queue_for

EVERYTHING = QueueFilter(mine=False)


def pages(house, who=CLERK, *, limit):
    """Every page of the folded queue, first to last."""
    found, after = [], None
    while True:
        page = house.ask(
            lambda session, at=after: queue_for(
                house.services, session, who, EVERYTHING, limit=limit, after=at, folded=True
            )
        )
        found.append(page.lines)
        after = page.following
        if after is None:
            return found


def test_six_letters_and_another_one_are_two_lines_on_any_page(house):
    six(house)
    house.time[0] += timedelta(minutes=1)
    house.mail("楼道灯坏了", "楼道灯坏了三天，请来人修。阳光花园5栋1单元302", sender="钱伟 <qian@example.com>")
    house.work()
    for limit in (2, 40):
        lines = [line for page in pages(house, limit=limit) for line in page]
        assert [(line.item.number, len(line.below)) for line in lines] == [
            ("TS-2026-000001", 5),
            ("TS-2026-000007", 0),
        ]
    group = lines[0].group
    assert (group.row.number, group.cases, group.households, group.proposed) == ("QT-2026-000001", 6, 6, 6)
    assert all(one.left is not None for one in lines[0].below)


def test_what_is_proposed_waits_for_the_office_until_it_is_confirmed(house):
    six(house)

    def waiting():
        return house.ask(lambda session: counts_for(house.services, session, CLERK))[Waiting.GROUP]

    assert waiting() == 6
    acts.confirm(house.services, "QT-2026-000001", actor=CLERK)
    assert waiting() == 0
    ((line,),) = pages(house, limit=40)
    assert (line.group.proposed, Waiting.GROUP in line.item.why) == (0, False)


def test_who_has_no_part_in_groups_sees_the_line_without_one(house):
    six(house)
    stranger = person("zhou", Role.CLERK, project="翠湖苑")
    engineer = person("gong", Role.DEPARTMENT, department=Department.ENGINEERING)
    assert pages(house, stranger, limit=40) == [()]
    assert [line.group for page in pages(house, engineer, limit=40) for line in page] == []
