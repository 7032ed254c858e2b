"""Gathers what the store knows of a case for the commands that show it: clocks, letters with their files, events."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from store import cases, clocks, events, groups, letters
from store.cases import CaseRow, DecisionRow
from store.clocks import ClockRow
from store.letters import LetterRow
from store.rulebooks import version_of
from workers.correspondence.letter_files import letter_path
from workers.instance.services import Services
from workers.public.views import View, case_view, decision_view


@dataclass(frozen=True, kw_only=True)
class CaseRecord:
    """A case with its clocks and letters. paths: letter id → file, relative to the instance. group: its number."""

    case: CaseRow
    clocks: tuple[ClockRow, ...]
    letters: tuple[LetterRow, ...]
    paths: dict[int, str]
    group: str | None = None

    def view(self, services: Services) -> View:
        """As `huihan cases list --json` shows it."""
        return case_view(self.case, self.clocks, self.letters, paths=self.paths, zone=services.zone, group=self.group)


def record_of(services: Services, session: Session, case: CaseRow) -> CaseRecord:
    """Everything about one case; the letters' files are put back from the archive if somebody removed them."""
    ticking, written = clocks.of_case(session, case.id), letters.of_case(session, case.id)
    return _record(services, case, ticking, written, groups.names_of(session, [case.id]).get(case.id))


def records_of(services: Services, session: Session, rows: Sequence[CaseRow]) -> Iterator[CaseRecord]:
    """The same of many cases, one after another, asking once for the clocks and once for the letters of all."""
    ids = [case.id for case in rows]
    ticking, written = clocks.of_cases(session, ids), letters.of_cases(session, ids)
    grouped = groups.names_of(session, ids)
    for case in rows:
        yield _record(services, case, ticking.get(case.id, []), written.get(case.id, []), grouped.get(case.id))


def _record(
    services: Services, case: CaseRow, ticking: list[ClockRow], written: list[LetterRow], group: str | None
) -> CaseRecord:
    return CaseRecord(
        case=case,
        clocks=tuple(ticking),
        letters=tuple(written),
        group=group,
        paths={letter.id: str(letter_file(services, case.number, letter)) for letter in written if letter.docx_sha},
    )


def case_details(services: Services, session: Session, record: CaseRecord) -> View:
    """The list's object with what else is known: the writer's details, texts, decision and history."""
    case = record.case
    decided = cases.decisions_of_case(session, case.id)
    return record.view(services) | {
        "subject": case.subject,
        "phone": case.phone,
        "email": case.email,
        "area": case.area,
        "validity": case.validity,
        "kind": case.kind,
        "group": case.is_group,
        "households": case.households,
        "fee": case.fee,
        "also": list(case.also),
        "departments": list(case.departments),
        "text": next((one.input.text for one in reversed(decided) if one.intake_id == case.intake_id), None),
        "decision": decision_view(decided[-1].decision) if decided else None,
        "rulebook": _version(services, session, decided[-1]) if decided else None,
        "events": [
            {
                "at": event.at.astimezone(services.zone).isoformat(timespec="seconds"),
                "who": event.who,
                "what": event.what,
                "payload": dict(event.payload) if event.payload is not None else None,
            }
            for event in events.history(session, case.id)
        ],
    }


def _version(services: Services, session: Session, made: DecisionRow) -> View:
    """Which version of the rulebook decided, and since when it was live; unknown for one never made live here."""
    version = version_of(session, made.rulebook, made.made_at)
    at = version and version.at.astimezone(services.zone).isoformat(timespec="seconds")
    return {"sha": made.rulebook, "at": at, "by": version and version.who, "note": version and version.note}


def letter_file(services: Services, number: str, letter: LetterRow) -> Path:
    """The letter's file for people, relative to the instance."""
    relative = letter_path(number, letter)
    path = services.settings.root / relative
    if letter.docx_sha and not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(services.archive.get(letter.docx_sha))
    return relative
