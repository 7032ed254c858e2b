"""`huihan init`: complete, idempotent, and never over other people's files."""

import re
from pathlib import Path

import pytest

from huihan.commands.init import make_instance
from huihan.errors import RefusedError
from huihan.settings import read_settings


def test_a_new_instance_has_everything_and_its_settings_are_good(tmp_path: Path) -> None:
    folder = tmp_path / "a"
    make_instance(folder)
    assert sorted(path.name for path in folder.iterdir()) == ["data", "huihan.toml", "inbox", "rulebook", "templates"]
    assert read_settings(folder, {}).mailboxes == ()
    assert (folder / "rulebook" / "topics.yaml").is_file()
    assert {path.suffix for path in (folder / "templates").iterdir()} == {".docx"}
    assert not [path for path in (folder / "rulebook").rglob("*") if path.suffix not in {"", ".yaml", ".json"}]


def test_every_example_in_the_settings_is_a_setting(tmp_path: Path) -> None:
    make_instance(tmp_path / "a")
    file = tmp_path / "a" / "huihan.toml"
    text = re.sub(
        r"^## Or .*\n.*", "", file.read_text("utf-8"), flags=re.MULTILINE
    )  # in place of what stands before it
    text = re.sub(r"^# (\[|\w+ = )", r"\1", text, flags=re.MULTILINE)
    text = text.replace('ca_file = "ca.pem"', "").replace('url = "sqlite:///data/huihan.db"', "")
    text = text.replace('password_file = "secrets/database"', "")
    text = re.sub(r"^oauth_(client|grant|tenant|authorize|token_url|scope).*\n", "", text, flags=re.MULTILINE)
    file.write_text(text, encoding="utf-8")
    environment = {
        "HUIHAN_MAIL_PASSWORD": "x",
        "HUIHAN_DATABASE_URL": "postgresql://huihan:x@db/huihan",
        "HUIHAN_OPINION_KEY": "x",
        "HUIHAN_OIDC_SECRET": "x",
    }
    settings = read_settings(tmp_path / "a", environment)
    assert settings.mailboxes[0].name == "投诉邮箱"
    assert settings.smtp is not None
    assert settings.opinion is not None
    assert settings.oidc is not None
    assert settings.company.name == "某某物业服务有限公司"


def test_a_second_init_adds_what_is_missing_and_overwrites_nothing(tmp_path: Path) -> None:
    make_instance(tmp_path / "a")
    (tmp_path / "a" / "huihan.toml").write_text("workers = 1\n")
    (tmp_path / "a" / "inbox").rmdir()
    assert make_instance(tmp_path / "a") == ["inbox"]
    assert (tmp_path / "a" / "huihan.toml").read_text() == "workers = 1\n"


def test_a_folder_with_other_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").touch()
    with pytest.raises(RefusedError, match="不是空目录"):
        make_instance(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.docx"]
