"""An instance of an earlier version is told which files of the rulebook it lacks, and gets them without losing its own.

Covers huihan.commands.rules.complete and huihan.rule_parts.
"""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from huihan.app import app
from huihan.checks import Patient, examine
from huihan.commands.init import make_instance
from huihan.errors import RefusedError
from huihan.front import shipped
from huihan.rule_parts import PARTS, complete, lacking
from huihan.settings import read_settings
from rules.load import load_rulebook


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """The rulebook of an instance that was made before there were any of these parts, with a file that was tuned."""
    make_instance(tmp_path / "house")
    folder = tmp_path / "house" / "rulebook"
    for name in PARTS:
        (folder / name).unlink()
    clocks = folder / "clocks.yaml"
    clocks.write_text(clocks.read_text("utf-8") + "# tuned\n", encoding="utf-8")
    return folder


def test_doctor_names_each_missing_file_what_is_not_done_and_the_mend(older: Path) -> None:
    patient = Patient(settings=read_settings(older.parent, secrets=False), now=datetime(2026, 3, 2, tzinfo=UTC))
    said = [one for one in examine(patient, frozenset({"rulebook"})) if "huihan rules complete" in one.mend]
    assert [one.what for one in said] == [f"规则目录没有 {name}：{why}" for name, why in PARTS.items()]


def test_what_is_missing_is_copied_and_what_is_there_is_not_touched(older: Path) -> None:
    before = {path: path.read_bytes() for path in older.rglob("*.yaml")}
    assert complete(older, frozenset({"alarms.yaml", "rules/alarms.yaml"})) == ("alarms.yaml", "rules/alarms.yaml")
    own = older / "owners.yaml"
    tuned = (shipped("rulebook") / own.name).read_text("utf-8") + "# ours\n"
    own.write_text(tuned, encoding="utf-8")
    assert set(complete(older)) == PARTS.keys() - {"alarms.yaml", "rules/alarms.yaml", "owners.yaml"}
    assert {path: path.read_bytes() for path in before} == before
    assert own.read_text("utf-8") == tuned
    assert load_rulebook(older).rulebook is not None
    assert lacking(older) == complete(older) == ()


def test_parts_that_do_not_hold_together_with_the_rules_are_not_copied(older: Path) -> None:
    rule = "- id: danger-is-urgent\n  because: ours\n  when: {subject: 急}\n  then: {urgency: urgent}\n"
    taken = next(line for line in _shipped_alarm_rules() if line.startswith("- id: "))
    (older / "rules" / "our_own.yaml").write_text(rule.replace("- id: danger-is-urgent", taken), encoding="utf-8")
    with pytest.raises(RefusedError, match="未作改动"):
        complete(older)
    assert set(lacking(older)) == PARTS.keys()
    with pytest.raises(RefusedError, match="没有这个部分"):
        complete(older, frozenset({"topics.yaml"}))


def test_the_command_says_what_it_did(older: Path) -> None:
    runner = CliRunner()
    listed = runner.invoke(app, ["rules", "complete", str(older), "--dry-run"])
    assert "缺少 owners.yaml" in listed.output
    assert set(lacking(older)) == PARTS.keys()
    done = runner.invoke(app, ["rules", "complete", str(older), "--only", "owners.yaml"])
    assert done.exit_code == 0
    assert "已补入 owners.yaml" in done.output
    assert "owners.yaml" not in lacking(older)


def test_a_clock_that_came_after_the_rulebook_is_named_with_its_term_and_the_line_to_write(older: Path) -> None:
    complete(older)
    clocks = older / "clocks.yaml"
    lines = [one for one in clocks.read_text("utf-8").splitlines() if "clock: blocked" not in one]
    clocks.write_text("\n".join(lines), encoding="utf-8")
    patient = Patient(settings=read_settings(older.parent, secrets=False), now=datetime(2026, 3, 2, tzinfo=UTC))
    (said,) = [one for one in examine(patient, frozenset({"rulebook"})) if "受阻排除" in one.what]
    assert said.ok
    assert "1 个工作日" in said.what
    told = CliRunner().invoke(app, ["rules", "complete", str(older)]).output
    assert said.what in told.replace("\n", "")
    line = said.mend.removeprefix("可在 clocks.yaml 写入 ")
    clocks.write_text("\n".join([*lines, line]), encoding="utf-8")
    assert [one.what for one in examine(patient, frozenset({"rulebook"})) if "受阻排除" in one.what] == []
    assert load_rulebook(older).rulebook is not None


def _shipped_alarm_rules() -> list[str]:
    return (shipped("rulebook") / "rules" / "alarms.yaml").read_text("utf-8").splitlines()
