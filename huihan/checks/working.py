"""Whether the work keeps up, and which versions do it."""

import platform
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from datetime import datetime, timedelta
from importlib.metadata import version

from huihan.checks.finding import Finding, Patient
from huihan.checks.stored import answer
from workers.health.queues import queues, said

BACKUP_MARK = "data/last-backup"
"""A file whose time says when the instance was last copied."""
_BACKUP_EVERY = timedelta(days=3)


def waiting(patient: Patient) -> Iterator[Finding]:
    """What waits in each stage, and since when."""
    found = answer(patient.settings, lambda session: queues(session, patient.settings.mailboxes, patient.now))
    if found is not None:
        yield from said(found)


def backup(patient: Patient) -> Iterator[Finding]:
    """When the instance was last copied, as the copying script has marked it."""
    mark = patient.settings.root / BACKUP_MARK
    try:
        at = datetime.fromtimestamp(mark.stat().st_mtime, patient.now.tzinfo)
    except OSError:
        what = "不知道上一次备份在何时"
        yield Finding(check="backup", ok=True, what=what, mend=f"备份成功后让脚本执行 touch {BACKUP_MARK}")
        return
    stale = patient.now - at > _BACKUP_EVERY
    mend = "检查备份脚本是否还在运行" if stale else ""
    yield Finding(check="backup", ok=not stale, what=f"上一次备份在 {at:%Y-%m-%d %H:%M}", mend=mend)


def versions(patient: Patient) -> Iterator[Finding]:
    """What runs here: for a question to those who support it."""
    del patient
    parts = [f"huihan {version('huihan')}", f"Python {platform.python_version()}", f"SQLite {sqlite3.sqlite_version}"]
    parts += [found for found in (_first_line("soffice", "--version"), _first_line("tesseract", "--version")) if found]
    yield Finding(check="versions", ok=True, what="版本：" + "，".join(parts))
    if shutil.which("soffice") is None:
        what = "没有安装 LibreOffice：信件不能转成 PDF，也不能送审"
        yield Finding(check="versions", ok=True, what=what, mend="apt-get install libreoffice-writer-nogui python3-uno")


def _first_line(*command: str) -> str:
    """What a program says of its version; empty without it."""
    try:
        said = subprocess.run(command, capture_output=True, timeout=20, check=True).stdout  # noqa: S603 - fixed commands
    except (OSError, subprocess.SubprocessError):
        return ""
    return " ".join(said.decode("utf-8", "replace").partition("\n")[0].split()[:2])
