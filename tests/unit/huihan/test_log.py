"""The log: where an unexpected error arose is kept, what it said is not, for that may quote a letter."""

import json
import logging
import traceback
from pathlib import Path

import pytest
import structlog

from domain.settings import MailboxSettings, Settings, SmtpSettings
from huihan.log import log_to, quiet, record_crash

WORDS = "周明 13900000101"


pytestmark = pytest.mark.usefixtures("logging_as_before")


def crash() -> Exception:
    try:
        raise RuntimeError(WORDS)
    except RuntimeError as error:
        return error


def test_a_crash_is_written_without_its_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "huihan.toml").touch()
    monkeypatch.setenv("HUIHAN_INSTANCE", str(tmp_path))
    path = record_crash(crash())
    assert path == tmp_path / "data" / "huihan.log"
    text = path.read_text("utf-8")
    assert "test_log.py" in text
    assert "RuntimeError" in text
    assert "周明" not in text


def test_no_secret_is_in_a_crash_a_line_or_a_traceback(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where the settings stand in a local, and where the error quotes them."""
    settings = Settings(
        root=tmp_path,
        database_url="postgresql://huihan:geheim-db@db/huihan",
        mailboxes=(
            MailboxSettings(name="a", host="h", port=993, user="u", password="geheim-mail", oauth_token="geheim-t"),
        ),
        smtp=SmtpSettings(host="h", port=25, from_address="a@b", password="geheim-smtp", oauth_token="geheim-o"),
    )
    (tmp_path / "huihan.toml").touch()
    monkeypatch.setenv("HUIHAN_INSTANCE", str(tmp_path))
    log_to(tmp_path)
    try:
        raise RuntimeError(f"{settings!r} {settings}")
    except RuntimeError as error:
        record_crash(error)
        structlog.get_logger("huihan.test").error("failed", settings=settings, exc_info=True)
        shown = "".join(traceback.format_exception(error))  # HUIHAN_DEBUG=1
    assert "RuntimeError" in shown
    for text in (shown, (tmp_path / "data" / "huihan.log").read_text("utf-8")):
        assert "geheim" not in text


def test_an_exception_in_a_log_line_is_its_places_and_type(tmp_path: Path) -> None:
    log_to(tmp_path)
    structlog.get_logger("huihan.test").error("failed", stage="read", exc_info=crash())
    line = json.loads((tmp_path / "data" / "huihan.log").read_text("utf-8"))
    assert (line["event"], line["stage"]) == ("failed", "read")
    assert line["exception"].endswith("RuntimeError")
    assert "周明" not in line["exception"]


def test_before_an_instance_is_known_nothing_is_printed(capfd: pytest.CaptureFixture[str]) -> None:
    quiet()
    structlog.get_logger("huihan.test").warning("seen")
    assert capfd.readouterr() == ("", "")


def test_what_a_library_says_is_kept_by_its_place_alone(tmp_path: Path) -> None:
    log_to(tmp_path)
    logging.getLogger("a_library").warning("Email of %s not well formed", WORDS)
    logging.getLogger("uvicorn.error").error(f"GET /search?q={WORDS}", exc_info=crash())
    text = (tmp_path / "data" / "huihan.log").read_text("utf-8")
    first, second = map(json.loads, text.splitlines())
    assert (first["logger"], first["level"]) == ("a_library", "warning")
    assert first["where"].startswith("test_log:")
    assert second["exception"].endswith("RuntimeError")
    assert "周明" not in text
    assert "13900000101" not in text


def test_a_line_stays_one_line_and_steers_no_terminal(tmp_path: Path) -> None:
    log_to(tmp_path)
    structlog.get_logger("huihan.test").info("kept", name="a\n\x9b31m\u202eb\x1b[2J\u2028c")
    logging.getLogger("huihan.plain").info("first\nsecond\x85\u202e")
    text = (tmp_path / "data" / "huihan.log").read_text("utf-8")
    first, second = text.splitlines()
    assert json.loads(first)["name"] == "a\n\x9b31m\u202eb\x1b[2J\u2028c"
    assert second == "first\\u000asecond\\u0085\\u202e"
    assert not set(text) & set("\x9b\x1b\x85\u202e\u2028")
