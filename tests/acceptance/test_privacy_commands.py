"""A resident asks what is held of them and to be forgotten; the admin answers at the machine.

Covers huihan.commands.privacy and huihan.keeping.
"""

import json
import time
import zipfile
from pathlib import Path

import pytest
from cli import Huihan

from domain.codes import CaseState
from huihan.settings import read_settings
from store import cases, events
from workers.instance.services import Services, utc_now

SAID = "我是阳光花园3栋2单元501的业主王芳，电梯又停运了，已经三天，没有人来修，请尽快安排。电话138 0013 8000"


@pytest.fixture
def office(anywhere: Huihan, tmp_path: Path) -> Path:
    """An instance with one filed case."""
    root = tmp_path / "a"
    assert anywhere("init", root).code == 0
    (root / "inbox" / "王芳.txt").write_text(SAID, encoding="utf-8")
    assert anywhere("--instance", root, "poll", "--once").code == 0
    services = Services.open(read_settings(root))
    with services.database.transaction() as session:
        (case,) = cases.list_cases(session)
        events.append(session, case.id, utc_now(), "li", "filed", {"reason": ""})
        cases.update_case(session, case.id, state=CaseState.FILED)
    services.close()
    return root


def test_a_request_is_answered_from_finding_to_forgetting(anywhere: Huihan, office: Path, tmp_path: Path) -> None:
    who = ("--name", "王芳", "--phone", "13800138000")
    found = anywhere("--instance", office, "privacy", "find", *who, "--json")
    assert found.code == 0, found.err
    kinds = {place["kind"] for place in found.json["places"]}
    assert kinds >= {"case", "intake", "original", "reading", "decision", "search_text", "copy"}
    assert "王芳" in anywhere("--instance", office, "privacy", "find", *who).out
    handed = anywhere("--instance", office, "privacy", "export", tmp_path / "w.zip", *who)
    assert handed.code == 0, handed.err
    assert "目录.md" in zipfile.ZipFile(tmp_path / "w.zip").namelist()
    dry = anywhere("--instance", office, "privacy", "erase", *who)
    assert (dry.code, "以上只是预览" in dry.out) == (0, True)
    refused = anywhere("--instance", office, "privacy", "erase", *who, "--yes")
    assert (refused.code, "请写明删除的理由" in refused.err) == (1, True)
    done = anywhere("--instance", office, "privacy", "erase", *who, "--yes", "--reason", "住户要求", "--json")
    assert done.code == 0, done.err
    assert done.json["erased"] is True
    assert anywhere("--instance", office, "privacy", "find", *who, "--json").json["places"] == []
    left = [path for path in office.rglob("*") if path.is_file() and "王芳".encode() in path.read_bytes()]
    assert [path for path in left if path.is_relative_to(office / "data")] == []
    assert not list((office / "done").rglob("*.txt"))
    number = anywhere("--instance", office, "cases", "list", "--json").json[0]["number"]
    assert anywhere("--instance", office, "cases", "show", number).code == 0
    assert anywhere("--instance", office, "cases", "export", number, tmp_path / "e").code == 0


def test_an_anonymous_export_names_nobody(anywhere: Huihan, office: Path, tmp_path: Path) -> None:
    number = anywhere("--instance", office, "cases", "list", "--json").json[0]["number"]
    done = anywhere("--instance", office, "cases", "export", number, tmp_path / "a.zip", "--anonymous")
    assert done.code == 0, done.err
    with zipfile.ZipFile(tmp_path / "a.zip") as package:
        whole = "\n".join(package.read(name).decode() for name in package.namelist())
    assert "王芳" not in whole
    assert "138" not in whole
    again = anywhere("--instance", office, "privacy", "anonymise", number, tmp_path / "a.zip")
    assert (again.code, "已存在" in again.err) == (1, True)


def test_retention_is_shown_and_a_hold_is_set(anywhere: Huihan, office: Path) -> None:
    assert "一直保存" in anywhere("--instance", office, "privacy", "retention").out
    assert "没有设定保存期限" in anywhere("--instance", office, "doctor", "--only", "privacy").out
    toml = office / "huihan.toml"
    toml.write_text(toml.read_text("utf-8").replace("[retention]", '[retention]\ncases = "1 s"'), encoding="utf-8")
    number = anywhere("--instance", office, "cases", "list", "--json").json[0]["number"]
    time.sleep(1)  # it was filed by the fixture: now it is past that term
    due = anywhere("--instance", office, "privacy", "retention", "--dry-run", "--json")
    assert due.json["cases"] == [number]
    held = anywhere("--instance", office, "privacy", "hold", number, "--reason", "诉讼")
    assert held.code == 0, held.err
    assert anywhere("--instance", office, "privacy", "retention", "--json").json["cases"] == []
    assert anywhere("--instance", office, "privacy", "hold", number, "--reason", "结案", "--lift").code == 0
    done = anywhere("--instance", office, "privacy", "retention", "--now", "--json")
    assert json.loads(done.out)["erased"] is True
    assert anywhere("--instance", office, "cases", "list", "--json").json[0]["resident"]["name"] is None
