"""The commands as the public contract has them: exit codes, sentences instead of tracebacks, UTF-8 everywhere.

Usage, reading, deciding, a batch with its processes and a new instance are shown with the installed script itself; it
differs from `anywhere` in that nothing is imported before (servers/preloaded.py).

Covers huihan.batch, huihan.checks.instance, huihan.checks.machine, huihan.checks.writing, huihan.commands.decide,
huihan.commands.directory, huihan.commands.doctor, huihan.commands.read, huihan.commands.rules,
huihan.commands.rules.check, huihan.commands.rules.examples, huihan.commands.rules.learn, huihan.commands.rules.suggest,
huihan.front, huihan.labelled, huihan.main, huihan.output, huihan.rulebooks, huihan.screen, huihan.tables and
store.upgrade.
"""

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cli import Huihan, Said, run_script

MAIL = (
    "From: =?utf-8?B?5ZGo5piO?= <zhou@example.com>\r\nSubject: =?utf-8?B?55S15qKv5Z2P5LqG?=\r\n"
    "Date: Mon, 02 Mar 2026 10:00:00 +0800\r\nMessage-ID: <a@example.com>\r\n"
    "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    "3栋的电梯坏了一个星期，没有人修，请尽快维修。\r\n"
)
DECISION_KEYS = {
    "topic", "topics", "category", "also", "department", "departments", "grade", "urgency", "kind", "group",
    "households", "fee", "cause", "needs_person", "doubts", "deadlines", "letters", "reasons", "rulebook", "alarms",
}  # fmt: skip


@pytest.fixture
def script(tmp_path: Path) -> Huihan:
    """The installed script, started in a folder that is no instance."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()

    def call(*arguments: object) -> Said:
        return run_script(*arguments, cwd=folder)

    return call


@pytest.fixture
def mail(tmp_path: Path) -> Path:
    path = tmp_path / "电梯.eml"
    path.write_bytes(MAIL.encode())
    return path


def test_without_arguments_the_help_is_shown(script: Huihan) -> None:
    said = script()
    assert said.code == 2
    assert "decide" in said.out + said.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("decide",),
        ("decide", "a", "--channel", "pigeon"),
        ("decide", "a", "b"),
        ("decide", "--batch", "in", "out", "--received", "2026-03-02"),
    ],
)
def test_wrong_usage_ends_with_two(script: Huihan, arguments: tuple[str, ...]) -> None:
    said = script(*arguments)
    assert said.code == 2
    assert "Traceback" not in said.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("cases", "list"),
        ("ledger",),
        ("doctor",),
        ("run",),
        ("poll", "--once"),
        ("letters", "show", "TS-2026-000001"),
        ("--instance", "nowhere", "cases", "list"),
        ("read", "missing.eml"),
        ("decide", "missing.eml"),
        ("rules", "check", "missing"),
        ("directory", "import", "missing.csv"),
        ("decide", "--batch", "missing.jsonl", "out.jsonl"),
    ],
)
def test_refused_input_ends_with_one_and_a_sentence(anywhere: Huihan, arguments: tuple[str, ...]) -> None:
    said = anywhere(*arguments)
    assert said.code == 1
    assert said.err.strip()
    assert "Traceback" not in said.err


def test_read_gives_an_array_with_an_object_for_every_file(script: Huihan, mail: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.docx"
    broken.write_bytes(b"PK\x03\x04nothing")
    said = script("read", mail, broken, tmp_path / "missing.pdf", "--json")
    assert said.code == 1
    letter, unreadable, missing = said.json
    assert (letter["path"], letter["class"], letter["script"]) == (str(mail), "personal", "hans")
    assert letter["sender"] == {"name": "周明", "email": "zhou@example.com"}
    assert letter["problems"] == []
    assert unreadable["problems"]
    assert missing["problems"][0]["what"] == "没有这个文件"


def test_decide_works_without_an_instance_and_takes_the_mails_date(script: Huihan, mail: Path) -> None:
    said = script("decide", mail, "--json")
    assert said.code == 0
    decision = said.json
    assert set(decision) >= DECISION_KEYS
    assert (decision["category"], decision["department"]) == ("equipment", "engineering")
    due = {one["clock"]: one["due"] for one in decision["deadlines"]}
    assert set(due) == {"register", "acknowledge", "reply", "handle"}
    assert due["acknowledge"] == "2026-03-03T10:00:00+08:00"
    assert due["reply"] == "2026-03-05T18:00:00+08:00"


def test_a_received_time_without_a_zone_is_shanghais(anywhere: Huihan, mail: Path) -> None:
    decision = anywhere("decide", mail, "--received", "2026-02-13T10:00:00", "--json").json
    (reply,) = (one for one in decision["deadlines"] if one["clock"] == "reply")
    # The Spring Festival of 2026: Saturday 14 February is worked, the 15th to the 23rd are off.
    assert reply["due"] == "2026-02-25T18:00:00+08:00"


def test_a_day_alone_counts_from_the_opening_hour(anywhere: Huihan, mail: Path, tmp_path: Path) -> None:
    """TRADE 6; the batch does as the single letter."""
    decision = anywhere("decide", mail, "--received", "2026-03-03", "--json").json
    assert decision["deadlines"][0]["due"] == "2026-03-04T09:00:00+08:00"
    (tmp_path / "in.jsonl").write_text(json.dumps({"id": 1, "text": "电梯坏了", "received": "2026-03-03"}))
    assert anywhere("decide", "--batch", tmp_path / "in.jsonl", tmp_path / "out.jsonl").code == 0
    assert json.loads((tmp_path / "out.jsonl").read_text())["deadlines"][0]["due"] == "2026-03-04T09:00:00+08:00"


def test_a_mail_with_an_impossible_date_is_decided_as_of_now(anywhere: Huihan, tmp_path: Path) -> None:
    path = tmp_path / "old.eml"
    path.write_bytes(MAIL.replace("02 Mar 2026", "02 Mar 1926").encode())
    assert anywhere("decide", path, "--json").json["deadlines"][0]["due"] > "2026"


def test_offsets_point_at_the_very_words(anywhere: Huihan, mail: Path) -> None:
    (letter,) = anywhere("read", mail, "--json").json
    decision = anywhere("decide", mail, "--json").json
    matches = [match for reason in decision["reasons"] for match in reason["matched"]]
    assert matches
    for match in matches:
        assert letter[match["source"]][match["start"] : match["end"]] == match["text"]


def test_chinese_comes_out_right_in_the_c_locale(anywhere: Huihan, mail: Path) -> None:
    said = anywhere("decide", mail, LANG="C", LC_ALL="C", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert said.code == 0
    assert "工程部" in said.out


def test_a_batch_decides_every_good_line_and_names_every_bad_one(script: Huihan, tmp_path: Path) -> None:
    good = {"id": "a", "subject": "电梯坏了", "text": "请尽快维修", "received": "2026-03-02T10:00:00", "extra": 1}
    lines = [
        json.dumps(good),
        "{broken",
        json.dumps({"id": 2, "subject": "", "text": ""}),
        json.dumps({"id": "c", "text": "楼道灯不亮", "received": None, "channel": "pigeon"}),
        json.dumps({"id": "d", "subject": "楼道灯不亮", "received": None, "channel": "phone"}),
    ]
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text("\n".join(lines), encoding="utf-8")
    said = script("decide", "--batch", source, target)
    assert said.code == 1
    first, broken, empty, pigeon, last = (json.loads(line) for line in target.read_text("utf-8").splitlines())
    assert set(first) >= DECISION_KEYS | {"id"}
    assert (first["id"], last["id"]) == ("a", "d")
    assert broken == {"id": None, "error": "不是有效的 JSON"}
    assert empty["id"] == 2
    assert "pigeon" in pigeon["error"]


def test_a_batch_and_a_single_letter_are_decided_alike(anywhere: Huihan, mail: Path, tmp_path: Path) -> None:
    (letter,) = anywhere("read", mail, "--json").json
    line = {"id": 1, "subject": letter["subject"], "text": letter["text"], "received": "2026-03-02T10:00:00+08:00"}
    (tmp_path / "in.jsonl").write_text(json.dumps(line), encoding="utf-8")
    assert anywhere("decide", "--batch", tmp_path / "in.jsonl", tmp_path / "out.jsonl").code == 0
    decided = json.loads((tmp_path / "out.jsonl").read_text("utf-8"))
    assert {key: decided[key] for key in DECISION_KEYS} == anywhere("decide", mail, "--json").json


def test_the_shipped_rulebook_is_sound_and_a_broken_one_is_reported_whole(anywhere: Huihan, tmp_path: Path) -> None:
    assert anywhere("rules", "check").code == 0
    anywhere("init", tmp_path / "a")
    clocks = tmp_path / "a" / "rulebook" / "clocks.yaml"
    clocks.write_text(clocks.read_text("utf-8").replace("24 h", "24 hourz"), encoding="utf-8")
    said = anywhere("rules", "check", tmp_path / "a" / "rulebook")
    assert said.code == 1
    assert said.out.count("clocks.yaml:") >= 2


def test_the_shipped_rulebook_decides_its_own_examples_and_they_hold_every_rule(anywhere: Huihan) -> None:
    said = anywhere("rules", "test", "--strict")
    assert (said.code, said.out) == (0, "")


def test_a_wrong_example_is_shown_with_its_words_and_a_rule_without_one_is_named(
    anywhere: Huihan, tmp_path: Path
) -> None:
    anywhere("init", tmp_path / "a")
    book = tmp_path / "a" / "rulebook"
    rule = "- {id: mine, because: b, when: {word: 鹦鹉}, then: {needs_person: 看}}\n"
    (book / "rules" / "mine.yaml").write_text(rule, encoding="utf-8")
    assert anywhere("rules", "test", book).code == 0
    said = anywhere("rules", "test", book, "--strict")
    assert said.code == 1
    assert "rules/mine.yaml:1: warning: 规则 mine 缺少命中的例信" in said.err
    example = "- {id: mine, text: 电梯坏了三天没人修, expect: {topic: pests}}\n"
    (book / "examples" / "mine.yaml").write_text(example, encoding="utf-8")
    said = anywhere("rules", "test", book)
    assert said.code == 1
    assert "examples/mine.yaml:1: mine\n  topic　应为 pests，判为 lift_outage　“电梯坏了”" in said.out


def test_a_model_is_trained_for_rules_to_ask(anywhere: Huihan, tmp_path: Path) -> None:
    assert anywhere("rules", "learn").code == 1, "no folder to write into"
    anywhere("init", tmp_path / "a")
    book = tmp_path / "a" / "rulebook"
    for letters in (*(book / "lessons").iterdir(), *(book / "examples").iterdir()):
        if letters.name not in ("building.yaml", "equipment.yaml") or letters.parent.name == "lessons":
            letters.unlink()  # two categories are learnt in a fraction of the time
    taught = anywhere("rules", "learn", book, "--json")
    assert taught.code == 0, taught.err
    lines = [{"text": f"轿厢悬在半空，第{n}次了", "topic": "lift_outage"} for n in range(20)]
    (tmp_path / "in.jsonl").write_text("\n".join(json.dumps(line) for line in lines), "utf-8")
    said = anywhere("rules", "learn", book, "--from", tmp_path / "in.jsonl", "--json")
    assert said.code == 0, said.err
    assert said.json["letters"] == taught.json["letters"] + 20
    assert said.json["letters"] > said.json["right"] > said.json["letters"] / 2
    assert said.json["path"] == str(book / "model.json")
    (book / "rules" / "mine.yaml").write_text(
        "- {id: mine, because: 模型, when: {model: {category: equipment, at_least: 0.5}}, then: {needs_person: 看}}\n",
        encoding="utf-8",
    )
    assert anywhere("rules", "check", book).code == 0
    letter = tmp_path / "letter.txt"
    letter.write_text("轿厢又悬在半空", encoding="utf-8")
    decided = anywhere("--instance", tmp_path / "a", "decide", letter, "--json").json
    assert "看" in [doubt["why"] for doubt in decided["doubts"]]
    (book / "lessons" / "mine.yaml").write_text("lift_outagee:\n  - 轿厢\n", encoding="utf-8")
    said = anywhere("rules", "learn", book)
    assert (said.code, "lessons/mine.yaml:1" in said.err) == (1, True)


def test_words_are_suggested_from_labelled_letters(anywhere: Huihan, tmp_path: Path) -> None:
    told = [("pests", f"{where}又见衣鱼") for where in ("书架", "浴室", "抽屉")]
    told += [("lift_outage", f"{where}等了很久") for where in ("大堂", "门口", "负一楼", "车库", "中午")]
    lines = [json.dumps({"subject": "", "text": text, "topic": topic}) for topic, text in told]
    (tmp_path / "in.jsonl").write_text("\n".join(lines), encoding="utf-8")
    said = anywhere("rules", "suggest", "--from", tmp_path / "in.jsonl", "--out", tmp_path / "patch.yaml")
    assert said.code == 0, said.err
    assert "- id: pests\n  signals:\n" in (tmp_path / "patch.yaml").read_text("utf-8")
    found = anywhere("rules", "suggest", "--from", tmp_path / "in.jsonl", "--json").json
    assert ("pests", 3, 3, 0, 5) in {
        (one["topic"], one["letters"], one["of"], one["others"], one["of_others"]) for one in found
    }
    (tmp_path / "in.jsonl").write_text('{"text": "x", "topic": "pigeons"}', encoding="utf-8")
    said = anywhere("rules", "suggest", "--from", tmp_path / "in.jsonl")
    assert (said.code, "没有主题 pigeons" in said.err) == (1, True)


def test_init_is_complete_and_the_doctor_finds_it_well(script: Huihan, tmp_path: Path) -> None:
    assert script("init", tmp_path / "a").code == 0
    assert script("init", tmp_path / "a").code == 0
    # From December on the next year's notice should be there, which the calendar library may not hold yet.
    calendar, following = tmp_path / "a" / "rulebook" / "calendar.yaml", datetime.now(UTC).year + 1
    listed = f"published: [{{year: {following}, off: [{following}-01-01], on: []}}]"
    calendar.write_text(calendar.read_text("utf-8").replace("published: []", listed), "utf-8")
    said = script("--instance", tmp_path / "a", "doctor", "--json")
    assert said.code == 0, said.out
    assert {finding["check"] for finding in said.json} >= {"secrets", "database", "rulebook", "calendar", "fonts"}


def test_a_database_of_a_newer_version_is_named_as_such(anywhere: Huihan, tmp_path: Path) -> None:
    anywhere("init", tmp_path / "house")
    assert anywhere("--instance", tmp_path / "house", "cases", "list").code == 0
    with closing(sqlite3.connect(tmp_path / "house" / "data" / "huihan.db")) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    said = anywhere("--instance", tmp_path / "house", "cases", "list")
    assert said.code == 1
    assert "请升级" in said.err


def test_mistakes_in_the_settings_are_told_together(anywhere: Huihan, tmp_path: Path) -> None:
    anywhere("init", tmp_path / "a")
    (tmp_path / "a" / "huihan.toml").write_text('zone = "Nowhere"\nworkerz = 2\n', encoding="utf-8")
    said = anywhere("cases", "list", cwd=tmp_path / "a")
    assert said.code == 1
    assert "zone" in said.err
    assert "是不是 workers" in said.err


def test_the_directory_is_imported_and_bad_rows_are_named(anywhere: Huihan, tmp_path: Path) -> None:
    anywhere("init", tmp_path / "a")
    file = tmp_path / "名册.csv"
    file.write_bytes("项目,房间,姓名\n翠湖花园,101,周明\n,102,吴桂芳\n".encode("gb18030"))
    said = anywhere("--instance", tmp_path / "a", "directory", "import", file)
    assert said.code == 1
    assert "新增 1 户" in said.out
    assert "第 3 行" in said.err
