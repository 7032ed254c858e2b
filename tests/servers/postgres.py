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
AT_ONCE = signal.SIGQUIT
"""How a server is stopped: nothing in it is worth a checkpoint."""
MOST_BYTES = 2_000_000
"""A table that a test has filled further is not emptied row by row: its empty pages would slow the next tests down."""

_FORM = """
SELECT
  (SELECT md5(string_agg(concat_ws(' ', attrelid, attname, atttypid, attnotnull), ',' ORDER BY attrelid, attnum))
     FROM pg_attribute WHERE attrelid >= 16384 AND NOT attisdropped),
  (SELECT md5(string_agg(concat_ws(' ', oid, relname, relkind, relhastriggers), ',' ORDER BY oid))
     FROM pg_class WHERE oid >= 16384),
  (SELECT md5(string_agg(oid::text, ',' ORDER BY oid)) FROM pg_constraint WHERE oid >= 16384),
  (SELECT count(*) FROM pg_proc WHERE oid >= 16384),
  (SELECT count(*) FROM pg_statistic WHERE starelid >= 16384),
  (SELECT count(*) FROM pg_db_role_setting WHERE setdatabase <> 0)
"""
"""What a test may have changed beside rows."""
_LARGEST = "SELECT coalesce(max(pg_relation_size(oid)), 0) FROM pg_class WHERE relkind = 'r' AND oid >= 16384"
_TABLES = "SELECT quote_ident(relname) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
_SEQUENCES = "SELECT quote_ident(sequencename) FROM pg_sequences WHERE schemaname = 'public'"
_ALONE = (
    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


@dataclass(frozen=True, kw_only=True)
class Postgres:
    """A running server; `url` names one of its databases. process: None if another process started it."""

    port: int
    folder: Path
    process: subprocess.Popen[bytes] | None = None

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
        """Stop what this process started, at once, and remove its folder."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.kill(self.process.pid, AT_ONCE)
            self.process.wait(timeout=30)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())


def _delete(table: str) -> str:
    return f"DELETE FROM {table}"  # noqa: S608 - a name of the catalogue


class Reused:
    """One database that test after test is given as fresh as its template: emptying takes a tenth of copying it."""

    def __init__(self, server: Postgres, name: str, template: str) -> None:
        self._server, self._name, self._template = server, name, template
        self._form: tuple[object, ...] | None = None
        self._empty = b""
        self._rows: dict[str, bytes] = {}

    def fresh(self) -> str:
        """Its URL, as the template is; whoever is still connected to it is put out."""
        if self._form is None or not self._emptied():
            self._server.drop(self._name)
            self._server.create(self._name, self._template)
            self._look()
        return self._server.url(self._name)

    def _look(self) -> None:
        """Learn how a fresh one looks, and how to get there."""
        with psycopg.connect(self._server.url(self._name), autocommit=True) as connection:
            self._form = connection.execute(_FORM.encode()).fetchone()
            tables = [row[0] for row in connection.execute(_TABLES.encode()).fetchall()]
            sequences = [row[0] for row in connection.execute(_SEQUENCES.encode()).fetchall()]
            steps = ["SET session_replication_role = replica", *(_delete(table) for table in tables)]
            for sequence in sequences:
                at = connection.execute(f"TABLE {sequence}".encode()).fetchone()
                assert at is not None
                steps.append(f"SELECT setval('{sequence}', {at[0]}, {at[2]})")
            for table in tables:
                with connection.cursor().copy(f"COPY {table} TO STDOUT".encode()) as copied:
                    self._rows[table] = b"".join(bytes(piece) for piece in copied)
        self._empty = ";".join(steps).encode()

    def _emptied(self) -> bool:
        """Whether it now is as it was; False for one in which more than rows has changed."""
        with psycopg.connect(self._server.url(self._name), autocommit=True) as connection:
            connection.execute(_ALONE.encode())
            largest = connection.execute(_LARGEST.encode()).fetchone()
            if (
                largest is None
                or largest[0] > MOST_BYTES
                or self._form != connection.execute(_FORM.encode()).fetchone()
            ):
                return False
            connection.execute(self._empty)
            for table, rows in self._rows.items():
                if rows:
                    with connection.cursor().copy(f"COPY {table} FROM STDIN".encode()) as copying:
                        copying.write(rows)
        return True


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
        "max_connections": 150,
        "autovacuum": "off",
        "max_wal_size": "2GB",
        **otherwise,
    }
    command = [programs / "postgres", "-D", data, *(f"--{name}={value}" for name, value in settings.items())]
    with (folder / "log").open("wb") as log:
        # A session of its own: Ctrl-C is the test run's, which ends its servers after its tests.
        process = subprocess.Popen(
            [str(part) for part in command], stdout=log, stderr=log, cwd=folder, start_new_session=True, **who
        )
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
            over = server.process is not None and server.process.poll() is not None
            if over or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start for the tests: {log}") from None
            time.sleep(0.05)
        else:
            return
