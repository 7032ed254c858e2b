"""The example letters that forms keep: one for a rule or topic, under its id, in a file of their own."""

from collections.abc import Mapping
from datetime import datetime

from ingest.fields import find_fields
from rules import editing
from rules.editing import Value, Values
from rules.schema.examples import FIELDS
from workers.instance.refusals import Refused
from workers.ruledesk import drafts
from workers.ruledesk.drafts import Texts

EXAMPLES = "examples/desk.yaml"
_LONGEST = 10_000


def example_of(texts: Texts, name: str) -> str:
    """The letter that is kept for a rule or topic; empty for none."""
    at = _place(texts, name)
    return "" if at is None else str(editing.entries(texts[EXAMPLES])[at].values.get("text", ""))


def example_kept(
    texts: Texts, name: str, letter: str, expected: Mapping[str, Value], *, at: datetime
) -> dict[str, str]:
    """The file with that letter, which is to be decided as `expected`; without it where it is empty. Raises Refused.

    Nothing where nothing changes. at: when it is written, from which its days are counted.
    """
    said = letter.replace("\r\n", "\n").strip()
    if len(said) > _LONGEST:
        raise Refused("例信太长；请只留要紧的几句")
    text, place = texts.get(EXAMPLES, "[]\n"), _place(texts, name)

    fields = _fields(said, at)

    def change(entry: Values) -> None:
        entry["text"] = said
        entry.pop("fields", None)
        for key, value in (("fields", fields), ("expect", dict(expected))):
            if value:
                editing.settle(entry, key, value)

    def make(held: str) -> str:
        if place is not None:
            return editing.changed(held, place, change) if said and expected else editing.removed(held, place)
        values: dict[str, Value] = {"id": name, "text": said}
        values |= {"fields": editing.laid_out(fields, inner=True)} if fields else {}
        return editing.added(held, {**values, "expect": editing.laid_out(dict(expected), inner=True)})

    if place is None and not (said and expected):
        return {}
    return {EXAMPLES: drafts.rewritten(EXAMPLES, text, make)}


def _fields(letter: str, at: datetime) -> dict[str, Value]:
    """The numbers that reading finds in it, the largest of each: an example says them, nothing reads it."""
    found: dict[str, Value] = {}
    read = find_fields("", letter, reference=at)
    for key, name in FIELDS.items():
        numbers = [
            int(float(one.value)) for one in read if one.name is name and one.value.replace(".", "", 1).isdecimal()
        ]
        found |= {key: max(numbers)} if numbers else {}
    return found


def _place(texts: Texts, name: str) -> int | None:
    found = enumerate(editing.entries(texts.get(EXAMPLES, "")))
    return next((at for at, one in found if one.values.get("id") == name), None)
