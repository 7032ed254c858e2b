"""The demo: the main job on sample letters, as the README shows it.

Covers huihan.commands.cases, huihan.commands.cases.export, huihan.commands.cases.listing, huihan.commands.cases.show,
huihan.commands.demo, huihan.commands.letters, huihan.commands.letters.listing, huihan.commands.letters.show,
huihan.commands.letters.view, huihan.demo, huihan.demo_people and huihan.opened.
"""

import email
import json
import re
import zipfile
from email.policy import default
from pathlib import Path
from typing import Any

import docx
import pytest
from cli import Huihan, Said

Demo = tuple[Path, Said]


@pytest.fixture(scope="module")
def cases(demo_run: Demo, anywhere: Huihan) -> dict[str, dict[str, Any]]:
    """The demo's cases by the resident's name; of several the last."""
    listed = anywhere("--instance", demo_run[0], "cases", "list", "--json").json
    return {case["resident"]["name"]: case for case in reversed(listed)}


def test_it_ends_well_and_in_time(demo_run: Demo) -> None:
    _, said = demo_run
    assert (said.code, said.err) == (0, "")
    seconds = re.search(r"用时 ([0-9.]+) 秒", said.out)
    assert seconds is not None
    assert float(seconds[1]) < 45


def test_every_letter_ends_once(demo_run: Demo, anywhere: Huihan) -> None:
    said = anywhere("--instance", demo_run[0], "ledger", "--json")
    assert said.code == 0
    (inbox,) = said.json
    assert inbox["seen"] == 26
    ends = ("case", "follow_up", "ignored", "quarantined", "awaiting_person")
    assert sum(inbox[end] for end in ends) == 26
    assert (inbox["ignored"], inbox["quarantined"], inbox["pending"], inbox["missing"]) == (5, 1, 0, 0)


def test_an_urgent_letter_is_urgent_and_acknowledged_within_the_half_hour(cases: dict[str, Any]) -> None:
    case = cases["周明"]
    assert (case["category"], case["topic"], case["urgency"]) == ("equipment", "lift_entrapment", "urgent")
    (clock,) = (clock for clock in case["deadlines"] if clock["clock"] == "acknowledge")
    assert clock["state"] == "met"


def test_a_letter_in_gbk_said_to_be_gb2312_keeps_its_name(cases: dict[str, Any]) -> None:
    assert (cases["陈堃"]["category"], cases["陈堃"]["department"]) == ("service", "finance")


def test_a_traditional_letter_is_matched_to_the_simplified_directory(cases: dict[str, Any]) -> None:
    assert cases["林嘉慧"]["resident"]["project"] == "翠湖花园"
    assert cases["林嘉慧"]["category"] == "neighbour"


def test_a_forwarded_letter_belongs_to_its_writer_and_waits_for_a_person(cases: dict[str, Any]) -> None:
    (letter,) = (one for one in cases["马建国"]["letters"] if one["kind"] == "acknowledgement")
    assert letter["state"] == "draft"


def test_a_follow_up_opens_a_second_round_of_its_case(cases: dict[str, Any]) -> None:
    assert max(clock["round"] for clock in cases["吴桂芳"]["deadlines"] if clock["clock"] == "reply") == 2


def test_a_complaint_of_many_is_a_group_complaint(cases: dict[str, Any]) -> None:
    assert (cases["罗文斌"]["category"], cases["罗文斌"]["grade"]) == ("equipment", "B")


def test_acknowledgements_went_out_marked_as_automatic_and_threaded(demo_run: Demo) -> None:
    mails = [email.message_from_bytes(path.read_bytes(), policy=default) for path in (demo_run[0] / "outbox").iterdir()]
    assert len(mails) >= 12
    assert {mail["Auto-Submitted"] for mail in mails} == {"auto-replied"}
    assert all(mail["In-Reply-To"] for mail in mails)
    assert len({mail["Message-ID"] for mail in mails}) == len(mails)
    assert not {mail["To"] for mail in mails} & {"juweihui@example.org", "weekly@news.example.org"}


def test_every_case_has_a_reply_drafted_in_word(demo_run: Demo, cases: dict[str, Any]) -> None:
    folder, _ = demo_run
    for case in cases.values():
        (reply,) = (letter for letter in case["letters"] if letter["kind"] == "reply")
        document = docx.Document(str(folder / reply["path"]))
        assert any(case["number"] in paragraph.text for paragraph in document.paragraphs)


def test_the_broken_file_lies_in_quarantine_with_its_reason(demo_run: Demo) -> None:
    names = sorted(path.name for path in (demo_run[0] / "quarantine").rglob("*") if path.is_file())
    assert len(names) == 2
    assert any(name.endswith(".reason.txt") for name in names)


def test_a_case_is_exported_with_record_originals_and_letters(
    demo_run: Demo, cases: dict[str, Any], anywhere: Huihan, tmp_path: Path
) -> None:
    number = cases["吴桂芳"]["number"]
    assert anywhere("--instance", demo_run[0], "cases", "export", number, tmp_path / "case.zip").code == 0
    with zipfile.ZipFile(tmp_path / "case.zip") as archive:
        names = archive.namelist()
        record = json.loads(archive.read("record.json"))
    assert record["number"] == number
    assert sum(name.startswith("originals/") and name.endswith(".eml") for name in names) == 2
    assert sum(name.startswith("letters/") and name.endswith(".docx") for name in names) == 3


def test_a_second_run_changes_nothing(demo_run: Demo, cases: dict[str, Any], anywhere: Huihan) -> None:
    folder, _ = demo_run
    outbox = sorted(path.name for path in (folder / "outbox").iterdir())
    said = anywhere("demo", folder, "--no-serve")
    assert said.code == 0
    assert "已有演示" in said.err
    assert sorted(path.name for path in (folder / "outbox").iterdir()) == outbox
    again = anywhere("--instance", folder, "cases", "list", "--json").json
    assert len(again) == len({case["number"] for case in again}) >= len(cases)


def test_a_real_instance_is_never_used_for_a_demo(anywhere: Huihan, tmp_path: Path) -> None:
    anywhere("init", tmp_path / "real")
    said = anywhere("demo", tmp_path / "real")
    assert said.code == 1
    assert "正式实例" in said.err
