"""`huihan desk` alone: it says where it listens, answers there, and stops when it is told.

Covers huihan.commands.desk and desk.http.
"""

import os
import re
import signal
import socket
import subprocess
from pathlib import Path

import httpx2
import pytest
from cli import COMMAND, Huihan
from servers import preloaded


@pytest.fixture
def instance(anywhere: Huihan, tmp_path: Path) -> Path:
    """An instance whose address for browsers is not set."""
    root = tmp_path / "shop"
    made = anywhere("init", root)
    assert made.code == 0, made.err
    return root


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_the_desk_answers_where_it_says_until_it_is_told_to_stop(instance: Path, how: signal.Signals) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HUIHAN_")}
    desk = preloaded.Popen(
        [COMMAND, "desk", "--port", "0", "--host", "127.0.0.1"],
        cwd=instance,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert desk.stderr is not None
    said = ""
    try:
        for line in desk.stderr:  # which ends at once should the command end
            said += line
            if address := re.search(r"http://127\.0\.0\.1:\d+", line):
                break
        else:
            address = None
        assert address is not None, said
        page = httpx2.get(f"{address[0]}/signin")
        assert (page.status_code, "登录" in page.text) == (200, True)
    finally:
        desk.send_signal(how)
        _, err = desk.communicate(timeout=60)
    assert desk.returncode == 0
    assert "已停止" in err
    assert "Traceback" not in said + err


def test_a_port_that_is_taken_is_a_sentence(instance: Path, anywhere: Huihan) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        said = anywhere("desk", "--host", "127.0.0.1", "--port", taken.getsockname()[1], cwd=instance)
    assert said.code == 1
    assert "Traceback" not in said.err
    assert said.err.strip()


def test_without_an_instance_there_is_no_desk(anywhere: Huihan) -> None:
    said = anywhere("desk", "--port", 0)
    assert said.code == 1
    assert "Traceback" not in said.err
