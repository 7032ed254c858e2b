"""A throw-away PostgreSQL for the tests: its own data folder, its own port on loopback, stopped by process id."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg

START_SECONDS = 60


@dataclass(frozen=True, kw_only=True)
class Postgres:
    """A running server; `url` names one of its databases."""

    port: int
    folder: Path
    process: subprocess.Popen[bytes]

    def url(self, database: str) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def create(self, database: str, template: str = "template1") -> str:
        """A new database, copied from `template`, to which nobody may be connected; its URL."""
        self._run(f'CREATE DATABASE "{database}" TEMPLATE "{template}" STRATEGY WAL_LOG')
        return self.url(database)

    def drop(self, database: str) -> None:
        """Drop a database, putting out whoever is still connected."""
        self._run(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')

    def stop(self) -> None:
        """Stop at once (SIGQUIT: nothing in it is worth a checkpoint) and remove its folder."""
        with suppress(ProcessLookupError):
            os.kill(self.process.pid, signal.SIGQUIT)
        self.process.wait(timeout=30)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())


def start(**otherwise: str) -> Postgres:
    """Start a server as an unprivileged user; RuntimeError with a clear sentence if PostgreSQL is not installed.

    otherwise: settings that are not to be as the tests have them.
    """
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="huihan-postgres-"))
    data = folder / "data"
    who = _unprivileged(folder)
    _checked(
        [programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"], who
    )
    port = _free_port()
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": port,
        "unix_socket_directories": "",
        "fsync": "off",
        "full_page_writes": "off",
        "synchronous_commit": "off",
        "shared_buffers": "64MB",
        "max_connections": 60,
        "autovacuum": "off",
        "max_wal_size": "2GB",
        **otherwise,
    }
    command = [programs / "postgres", "-D", data, *(f"--{name}={value}" for name, value in settings.items())]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([str(part) for part in command], stdout=log, stderr=log, cwd=folder, **who)
    server = Postgres(port=port, folder=folder, process=process)
    try:
        _wait(server)
    except BaseException:
        server.stop()
        raise
    return server


def _programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if not found:
        raise RuntimeError(
            "The tests need a PostgreSQL server and found none under /usr/lib/postgresql: "
            "install it with `apt-get install postgresql`"
        )
    return found[-1].parent


def _unprivileged(folder: Path) -> dict[str, str | int | list[str]]:
    """initdb refuses root: as root the server runs as the user whom Debian's package made for it."""
    if os.geteuid() != 0:
        return {}
    shutil.chown(folder, "postgres", "postgres")
    return {"user": "postgres", "group": "postgres", "extra_groups": []}


def _checked(command: list[str | Path], who: dict[str, str | int | list[str]]) -> None:
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, check=False, cwd="/", timeout=START_SECONDS, **who
    )
    if done.returncode:
        raise RuntimeError(f"PostgreSQL could not be set up for the tests: {done.stderr.decode(errors='replace')}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(server: Postgres) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(server.url("postgres")).close()
        except psycopg.OperationalError:
            log = (server.folder / "log").read_text(errors="replace")
            if server.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start for the tests: {log}") from None
            time.sleep(0.05)
        else:
            return
