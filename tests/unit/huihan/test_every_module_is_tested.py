"""Every module has a test that covers it, and there are enough of them.

A module is covered by its own test file, which stands where the module stands: `workers/staff/passwords.py` by
`tests/unit/workers/staff/test_passwords.py` or `tests/integration/staff/test_passwords.py`, a file of a folder above
them too; or by any test file that names it, dotted, in its opening docstring, or imports it and belongs to its room.
"""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
ROOMS = ("domain", "language", "ingest", "rules", "letters", "store", "workers", "desk", "huihan")
RATIO = 0.6
"""Lines of tests to lines of code, at least."""
_MIGRATIONS = "versions"
_NAME = re.compile(r"[a-z_]+(?:\.[a-z_0-9]+)+")


@dataclass(frozen=True)
class TestFile:
    """A test file. named: what its docstring names; imported: the modules that it imports, and their packages."""

    __test__ = False

    path: Path
    named: frozenset[str]
    imported: frozenset[str] = field(default=frozenset())


def modules(root: Path) -> Iterator[Path]:
    """The modules with anything to test: a function or a class. Migrations are tested as one chain."""
    for room in ROOMS:
        for path in sorted((root / room).rglob("*.py")):
            if _MIGRATIONS not in path.parts and any(map(_is_code, ast.walk(ast.parse(path.read_text("utf-8"))))):
                yield path.relative_to(root)


def _is_code(node: ast.AST) -> bool:
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)


def test_files(root: Path) -> list[TestFile]:
    return [_test_file(root, path) for path in sorted((root / "tests").rglob("test_*.py")) if path != Path(__file__)]


test_files.__test__ = False  # type: ignore[attr-defined]  # a function of this file, no test


def _test_file(root: Path, path: Path) -> TestFile:
    tree = ast.parse(path.read_text("utf-8"))
    words = frozenset(_NAME.findall(ast.get_docstring(tree) or ""))
    imported: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            imported.update(one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            imported.add(node.module)
            imported.update(f"{node.module}.{one.name}" for one in node.names)
    return TestFile(path.relative_to(root), words, frozenset(imported))


def name_of(module: Path) -> str:
    """`workers.staff.passwords`; a package by its own name."""
    return ".".join((module.parent if module.name == "__init__.py" else module.with_suffix("")).parts)


def homes(module: Path) -> list[Path]:
    """The folders in which the tests of a module stand, the nearest first."""
    places = [module.parent, *module.parent.parents][:-1]
    found = [Path("tests", "unit", place) for place in places]
    rooms = [Path(*place.parts[1:]) if place.parts[0] == "workers" else place for place in places]
    return found + [Path("tests", "integration", room) for room in rooms if room.parts]


def is_covered(module: Path, tests: list[TestFile]) -> bool:
    name, at = name_of(module), homes(module)
    own = {home / f"test_{name.rpartition('.')[2]}.py" for home in at}
    room = {Path("tests", "unit", module.parts[0]), *(home for home in at if home.parts[1] == "integration")}
    return any(
        one.path in own or name in one.named or (name in one.imported and not room.isdisjoint(one.path.parents))
        for one in tests
    )


def uncovered(root: Path) -> list[str]:
    tests = test_files(root)
    return [name_of(module) for module in modules(root) if not is_covered(module, tests)]


def lines_in(root: Path, *folders: str) -> int:
    paths = [path for folder in folders for path in (root / folder).rglob("*.py")]
    return sum(len(path.read_text("utf-8").splitlines()) for path in paths)


def test_every_module_is_covered() -> None:
    assert uncovered(ROOT) == []


def test_no_two_test_files_share_a_name() -> None:
    # pytest imports tests outside packages by their bare name: the second file of one name is not run.
    times = Counter(path.name for path in (ROOT / "tests").rglob("test_*.py"))
    assert [name for name, count in times.items() if count > 1] == []


def test_there_are_enough_lines_of_tests() -> None:
    code, tests = lines_in(ROOT, *ROOMS), lines_in(ROOT, "tests")
    assert tests >= RATIO * code, f"{tests} lines of tests to {code} of code: {tests / code:.2f}"


def covers(docstring: str) -> set[str]:
    """The modules that the paragraph `Covers …` of a docstring names."""
    paragraph = re.search(r"^Covers (.*?)(?:\n\n|\Z)", docstring, re.DOTALL | re.MULTILINE)
    return set(_NAME.findall(paragraph[1])) if paragraph else set()


def test_what_a_docstring_says_it_covers_is_there() -> None:
    known = {name_of(path.relative_to(ROOT)) for room in ROOMS for path in (ROOT / room).rglob("*.py")}
    gone = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in (ROOT / "tests").rglob("test_*.py")
        if path != Path(__file__)
        for name in covers(ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "") - known
    }
    assert gone == set()


def test_what_is_said_to_be_covered_is_read_over_lines() -> None:
    docstring = "One.\n\nCovers a.b,\nc.d and e.f_1.\n\nNot g.h."
    assert covers(docstring) == {"a.b", "c.d", "e.f_1"}
    assert covers("Names a.b.") == set()


MADE_UP = {
    "workers/staff/passwords.py": "def check(): ...\n",
    "workers/staff/__init__.py": '"""Staff."""\n',
    "store/tables.py": "CASE = 1\n",
    "store/migrations/versions/0001_first.py": "def upgrade(): ...\n",
    "domain/codes.py": "class Grade: ...\n",
}


@pytest.fixture
def tree(tmp_path: Path):
    """A made-up tree; more files by their paths."""

    def make(**more: str) -> Path:
        for name, text in {**MADE_UP, **{name.replace("__", "/"): text for name, text in more.items()}}.items():
            path = tmp_path / (name if name.endswith(".py") else f"{name}.py")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return tmp_path

    return make


def test_a_module_without_a_test_is_told_and_one_without_code_is_not(tree) -> None:
    assert uncovered(tree()) == ["domain.codes", "workers.staff.passwords"]


@pytest.mark.parametrize(
    "place",
    [
        "tests__unit__workers__staff__test_passwords",
        "tests__unit__workers__test_passwords",
        "tests__integration__staff__test_passwords",
    ],
)
def test_its_own_test_file_covers_a_module(tree, place: str) -> None:
    assert uncovered(tree(**{place: ""})) == ["domain.codes"]


@pytest.mark.parametrize(
    "place",
    [
        "tests__unit__store__test_passwords",
        "tests__unit__test_passwords",
        "tests__integration__privacy__test_passwords",
        "tests__unit__workers__staff__passwords",
        "tests__unit__workers__staff__test_password",
    ],
)
def test_a_test_file_of_another_place_or_name_does_not(tree, place: str) -> None:
    assert "workers.staff.passwords" in uncovered(tree(**{place: ""}))


@pytest.mark.parametrize(
    "text", ['"""Covers `workers.staff.passwords`."""', '"""One.\n\nCovers a.b, workers.staff.passwords and c.d\n"""']
)
def test_a_docstring_that_names_it_covers_it_from_anywhere(tree, text: str) -> None:
    assert uncovered(tree(tests__acceptance__test_people=text)) == ["domain.codes"]


@pytest.mark.parametrize(
    "text",
    [
        '"""Covers workers.staff.passwords2 and staff.passwords."""',
        '"""Covers passwords."""',
        "# workers.staff.passwords",
        'NAME = "workers.staff.passwords"',
    ],
)
def test_other_words_do_not(tree, text: str) -> None:
    assert "workers.staff.passwords" in uncovered(tree(tests__acceptance__test_people=text))


@pytest.mark.parametrize(
    "text",
    [
        "from workers.staff import passwords",
        "from workers.staff.passwords import check",
        "import workers.staff.passwords",
    ],
)
def test_an_import_covers_in_its_own_room_alone(tree, text: str) -> None:
    assert "workers.staff.passwords" in uncovered(tree(tests__unit__desk__test_door=text))
    assert "workers.staff.passwords" in uncovered(tree(tests__acceptance__test_people=text))
    assert uncovered(tree(tests__unit__workers__staff__test_door=text)) == ["domain.codes"]


def test_a_package_s_own_import_is_not_one_of_its_modules(tree) -> None:
    root = tree(tests__unit__workers__staff__test_door="from workers import staff\nimport workers.staff")
    assert "workers.staff.passwords" in uncovered(root)


def test_lines_are_counted_over_all_folders(tree) -> None:
    root = tree(tests__unit__test_a="a = 1\nb = 2\n", tests__unit__helper="c = 3\n")
    assert lines_in(root, "tests") == 3
    assert lines_in(root, "workers", "store") == 4
