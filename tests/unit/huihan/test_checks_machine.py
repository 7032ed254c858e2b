"""What doctor says of the walls around reading and of the typefaces that letters need."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.settings import Settings
from huihan.checks import Finding, Patient, examine
from workers.instance import sandbox


@pytest.fixture(autouse=True)
def found_out_anew() -> Iterator[None]:
    sandbox.bubblewrap.cache_clear()
    yield
    sandbox.bubblewrap.cache_clear()


def _found(check: str) -> list[Finding]:
    patient = Patient(settings=Settings(root=Path("/nowhere"), database_url="sqlite://"), now=datetime.now(UTC))
    return list(examine(patient, frozenset({check})))


def _program(folder: Path, name: str, lines: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{lines}\n", encoding="utf-8")
    path.chmod(0o755)


def test_without_bubblewrap_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    (finding,) = _found("walls")
    assert "没有安装" in finding.what
    assert "apt-get install bubblewrap" in finding.mend


def test_where_namespaces_are_forbidden_it_says_that(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    _program(tmp_path, "bwrap", "echo 'No permissions to create a new namespace' >&2; exit 1")
    monkeypatch.setenv("PATH", str(tmp_path))
    (finding,) = _found("walls")
    assert "不允许" in finding.what
    assert finding.mend


def test_where_it_works_there_is_nothing_to_mend(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    _program(tmp_path, "bwrap", "exit 0")
    monkeypatch.setenv("PATH", str(tmp_path))
    (finding,) = _found("walls")
    assert "无网络" in finding.what
    assert finding.mend == ""


@pytest.mark.parametrize(
    ("installed", "wanted"),
    [
        ("Noto Serif CJK SC\nLiberation Serif", []),
        ("仿宋,FangSong\nTimes New Roman", []),
        ("Noto Serif CJK SC\nDejaVu Sans", ["fonts-liberation"]),
        ("Liberation Serif", ["fonts-noto-cjk"]),
        ("", ["fonts-noto-cjk", "fonts-liberation"]),
    ],
)
def test_it_names_the_typefaces_that_are_missing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, installed: str, wanted: list[str]
) -> None:
    _program(tmp_path, "fc-list", f"/bin/cat <<'END'\n{installed}\nEND")
    monkeypatch.setenv("PATH", str(tmp_path))
    mends = [finding.mend for finding in _found("fonts") if finding.mend]
    assert len(mends) == len(wanted)
    assert all(package in mend for package, mend in zip(wanted, mends, strict=True))
