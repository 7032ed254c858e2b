"""Runs in a process of its own: one instance as `huihan run` serves it, until everything in its mailbox is settled.

Each line on stdin says how many mails must be settled before the next line of figures (JSON) is printed; `seconds`
count from the start of pollers and workers until those mails have come to their end, the mailbox was told, and every
acknowledgement is rendered and queued. Argument: the instance.
"""

import json
import sys
import threading
import time
from pathlib import Path

from sqlalchemy import text

from huihan.opened import open_services
from huihan.settings import read_settings
from workers.instance.services import Services
from workers.service.run import run

_LOOK_EVERY = 0.05
# Cheap whatever the number of rows: it is asked all the time while the road works.
_STATE = text(
    "SELECT (SELECT max(id) FROM intake), (SELECT count(*) FROM job),"
    " EXISTS (SELECT 1 FROM intake WHERE source = 'office' AND told_at IS NULL)"
)
_ENDS = text("SELECT state, count(*) AS mails FROM intake WHERE source = 'office' GROUP BY state")
_QUEUED = text(
    "SELECT count(*) FROM letter WHERE kind = 'acknowledgement' AND state = 'queued' AND docx_sha IS NOT NULL"
)


def main() -> None:
    with open_services(read_settings(Path(sys.argv[1]))) as services:
        stop = threading.Event()
        service = threading.Thread(target=run, args=(services, stop))
        began = time.perf_counter()
        service.start()
        for line in sys.stdin:
            _await(services, int(line))
            print(json.dumps({"seconds": time.perf_counter() - began, **_figures(services)}), flush=True)
        stop.set()
        service.join()


def _await(services: Services, expected: int) -> None:
    while True:
        with services.database.reading() as session:
            entered, jobs, untold = session.execute(_STATE).one()
        if (entered or 0) >= expected and not jobs and not untold:
            return
        time.sleep(_LOOK_EVERY)


def _figures(services: Services) -> dict[str, object]:
    with services.database.reading() as session:
        return {
            "ends": {row.state: row.mails for row in session.execute(_ENDS)},
            "queued": session.execute(_QUEUED).scalar_one(),
        }
