"""An admin changes the rules of an instance with decided cases: sees what it would do, makes it live, takes it back.

Covers huihan.commands.rules.explain, huihan.commands.rules.live and huihan.live_rules.
"""

import shutil
from pathlib import Path

import pytest
from cli import Said, run

SHORTER = ("- {clock: reply, term: 3 working days,", "- {clock: reply, term: 2 working days,")


@pytest.fixture(scope="module")
def instance(demo_run: tuple[Path, Said], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo's instance of this module's own."""
    folder, said = demo_run
    assert said.code == 0, said.err
    return Path(shutil.copytree(folder, tmp_path_factory.mktemp("rules") / "shop"))


def rules(instance: Path, *arguments: object) -> Said:
    return run("--instance", instance, "rules", *arguments, cwd=instance.parent)


def edit(instance: Path, name: str, old: str, new: str) -> None:
    path = instance / "rulebook" / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_change_is_seen_beforehand_made_live_explained_and_taken_back(instance: Path, tmp_path: Path) -> None:
    (first,) = rules(instance, "history", "--json").json
    assert (first["who"], first["live"]) == ("huihan", True)
    assert rules(instance, "diff").err.strip() == "没有差别"

    edit(instance, "departments.yaml", "客户服务部", "客服部")
    checked = rules(instance, "check")
    assert "尚未生效" in checked.err
    (change,) = rules(instance, "diff", "--json").json
    assert (change["kind"], change["id"]) == ("department", "customer_service")
    assert change["fields"] == [{"field": "name", "old": "客户服务部", "new": "客服部"}]
    assert "+- {id: customer_service, name: 客服部" in rules(instance, "diff", "active", "--raw").out

    edit(instance, "clocks.yaml", *SHORTER)
    replayed = rules(instance, "replay", "--last", 50, "--json", "--xlsx", tmp_path / "重判.xlsx")
    assert replayed.code == 0, replayed.err
    assert (tmp_path / "重判.xlsx").is_file()
    assert replayed.json["counts"].keys() == {"clock:reply"}
    assert {slot["slot"] for case in replayed.json["changed"] for slot in case["slots"]} == {"clock:reply"}

    refused = rules(instance, "activate")
    assert refused.code == 1
    assert "examples/" in refused.err  # an example expects three working days
    assert len(rules(instance, "history", "--json").json) == 1

    edit(instance, "clocks.yaml", *reversed(SHORTER))
    done = rules(instance, "activate", "--by", "王经理", "--note", "改名", "--json")
    assert (done.code, done.json["before"]) == (0, first["sha"]), done.err
    assert [entry["note"] for entry in rules(instance, "history", "--json").json] == ["改名", "首次启动"]

    back = rules(instance, "rollback", first["sha"][:8], "--json")
    assert (back.code, back.json["sha"]) == (0, first["sha"]), back.err
    assert "客户服务部" in (instance / "rulebook" / "departments.yaml").read_text("utf-8")


def test_a_case_and_a_file_are_explained(instance: Path, tmp_path: Path) -> None:
    cases = run("--instance", instance, "cases", "list", "--json", cwd=tmp_path).json
    number = cases[-1]["number"]
    shown = run("--instance", instance, "cases", "show", number, "--json", cwd=tmp_path).json
    explained = rules(instance, "explain", number, "--json").json
    assert explained["decision"] == shown["decision"]
    assert (explained["rulebook"], explained["again"]) == (shown["rulebook"]["sha"], True)
    assert {"topic", "grade", "clock:reply"} <= {slot["slot"] for slot in explained["slots"]}
    letter = tmp_path / "来信.txt"
    letter.write_text("三栋的电梯坏了一个星期，没有人修。", encoding="utf-8")
    said = rules(instance, "explain", letter)
    assert said.code == 0, said.err
    assert "【电梯坏了】" in said.out
    assert "不计　收到当日不计入" in said.out


@pytest.mark.parametrize(
    "arguments",
    [
        ("diff", "abcdef12"),
        ("diff", "./none"),
        ("rollback", "abcdef12"),
        ("explain", "TS-1999-1"),
        ("replay", "--last", 1, "--against", "none"),
    ],
)
def test_what_is_not_there_is_refused_with_a_sentence(instance: Path, arguments: tuple[object, ...]) -> None:
    said = rules(instance, *arguments)
    assert said.code == 1
    assert "没有" in said.err
    assert "Traceback" not in said.err
