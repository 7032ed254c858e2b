"""Works through what is to be erased, one thing a transaction, so that a crash anywhere leaves a list that is finished
at the next look and an erasure that is recorded exactly as far as it went.

What was decided to be erased stands in the store (store/erasing.py). Files go after the rows that named them have gone.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import structlog
from sqlalchemy.orm import Session

from domain.codes import CaseState, IntakeState
from domain.events import EventName, HouseEvent, Payload
from store import (
    blobs,
    cases,
    directory,
    directory_uploads,
    emptying,
    erasing,
    erasures,
    events,
    holds,
    house_log,
    intake,
    letters,
    occupants,
    past_imports,
)
from store.cases import CaseRow
from store.chains import ERASED
from store.directory import HouseholdRow
from store.erasing import NewTask, Task
from store.erasures import Erasure
from store.events import EventRow
from store.flats import as_new
from store.occupants import OccupantRow
from workers.deciding import searchable
from workers.instance.services import Services
from workers.privacy.masking import mask_rest, mask_row, plan_rows
from workers.privacy.named_files import mask_in_place
from workers.privacy.resident import Resident, names_in

CASE, ORIGINALS, INTAKE, HOUSEHOLD, MENTIONS = "case", "originals", "intake", "household", "mentions"
OCCUPANT, UPLOAD, LEDGER = "occupant", "directory_upload", "past_import"
FILE, PATH, LOG, COMPACT = "file", "path", "log", "compact"
_LAST = (COMPACT,)
_PLAIN = frozenset(
    """
    clocks_started clock_stopped clock_nearing clock_passed clock_restarted clocks_reckoned calendar_published
    state_changed letter_queued letter_submitted letter_step letter_approved letter_printed letter_sent letter_outdated
    department_committed plan_submitted plan_step plan_approved decided decided_again promise_void
    record_saved investigation_signed imported
    """.split()  # noqa: SIM905  # a list of names reads better as words
)
"""Events that say nothing of a person by their kind; `_impersonal` looks into their payloads all the same."""
_WORDS = frozenset({"tracking", "address", "remark", "note", "reason", "why", "error", "answer", "because", "held"})
log = structlog.get_logger("huihan.erasing")


def work(services: Services) -> int:
    """Erase everything that is on the list; how many things were. Two at once erase nothing twice."""
    done = 0
    while True:
        with services.database.reading() as session:
            waiting = erasing.open_tasks(session)
        now = [task for task in waiting if task.kind not in _LAST] or waiting
        if not now:
            return done
        worked = sum(_one(services, task) for task in now)
        done += worked
        if not worked:
            return done


def _one(services: Services, task: Task) -> bool:
    if task.kind in _ROWS:
        with services.database.transaction() as session:
            if not erasing.take(session, task.id):
                return False
            _ROWS[task.kind](services, session, task)
        services.crash_points.point("erase.committed")
        return True
    if not _FILES[task.kind](services, task):
        return False
    services.crash_points.point("erase.file_removed" if task.kind != COMPACT else "erase.done")
    with services.database.transaction() as session:
        return erasing.take(session, task.id)


def _case(services: Services, session: Session, task: Task) -> None:
    case_id = int(task.name)
    letters.hold_of_case(session, case_id)
    case = cases.get_case(session, case_id)
    if case is None or case.state is not CaseState.FILED or holds.held(session, case_id):
        return  # reopened, or held by law, since it was put on the list
    resident = Resident.from_json(task.resident) | known_by(case)
    history = events.history(session, case_id)
    ids = [row.id for row in intake.of_case(session, case_id)]
    ids += intake.duplicates_of(session, ids)
    found = emptying.of_intakes(session, ids) | emptying.of_case(session, case_id)
    found |= emptying.of_batches(session, _batches(history))
    for table, keys in plan_rows(session, case_id):
        found |= mask_row(session, table, keys, resident)
    found |= mask_rest(session, found, resident)
    searchable.refresh(session, case_id)
    doomed = frozenset(one.seq for one in history if one.payload is not None and not _impersonal(one, resident))
    rows = Erasure(events=doomed, rows=frozenset({("search_text", erasures.key_of(case_id))}))
    _record(services, session, task, case_id, found | rows, visit=_visit(history))
    _and_paths(services, session, task, letter_paths(services, case.number))


def _originals(services: Services, session: Session, task: Task) -> None:
    """The received files of a filed case and those of its evidence; what was read of them stays, and each row."""
    case_id = int(task.name)
    if not _is_filed(session, case_id) or holds.held(session, case_id):
        return
    found = emptying.evidence_files(session, case_id)
    for row in intake.of_case(session, case_id):
        found |= emptying.original(session, row.id)
    _record(services, session, task, case_id, found)


def _intake(services: Services, session: Session, task: Task) -> None:
    row = intake.get(session, int(task.name))
    if row is None or (row.case_id is None and row.state is not IntakeState.IGNORED):
        return
    found = emptying.of_intakes(session, [row.id])
    found |= mask_rest(session, found, Resident.from_json(task.resident))
    if row.case_id is None:
        _record(services, session, task, None, found)
        return
    searchable.refresh(session, row.case_id)
    history = events.history(session, row.case_id)
    about = {one.seq for one in history if one.payload is not None and one.payload.get("intake") == row.id}
    doomed = {one.seq for one in history if one.seq in about and not _impersonal(one, Resident())}
    rows = Erasure(events=frozenset(doomed), rows=frozenset({("search_text", erasures.key_of(row.case_id))}))
    _record(services, session, task, row.case_id, found | rows)


def _household(services: Services, session: Session, task: Task) -> None:
    home = directory.get(session, int(task.name))
    if home is None:
        return
    resident = Resident.from_json(task.resident)
    found = Erasure(rows=frozenset({("household", erasures.key_of(home.id))}))
    for one in occupants.of_household(session, home.id):
        found |= _without(session, one, resident)
    occupants.sync(session, [home.id])
    found |= mask_row(session, "household", (home.id,), resident)
    _record(services, session, task, None, found)


def _occupant(services: Services, session: Session, task: Task) -> None:
    """Somebody who lives or lived somewhere."""
    one = occupants.get(session, int(task.name))
    if one is None:
        return
    found = _without(session, one, Resident.from_json(task.resident))
    occupants.sync(session, [one.household_id])
    _record(services, session, task, None, found)


def _without(session: Session, one: OccupantRow, resident: Resident) -> Erasure:
    """Who is the resident goes; a phone or address that somebody else shares with them goes from theirs."""
    kept = without(one, resident)
    if kept == {"name": one.name, "phone": one.phone, "email": one.email}:
        return Erasure()
    if kept["name"] is None and (one.name or not any(kept.values())):
        occupants.remove(session, one.id)
    else:
        occupants.change(
            session, [(one.id, replace(as_new(one), name=kept["name"], phone=kept["phone"], email=kept["email"]))]
        )
    return Erasure(rows=frozenset({("occupant", erasures.key_of(one.id))}))


def _upload(services: Services, session: Session, task: Task) -> None:
    """A list that waits to be taken over: it would bring the resident back."""
    if directory_uploads.drop(session, int(task.name)):
        found = Erasure(rows=frozenset({("directory_upload", erasures.key_of(task.name))}))
        _record(services, session, task, None, found)


def _ledger(services: Services, session: Session, task: Task) -> None:
    """The rows of an older ledger: what was taken over from them is erased as cases are; the rest is not taken."""
    if past_imports.forget(session, int(task.name), services.now()):
        found = Erasure(rows=frozenset({("past_import", erasures.key_of(task.name))}))
        _record(services, session, task, None, found)


def _mentions(services: Services, session: Session, task: Task) -> None:
    """Others' rows that name the resident: the naming is covered; files that name them go, their words stay."""
    given: Payload = json.loads(task.name)
    case_id, resident = given["case"], Resident.from_json(task.resident)
    if case_id is not None and not _is_filed(session, case_id):
        return
    found, seqs = Erasure(), set()
    by_id = {one.id: one for one in events.history(session, case_id)} if case_id is not None else {}
    for table, keys in given["rows"]:
        if table == "event_payload":
            seqs.add(by_id[keys[0]].seq)
        else:
            found |= mask_row(session, table, tuple(keys), resident)
    for intake_id in given["intakes"]:
        found |= emptying.original(session, intake_id)
    for letter_id in given["letters"]:
        found |= emptying.letter_files(session, letter_id)
    if case_id is not None:
        searchable.refresh(session, case_id)
        found |= Erasure(rows=frozenset({("search_text", erasures.key_of(case_id))}))
        case = cases.get_case(session, case_id)
        paths = letter_paths(services, case.number) if case is not None and given["letters"] else []
        _and_paths(services, session, task, paths)
    done = frozenset(one.seq for one in by_id.values() if one.seq in seqs and one.payload is not None)
    _record(services, session, task, case_id, found | Erasure(events=done))


def _record(
    services: Services, session: Session, task: Task, case_id: int | None, found: Erasure, **more: object
) -> None:
    """Say what was erased, and put the files that nothing needs any more on the list."""
    gone = found.files - blobs.referenced(session, found.files)
    kept = Erasure(events=found.events, rows=found.rows, files=gone)
    if case_id is not None and kept != Erasure():
        erasures.erase(session, case_id, services.now(), task.who, kept, reason=task.reason, **more)
    elif kept != Erasure():
        payload = kept.payload(task.reason, **more)
        house_log.append(
            session, at=services.now(), who=task.who, what=HouseEvent.PERSONAL_DATA_ERASED, payload=payload
        )
    erasing.add(session, (after(task, FILE, sha) for sha in sorted(gone)))


def _and_paths(services: Services, session: Session, task: Task, paths: Iterable[Path]) -> None:
    root = services.settings.root
    erasing.add(session, (after(task, PATH, str(path.relative_to(root))) for path in paths))


def after(task: Task, kind: str, name: str) -> NewTask:
    """A further thing to erase of the same erasure."""
    return NewTask(kind=kind, name=name, at=task.at, who=task.who, reason=task.reason)


def _file(services: Services, task: Task) -> bool:
    """A file of the archive with the pictures of its pages; it stays if something has come to need it meanwhile."""
    with services.database.reading() as session:
        needed = blobs.referenced(session, [task.name])
    if not needed:
        for picture in (services.settings.root / "data" / "cache" / "pages").glob(f"*/{task.name}-*"):
            picture.unlink(missing_ok=True)
        for picture in (services.settings.root / "data" / "cache" / "pages").glob(f"{task.name}-*"):
            picture.unlink(missing_ok=True)
        services.archive.remove(task.name)
    return True


def _path(services: Services, task: Task) -> bool:
    path = services.settings.root / task.name
    if path.is_file() and not path.is_symlink():
        path.unlink()
    for folder in path.parents:
        if folder == services.settings.root or not folder.is_dir() or any(folder.iterdir()) or not _ours(folder):
            break
        folder.rmdir()
    return True


def _ours(folder: Path) -> bool:
    """Whether an empty folder was made by an export; the others stay as they were set up."""
    return folder.name in {"originals", "letters"} or folder.name.count("-") == 2


def _log(services: Services, task: Task) -> bool:
    path = services.settings.root / task.name
    if path.is_file():
        mask_in_place(path, Resident.from_json(task.resident))
    return True


def _compact(services: Services, task: Task) -> bool:
    del task
    done = services.database.compact()
    if not done:
        log.warning("not_compacted", why="an older state is still being read")
    return True


def known_by(case: CaseRow) -> Resident:
    """By what the resident of a case is known."""
    return Resident.of(name=case.resident_name, phone=case.phone, email=case.email) | Resident.of(
        email=case.reply_to_email
    )


def without(home: HouseholdRow | OccupantRow, resident: Resident) -> dict[str, str | None]:
    """The names, phones and addresses of a household, or of somebody in it, without the resident's."""

    def rest(text: str | None) -> str | None:
        return "、".join(part for part in names_in(text) if not resident.named_in(part)) or None

    return {"name": rest(home.name), "phone": rest(home.phone), "email": rest(home.email)}


def letter_paths(services: Services, number: str) -> list[Path]:
    """The copies of a case's letters that lie in `letters/` for people."""
    return sorted((services.settings.root / "letters").glob(f"*/{number}-*"))


def _is_filed(session: Session, case_id: int) -> bool:
    case = cases.get_case(session, case_id)
    return case is not None and case.state is CaseState.FILED


def _batches(history: Iterable[EventRow]) -> set[int]:
    """The print batches that a letter of the case was ever in, also where it was printed again later."""
    given = [one.payload for one in history if one.what == EventName.LETTER_PRINTED and one.payload is not None]
    return {int(payload["batch"]) for payload in given if payload.get("batch") is not None}


def _visit(history: Iterable[EventRow]) -> str | None:
    """How the last visit ended, which a statistic counts when its words are gone."""
    given = [one.payload for one in history if one.what == EventName.VISIT_RECORDED and one.payload is not None]
    return str(given[-1]["outcome"]) if given and "outcome" in given[-1] else None


def _impersonal(one: EventRow, resident: Resident) -> bool:
    """Whether an event may stay as it is: it says nothing of a person by its kind, and holds no words of anybody's."""
    if one.what in {ERASED, holds.HOLD, holds.LIFTED}:
        return True
    payload = one.payload or {}
    worded = any(payload.get(name) for name in _WORDS)
    text = json.dumps(payload, ensure_ascii=False)
    return one.what in _PLAIN and not worded and "@" not in text and not resident.named_in(text)


_ROWS: Mapping[str, Callable[[Services, Session, Task], None]] = {
    CASE: _case,
    ORIGINALS: _originals,
    INTAKE: _intake,
    HOUSEHOLD: _household,
    OCCUPANT: _occupant,
    UPLOAD: _upload,
    LEDGER: _ledger,
    MENTIONS: _mentions,
}
_FILES: Mapping[str, Callable[[Services, Task], bool]] = {FILE: _file, PATH: _path, LOG: _log, COMPACT: _compact}
