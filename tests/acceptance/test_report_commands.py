"""A manager's figures from the command line, by the contract of DESIGN 4.

Covers huihan.commands.report, huihan.commands.periodic and huihan.commands.past_ledger.
"""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from cli import Huihan
from docx import Document
from openpyxl import load_workbook
from servers.old_ledger import workbook

LETTER = "阳光花园3栋2单元501的林小雨，电话13812345678。电梯停运三天了，请马上修。"


def test_the_form_and_the_ledger(anywhere: Huihan, tmp_path: Path) -> None:
    root = tmp_path / "a"
    anywhere("init", root)
    (root / "inbox" / "信.txt").write_text(LETTER, "utf-8")
    assert anywhere("--instance", root, "poll", "--once").code == 0
    made = anywhere("--instance", root, "report", "statistics", "--scheme", "desk", "--month", "2026-11", "--json")
    assert made.code == 0, made.err
    assert made.json.keys() == {"scheme", "month", "project", "area", "rows", "total", "closed", "corrections"}
    assert {name for row in made.json["rows"] for name in row} == {"class", "month", "year", "life"}
    keys = {"new", "tasks", "on_time", "on_time_rate", "overdue_done", "overdue_rate", "done_rate"}
    assert {name for block in ("month", "year", "life") for name in made.json["total"][block]} == keys
    later = anywhere("--instance", root, "report", "statistics", "--month", "2099-12", "--json").json
    assert later["total"]["life"]["new"] == 1
    assert later["total"]["month"] == dict.fromkeys(keys, 0) | dict.fromkeys(k for k in keys if k.endswith("rate"))
    assert "设备管理" in anywhere("--instance", root, "report", "statistics").out
    form, ledger = tmp_path / "form.xlsx", tmp_path / "ledger.xlsx"
    assert anywhere("--instance", root, "report", "statistics", "--xlsx", form).code == 0
    assert load_workbook(form).worksheets[0]["A1"].value == "客户投诉处理统计报表"
    assert anywhere("--instance", root, "report", "ledger", "--xlsx", ledger, "--category", "equipment").code == 0
    sheet = load_workbook(ledger).worksheets[0]
    assert (sheet.max_row, sheet["C2"].value, sheet["D2"].value) == (2, "林小雨", "13812345678")


def test_the_rates(anywhere: Huihan, tmp_path: Path) -> None:
    root, sheet = tmp_path / "a", tmp_path / "rates.xlsx"
    anywhere("init", root)
    (root / "inbox" / "信.txt").write_text(LETTER, "utf-8")
    assert anywhere("--instance", root, "poll", "--once").code == 0
    report = ("--instance", root, "report", "rates", "--length", "year")
    now = f"{datetime.now(ZoneInfo('Asia/Shanghai')):%Y-%m}"
    made = anywhere(*report, "--by", "department", "--month", now, "--json").json
    head = {"month", "length", "by", "project", "area", "rows", "total", "before", "clocks"}
    assert made.keys() == head | {"closed", "corrections", "likeness"}
    assert made["likeness"] == {"area_m2": 100_000, "least": 3}
    assert (made["length"], made["by"], made["total"]["received"]) == ("year", "department", 1)
    assert [(row["of"], row["received"]) for row in made["rows"]] == [(["engineering"], 1)]
    assert made["before"]["received"] == 0
    assert made["total"]["first_visit_rate"] is None
    assert all(one.keys() == {"clock", "ended", "met", "met_rate", "median"} for one in made["clocks"])
    assert "工程部" in anywhere(*report, "--by", "department", "--month", now).out
    assert anywhere(*report, "--by", "category", "--month", now, "--xlsx", sheet).code == 0
    rows = list(load_workbook(sheet).worksheets[0].iter_rows(values_only=True))
    assert str(rows[1][0]).startswith("设备管理")
    assert rows[1][1] == 1


def test_an_older_ledger(anywhere: Huihan, tmp_path: Path) -> None:
    root, file = tmp_path / "a", tmp_path / "旧台账.xlsx"
    anywhere("init", root)
    file.write_bytes(workbook())
    command = ("--instance", root, "report", "import-ledger", file)
    seen = anywhere(*command, "--preview")
    assert seen.code == 1  # the total is left out
    assert "可导入 4 件，不导入 1 行" in seen.out
    assert "第 8 行：合计行" in seen.err
    made = anywhere(*command, "--json")
    assert made.json.keys() == {"applied", "import", "take", "taken", "left_out", "doubts"}
    assert (made.json["applied"], made.json["taken"]) == (True, 4)
    assert made.json["left_out"] == [{"line": 8, "doubts": [{"doubt": "no_line", "words": ""}]}]
    again = anywhere(*command, "--json").json
    assert (again["applied"], again["import"], again["taken"]) == (False, None, 0)
    cases = anywhere("--instance", root, "cases", "list", "--json").json
    assert {case["state"] for case in cases} == {"filed"}
    assert {clock["due"] is None for case in cases for clock in case["deadlines"]} == {True, False}
    assert anywhere("--instance", root, "cases", "show", cases[0]["number"]).code == 0
    assert anywhere("--instance", root, "cases", "list").code == 0
    assert anywhere("--instance", root, "audit", "verify").code == 0
    assert anywhere("--instance", root, "report", "import-ledger", tmp_path / "none.xlsx").code == 1


def test_what_cannot_be_asked_is_told_in_a_sentence(anywhere: Huihan, tmp_path: Path) -> None:
    root = tmp_path / "a"
    anywhere("init", root)
    report = ("--instance", root, "report")
    for given, code, words in (
        (("statistics", "--month", "March"), 2, "应写成 2026-03 的样子"),
        (("statistics", "--scheme", "none"), 1, "可选：category、"),
        (("statistics", "--project", "没有"), 1, "没有叫“没有”的项目"),
        (("ledger", "--xlsx", tmp_path / "x.xlsx", "--since", "gestern"), 2, "应写成 2026-03-02 的样子"),
        (("rates", "--area", "没有"), 1, "没有叫“没有”的区域"),
        (("ledger", "--xlsx", tmp_path / "none" / "x.xlsx"), 1, "无法写入"),
        (("statistics", "--xlsx", tmp_path), 1, "无法写入"),
    ):
        said = anywhere(*report, *given)
        assert (said.code, words in said.err, "Traceback" in said.err) == (code, True, False), said.err


def test_the_report_of_a_month(anywhere: Huihan, tmp_path: Path) -> None:

    root, docx, xlsx = tmp_path / "a", tmp_path / "r.docx", tmp_path / "r.xlsx"
    anywhere("init", root)
    (root / "inbox" / "信.txt").write_text(LETTER, "utf-8")
    assert anywhere("--instance", root, "poll", "--once").code == 0
    report = ("--instance", root, "report")
    now = f"{datetime.now(ZoneInfo('Asia/Shanghai')):%Y-%m}"
    made = anywhere(*report, "monthly", "--month", now, "--docx", docx, "--xlsx", xlsx, "--json")
    assert made.code == 0, made.err
    assert made.json["rates"]["total"]["received"] == 1
    assert made.json["closed"] is None
    assert Document(docx).paragraphs[0].text == made.json["title"]
    assert "主要指标" in load_workbook(xlsx).sheetnames
    for name, length in (("quarterly", "quarter"), ("yearly", "year")):
        assert anywhere(*report, name, "--month", now, "--json").json["length"] == length
    assert "收到客户投诉 1 件" in anywhere(*report, "monthly", "--month", now).err
    refused = anywhere(*report, "monthly", "--project", "没有的")
    assert (refused.code, refused.out) == (1, "")


def test_a_quarter_without_a_survey_is_told_so(anywhere: Huihan, tmp_path: Path) -> None:
    root = tmp_path / "a"
    anywhere("init", root)
    report = ("--instance", root, "report", "survey", "--quarter")
    none = anywhere(*report, "2026-Q4", "--json")
    assert (none.code, "没有已经开始的满意度调查" in none.err) == (1, True)
    assert anywhere(*report, "2026").code == 2
