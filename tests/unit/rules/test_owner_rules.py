"""owners.yaml: who follows a case up; a rulebook without it is whole.

Covers rules.schema.owners.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from domain.codes import Category, Department, Role
from rules.diff import diff
from rules.load import load_rulebook
from rules.owner_model import OwnerRule
from rules.rulebook import Loaded

Write = Callable[..., Path]

SHIPPED = Path(__file__).parents[3] / "rulebook"
GIVEN = """
rules:
  - {projects: [云锦苑], departments: [engineering], people: [Zhou, tan]}
  - {categories: [equipment], topics: [lift], people: [tan]}
  - roles: [clerk]
titles:
  supervisor: [主任]
"""


def owners(write: Write, text: str) -> Loaded:
    return load_rulebook(write({"owners.yaml": text}))


def fits(rule: OwnerRule, **values: object) -> bool:
    given: dict[str, object] = {
        "project": "云锦苑",
        "departments": (Department.ENGINEERING,),
        "category": Category.EQUIPMENT,
        "topic": "lift",
    }
    return rule.fits(**given | values)  # type: ignore[arg-type]  # a test's shorthand


def test_a_rulebook_without_owners_is_whole(write: Write) -> None:
    assert load_rulebook(write()).rulebook.owners.rules == ()


def test_a_rule_is_for_its_projects_departments_categories_and_topics(write: Write) -> None:
    given = owners(write, GIVEN).rulebook.owners
    first, second, last = given.rules
    assert (first.people, last.roles, given.titles) == (("zhou", "tan"), (Role.CLERK,), {Role.SUPERVISOR: ("主任",)})
    assert first.place.line == 3
    assert fits(first)
    assert not any((fits(first, project=None), fits(first, departments=(Department.SECURITY,))))
    assert fits(second, project=None)
    assert not any((fits(second, topic=None), fits(second, category=Category.OTHER)))
    assert fits(last, project=None, departments=(), category=Category.OTHER, topic=None)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{roles: [manager]}", "manager"),
        ("{people: [zhou], roles: [clerk]}", "either people or roles"),
        ("{projects: [云锦苑]}", "either people or roles"),
        ("{people: [zhou], topics: [lifft]}", "did you mean lift?"),
        ("{people: [zhou], department: [engineering]}", "did you mean departments?"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(write: Write, line: str, words: str) -> None:
    loaded = owners(write, f"rules:\n  - {line}\n")
    assert loaded.rulebook is None
    assert any(words in str(found) and found.file == "owners.yaml" for found in loaded.findings)


def test_what_changed_is_shown_by_diff(write: Write) -> None:
    before = load_rulebook(write()).rulebook
    found = diff(before, owners(write, GIVEN).rulebook)
    assert [(one.kind, one.id) for one in found] == [
        ("owner", "云锦苑 engineering"),
        ("owner", "equipment lift"),
        ("owner", "all"),
        ("titles", "supervisor"),
    ]


def test_the_shipped_rule_names_the_clerks() -> None:
    given = load_rulebook(SHIPPED).rulebook.owners
    assert [rule.roles for rule in given.rules] == [(Role.CLERK,)]
    assert given.titles[Role.SUPERVISOR]
