"""A clerk puts right what was read, and settles what waits for a person, by the installed command.

Covers huihan.commands.cases.assign, huihan.commands.cases.correct, huihan.commands.cases.judge, huihan.commands.intake,
huihan.commands.intake.listing, huihan.commands.intake.settling, huihan.commands.intake.view and huihan.correcting.
"""

from dataclasses import dataclass
from pathlib import Path

import pytest
from cli import Huihan, Said

LETTER = "电柿又停远了，已经三夭，没有人来修。"
RIGHT = "我是阳光花园3栋2单元501的业主王芳，电梯又停运了，已经三天，没有人来修，请尽快安排。"


@dataclass(frozen=True, kw_only=True)
class Office:
    """An instance's folder and the number of its one case."""

    root: Path
    case: str


@pytest.fixture(scope="module")
def office(anywhere: Huihan, tmp_path_factory: pytest.TempPathFactory) -> Office:
    """An instance with one case that was read wrongly, and one file in which nothing is readable."""
    root = tmp_path_factory.mktemp("office") / "a"
    assert anywhere("init", root).code == 0
    (root / "inbox" / "来信.txt").write_text(LETTER, encoding="utf-8")
    (root / "inbox" / "broken.bin").write_bytes(bytes(range(256)) * 4)
    said = anywhere("--instance", root, "poll", "--once")
    assert said.code == 0, said.err
    (case,) = anywhere("--instance", root, "cases", "list", "--json").json
    assert case["topic"] is None
    return Office(root=root, case=case["number"])


def test_a_case_is_corrected_from_a_file_and_confirmed(anywhere: Huihan, office: Office, tmp_path: Path) -> None:
    text = tmp_path / "来信.txt"
    text.write_bytes(RIGHT.encode("gb18030"))
    number = office.case.lower()
    arguments = ("--text", text, "--phone", "139 0013 9000", "--received", "2026-03-02", "--by", "张三")
    said = anywhere("--instance", office.root, "cases", "correct", number, *arguments, "--json")
    assert said.code == 0, said.err
    after = said.json
    assert (after["topic"], after["text"], after["phone"]) == ("lift_outage", RIGHT, "13900139000")
    assert after["received"] == "2026-03-02T00:00:00+08:00"
    due = {clock["clock"]: clock["due"] for clock in after["deadlines"]}
    assert due["acknowledge"] == "2026-03-03T09:00:00+08:00"
    (event,) = (event for event in after["events"] if event["what"] == "corrected")
    assert (event["who"], event["payload"]["changes"]["text"]) == ("张三", [LETTER, RIGHT])
    said = anywhere("--instance", office.root, "cases", "confirm", number)
    assert said.code == 0, said.err
    shown = anywhere("--instance", office.root, "cases", "show", number).out
    assert "人工更正" in shown
    assert "正文" in shown
    assert "人工确认" in shown


def test_a_case_is_judged_by_hand(anywhere: Huihan, office: Office) -> None:
    chosen = ("--topic", "停车收费", "--grade", "B", "--kind", "enquiry", "--because", "来电核实", "--who", "李四")
    said = anywhere("--instance", office.root, "cases", "judge", office.case, *chosen, "--json")
    assert said.code == 0, said.err
    after = said.json
    assert (after["topic"], after["category"], after["departments"]) == ("parking_fee", "service", ["finance"])
    assert (after["grade"], after["urgency"], after["kind"], after["fee"]) == ("B", "important", "enquiry", True)
    assert after["needs_person"] is False
    assert "progress" in {clock["clock"] for clock in after["deadlines"]}
    (event,) = (event for event in after["events"] if event["what"] == "judged")
    assert (event["who"], event["payload"]["because"]) == ("李四", "来电核实")
    shown = anywhere("--instance", office.root, "cases", "show", office.case).out
    assert "人工判定" in shown
    assert "来电核实" in shown
    anywhere(
        "--instance", office.root, "cases", "judge", office.case, "--department", "finance", "--department", "security"
    )
    (case,) = anywhere("--instance", office.root, "cases", "list", "--json").json
    assert case["department"] == "finance"


def test_what_waits_is_listed_shown_set_aside_and_taken_back(anywhere: Huihan, office: Office, tmp_path: Path) -> None:
    (waiting,) = anywhere("--instance", office.root, "intake", "list", "--json").json
    assert (waiting["state"], waiting["name"]) == ("quarantined", "broken.bin")
    assert {clock["clock"] for clock in waiting["deadlines"]} == {"register", "acknowledge"}
    number = waiting["id"]
    assert "broken.bin" in anywhere("--instance", office.root, "intake", "list").out
    assert "问题" in anywhere("--instance", office.root, "intake", "show", number).out
    said = anywhere(
        "--instance", office.root, "intake", "ignore", number, "--because", "测试文件", "--by", "张三", "--json"
    )
    assert (said.code, said.json["ignored_reason"]) == (0, "set_aside")
    text = tmp_path / "来信.txt"
    text.write_text(RIGHT, encoding="utf-8")
    said = anywhere("--instance", office.root, "intake", "accept", number, "--text", text, "--json")
    assert said.code == 0, said.err
    assert said.json["topic"] == "lift_outage"
    assert anywhere("--instance", office.root, "intake", "list", "--json").json == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("cases", "correct", "TS-2026-999999", "--room", "1"),
        ("cases", "correct", "{case}", "--text", "missing.txt"),
        ("cases", "correct", "{case}", "--received", "昨天"),
        ("cases", "judge", "{case}"),
        ("cases", "judge", "{case}", "--topic", "停车收废"),
        ("intake", "join", "999", "{case}"),
    ],
)
def test_what_cannot_be_ends_with_one_sentence(anywhere: Huihan, office: Office, arguments: tuple[str, ...]) -> None:
    said = anywhere("--instance", office.root, *(argument.format(case=office.case) for argument in arguments))
    assert said.code == 1
    assert len(said.err.strip().splitlines()) == 1
    assert "Traceback" not in said.err


def test_cases_are_given_to_whom_follows_them_up(anywhere: Huihan, office: Office) -> None:
    def huihan(*arguments: object) -> Said:
        return anywhere("--instance", office.root, *arguments)

    assert huihan("people", "add", "lin", "--name", "林秀英").code == 0
    refused = huihan("cases", "assign", office.case, "--to", "lin")
    assert (refused.code, f"{office.case}：lin 不在本项目办理投诉" in refused.err) == (1, True)
    assert huihan("people", "grant", "lin", "clerk").code == 0
    assert "已指派 1 件" in huihan("cases", "assign", office.case.lower(), "--to", "Lin", "--reason", "熟悉此户").out
    (case,) = huihan("cases", "list", "--owner", "lin", "--json").json
    assert (case["number"], case["owner"]) == (office.case, "lin")
    assert office.case not in {one["number"] for one in huihan("cases", "list", "--owner", "", "--json").json}
