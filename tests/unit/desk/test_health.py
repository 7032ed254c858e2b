"""Who watches over the desk is told whether it lives, and whether it can work.

Covers desk.routes.health.
"""

import shutil
import sqlite3

import pytest
from servers.desk import Desk


def test_a_desk_that_answers_lives_and_one_that_can_work_is_ready(desk: Desk) -> None:
    visitor = desk.visitor()
    assert (visitor.get("/healthz").status_code, visitor.get("/healthz").text) == (200, "ok\n")
    assert (visitor.get("/readyz").status_code, visitor.get("/readyz").text) == (200, "ready\n")


def test_a_desk_without_its_archive_lives_but_is_not_ready(desk: Desk) -> None:
    archive = desk.house.services.archive
    shutil.rmtree(archive.root, ignore_errors=True)
    archive.root.write_text("no folder")
    answer = desk.visitor().get("/readyz")
    assert (answer.status_code, answer.text) == (503, "archive: not ready\n")
    assert desk.visitor().get("/healthz").status_code == 200


def test_a_desk_without_its_database_is_not_ready(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    with desk.house.services.database.reading() as session:
        dialect = session.get_bind().dialect
    monkeypatch.setattr(dialect, "do_execute", _gone)
    answer = desk.visitor().get("/readyz")
    monkeypatch.undo()
    assert (answer.status_code, answer.text) == (503, "database: not ready\n")


def _gone(*_: object, **__: object) -> None:
    raise sqlite3.OperationalError("unable to open database file")
