"""Moves the deadlines that examples write down along with a changed term, where a person means it."""

from collections.abc import Iterable
from functools import partial

from domain.staff import Person
from rules import editing
from rules.dated import Moved
from rules.editing import NotEditableError, Value, Values
from workers.instance.refusals import Refused
from workers.instance.services import Services
from workers.ruledesk import drafts, trials


def move_examples(services: Services, *, actor: Person, seen: int) -> int:
    """Write into the draft's examples what its rules now give; how many deadlines. Raises Refused."""
    with services.database.reading() as session:
        texts = drafts.draft_of(session).texts
    found = trials.moved(services, texts)
    if not found:
        raise Refused("没有因期限改动而变的例信")
    files: dict[str, str | None] = {}
    for one in found:
        text = files.get(one.file) or texts[one.file]
        files[one.file] = drafts.rewritten(one.file, text, partial(_moved, one=one))
    drafts.save(services, files, actor=actor, seen=seen)
    return len(found)


def _moved(text: str, one: Moved) -> str:
    return editing.changed(text, _at(editing.entries(text), one.id), lambda entry: _set(entry, one))


def _at(entries: Iterable[editing.Entry], example: str) -> int:
    return next(at for at, entry in enumerate(entries) if entry.values.get("id") == example)


def _set(entry: Values, one: Moved) -> None:
    clocks = _part(_part(entry, "expect"), "clocks")
    clocks[one.clock.value] = one.new


def _part(values: dict[str, Value] | Values, name: str) -> Values:
    part = values.get(name)
    if not isinstance(part, dict):
        raise NotEditableError
    return part
