"""The process that examines: what it said is kept, whatever then becomes of it."""

import json
import os
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from domain.health import Examination
from workers.health.examining import examine

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
SAYS = """
import json, sys, time
for n in (1, 2):
    print(json.dumps({"check": "disk", "ok": n > 1, "what": f"第{n}项"}), flush=True)
"""


def _examined(code: str, seconds: float = 20.0) -> Examination:
    return examine([sys.executable, "-c", code], at=AT, limit=timedelta(seconds=seconds))


def test_what_it_says_line_by_line_is_found() -> None:
    found = _examined(SAYS + "print('no finding')\nprint(json.dumps([1]))\nsys.exit(1)")
    assert [(one.what, one.ok, one.mend) for one in found.findings] == [("第1项", False, ""), ("第2项", True, "")]
    assert (found.at, found.stopped) == (AT, None)


def test_what_was_found_before_a_check_hangs_is_kept_and_nothing_of_it_lives_on(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    hang = f"import subprocess\nchild=subprocess.Popen(['sleep','60'])\nopen({str(pid)!r},'w').write(str(child.pid))\n"
    begun = time.monotonic()
    found = _examined(SAYS + hang + "time.sleep(60)", seconds=2.0)
    assert time.monotonic() - begun < 15
    assert [one.what for one in found.findings] == ["第1项", "第2项"]
    assert found.stopped is not None
    assert "2 秒内没有做完" in found.stopped
    assert "第2项" in found.stopped
    end = time.monotonic() + 5
    while _lives(int(pid.read_text())) and time.monotonic() < end:
        time.sleep(0.05)
    assert not _lives(int(pid.read_text()))


def test_a_program_that_breaks_or_cannot_be_started_is_told_of() -> None:
    broken = _examined("raise SystemExit(3)")
    assert broken.stopped is not None
    assert "中途退出（3）" in broken.stopped
    missing = examine(["/nowhere/huihan"], at=AT)
    assert missing.stopped is not None
    assert "无法启动" in missing.stopped


def test_a_line_cut_off_is_no_finding() -> None:
    line = json.dumps({"check": "disk", "ok": True, "what": "满"})
    found = _examined(f"import sys\nsys.stdout.write({line!r} + '\\n' + {line[:20]!r})")
    assert len(found.findings) == 1


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
