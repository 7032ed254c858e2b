"""The demo's letters: real files, of every kind the issue names, dated back from now."""

import email
from datetime import datetime, timedelta
from email.policy import default
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import docx

from huihan.sample_letters import build_letters, ours_to

NOW = datetime(2026, 3, 4, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
LETTERS = {letter.id: letter for letter in build_letters(NOW)}


def test_there_are_letters_of_every_form_and_each_has_a_name_of_its_own() -> None:
    assert len(LETTERS) >= 18
    assert {Path(letter.name).suffix for letter in LETTERS.values()} == {".eml", ".docx", ".pdf", ".txt"}
    assert len({(letter.folder, letter.name) for letter in LETTERS.values()}) == len(LETTERS)


def test_they_are_dated_back_from_now() -> None:
    assert all(timedelta(0) < NOW - letter.sent < timedelta(days=10) for letter in LETTERS.values())
    message = email.message_from_bytes(LETTERS["roof-leak"].data, policy=default)
    assert message["Date"].datetime == NOW - timedelta(hours=20)


def test_a_follow_up_answers_our_letter() -> None:
    second = email.message_from_bytes(LETTERS["roof-leak-more"].data, policy=default)
    assert second["In-Reply-To"] == ours_to("roof-leak")
    assert LETTERS["roof-leak-more"].sent > LETTERS["roof-leak"].sent


def test_the_same_mail_comes_twice_byte_for_byte() -> None:
    assert LETTERS["throwing-twice"].data == LETTERS["throwing-html"].data


def test_one_mail_says_gb2312_and_holds_a_character_beyond_it() -> None:
    data = LETTERS["parking-fee-gbk"].data
    assert b'charset="gb2312"' in data
    assert "陈堃".encode("gb18030") in email.message_from_bytes(data).get_payload(decode=True)


def test_the_word_letters_open_and_the_broken_one_does_not() -> None:
    assert "垃圾" in docx.Document(BytesIO(LETTERS["rubbish-docx"].data)).paragraphs[0].text
    assert not LETTERS["broken"].data.endswith(b"\0\0")
    assert len(LETTERS["broken"].data) > 1000


def test_writing_keeps_the_date_and_the_projects_folder(tmp_path: Path) -> None:
    LETTERS["fire-lane-pdf"].write(tmp_path)
    path = tmp_path / "翠湖花园" / "扫描件-消防通道.pdf"
    assert path.read_bytes().startswith(b"%PDF")
    assert path.stat().st_mtime == LETTERS["fire-lane-pdf"].sent.timestamp()
