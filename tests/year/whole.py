"""The whole year, its two halves at the same time: 12 projects, 9 000 households, 6 000 complaints (`make year`)."""

import logging
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context

import structlog

from year.compared import Outcome
from year.plans import WHOLE
from year.run import ground, memory_folder, simulate
from year.simulation import Plan
from year.town import PROJECTS

_HOUSEHOLDS = 750
"""Of each project."""
_SHOWN = 40


def half(number: int, plan: Plan) -> tuple[Outcome, float]:
    """One half of the town; what came of it, and the seconds of processor time that it took."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    with memory_folder() as setting, memory_folder() as root:
        made = ground(setting, projects=PROJECTS[number :: len(WHOLE)], per_project=_HOUSEHOLDS)
        outcome = simulate(made, root, plan, during=lambda one: one.tell(f"half {number + 1}"))
    return outcome, time.process_time()


def main(arguments: Sequence[str]) -> int:
    """Print what was compared and what differs; 1 if anything does. An argument: so many complaints in each half."""
    begun = time.monotonic()
    plans = [replace(plan, complaints=int(arguments[0])) for plan in WHOLE] if arguments else list(WHOLE)
    with ProcessPoolExecutor(len(plans), mp_context=get_context("spawn")) as pool:
        found = list(pool.map(half, range(len(plans)), plans))
    outcomes = [outcome for outcome, _ in found]
    for line in report(outcomes, time.monotonic() - begun, sum(seconds for _, seconds in found)):
        print(line)
    return int(any(outcome.wrong for outcome in outcomes))


def report(outcomes: Sequence[Outcome], seconds: float, busy: float) -> list[str]:
    """What was compared, and the first differences."""
    counted = {
        "cases": sum(one.cases for one in outcomes),
        "of them filed": sum(one.filed for one in outcomes),
        "clocks compared": sum(one.clocks for one in outcomes),
        "words of clocks compared": sum(one.words for one in outcomes),
        "notices to people compared": sum(one.notices for one in outcomes),
        "mails to people compared": sum(one.mails for one in outcomes),
        "clocks moved by the late notice": sum(one.moved for one in outcomes),
        "figures of statistics forms compared": sum(one.figures for one in outcomes),
        "looks at the clocks": sum(one.looks for one in outcomes),
        "events": sum(one.happened.total() for one in outcomes),
        "acts that were refused": sum(len(one.refused) for one in outcomes),
        "differences": sum(len(one.wrong) for one in outcomes),
    }
    lines = [f"{name:34}{number:>9,}" for name, number in counted.items()]
    lines.append(f"{'minutes (of the processor)':34}{seconds / 60:>9.1f} ({busy / 60:.1f})")
    for name in ("refused", "wrong"):
        lines += [line for one in outcomes for line in getattr(one, name)][:_SHOWN]
    return lines
