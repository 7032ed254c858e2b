"""`huihan doctor`: what is wrong with an instance, and the mend."""

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from huihan.checks import CHECKS, Patient, examine
from huihan.front import front_of
from huihan.modes import close, too_wide
from huihan.options import Json
from huihan.output import say, say_json, say_json_line, tell
from huihan.settings import secret_files, settings_of


def _close(root: Path) -> None:
    """Take from the instance's files what other users should not have."""
    done = [close(one) for one in too_wide(root, tuple(path for _, path in secret_files(root)))]
    if done:
        left = f"；{done.count(False)} 项属于其他用户，未能收紧" if False in done else ""
        tell(f"已收紧 {done.count(True)} 项的权限{left}")


def doctor(
    context: typer.Context,
    only: Annotated[
        str | None, typer.Option(metavar="NAME,NAME", help=f"只查这几项 / only: {','.join(CHECKS)}")
    ] = None,
    *,
    mend: Annotated[
        bool, typer.Option("--mend", help="先收紧文件与目录的权限 / first close what others may open")
    ] = False,
    as_json: Json = False,
    lines: Annotated[
        bool, typer.Option("--lines", help="每查到一项即输出一行 JSON / one JSON object a line, as each is found")
    ] = False,
) -> None:
    """体检：邮箱、发信、字体、日历、磁盘、数据库、时间、密码。What is wrong and the mend; exit 1 if anything is."""
    wanted = frozenset(name.strip() for name in only.split(",")) if only else frozenset[str]()
    if unknown := sorted(wanted - CHECKS.keys()):
        raise typer.BadParameter(f"没有这项检查：{'、'.join(unknown)}", param_hint="--only")
    settings = settings_of(front_of(context))
    patient = Patient(settings=settings, now=datetime.now(UTC).astimezone(ZoneInfo(settings.zone)))
    if mend:
        _close(settings.root)
    findings = []
    for finding in examine(patient, wanted):
        findings.append(finding)
        if lines:
            say_json_line(asdict(finding))
        elif not as_json:
            mark = "✗" if not finding.ok else "!" if finding.mend else "✓"
            say(f"{mark} {finding.what}" + (f"\n    → {finding.mend}" if finding.mend else ""))
    if as_json and not lines:
        say_json([asdict(finding) for finding in findings])
    wrong = sum(not finding.ok for finding in findings)
    if wrong:
        tell(f"有 {wrong} 处需要处理")
        raise typer.Exit(1)
