"""What the events of a case say of its letters, against the rows of letters, of their versions and of what people let
stand in them."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from domain.codes import LetterState
from domain.events import EventName
from domain.work_codes import EditHow
from store.rows import Columns
from store.watched import Seen
from workers.audit.case_file import CaseFile, Told
from workers.audit.found import Found

_STATES: Mapping[str, LetterState] = {
    EventName.LETTER_DRAFT: LetterState.DRAFT,
    EventName.LETTER_EDITED: LetterState.DRAFT,
    EventName.LETTER_REOPENED: LetterState.DRAFT,
    EventName.LETTER_WITHDRAWN: LetterState.DRAFT,
    EventName.LETTER_RELEASED: LetterState.DRAFT,
    EventName.LETTER_SUBMITTED: LetterState.SUBMITTED,
    EventName.LETTER_READDRESSED: LetterState.SUBMITTED,
    EventName.LETTER_COUNTERSIGN: LetterState.SUBMITTED,
    EventName.LETTER_RETURNED: LetterState.RETURNED,
    EventName.LETTER_APPROVED: LetterState.APPROVED,
    EventName.LETTER_QUEUED: LetterState.QUEUED,
    EventName.LETTER_REPRINT: LetterState.QUEUED,
    EventName.LETTER_REISSUED: LetterState.QUEUED,
    EventName.LETTER_SENT: LetterState.SENT,
    EventName.LETTER_IN_DOUBT: LetterState.IN_DOUBT,
    EventName.LETTER_BOUNCED: LetterState.BOUNCED,
    EventName.LETTER_PRINTED: LetterState.PRINTED,
    EventName.LETTER_POSTED: LetterState.POSTED,
    EventName.LETTER_VOID: LetterState.VOID,
}
"""Where each event brings a letter; other events of a letter leave it where it is."""
_FIXED = frozenset(LetterState) - {LetterState.DRAFT, LetterState.RETURNED, LetterState.VOID}
"""States in which the PDF that was submitted is the letter's."""


@dataclass
class Course:
    """What the events say of one letter. pdf, sealed: None where they say nothing that must hold now."""

    state: LetterState = LetterState.DRAFT
    number: str | None = None
    docx: str | None = None
    pdf: str | None = None
    sealed: str | None = None
    address: str | None = None
    sent_at: str | None = None
    approved: Told | None = None
    edits: list[Told] = field(default_factory=list)
    drafted: set[str] = field(default_factory=set)
    accepted: list[Told] = field(default_factory=list)
    readdressed: bool = False
    whole: bool = True


def courses(file: CaseFile) -> dict[int, Course]:
    """Letter → what the events say of it."""
    found: dict[int, Course] = {}
    for told in file.events:
        if told.payload is None and told.what.startswith("letter_"):
            # Which letter it was about is gone with the payload: of none it is known where it should stand.
            for course in found.values():
                course.whole = False
        elif isinstance(id_ := told.get("letter"), int) and not told.get("of"):  # else a letter of another case
            _step(found.setdefault(id_, Course()), told)
    return found


def _step(course: Course, told: Told) -> None:
    course.state = _STATES.get(told.what, course.state)
    course.number = told.get("number") or course.number
    match told.what:
        case EventName.LETTER_RELEASED:
            course.docx = None  # drawn up again, with number and date
        case EventName.LETTER_EDITED:
            course.edits.append(told)
            course.docx = told.get("docx")
        case EventName.LETTER_ADDRESS:
            course.address = told.get("address")
        case EventName.LETTER_READDRESSED | EventName.LETTER_COUNTERSIGN:
            course.readdressed = course.readdressed or told.what == EventName.LETTER_READDRESSED
            course.sealed = None
        case EventName.LETTER_SENT:
            course.sent_at = told.at
        case EventName.LETTER_APPROVED:
            course.approved = told
        case EventName.FINDING_ACCEPTED:
            course.accepted.append(told)
        case _:
            _files(course, told)


def _files(course: Course, told: Told) -> None:
    if told.what in (EventName.LETTER_DRAFT, EventName.LETTER_QUEUED) and told.get("docx"):
        course.drafted.add(told.get("docx"))
    if told.what in (EventName.LETTER_DRAFT, EventName.LETTER_QUEUED, EventName.LETTER_SUBMITTED) and told.get("docx"):
        course.docx = told.get("docx")
    if told.what == EventName.LETTER_SUBMITTED:
        course.pdf, course.sealed = told.get("pdf"), None
    if told.what in (EventName.LETTER_QUEUED, EventName.LETTER_SIGNED) and "sealed" in (told.payload or {}):
        course.sealed = told.get("sealed")


def check(file: CaseFile, by_letter: dict[int, Course], found: Found) -> None:
    """The letters of a case, their versions, and the findings that people let stand."""
    rows = {int(seen.values["id"]): seen for seen in file.of("letter")}
    for id_ in by_letter.keys() - rows.keys():
        found.add("letter", id_, "经过中有这封信，它却不见了", file.number)
    for id_, seen in rows.items():
        for what in _wrong(seen, by_letter.get(id_, Course())):
            found.add("letter", id_, what, file.number)
    found.count("letters", len(rows))
    _edits(file, by_letter, found)
    _acceptances(file, by_letter, found)


def _wrong(seen: Seen, course: Course) -> Iterator[str]:
    row = seen.values
    if not course.whole:
        return
    state = LetterState.QUEUED.value if row["state"] == LetterState.SENDING else row["state"]
    if state != course.state:
        yield f"信件状态是 {row['state']}，经过中却是 {course.state}"
    expected: Columns = {"number": course.number, "docx_sha": course.docx, "to_address": course.address}
    if row["state"] in _FIXED:
        expected |= {"pdf_sha": course.pdf, "sealed_sha": course.sealed}
    if row["state"] == LetterState.SENT:
        expected |= {"sent_at": course.sent_at}
    for name, wanted in expected.items():
        if wanted is not None and row[name] != wanted:
            yield f"信件的 {name} 与经过中的不同"
    if row["state"] in _FIXED and course.pdf is not None and row["sealed_sha"] and course.sealed is None:
        yield "信件有用印的 PDF，经过中却没有用印"


def _edits(file: CaseFile, by_letter: dict[int, Course], found: Found) -> None:
    told = {
        (letter, one.get("version")): (one.who, one.get("how"), one.get("docx"))
        for letter, course in by_letter.items()
        for one in course.edits
    }
    rows = {(int(seen.values["letter_id"]), seen.values["version"]): seen for seen in file.of("letter_edit")}
    for key, seen in rows.items():
        row = seen.values
        course = by_letter.get(key[0], Course())
        if row["how"] == EditHow.DRAFTED:
            good = row["docx_sha"] in course.drafted
        else:
            good = told.get(key) == (row["who"], row["how"], row["docx_sha"])
        if not good and course.whole:
            found.add("letter_edit", seen.key, "信稿版本与经过中的不同，或经过中没有它", file.number)
    for letter, version in told.keys() - rows.keys():
        what = f"信件 {letter} 的第 {version} 版信稿在经过中有，它却不见了"
        found.add("letter_edit", f"letter {letter} v{version}", what, file.number)


def _acceptances(file: CaseFile, by_letter: dict[int, Course], found: Found) -> None:
    rows: Counter[int] = Counter()
    for seen in file.of("acceptance"):
        letter = int(seen.values["letter_id"])
        rows[letter] += 1
        told = by_letter.get(letter, Course())
        said = {(one.who, one.get("reason")) for one in told.accepted}
        if told.whole and (seen.values["who"], seen.values["reason"]) not in said:
            found.add("acceptance", seen.key, "信稿说明与经过中的不同，或经过中没有它", file.number)
    for letter, course in by_letter.items():
        # Two who let the same finding stand are one row.
        least = len({one.get("finding") for one in course.accepted})
        if rows[letter] < least:
            what = f"信件 {letter} 有 {least} 处说明，现在只有 {rows[letter]} 处"
            found.add("acceptance", f"letter {letter}", what, file.number)
