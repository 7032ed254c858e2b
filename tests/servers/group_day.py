"""A group answered as a program of its own, which a test may kill anywhere and start again: it goes on where it was.

The first household writes twice and gets one reply for both cases.

Arguments: the instance's folder, the database's URL, the mail server's port.
"""

import sys
from datetime import UTC, datetime

from servers.desk_day import settings_of
from servers.house import House
from servers.letters_day import CLERK, SUPERVISOR
from servers.one_matter import fault

from domain.codes import CaseState, LetterKind, LetterState, Validity
from domain.composition import ComposedMatter, Composition
from domain.course import Act
from domain.work_codes import Met
from store import groups, letters
from workers.casework.case_work import measures_done, set_validity, take
from workers.casework.groups import acts, notice, serial, texts
from workers.correspondence.approving import going_of
from workers.instance.services import Services
from workers.service import recovery

COMMON = ComposedMatter(
    name="电梯停运", demand="尽快恢复电梯运行", findings="门机部件磨损", result="电梯已恢复运行", met=Met.MET
)

POSTED = "电梯已修好，给大家带来不便，深表歉意。"


def shown(house):
    found = house.ask(lambda session: letters.in_state(session, LetterState.SUBMITTED))
    return {one.id: (one.pdf_sha, going_of(one)) for one in found if one.kind is LetterKind.REPLY}


def main(root, url, port):
    services = Services.open(settings_of(root, url, int(port)))
    house = House(services=services, time=[datetime.now(UTC)], smtp=None)
    recovery.recover(services, alone=True)
    for at in range(len(house.rows()), 4):
        house.delivered = at
        fault(house, at % 3)
    house.work()
    ((group, _),) = house.ask(lambda session: groups.open_groups(session, limit=1))
    acts.confirm(services, group.number, actor=CLERK)
    work(house)
    text = house.ask(lambda session: groups.text_of(session, group.id))
    said = Composition(matters=(COMMON,))
    texts.write(services, group.number, said, notice=POSTED, actor=CLERK, seen=text.version if text else None)
    serial.write_all(services, group.number, actor=CLERK)
    notice.draft_notice(services, group.number, actor=CLERK)
    serial.submit_all(services, group.number, actor=CLERK)
    if pages := shown(house):
        serial.approve_all(services, group.number, pages, actor=SUPERVISOR)
    house.work()
    services.close()


def work(house):
    """The leading case investigated and done, from wherever it stands."""
    services, number = house.services, house.cases()[0].number
    if house.cases()[0].validity is Validity.UNDECIDED:
        set_validity(services, number, Validity.VALID, "属实", actor=CLERK)
    for state, act in ((CaseState.NEW, Act.ACCEPT), (CaseState.ACCEPTED, Act.INVESTIGATE)):
        if house.cases()[0].state is state:
            take(services, number, act, actor=CLERK)
    if house.cases()[0].state is CaseState.INVESTIGATING:
        measures_done(services, number, "电梯已恢复运行", actor=CLERK)


if __name__ == "__main__":
    main(*sys.argv[1:])
