"""Holds what a source shows against the rows, as an admin asks: by `huihan ledger`, in a process that can be ended."""

import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from domain.codes import Role
from domain.staff import Person
from store import comparisons
from store.comparisons import Comparison
from workers.instance.killable import listen
from workers.instance.permissions import permit, present
from workers.instance.refusals import Refused
from workers.instance.services import Services

LIMIT = timedelta(seconds=60)


def ledger(root: Path, name: str) -> list[str]:
    """The command that compares one source of the instance in `root`, and keeps what it found."""
    return [sys.executable, "-m", "huihan", "--instance", str(root), "ledger", "--json", "--only", name]


def compare(services: Services, name: str, *, actor: Person) -> Comparison:
    """What was found now. Raises Refused: the actor is no admin, or it did not come to its end."""
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        permit(actor, None, Role.ADMIN)
        before = comparisons.all_kept(session).get(name)
    _run(ledger(services.settings.root.absolute(), name), LIMIT)
    with services.database.reading() as session:
        now = comparisons.all_kept(session).get(name)
    if now is None or now == before:
        raise Refused("核对没有完成；请在服务器上运行 huihan ledger 查看")
    return now


def _run(command: Sequence[str], limit: timedelta) -> None:
    try:
        spoken = listen(command, limit=limit)
    except OSError as error:
        raise Refused("核对程序无法启动：{why}", why=str(error.strerror)) from None
    if not spoken.in_time:
        seconds = f"{limit.total_seconds():.0f}"
        raise Refused("{seconds} 秒内没有核对完，已停止；请稍后再试，或在服务器上运行 huihan ledger", seconds=seconds)
