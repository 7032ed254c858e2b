"""The admin audits at the machine: signed, verified, told what was changed, and with the public key alone elsewhere.

Covers huihan.checks.audited and huihan.commands.audit.
"""

import sqlite3
from pathlib import Path

import pytest
from cli import Huihan


@pytest.fixture(scope="module")
def office(anywhere: Huihan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new instance with somebody at the desk, signed once."""
    root = tmp_path_factory.mktemp("audited") / "a"
    assert anywhere("init", root).code == 0
    assert anywhere("--instance", root, "people", "add", "li", "--name", "李", "--by", "sun").code == 0
    assert anywhere("--instance", root, "audit", "sign").code == 0
    return root


def test_an_instance_that_is_as_it_was_written_says_so(anywhere: Huihan, office: Path) -> None:
    said = anywhere("--instance", office, "audit", "verify", "--json")
    assert said.code == 0, said.err
    assert said.json["ok"]
    assert said.json["differences"] == []
    assert said.json["checked"]["days"] == 1
    assert anywhere("--instance", office, "doctor", "--only", "audit").code == 0


def test_what_was_changed_is_named_and_the_exit_code_is_1(anywhere: Huihan, office: Path) -> None:
    database = sqlite3.connect(office / "data" / "huihan.db")
    with database:
        database.execute("UPDATE person SET email = 'mallory@example.com' WHERE login = 'li'")
    said = anywhere("--instance", office, "audit", "verify")
    assert said.code == 1
    assert "✗ person" in said.out
    assert "人员被改动" in said.out
    assert "有 1 处不符" in said.err
    assert anywhere("--instance", office, "doctor", "--only", "audit").code == 1
    with database:
        database.execute("UPDATE person SET email = NULL WHERE login = 'li'")
    database.close()
    assert anywhere("--instance", office, "audit", "verify").code == 0


def test_the_days_are_verified_elsewhere_by_the_public_key(anywhere: Huihan, office: Path, tmp_path: Path) -> None:
    public = tmp_path / "public.pem"
    public.write_text(anywhere("--instance", office, "audit", "key").out, encoding="ascii")
    copies = tmp_path / "days"
    copies.mkdir()
    for path in (office / "data" / "audit").iterdir():
        (copies / path.name).write_bytes(path.read_bytes())
    said = anywhere("audit", "days", copies, "--public-key", public, "--json")
    assert said.code == 0, said.err
    (day,) = said.json["days"]
    expect = f"{day['day']}={day['sha256']}"
    assert anywhere("--instance", office, "audit", "verify", "--expect", expect).code == 0
    other = f"{day['day']}={'0' * 64}"
    assert anywhere("--instance", office, "audit", "verify", "--expect", other).code == 1
    (copies / f"{day['day']}.rows.gz").unlink()
    assert anywhere("audit", "days", copies, "--public-key", public).code == 1


def test_what_cannot_be_audited_gets_a_sentence(anywhere: Huihan, office: Path, tmp_path: Path) -> None:
    for arguments, words in (
        (("--instance", office, "audit", "verify", "--public-key", tmp_path / "none.pem"), "无法读取"),
        (("audit", "days", tmp_path, "--public-key", tmp_path / "none.pem"), "没有签署文件"),
    ):
        said = anywhere(*arguments)
        assert said.code == 1
        assert words in said.err
    assert anywhere("--instance", office, "audit", "verify", "--expect", "yesterday").code == 2
    assert anywhere("--instance", office, "audit", "verify", "--replay", "some").code == 2
