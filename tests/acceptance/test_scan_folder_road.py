"""The main job through the scan folder, on PostgreSQL named by the environment: paper in, a letter to print out.

Covers huihan.checks.stored, huihan.commands.letters.settle and huihan.commands.poll.
"""

from pathlib import Path

from cli import Huihan

LETTER = (
    "物业：翠湖花园3栋2单元的电梯停运三天没有人修，老人出不了门，请尽快维修。\n"
    "翠湖花园3栋2单元1502室 周明 13900000101\n"
)


def test_a_file_becomes_a_case_with_a_letter_to_print(anywhere: Huihan, tmp_path: Path, postgresql_url: str) -> None:
    folder = tmp_path / "instance"
    anywhere("init", folder)
    (folder / "huihan.toml").write_text('[database]\nurl_env = "HUIHAN_DATABASE_URL"\n', encoding="utf-8")
    (folder / "inbox" / "翠湖花园").mkdir()
    (folder / "inbox" / "翠湖花园" / "来信.txt").write_bytes(LETTER.encode("gb18030"))

    polled = anywhere("poll", "--once", cwd=folder, HUIHAN_DATABASE_URL=postgresql_url)
    assert (polled.code, polled.err) == (0, "")

    (case,) = anywhere("cases", "list", "--json", cwd=folder, HUIHAN_DATABASE_URL=postgresql_url).json
    assert (case["channel"], case["category"], case["resident"]["room"]) == ("letter", "equipment", "1502")
    (acknowledgement,) = case["letters"]
    assert (acknowledgement["kind"], acknowledgement["state"]) == ("acknowledgement", "queued")
    assert (folder / acknowledgement["path"]).is_file()
    assert [path.name for path in (folder / "done").rglob("*.txt")] == ["来信.txt"]

    shown = anywhere("letters", "show", case["number"], "--json", cwd=folder, HUIHAN_DATABASE_URL=postgresql_url)
    assert [letter["kind"] for letter in shown.json] == ["acknowledgement", "reply"]

    counted = anywhere("ledger", "--json", cwd=folder, HUIHAN_DATABASE_URL=postgresql_url)
    assert counted.code == 0
    assert anywhere("doctor", "--only", "database", cwd=folder, HUIHAN_DATABASE_URL=postgresql_url).code == 0


def test_a_letter_settled_that_is_not_in_doubt_is_refused(anywhere: Huihan, tmp_path: Path) -> None:
    anywhere("init", tmp_path / "a")
    (tmp_path / "a" / "inbox" / "来信.txt").write_text(LETTER, encoding="utf-8")
    anywhere("poll", "--once", cwd=tmp_path / "a")
    (letter,) = anywhere("letters", "list", "--json", cwd=tmp_path / "a").json
    said = anywhere("letters", "settle", letter["number"], "--sent", cwd=tmp_path / "a")
    assert said.code == 1
    assert "不需要确认" in said.err
    assert anywhere("letters", "settle", letter["number"], cwd=tmp_path / "a").code == 2
