"""The command, a finished demo, and a mail server for the tests that work as a person would."""

from pathlib import Path

import pytest
from cli import Huihan, Said, run
from servers.dovecot import Dovecot


@pytest.fixture(scope="session")
def anywhere(tmp_path_factory: pytest.TempPathFactory) -> Huihan:
    """The command, run in a folder that is no instance; keywords are environment variables."""
    folder = tmp_path_factory.mktemp("anywhere")

    def call(*arguments: object, cwd: Path = folder, **environment: str) -> Said:
        return run(*arguments, cwd=cwd, **environment)

    return call


@pytest.fixture(scope="session")
def demo_run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Said]:
    """A demo's folder and what the command said."""
    folder = tmp_path_factory.mktemp("demo")
    return folder / "shop", run("demo", "shop", "--no-serve", cwd=folder)


@pytest.fixture(scope="session")
def mail_server(dovecot: Dovecot) -> Dovecot:
    """A real IMAP server."""
    return dovecot
