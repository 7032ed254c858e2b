"""The clocks of a case against the events that start, stop and move them, and against what the case says of them."""

from dataclasses import dataclass
from datetime import UTC, datetime

from domain.codes import OPEN_CLOCKS, ClockName, ClockState
from domain.events import EventName
from store.case_tables import NEVER
from store.rows import Columns
from store.watched import Seen, plain
from workers.audit.case_file import CaseFile, Told
from workers.audit.found import Found

_Key = tuple[str, int]


@dataclass
class Course:
    """What the events say of one round of a clock. due: None where they do not say it."""

    open: bool = True
    due: str | None = None
    department: str | None = None


def check(file: CaseFile, found: Found) -> None:
    """The clocks of a case."""
    rows = file.of("clock")
    found.count("clocks", len(rows))
    for seen in rows:
        if what := _contradiction(seen):
            found.add("clock", seen.key, what, file.number)
    _case_says(file, rows, found)
    if any(told.payload is None for told in file.events):
        return
    told = _courses(file)
    waited = {
        int(one.get("intake"))
        for one in file.told(EventName.ACCEPTED, EventName.JOINED)
        if one.get("intake") is not None
    }
    mine = {
        (str(seen.values["clock"]), int(seen.values["round"])): seen
        for seen in rows
        if int(seen.values["intake_id"]) not in waited  # started before there was a case to tell it of
    }
    for key, seen in mine.items():
        if key not in told:
            found.add("clock", seen.key, "经过中没有这个期限的开始：不是由程序写入的", file.number)
        elif what := _wrong(seen, told[key]):
            found.add("clock", seen.key, what, file.number)
    there = {(str(seen.values["clock"]), int(seen.values["round"])) for seen in rows}
    for clock, round_ in told.keys() - there:
        what = f"期限 {clock}（第 {round_} 轮）在经过中有，它却不见了"
        found.add("clock", f"{clock} {round_}", what, file.number)


def _contradiction(seen: Seen) -> str | None:
    """What is wrong in the row by itself."""
    row = seen.values
    if row["state"] in (ClockState.MET, ClockState.LATE):
        late = str(row["stopped_at"]) > str(row["due_at"])
        if row["stopped_at"] is None or late != (row["state"] == ClockState.LATE):
            return f"期限算作 {row['state']}，停止时间与到期时间却相反"
    elif row["state"] == ClockState.UNTOLD:
        if row["stopped_at"] is not None and row["due_at"] != plain(NEVER):
            return "期限算作不详，停止时间与到期时间却都有"
    elif row["state"] in OPEN_CLOCKS and row["stopped_at"] is not None:
        return "期限还在计时，却有停止时间"
    return None


def _case_says(file: CaseFile, rows: list[Seen], found: Found) -> None:
    """What the database keeps with the case of its running clocks."""
    running = [seen.values for seen in rows if seen.values["state"] == ClockState.RUNNING]
    nearest = min((str(row["due_at"]) for row in running), default=plain(NEVER))
    if str(file.row.values["next_due_at"]) != nearest:
        found.add("case", file.id, "案件所记的最近期限与它的期限不同", file.number)
    named = {name for name in str(file.row.values["running"]).split(",") if name}
    if named != {str(row["clock"]) for row in running}:
        found.add("case", file.id, "案件所记的计时中期限与它的期限不同", file.number)


def _wrong(seen: Seen, course: Course) -> str | None:
    row = seen.values
    if (row["state"] in OPEN_CLOCKS) != course.open:
        wanted = "在计时" if course.open else "已停止"
        return f"期限状态是 {row['state']}，按经过应{wanted}"
    if course.due is not None and row["due_at"] != course.due:
        return "到期时间与经过中的不同"
    return None


def _courses(file: CaseFile) -> dict[_Key, Course]:
    found: dict[_Key, Course] = {}
    opening = int(file.row.values["intake_id"])
    for told in file.events:
        match told.what:
            case EventName.CLOCKS_STARTED:
                _start(found, told)
            case EventName.IMPORTED:
                found[ClockName.HANDLE.value, 1] = _imported(told)
            case EventName.CLOCK_STOPPED if told.get("intake") in (None, opening):
                _close(found, told)
            case EventName.CLOCK_RESTARTED | EventName.CLOCK_RESUMED:
                _at(found, told, open=True)
            case EventName.PROMISE_VOID:
                _at(found, told, open=False)
            case EventName.CLOCKS_RECKONED | EventName.CALENDAR_PUBLISHED:
                for moved in told.get("clocks") or ():
                    _move(found, moved)
            case EventName.DEPARTMENT_COMMITTED:
                _committed(found, told)
    return found


def _imported(told: Told) -> Course:
    due = told.get("due")
    return Course(open=False, due=_moment(due) if due else None)


def _start(found: dict[_Key, Course], told: Told) -> None:
    for clock, due in (told.get("due") or {}).items():
        key = (clock, int(told.get("round")))
        found.setdefault(key, Course(due=_moment(due), department=told.get("department")))


def _close(found: dict[_Key, Course], told: Told) -> None:
    for (clock, _), course in found.items():
        if clock == told.get("clock") and told.get("department") in (None, course.department):
            course.open = False


def _at(found: dict[_Key, Course], told: Told, *, open: bool) -> None:  # noqa: A002 - the field's name
    course = found.get((str(told.get("clock")), int(told.get("round"))))
    if course is not None:
        course.open = open
        course.due = _moment(told.get("due")) if told.get("due") else course.due


def _move(found: dict[_Key, Course], moved: Columns) -> None:
    course = found.get((str(moved.get("clock")), int(moved.get("round", 0))))
    if course is not None:
        # Written to the second: what lies between is not told.
        course.due = None


def _committed(found: dict[_Key, Course], told: Told) -> None:
    for (clock, _), course in found.items():
        if clock.startswith("department_") and course.department == told.get("department"):
            course.due = None


def _moment(text: str) -> str:
    return str(plain(datetime.fromisoformat(text).astimezone(UTC)))
