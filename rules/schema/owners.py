"""owners.yaml: who follows a case up, by project, department, category and topic; a file that a rulebook may lack."""

from domain.codes import Category, Department, Role
from rules.model import Place
from rules.owner_model import OwnerRule, OwnerRules
from rules.schema.files import Book
from rules.schema.keys import known
from rules.schema.source import Item, Reader

OWNS = (Role.CLERK, Role.SUPERVISOR, Role.SERVICE_DEPARTMENT)
"""The roles that do a clerk's work, by which a case may be followed up."""
_TITLED = (*OWNS, Role.MANAGER, Role.DEPARTMENT)


def read_owners(book: Book, reader: Reader, item: Item) -> None:
    """owners.yaml."""
    parts = reader.mapping(item, "owners.yaml", known("owners.yaml"))
    rules = [_rule(book, reader, entry) for entry in reader.sequence(parts.get("rules"), "rules")]
    titles = reader.mapping(parts["titles"], "titles", _TITLED) if "titles" in parts else {}
    book.owners = OwnerRules(
        rules=tuple(rule for rule in rules if rule is not None),
        titles={Role(role): reader.texts(words, f"titles of {role}") for role, words in titles.items()},
    )


def _rule(book: Book, reader: Reader, entry: Item) -> OwnerRule | None:
    parts = reader.mapping(entry, "an owner", known("OWNER"))
    people = tuple(login.strip().lower() for login in reader.texts(parts.get("people"), "people"))
    roles = reader.choices(parts.get("roles"), "roles", OWNS)
    if bool(people) == bool(roles):
        reader.wrong(entry.line, "either people or roles: who follows these cases up")
        return None
    topics = [topic.id for topic in book.topics]
    return OwnerRule(
        people=people,
        roles=tuple(map(Role, roles)),
        projects=reader.texts(parts.get("projects"), "projects"),
        departments=tuple(map(Department, reader.choices(parts.get("departments"), "departments", tuple(Department)))),
        categories=tuple(map(Category, reader.choices(parts.get("categories"), "categories", tuple(Category)))),
        topics=reader.choices(parts.get("topics"), "topics", topics),
        place=Place(file=reader.file, line=entry.line),
    )
