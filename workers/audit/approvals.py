"""Approvals against the events that tell them, and against the letters that they let out: enough of them, by people who
may, of the very bytes, and by no person who wrote at them."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.approval import STEP_ROLES
from domain.codes import Grade, LetterKind, LetterState, Role
from domain.events import EventName
from domain.letter_kinds import TO_RESIDENT
from domain.work_codes import EditHow, Subject, Verdict
from store.watched import Seen
from workers.audit.case_file import CaseFile, Told
from workers.audit.found import Found
from workers.audit.letters import Course
from workers.audit.rulebooks import Rulebooks

_STEPS: Mapping[str, tuple[Subject, str]] = {
    EventName.LETTER_STEP: (Subject.LETTER, "letter"),
    EventName.PLAN_STEP: (Subject.PLAN, "plan"),
}
_RETURNS: Mapping[str, tuple[Subject, str]] = {
    EventName.LETTER_RETURNED: (Subject.LETTER, "letter"),
    EventName.PLAN_RETURNED: (Subject.PLAN, "plan"),
}
_PASSED = frozenset(
    {
        LetterState.APPROVED,
        LetterState.QUEUED,
        LetterState.SENDING,
        LetterState.SENT,
        LetterState.IN_DOUBT,
        LetterState.BOUNCED,
        LetterState.PRINTED,
        LetterState.POSTED,
    }
)
_GRAVE = (Grade.A, Grade.B)
_Key = tuple[object, ...]


@dataclass(frozen=True, kw_only=True)
class House:
    """What is known beside the case. logins: of everybody who was ever entered."""

    logins: frozenset[str]
    rulebooks: Rulebooks


def check(file: CaseFile, by_letter: Mapping[int, Course], house: House, found: Found) -> None:
    """The approvals of a case's letters and plans."""
    rows = file.of("approval")
    found.count("approvals", len(rows))
    if all(told.payload is not None for told in file.told(*_STEPS, *_RETURNS)):
        _against_events(file, rows, found)
    for seen in rows:
        if seen.values["person"] not in house.logins:
            found.add("approval", seen.key, "作出审批的人不在人员之列", file.number)
    for seen in file.of("letter"):
        if seen.values["state"] in _PASSED and seen.values["kind"] != LetterKind.ACKNOWLEDGEMENT:
            course = by_letter.get(int(seen.values["id"]), Course())
            for what in _let_out(file, seen, course, house):
                found.add("letter", seen.key, what, file.number)


def _against_events(file: CaseFile, rows: Sequence[Seen], found: Found) -> None:
    told = Counter(key for one in file.events if (key := _told(one)) is not None)
    for seen in rows:
        key = _key(seen)
        if told[key] < 1:
            found.add("approval", seen.key, "审批与经过中的不同，或经过中没有它", file.number)
        told[key] -= 1
    for key, missing in told.items():
        if missing > 0:
            what = f"{key[4]} 对{'信件' if key[0] == Subject.LETTER else '方案'} {key[1]} 的审批在经过中有，它却不见了"
            found.add("approval", f"{key[0]} {key[1]}", what, file.number)


def _told(one: Told) -> _Key | None:
    """What an event says of a verdict: subject, id, verdict, step and role (of an approval), person, deputy, remark."""
    if one.what in _STEPS:
        subject, name = _STEPS[one.what]
        role = (one.get("step"), one.get("role"))
        return (subject, one.get(name), Verdict.APPROVED, role, one.who, one.get("deputy_of"), one.get("remark"))
    if one.what in _RETURNS:
        subject, name = _RETURNS[one.what]
        return (subject, one.get(name), Verdict.RETURNED, None, one.who, None, one.get("remark"))
    return None


def _key(seen: Seen) -> _Key:
    row = seen.values
    approved = row["verdict"] == Verdict.APPROVED
    role = (row["step"], row["role"]) if approved else None
    deputy = row["deputy_of"] if approved else None
    return (row["subject"], row["subject_id"], row["verdict"], role, row["person"], deputy, row["remark"])


def _let_out(file: CaseFile, seen: Seen, course: Course, house: House) -> Iterator[str]:
    """Why a letter that counts as approved was not."""
    row = seen.values
    if not course.whole:
        return
    if course.approved is None:
        yield "信件算作已审批，经过中却没有审批"
        return
    bound = (course.approved.get("docx"), course.approved.get("pdf"))
    if (row["docx_sha"], row["pdf_sha"]) != bound:
        yield "信件不是审批的那一份：文件的散列不同"
    mine = [one for one in file.of("approval") if _is_for(one, int(row["id"]))]
    if any((one.values["docx_sha"], one.values["pdf_sha"]) != bound for one in mine):
        yield "有一级审批针对的不是这份文件"
    people = [one.values["person"] for one in mine]
    if len(set(people)) < len(people):
        yield "两级审批由同一人作出"
    # Who asked for another address may have taken an earlier step, which stands.
    asked = set() if course.readdressed else {row["submitted_by"], *_hands(file, int(row["id"]))}
    if (_writers(file, int(row["id"])) | asked) & set(people):
        yield "写过或送审过这封信的人审批了它"
    yield from _steps(file, seen, [Role(one.values["role"]) for one in mine], course.approved, house.rulebooks)


def _is_for(seen: Seen, letter: int) -> bool:
    """Whether it is an approval of a letter that still holds."""
    row = seen.values
    standing = row["verdict"] == Verdict.APPROVED and row["voided_at"] is None
    return standing and row["subject"] == Subject.LETTER and row["subject_id"] == letter


def _writers(file: CaseFile, letter: int) -> frozenset[str]:
    rows = (seen.values for seen in file.of("letter_edit"))
    return frozenset(row["who"] for row in rows if row["letter_id"] == letter and row["how"] != EditHow.DRAFTED)


def _hands(file: CaseFile, letter: int) -> frozenset[str]:
    return frozenset(one.values["who"] for one in file.of("letter_hand") if one.values["letter_id"] == letter)


def _steps(file: CaseFile, seen: Seen, roles: Sequence[Role], approved: Told, rulebooks: Rulebooks) -> Iterator[str]:
    """Whether as many steps were taken, by such roles, as the rulebook that was live asked of the grade."""
    kind = LetterKind(seen.values["kind"])
    wanted = rulebooks.steps(datetime.fromisoformat(approved.at), kind, grave=_grade(file, approved.seq) in _GRAVE)
    if not wanted and kind in TO_RESIDENT:
        wanted = (Role.SUPERVISOR,)
    if len(roles) < len(wanted):
        yield f"审批只有 {len(roles)} 级，应有 {len(wanted)} 级"
        return
    # A further interim letter is approved one rung up: the person who may do that may do the lower step.
    interim = kind is LetterKind.INTERIM
    if not interim and any(role not in STEP_ROLES[step] for step, role in zip(wanted, roles, strict=False)):
        yield "有一级审批的角色不是这一级要求的"


def _grade(file: CaseFile, before: int) -> str | None:
    """The grade of the case when an event was written."""
    decided = chosen = None
    for told in file.events:
        if told.seq >= before:
            break
        if told.what in (EventName.DECIDED, EventName.DECIDED_AGAIN):
            decided = told.get("grade")
        elif isinstance(told.get("chosen"), Mapping):
            chosen = told.get("chosen").get("grade", chosen)
    return chosen or decided
