"""The table of commands says what the functions say, and a command imports what it needs and no more."""

import inspect
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from huihan.command_table import TABLE, Command, Group
from huihan.commands.init import make_instance
from huihan.settings import read_settings
from workers.instance.services import Services

HUIHAN = Path(sys.executable).parent / "huihan"
COMMANDS = [one for row in TABLE for one in ((row,) if isinstance(row, Command) else row.commands)]
ROOMS = {"domain", "language", "ingest", "rules", "letters", "store", "workers", "desk"}
READING = {"ingest", "letters", "lxml", "docx", "mailparser", "pdfplumber", "pypdfium2", "openpyxl"}
PICTURES = {"onnxruntime", "rapidocr", "cv2", "PIL"}
DECIDING = {"rules", "holidays", "durable_rules_engine", "ahocorasick_rs", "re2", "numpy", "sklearn"}
PAGES = {"desk", "fastapi", "starlette", "uvicorn", "jinja2"}
DATABASES = {"sqlalchemy", "alembic", "psycopg"}


def imported(*arguments: object) -> set[str]:
    """The packages that the installed command imports; the names of `sys.modules` up to the first point."""
    program = f"import sys; sys.argv[:] = ['huihan', *{[str(one) for one in arguments]!r}]\n"
    program += "from atexit import register\n"
    program += "register(lambda: sys.stderr.write('imported: ' + ' '.join({m.split('.')[0] for m in sys.modules})))\n"
    program += HUIHAN.read_text("utf-8")
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, encoding="utf-8", timeout=60, check=False, env=os.environ
    )
    assert done.returncode == 0, done.stderr
    return set(done.stderr.rpartition("imported: ")[2].split())


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One whose database and rulebook are in place, as after its first start."""
    root = tmp_path_factory.mktemp("startup") / "instance"
    make_instance(root)
    Services.open(read_settings(root, secrets=False)).close()
    return root


@pytest.mark.parametrize("row", COMMANDS, ids=lambda row: row.function)
def test_a_command_is_where_the_table_says_and_its_line_is_that_of_its_docstring(row: Command) -> None:
    module, _, name = row.function.partition(":")
    function = getattr(import_module(f"huihan.commands.{module}"), name)
    assert inspect.getdoc(function) == row.help


def test_no_name_is_given_twice() -> None:
    groups = [row.commands for row in TABLE if isinstance(row, Group)]
    for names in ([one.name for one in rows] for rows in (TABLE, *groups)):
        assert sorted(set(names)) == sorted(names)


HEAVY = READING | PICTURES | DECIDING | PAGES | DATABASES | {"ruamel", "structlog", "rich"}


@pytest.mark.parametrize("argument", ["--help", "--version"])
def test_the_help_imports_no_room_and_no_heavy_library(argument: str) -> None:
    assert imported(argument) & (ROOMS | HEAVY | {"pydantic"}) == {"domain"}


def test_the_help_of_a_group_imports_none_of_its_commands(instance: Path) -> None:
    assert imported("--instance", instance, "cases", "--help") & (ROOMS | HEAVY) == {"domain"}


def test_a_list_of_cases_imports_what_a_database_takes(instance: Path) -> None:
    found = imported("--instance", instance, "cases", "list", "--json")
    assert {"store", "sqlalchemy"} <= found
    assert found & (READING | PICTURES | DECIDING | PAGES | {"alembic", "psycopg"}) == set()


def test_a_decision_on_a_file_imports_no_desk_and_no_pictures(tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("3号楼2单元501的电梯困人半小时，请尽快处理。", "utf-8")
    assert imported("decide", letter, "--json") & (PAGES | PICTURES) == set()
