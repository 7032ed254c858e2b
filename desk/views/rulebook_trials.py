"""What trying a draft showed, as pages tell it: two decisions beside each other, the last cases by what changes."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from desk.access import Viewer
from desk.messages import LABELS, N_
from desk.views import rulebook_forms
from domain.staff import CASE_ROLES
from store import cases
from workers.instance.permissions import in_sight
from workers.rulebooks.replay import ChangedCase, SlotChange, Why, counted, every_slot
from workers.ruledesk.drafts import Texts
from workers.ruledesk.tasks import Replayed
from workers.ruledesk.trials import Both

_CODES = {
    "category": "CATEGORY",
    "also": "CATEGORY",
    "department": "DEPARTMENT",
    "departments": "DEPARTMENT",
    "grade": "GRADE",
    "urgency": "URGENCY",
    "kind": "KIND",
    "cause": "CAUSE",
    "letters": "LETTER",
}
_MOVED = {"earlier": N_("提前"), "later": N_("推后"), "added": N_("新增"), "removed": N_("取消")}
_WORDS = {"true": N_("是"), "false": N_("否"), "null": N_("无"), "": "—"}
MOST_SHOWN = 100


@dataclass(frozen=True, kw_only=True)
class Value:
    """One slot of two decisions. whys: the reasons of each."""

    slot: str
    clock: bool
    old: tuple[str, ...]
    new: tuple[str, ...]
    differs: bool
    old_why: tuple[Why, ...]
    new_why: tuple[Why, ...]


@dataclass(frozen=True, kw_only=True)
class Counted:
    """How many decisions change so."""

    slot: str
    clock: bool
    old: str
    new: str
    count: int


@dataclass(frozen=True, kw_only=True)
class CaseShown:
    """A case that would be decided otherwise. link: whether this person may open it."""

    number: str
    link: bool
    values: tuple[Value, ...]


@dataclass(frozen=True, kw_only=True)
class ReplayShown:
    """What a replay showed. hidden: changed decisions whose cases this person does not see, or that no page holds."""

    number: int
    changed: int
    failed: int
    counts: tuple[Counted, ...]
    cases: tuple[CaseShown, ...]
    hidden: int


def topic_names(texts: Texts) -> Mapping[str, str]:
    """Topic → its name in these files."""
    return {one.id: one.name for one in rulebook_forms.topics(texts)}


def beside(both: Both, names: Mapping[str, str]) -> tuple[Value, ...]:
    """Every slot of a letter as the live rules and as the draft have it."""
    return tuple(_value(one, names) for one in every_slot(both.live, both.draft))


def replayed(viewer: Viewer, session: Session, done: Replayed, names: Mapping[str, str]) -> ReplayShown:
    """What would change, counted, and the cases that this person may know of; an admin without a role on cases sees
    numbers alone.
    """
    counts = Counter(one for case in done.changed for one in counted(case))
    shown = [_case(viewer, session, case, names) for case in done.changed[: 4 * MOST_SHOWN]]
    listed = tuple(one for one in shown if one is not None)[:MOST_SHOWN]
    return ReplayShown(
        number=done.number,
        changed=len(done.changed),
        failed=len(done.failed),
        counts=tuple(
            _counted(slot, old, new, count)
            for (slot, old, new), count in sorted(counts.items(), key=lambda one: (one[0][0], -one[1]))
        ),
        cases=listed,
        hidden=len(done.changed) - len(listed),
    )


def _counted(slot: str, old: str, new: str, count: int) -> Counted:
    clock = slot.startswith("clock:")
    return Counted(slot=_slot(slot), clock=clock, old=_word(slot, old), new=_word(slot, new), count=count)


def _case(viewer: Viewer, session: Session, changed: ChangedCase, names: Mapping[str, str]) -> CaseShown | None:
    if changed.number is None:
        return None
    case = cases.get_case(session, changed.number)
    link = in_sight(case, viewer.person)
    if not link and viewer.person.holds(*CASE_ROLES):
        return None
    return CaseShown(number=changed.number, link=link, values=tuple(_value(one, names) for one in changed.slots))


def _value(change: SlotChange, names: Mapping[str, str]) -> Value:
    return Value(
        slot=_slot(change.slot),
        clock=change.slot.startswith("clock:"),
        old=words_of(change.slot, change.old, names),
        new=words_of(change.slot, change.new, names),
        differs=change.old != change.new,
        old_why=change.old_why,
        new_why=change.new_why,
    )


def _slot(slot: str) -> str:
    return slot.removeprefix("clock:")


def words_of(slot: str, value: str, names: Mapping[str, str]) -> tuple[str, ...]:
    """A slot's value in the words of staff, topics by `names`."""
    if slot in ("topic", "topics"):
        return tuple(names.get(one, _WORDS.get(one, one)) for one in value.split(", "))
    return tuple(_word(slot, one) for one in value.split(", "))


def _word(slot: str, value: str) -> str:
    if slot.startswith("clock:"):
        return _MOVED.get(value) or _moment(value)
    if slot in _CODES and value in LABELS[_CODES[slot]]:
        return LABELS[_CODES[slot]][value]
    return _WORDS.get(value, value)


def _moment(value: str) -> str:
    try:
        return f"{datetime.fromisoformat(value):%Y-%m-%d %H:%M}"
    except ValueError:
        return _WORDS.get(value, value)
