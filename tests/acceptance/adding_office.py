"""Run against a copy of the packages to which one file of each kind was added: the office's part of the walk.

`python adding_office.py INSTANCE`: the letter of the new kind is drafted, approved and printed, and pages are asked
for. It prints one JSON object.
"""

import json
import sys
from dataclasses import replace
from pathlib import Path

from servers.desk import Desk
from servers.house import House
from servers.letters_day import CLERK, approved, furnished

from desk.app import create_app
from domain.codes import LetterKind, Role, Way
from domain.settings import DeskSettings
from huihan.opened import open_services
from huihan.settings import read_settings
from workers.sending.printing import make_batch


def walked(root: Path) -> dict[str, object]:
    """What the office sees and does."""
    settings = replace(read_settings(root), desk=DeskSettings(base_url="http://desk.test"))
    with open_services(settings) as services:
        house = furnished(House(services=services, time=[services.now()], smtp=None))
        desk = Desk(house=house, app=create_app(house.services))
        (case,) = house.cases()
        clerk = desk.client(desk.person("chen", Role.CLERK))
        english = desk.client(desk.person("smith", Role.CLERK, language="en"))
        found: dict[str, object] = {"case": clerk.get(f"/cases/{case.number}").text}
        letter = approved(house, case, LetterKind("apology"), way=Way.PRINT)
        house.work()
        make_batch(house.services, [letter.id], actor=CLERK)
        found["letters"] = [(one.kind, one.state) for one in house.letters(case)]
        found["case_in_english"] = english.get(f"/cases/{case.number}").text
        for name, client in (("page", clerk), ("page_in_english", english)):
            answer = client.get("/almanac")
            found[name] = [answer.status_code, answer.text]
        found["other_roles"] = desk.client(desk.person("guan", Role.ADMIN)).get("/almanac").status_code
        return found


if __name__ == "__main__":
    sys.stdout.write(json.dumps(walked(Path(sys.argv[1])), ensure_ascii=False))
