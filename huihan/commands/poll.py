"""`huihan poll`: the mailboxes and the scan folder, watched, or looked into once."""

import time
from dataclasses import replace
from datetime import timedelta
from typing import Annotated

import typer

from huihan.commands.run import serve
from huihan.opened import services_of
from huihan.output import say, tell
from huihan.screen import progress
from store import jobs
from workers.instance.services import Services
from workers.intake.poll import Polled, poll_once
from workers.service.run import BusyError, drain

_SETTLE = timedelta(seconds=1)
_WAITS = 3


def poll(
    context: typer.Context,
    *,
    once: Annotated[bool, typer.Option("--once", help="各来源看一遍并处理完，然后退出（适合 cron）")] = False,
) -> None:
    """收信。Look into every source; with --once take in and work what is there, and return."""
    if not once:
        serve(context, poll=True, work=False)
        return
    with services_of(context, secrets=True) as services:
        polled = _look(services)
        for one in polled:
            _report(one)
        try:
            work_off(services)
        except BusyError:
            tell("另有 huihan 进程正在处理这个实例，新收的信由它处理")
    if any(one.failed for one in polled):
        raise typer.Exit(1)


def _look(services: Services) -> list[Polled]:
    """One look into every source; files that are still being written get a few seconds to settle."""
    polled = poll_once(services, settle=_SETTLE)
    for _ in range(_WAITS):
        if not any(one.report and one.report.waiting for one in polled):
            break
        time.sleep(_SETTLE.total_seconds())
        polled = [_joined(*both) for both in zip(polled, poll_once(services, settle=_SETTLE), strict=True)]
    return polled


def _joined(first: Polled, second: Polled) -> Polled:
    """Two looks into one source as one: what both took in, and what the second left waiting."""
    if first.report is None or second.report is None:
        return second
    received = first.report.received + second.report.received
    return replace(second, report=replace(second.report, shown=first.report.shown, received=received))


def work_off(services: Services) -> None:
    """Work everything that is due, with a progress bar."""
    with services.database.reading() as session:
        waiting = jobs.waiting(session)
    with progress("处理", waiting) as advance:
        drain(services, report=advance)


def _report(one: Polled) -> None:
    if one.failed:
        tell(f"{one.source}：{one.failed}")
    elif one.busy:
        tell(f"{one.source}：另有进程正在收取")
    elif one.report is not None:
        report = one.report
        old = f"，启用前旧信 {report.before_start}" if report.before_start else ""
        waits = f"，尚在写入 {report.waiting}" if report.waiting else ""
        say(f"{one.source}：看到 {report.shown}，新收 {report.received}{old}{waits}")
        for problem in report.problems:
            tell(f"  {problem.where}：{problem.what}。{problem.mend}")
