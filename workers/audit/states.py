"""What the events of a case say of its columns, its plan and the letters that came in for it, against the rows."""

import json
from collections.abc import Mapping

from domain.codes import CaseState, Validity
from domain.events import EventName
from domain.record import CaseRecord
from domain.work_codes import PlanState
from store import serialization
from store.erasures import Erasures
from store.rows import Columns
from store.watched import Seen
from workers.audit.case_file import CaseFile
from workers.audit.found import Found
from workers.casework.course_facts import Round, visit_of
from workers.deciding.decisions import column_of

_CHANGED = {"name": "resident_name", "reply_to": "reply_to_email"}
"""What an event of a correction calls a column of the case, where the two differ."""
_RECORD = frozenset(
    {"name", "phone", "email", "reply_to", "household_id", "project", "building", "unit", "room", "channel", "subject"}
)
_SLOTS = ("topic", "category", "departments", "grade", "urgency", "cause")
_BRINGS = (
    EventName.RECEIVED,
    EventName.REGISTERED,
    EventName.IMPORTED,
    EventName.FOLLOWED_UP,
    EventName.THANKED,
    EventName.JOINED,
    EventName.ACCEPTED,
    EventName.DEPARTMENT_REPORT,
)
"""Events that name a letter as one of the case's own."""
_MOVES = (EventName.IMPORTED, EventName.STATE_CHANGED, EventName.REOPENED, EventName.VALIDITY_SET)
"""Events that lead the columns of the course; what is erased of them cannot be told any more."""
_SEATED = (EventName.GROUP_PROPOSED, EventName.GROUP_JOINED, EventName.GROUP_LED, EventName.GROUP_LEFT)
"""Events that say where a case sits among the groups."""
_OPEN_PLANS = (PlanState.DRAFT, PlanState.SUBMITTED, PlanState.RETURNED)


def check(file: CaseFile, erased: Erasures, found: Found) -> None:
    """The case's own row, its plans, and its letters received."""
    if ("case", str(file.id)) not in erased.total.rows:
        _columns(file, found)
    _plans(file, found)
    _intakes(file, found)
    _seat(file, found)


def _seat(file: CaseFile, found: Found) -> None:
    """The seat in a group, as the last event about it says."""
    told = tuple(file.told(*_SEATED))
    rows = file.of("group_member")
    if bool(told) != bool(rows):
        found.add("group_member", file.id, "群体成员与经过不符：有一方没有记录", file.number)
    if not told or not rows or told[-1].payload is None:
        return
    row, last = rows[0].values, told[-1]
    left = last.what == EventName.GROUP_LEFT
    confirmed = not left and last.what != EventName.GROUP_PROPOSED
    number = last.get("group") if confirmed else None
    seated = (row["group_id"] is None, bool(row["confirmed"]), bool(row["leads"]))
    if seated != (left, confirmed, bool(last.get("leads"))) or file.row.values["group_key"] not in (number, None):
        found.add("group_member", file.id, "群体成员与经过中的不同", file.number)


def _columns(file: CaseFile, found: Found) -> None:
    row = file.row.values
    for name, wanted in _course(file).items():
        if row[name] != wanted:
            what = f"案件的 {name} 是 {_shown(row[name])}，经过中却是 {_shown(wanted)}"
            found.add("case", file.id, what, file.number)
    if row["cause"] != _cause(file):
        found.add("case", file.id, "案件的原因与案件记录中的不同", file.number)
    if _value(row["owner"]) != _owner(file):
        found.add("case", file.id, "案件的跟进人与经过中的不同", file.number)
    for name, wanted in (_chosen(file) | _corrected(file)).items():
        if _value(row[name]) != wanted:
            found.add("case", file.id, f"案件的 {name} 与经过中判定、更正的不同", file.number)


def _course(file: CaseFile) -> Columns:
    """State, validity, round and visits, as the events lead to them."""
    state, validity, rounds = CaseState.NEW.value, Validity.UNDECIDED.value, 1
    for told in file.events:
        if told.payload is None and told.what in _MOVES:
            return {}
        if told.what == EventName.IMPORTED:
            state = CaseState.FILED.value
        elif told.what == EventName.STATE_CHANGED:
            state = told.get("to")
        elif told.what == EventName.REOPENED:
            state = CaseState.REOPENED.value
        elif told.what == EventName.VALIDITY_SET:
            validity = told.get("to")
        rounds += told.what == EventName.FOLLOWED_UP or (told.what == EventName.REOPENED and bool(told.get("round")))
    course = {"state": state, "validity": validity, "reply_round": rounds}
    if all(told.payload is not None for told in file.told(EventName.VISIT_RECORDED)):
        course["visit"] = visit_of(Round.of(file.events).outcomes)
    return course


def _owner(file: CaseFile) -> object:
    """Who was last given the case; whose event was erased is unknown, and nothing is held against it."""
    last = next(reversed([told for told in file.events if told.what == EventName.OWNER_ASSIGNED]), None)
    if last is not None and last.payload is None:
        return file.row.values["owner"]
    return None if last is None else last.get("owner")


def _cause(file: CaseFile) -> object:
    """What the last version of the record gives as the main cause; of one that cannot be read it is not known."""
    versions = sorted(file.of("case_record"), key=lambda seen: int(seen.values["version"]))
    if not versions:
        return None
    try:
        return serialization.load(CaseRecord, str(versions[-1].values["content"])).main_cause
    except ValueError:
        return file.row.values["cause"]


def _chosen(file: CaseFile) -> Columns:
    """The decided columns: as last decided, but for what people have chosen."""
    decided: Columns = {}
    chosen: Columns = {}
    for told in file.events:
        if told.what in (EventName.DECIDED, EventName.DECIDED_AGAIN):
            if told.payload is None:
                return {}
            decided = {column_of(slot): told.payload.get(slot) for slot in _SLOTS}
        # `raised`: what a further letter has made stricter.
        for set_ in (told.get("chosen"), told.get("raised")):
            if isinstance(set_, Mapping):
                chosen |= {column_of(slot): _value(value) for slot, value in set_.items()}
    return {name: value for name, value in (decided | chosen).items() if name in file.row.values}


def _corrected(file: CaseFile) -> Columns:
    """The columns of the record that a correction has set."""
    found: Columns = {}
    for told in file.told(EventName.CORRECTED):
        changes = told.get("changes") or {}
        found |= {_CHANGED.get(name, name): changes[name][1] for name in changes.keys() & _RECORD}
    return found


def _value(value: object) -> object:
    """A column as it lies there, or a value of a payload, in one form: lists from their JSON, flags as numbers."""
    if isinstance(value, str) and value.startswith("["):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return int(value) if isinstance(value, bool) else value


def _shown(value: object) -> str:
    """Codes and numbers alone: nothing that a resident wrote."""
    return "空" if value is None else str(value)[:40]


def _plans(file: CaseFile, found: Found) -> None:
    rows = {int(seen.values["id"]): seen for seen in file.of("plan")}
    if any(told.payload is None for told in file.events if told.what.startswith("plan_")):
        return
    wanted: dict[int, str] = {}
    for told in file.told(*_PLAN_STATES):
        plan = int(told.get("plan"))
        if told.what == EventName.PLAN_SAVED:
            wanted |= {id_: PlanState.VOID for id_, state in wanted.items() if state in _OPEN_PLANS}
        elif told.what == EventName.PLAN_APPROVED:
            wanted |= {id_: PlanState.VOID for id_, state in wanted.items() if state == PlanState.APPROVED}
        outdone = any(id_ > plan and state != PlanState.VOID for id_, state in wanted.items())
        wanted[plan] = PlanState.VOID if told.what == EventName.PLAN_TO_MANAGER and outdone else _PLAN_STATES[told.what]
    both(file, "plan", rows, wanted, found)
    for id_, seen in rows.items():
        if id_ in wanted and seen.values["state"] != wanted[id_]:
            what = f"方案状态是 {seen.values['state']}，经过中却是 {wanted[id_]}"
            found.add("plan", id_, what, file.number)


_PLAN_STATES: Mapping[str, PlanState] = {
    EventName.PLAN_SAVED: PlanState.DRAFT,
    EventName.PLAN_SUBMITTED: PlanState.SUBMITTED,
    EventName.PLAN_RETURNED: PlanState.RETURNED,
    EventName.PLAN_APPROVED: PlanState.APPROVED,
    EventName.PLAN_TO_MANAGER: PlanState.SUBMITTED,
}


def _intakes(file: CaseFile, found: Found) -> None:
    rows = {int(seen.values["id"]): seen for seen in file.of("intake")}
    named = {int(told.get("intake")): told.what for told in file.told(*_BRINGS) if told.get("intake") is not None}
    if all(told.payload is not None for told in file.told(*_BRINGS)):
        both(file, "intake", rows, named, found)
    opening = int(file.row.values["intake_id"])
    if opening not in rows:
        found.add("intake", opening, "立案的来件不见了，或不再归入本案", file.number)
    for id_, seen in rows.items():
        wanted = "case" if id_ == opening else "follow_up"
        if seen.values["state"] != wanted:
            found.add("intake", id_, f"来件归入了案件，状态却是 {seen.values['state']}", file.number)


def both(file: CaseFile, table: str, rows: Mapping[int, Seen], named: Mapping[int, object], found: Found) -> None:
    """Rows that no event names, and rows that events name and that are not there."""
    for id_ in rows.keys() - named.keys():
        found.add(table, id_, "经过中没有它的来历：不是由程序写入的", file.number)
    for id_ in named.keys() - rows.keys():
        found.add(table, id_, "经过中有它，它却不见了", file.number)
