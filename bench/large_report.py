"""How long a month's closing and its report take at 100 000 cases, on SQLite and PostgreSQL; over 60 s fails it.

Usage: python bench/large_report.py [--cases N] [--on sqlite|postgresql]
"""

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))  # the throw-away servers

from large_desk import CASES, database, opened

from domain.rates import Length, month_before
from domain.staff import operator
from workers.figures.closing import close_due, look_again
from workers.instance.services import Services
from workers.reporting.contents import Report, ReportAsked, Texts
from workers.reporting.making import report_for
from workers.reporting.sheets import as_xlsx
from workers.reporting.word import as_docx

AIM = 60.0


def made(services: Services, length: Length) -> Report:
    month = month_before(services.now().astimezone(services.zone).date(), Length.MONTH)
    with services.database.snapshot() as session:
        return report_for(services, session, operator("bench"), ReportAsked(month=month, length=length), Texts())


def whole(services: Services, length: Length) -> None:
    report = made(services, length)
    as_docx(report)
    as_xlsx(report)


def timed(services: Services) -> Iterator[tuple[str, float]]:
    """What is done, and its seconds."""
    acts: dict[str, Callable[[], object]] = {
        "a month's report, open months": lambda: whole(services, Length.MONTH),
        "closing every month": lambda: close_due(services),
        "a month's report, closed months": lambda: whole(services, Length.MONTH),
        "a year's report": lambda: whole(services, Length.YEAR),
        "reckoning closed months again": lambda: look_again(services),
    }
    for name, act in acts.items():
        began = time.perf_counter()
        act()
        yield name, time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=CASES)
    parser.add_argument("--on", choices=("sqlite", "postgresql"), action="append")
    wanted = parser.parse_args()
    slow = []
    for kind in wanted.on or ("sqlite", "postgresql"):
        with database(kind) as url, opened(url, wanted.cases) as (services, _):
            for name, seconds in timed(services):
                print(f"{seconds:8.2f} s  {kind}, {name}, load {os.getloadavg()[0]:.1f}", flush=True)
                if "report" in name and seconds > AIM:
                    slow.append(f"{kind} {name}")
    if slow:
        sys.exit(f"above the aim of {AIM:.0f} s: {'; '.join(slow)}")


if __name__ == "__main__":
    main()
