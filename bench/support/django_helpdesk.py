"""django-helpdesk in an environment of its own, made once, and its `get_email` run on a mailbox of the server."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from servers.dovecot import Dovecot

REQUIREMENTS = ("django-helpdesk==2.6.1", "Django==5.2.19", "setuptools==65.5.0")
HERE = Path(__file__).parent
ENVIRONMENT = HERE.parent / "out" / "helpdesk-env"


@dataclass(frozen=True, kw_only=True)
class Fetched:
    """What `get_email` did: seconds and tickets after each call, files kept, peak resident bytes."""

    seconds: tuple[float, ...]
    tickets: tuple[int, ...]
    attachments: int
    peak: int


def install() -> None:
    """Make the environment, unless it stands already."""
    ready = ENVIRONMENT / ".ready"
    if ready.is_file() and ready.read_text(encoding="utf-8") == "\n".join(REQUIREMENTS):
        return
    print(f"installing {REQUIREMENTS[0]} into an environment of its own …", flush=True)
    subprocess.run([sys.executable, "-m", "venv", "--clear", ENVIRONMENT], check=True)
    pip = [ENVIRONMENT / "bin" / "python", "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    subprocess.run([*pip, *REQUIREMENTS], check=True)
    ready.write_text("\n".join(REQUIREMENTS), encoding="utf-8")


def get_email(server: Dovecot, user: str, *, times: int = 1) -> Fetched:
    """Call `get_email` on the user's INBOX as often as asked, with a new database."""
    with TemporaryDirectory(prefix="huihan-bench-helpdesk-") as root:
        environment = os.environ | {"HELPDESK_ROOT": root, "DJANGO_SETTINGS_MODULE": "helpdesk_settings"}
        command = [ENVIRONMENT / "bin" / "python", HERE / "helpdesk_run.py"]
        said = subprocess.run(
            [*command, str(server.port), user, server.password, str(times)],
            env=environment,
            capture_output=True,
            check=False,
            text=True,
        )
    if said.returncode:
        sys.exit(f"django-helpdesk did not run:\n{said.stderr}")
    figures = json.loads(said.stdout.splitlines()[-1])
    return Fetched(
        seconds=tuple(one["seconds"] for one in figures["rounds"]),
        tickets=tuple(one["tickets"] for one in figures["rounds"]),
        attachments=figures["attachments"],
        peak=figures["peak"],
    )
