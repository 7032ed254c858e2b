"""groups.yaml: when letters of several households are proposed as one matter; a rulebook may do without it."""

from domain.groups import GroupRules
from rules.schema.files import Book
from rules.schema.keys import known
from rules.schema.source import Item, Reader

_BOUNDS = {
    "within_days": (1, 365),
    "same_building": (2, 1000),
    "same_project": (2, 1000),
    "counted_from": (2, 1000),
    "same_person_days": (0, 365),
    "repeat_days": (1, 3650),
}


def read_groups(book: Book, reader: Reader, item: Item) -> None:
    """groups.yaml."""
    parts = reader.mapping(item, "groups.yaml", known("groups.yaml"))
    topics = [topic.id for topic in book.topics]
    numbers = {
        name: reader.whole(parts.get(name), name, least, most, getattr(GroupRules, name))
        for name, (least, most) in _BOUNDS.items()
    }
    book.groups = GroupRules(apart=frozenset(reader.choices(parts.get("apart"), "apart", topics)), **numbers)
