"""Whatever the admin's umask: what the commands keep of a letter is for the service's own user alone."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from cli import Huihan

SAMPLE = Path(__file__).parents[1] / "samples" / "file-text-gb18030.txt"


@pytest.fixture
def no_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.usefixtures("no_umask")
def test_nothing_that_is_kept_of_a_letter_is_open_to_others(anywhere: Huihan, tmp_path: Path) -> None:
    root = tmp_path / "office"
    assert anywhere("init", root).code == 0
    (root / "inbox").chmod(0o777)
    (root / "inbox" / "scan.txt").write_bytes(SAMPLE.read_bytes())
    assert anywhere("--instance", root, "poll", "--once").code == 0
    (case,) = anywhere("--instance", root, "cases", "list", "--json").json
    assert anywhere("--instance", root, "cases", "export", case["number"], tmp_path / "out").code == 0
    made = [root, *root.rglob("*"), tmp_path / "out", *(tmp_path / "out").rglob("*")]
    assert {"done", "archive", "letters", "huihan.db", "huihan.log"} <= {path.name for path in made}
    assert {path for path in made if stat.S_IMODE(path.stat().st_mode) & 0o077} == {root / "inbox"}
