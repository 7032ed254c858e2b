"""The log: where an unexpected error arose is kept, what it said is not, for that may quote a letter."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from huihan.log import log_to, quiet, record_crash

WORDS = "周明 13900000101"


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    handlers, level = logging.getLogger().handlers[:], logging.getLogger().level
    yield
    for handler in logging.getLogger().handlers:
        handler.close()
    logging.getLogger().handlers[:] = handlers
    logging.getLogger().setLevel(level)
    structlog.reset_defaults()


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
    logging.getLogger("mailparser").warning("Email of %s not well formed", WORDS)
    logging.getLogger("uvicorn.error").error(f"GET /search?q={WORDS}", exc_info=crash())
    text = (tmp_path / "data" / "huihan.log").read_text("utf-8")
    first, second = map(json.loads, text.splitlines())
    assert (first["logger"], first["level"]) == ("mailparser", "warning")
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
