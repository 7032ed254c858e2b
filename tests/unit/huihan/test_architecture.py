"""The picture of the architecture is the code's: its rooms, their order, and who imports whom."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
DRAW = ROOT / "tools" / "draw_architecture.py"
PICTURE = ROOT / "docs" / "images" / "architecture.svg"


def drawn(*arguments: str, root: Path = ROOT) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, root / "tools" / "draw_architecture.py", *arguments]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)


def test_the_picture_is_current() -> None:
    said = drawn("--check")
    assert said.returncode == 0, said.stdout + said.stderr


def test_every_room_of_workers_stands_in_it() -> None:
    rooms = {path.parent.name for path in (ROOT / "workers").glob("*/__init__.py")}
    names = set(re.findall(r'class="name"[^>]*>(\w+)/<', PICTURE.read_text("utf-8")))
    assert rooms <= names
    assert {"huihan", "desk", "workers", "ingest", "rules", "letters", "store", "language", "domain"} <= names


def test_a_room_that_changes_makes_the_picture_out_of_date(tmp_path: Path) -> None:
    for name in ("pyproject.toml", "tools", "docs", "workers", "huihan", "desk", "domain", "language", "ingest"):
        (tmp_path / name).symlink_to(ROOT / name)
    for name in ("rules", "letters"):
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "__init__.py").write_text('"""Something else."""\n', "utf-8")
    (tmp_path / "tools").unlink()
    (tmp_path / "tools").mkdir()
    (tmp_path / "tools" / DRAW.name).write_text(DRAW.read_text("utf-8"), "utf-8")
    said = drawn("--check", root=tmp_path)
    assert said.returncode == 1
    assert "make architecture" in said.stdout
