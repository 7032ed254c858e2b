"""A group answered as a program of its own, which a test may kill anywhere and start again: it goes on where it was.

Arguments: the instance's folder, the database's URL, the mail server's port.
"""

import sys
from datetime import UTC, datetime

from servers.desk_day import settings_of
from servers.house import House
from servers.letters_day import CLERK, SUPERVISOR
from servers.one_matter import fault

from domain.codes import LetterKind, LetterState
from domain.composition import ComposedMatter, Composition
from domain.work_codes import Met
from store import groups, letters
from workers.casework.groups import acts, serial, texts
from workers.correspondence.approving import going_of
from workers.instance.services import Services
from workers.service import recovery

COMMON = ComposedMatter(
    name="电梯停运", demand="尽快恢复电梯运行", findings="门机部件磨损", result="电梯已恢复运行", met=Met.MET
)


def shown(house):
    found = house.ask(lambda session: letters.in_state(session, LetterState.SUBMITTED))
    return {one.id: (one.pdf_sha, going_of(one)) for one in found if one.kind is LetterKind.REPLY}


def main(root, url, port):
    services = Services.open(settings_of(root, url, int(port)))
    house = House(services=services, time=[datetime.now(UTC)], smtp=None)
    recovery.recover(services, alone=True)
    for at in range(len(house.rows()), 3):
        house.delivered = at
        fault(house, at)
    house.work()
    ((group, _),) = house.ask(lambda session: groups.open_groups(session, limit=1))
    acts.confirm(services, group.number, actor=CLERK)
    text = house.ask(lambda session: groups.text_of(session, group.id))
    said = Composition(matters=(COMMON,))
    texts.write(services, group.number, said, notice="", actor=CLERK, seen=text.version if text else None)
    serial.write_all(services, group.number, actor=CLERK)
    serial.submit_all(services, group.number, actor=CLERK)
    if pages := shown(house):
        serial.approve_all(services, group.number, pages, actor=SUPERVISOR)
    house.work()
    services.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
