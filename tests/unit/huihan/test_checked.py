"""What `make check` holds: bandit's rules over everything, and a list of what an installation consists of."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[3]
RUFF = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["ruff"]


def test_bandits_rules_hold_everywhere_and_are_left_out_one_by_one() -> None:
    assert "S" in RUFF["lint"]["select"]
    left_out = [
        *RUFF["lint"]["ignore"],
        *(rule for rules in RUFF["lint"]["per-file-ignores"].values() for rule in rules),
    ]
    assert [rule for rule in left_out if re.fullmatch(r"S\d{0,2}|ALL", rule)] == []
    python = [path for folder in RUFF.get("extend-exclude", []) for path in (ROOT / folder).rglob("*.py")]
    assert python == []


def test_the_list_of_dependencies_has_every_pin_with_its_hashes(tmp_path: Path) -> None:
    target = tmp_path / "list.json"
    command = [sys.executable, ROOT / "tools" / "list_dependencies.py", target]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    listed = json.loads(target.read_text("utf-8"))
    assert listed["bomFormat"] == "CycloneDX"
    pins = re.findall(r"^(\S+?)==(\S+)", (ROOT / "docker" / "requirements.lock").read_text("utf-8"), re.MULTILINE)
    assert {(one["name"], one["version"]) for one in listed["components"]} == set(pins)
    assert all(one["externalReferences"][0]["hashes"] for one in listed["components"])
    assert all(f"{name} {version}" in " ".join(said.split()) for name, version in pins)
    assert (
        "list_dependencies.py" in (ROOT / "Makefile").read_text("utf-8").partition("\ncheck:")[2].partition("\n\n")[0]
    )
