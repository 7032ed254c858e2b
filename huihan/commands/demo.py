"""`huihan demo`: the whole road on sample letters, and what came of it."""

import contextlib
import shutil
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from domain import labels
from domain.codes import IntakeState
from huihan.commands.desk import serving
from huihan.demo import is_free, letters_of, outbox, played, prepare
from huihan.demo_people import links
from huihan.output import say, tell
from huihan.screen import console, progress
from huihan.signals import stop_signals
from huihan.tables import case_overview
from store import cases, intake
from store.intake import IntakeRow
from workers.instance.services import Services
from workers.public.records import records_of
from workers.service.run import run as run_service


def demo(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="演示实例的目录 / where to make it")] = Path("demo"),
    *,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="只演示，不开网页 / do not open the desk")] = False,
) -> None:
    """演示：样信走完全程，然后打开网页工作台。Sample letters, then the desk; nothing leaves this machine."""
    began = time.monotonic()
    folder = folder.resolve()
    notes = prepare(folder, datetime.now(UTC))
    already = bool(notes.fed)
    letters = letters_of(notes)
    if already:
        tell(f"{folder} 中已有演示，接着上次的结果")
    with outbox(folder) as sent, contextlib.ExitStack() as opened:
        with progress("样信", len(letters)) as advance:
            services = opened.enter_context(played(folder, notes, advance))
        _show(services, sent)
        say(f"用时 {time.monotonic() - began:.1f} 秒")
        if not no_serve:
            _serve(services)


def _serve(services: Services) -> None:
    """The desk, and the service beside it, until Ctrl+C."""
    # Another program, such as a second demo, may have taken the port meanwhile.
    port = None if is_free(services.settings.desk.port) else 0
    with stop_signals() as stop, serving(services, port=port) as address:
        say("\n以下链接各用一次，不需要密码（在浏览器中打开；不同岗位请用不同的无痕窗口）：")
        for one, link in links(services, address):
            say(f"  {one.title} {one.name}　{one.does}\n      {link}")
        say("\n按 Ctrl+C 结束。")
        sys.stdout.flush()
        run_service(services, stop)
    tell("已停止")


def _show(services: Services, sent: Path) -> None:
    root = services.settings.root
    with services.database.reading() as session:
        rows = cases.list_cases(session)
        records = list(records_of(services, session, rows[::-1]))
        screen = console()
        screen.print(case_overview(records, services, width=screen.width))
        others = Counter(_where(row) for row in intake.list_by_state(session, tuple(IntakeState)))
        number = next((row.number for row in rows if row.also), rows[0].number if rows else "")
    say("来件去向：" + "，".join(f"{label} {count}" for label, count in sorted(others.items())))
    say(f"已发出的收悉告知书：{len(list(sent.glob('*.eml')))} 封，见 {sent}")
    say("\n接着看：")
    here = f"{_command()} --instance {_short(root)}"
    for command, what in (
        (f"{here} cases show {number}", "一件的期限如何推算、判定凭哪些词"),
        (f"{here} letters show {number}", "收悉告知书与回函草稿"),
        (f"{here} cases export {number}", "记录、原件与信件一并导出"),
        (f"{here} ledger", "来件逐一核对"),
        (f"{here} doctor", "检查设置（演示用的发信服务器此时已停，会说连不上）"),
    ):
        say(f"  {command}\n      {what}")


def _where(row: IntakeRow) -> str:
    reason = f"（{labels.IGNORED[row.ignored_reason]}）" if row.ignored_reason else ""
    return labels.INTAKE_STATE.get(row.state, "待处理") + reason


def _command() -> str:
    """How this very command is called from here: by name if it is on the PATH."""
    return "huihan" if shutil.which("huihan") else str(_short(Path(sys.argv[0]).absolute()))


def _short(path: Path) -> Path:
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
