"""A file name, a subject or a name that would steer the terminal of who looks at it is written out instead."""

import json
import os
import pty
import subprocess
from base64 import b64encode
from pathlib import Path

import pytest
from cli import COMMAND

STEERING = "\x1b]0;owned\x07\x9b31m\u202etxt.\u2066\u200f\u061c\u0085"
"""Sets a terminal's title, turns it red (as C1), turns what follows around, ends a line."""


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    """A mail that carries it wherever a writer can put it, in a file that is named so too."""
    words = {key: f"=?utf-8?b?{b64encode(f'{key}{STEERING}'.encode()).decode()}?=" for key in ("subject", "name")}
    mail = f"From: {words['name']} <wang@example.com>\r\nSubject: {words['subject']}\r\nDate: Mon, 2 Mar 2026 09:00:00 "
    mail += "+0800\r\nMessage-ID: <1@example.com>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    path = tmp_path / f"投诉{STEERING}.eml"
    path.write_bytes(mail.encode() + f"电梯坏了三天{STEERING}\r\n".encode())
    return path


def on_terminal(*arguments: str | Path, cwd: Path) -> str:
    """Everything that a command writes to its terminal."""
    ours, theirs = pty.openpty()
    command = [COMMAND, *map(os.fspath, arguments)]
    process = subprocess.Popen(command, cwd=cwd, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    written = b""
    try:
        while piece := os.read(ours, 65536):
            written += piece
    except OSError:  # EIO: the last one who had the terminal open is gone
        pass
    finally:
        os.close(ours)
        process.wait(timeout=60)
    return written.decode()


def steers(text: str) -> bool:
    return "\x1b]" in text or bool(
        set(text) & {"\x07", "\u202e", "\u2066", "\u200f", "\u061c", *map(chr, range(0x7F, 0xA0))}
    )


def test_reading_a_letter_does_not_steer_the_terminal(letter: Path, tmp_path: Path) -> None:
    shown = on_terminal("read", letter, cwd=tmp_path)
    assert "电梯坏了三天" in shown
    assert "\\u001b]0;owned\\u0007\\u009b31m\\u202e" in shown
    assert not steers(shown)


def test_json_does_not_either_and_says_the_same(letter: Path, tmp_path: Path) -> None:
    shown = on_terminal("read", "--json", letter, cwd=tmp_path)
    assert not steers(shown)
    (found,) = json.loads(shown[shown.index("[\r\n") :])
    assert found["path"] == str(letter)
    assert found["subject"].startswith("subject")


def test_what_is_refused_does_not_either(letter: Path, tmp_path: Path) -> None:
    """Sentences of ours, and those of the library that reads the command line."""
    missing = letter.with_name(f"没有{STEERING}")
    for arguments in (("read", missing), ("decide", missing), ("--instance", missing, "cases", "list"), (missing,)):
        shown = on_terminal(*arguments, cwd=tmp_path)
        assert "没有" in shown
        assert not steers(shown)


def test_a_table_does_not_either(tmp_path: Path) -> None:
    root = tmp_path / "a"
    on_terminal("init", root, cwd=tmp_path)
    on_terminal("--instance", root, "people", "add", "zhang", "--name", f"张三{STEERING}", cwd=tmp_path)
    shown = on_terminal("--instance", root, "people", "list", cwd=tmp_path)
    assert "张三" in shown
    assert not steers(shown)
