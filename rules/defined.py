"""The names that a rulebook's files define, read from texts in which other mistakes may stand."""

from collections.abc import Iterable, Mapping

from domain.codes import Category
from rules.editing import entries, whole
from rules.predicate import Names

MODEL = "model.json"


def defined(texts: Mapping[str, str]) -> Names:
    """What conditions may name. Of a trained model: any category; what it has learnt, the check of all files says."""
    kinds = whole(texts.get("alarms.yaml", "")).get("kinds")
    topics = (entry.values for entry in entries(texts.get("topics.yaml", "")))
    return Names(
        signals=_ids(entry.values for entry in entries(texts.get("signals.yaml", ""))),
        topics={str(one.get("id")): str(one.get("category")) for one in topics},
        alarms=_ids(kinds if isinstance(kinds, list) else ()),
        learnt=tuple(Category) if MODEL in texts else None,
    )


def _ids(listed: Iterable[object]) -> tuple[str, ...]:
    return tuple(str(one["id"]) for one in listed if isinstance(one, Mapping) and "id" in one)
