"""Where the program's own log goes: never to the terminal of a command, and never with a resident's data."""

import json
import logging
import os
import sys
import tempfile
import traceback
from datetime import UTC, datetime
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import cast

import structlog

from domain.visible import on_one_line, visible
from huihan.front import find_instance
from store.private import open_private, private_folder

_LOG_BYTES = 5_000_000
_OURS = "huihan"
"""What the names of our own loggers begin with."""


def quiet() -> None:
    """Before an instance is known: nothing is logged, and above all nothing to stdout."""
    logging.basicConfig(handlers=[logging.NullHandler()], force=True)
    _configure()


def log_to(root: Path) -> None:
    """Send structured log lines to data/huihan.log of the instance, kept for five files of 5 MB."""
    folder = root / "data"
    try:
        private_folder(folder)
        handler = _PrivateFile(folder / "huihan.log", maxBytes=_LOG_BYTES, backupCount=5, encoding="utf-8")
    except OSError:  # the command itself will say what it cannot write
        return
    handler.setFormatter(_Lines())
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    _configure()


def also_to_stderr() -> None:
    """For the service itself: a terminal, a container or systemd wants to see the lines too."""
    handler = logging.StreamHandler()
    handler.setFormatter(_Lines())
    logging.getLogger().addHandler(handler)


class _PrivateFile(RotatingFileHandler):
    """Each of its files is made 0600."""

    def _open(self) -> TextIOWrapper:
        file = open(self.baseFilename, self.mode, encoding=self.encoding, opener=open_private)  # noqa: SIM115 - kept open
        return cast("TextIOWrapper", file)


class _Lines(logging.Formatter):
    """Our own lines as they are; of what a library says, where it said so: its words may quote a letter."""

    def format(self, record: logging.LogRecord) -> str:
        """One line of JSON."""
        if record.name.partition(".")[0] == _OURS:
            return on_one_line(record.getMessage())
        line = {"event": "library", "logger": record.name, "level": record.levelname.lower()}
        line |= {"where": f"{record.module}:{record.lineno}"}
        if record.exc_info and record.exc_info[1] is not None:
            line["exception"] = _places(record.exc_info[1])
        line["timestamp"] = datetime.fromtimestamp(record.created, UTC).isoformat()
        return on_one_line(json.dumps(line, ensure_ascii=False))


def _configure() -> None:
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _without_message,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def _without_message(_logger: object, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """A traceback by its places and the exception's type: the message could quote a letter."""
    given = event.pop("exc_info", None)
    error = given if isinstance(given, BaseException) else sys.exc_info()[1] if given else None
    if error is not None:
        event["exception"] = _places(error)
    return event


def _places(error: BaseException) -> str:
    return "".join(traceback.format_tb(error.__traceback__)) + type(error).__qualname__


def record_crash(error: BaseException) -> Path:
    """Write where an unexpected error arose (not what it said) to the instance's log, else to the user's; its path."""
    root = find_instance(None, os.environ, Path.cwd())
    for folder in (root / "data" if root else None, _state_folder(), Path(tempfile.mkdtemp(prefix="huihan-"))):
        if folder is None:
            continue
        path = folder / "huihan.log"
        try:
            private_folder(folder)
            with open(path, "a", encoding="utf-8", opener=open_private) as file:
                file.write(f"{datetime.now(UTC).isoformat()} crash\n{visible(_places(error))}\n")
        except OSError:
            continue
        return path
    return Path("-")


def _state_folder() -> Path:
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "huihan"
