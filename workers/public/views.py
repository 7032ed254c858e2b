"""The JSON of the public contract (DESIGN 4): pure functions from types to dicts in which every key is present.

Unknown is None, nothing is []. Times are ISO 8601 with offset; codes are the closed lists of domain/codes.py.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from domain.decision import Alarm, Deadline, Decision, Doubt, Match, Reason
from domain.reading import Document, Field, Part, Problem
from domain.staff import Grant
from store.cases import CaseRow
from store.clocks import ClockRow
from store.ledger import LedgerRow
from store.letters import LetterRow
from store.people import DeputyRow, PersonRow

View = dict[str, Any]  # JSON: values of many types by their keys


def document_view(path: str, document: Document) -> View:
    """One letter as `huihan read --json` shows it."""
    envelope = document.envelope
    return {
        "path": path,
        "index": document.index,
        "class": envelope.message_class,
        "subject": document.subject,
        "sender": {"name": envelope.sender.name, "email": envelope.sender.email},
        "message_id": envelope.message_id,
        "in_reply_to": envelope.in_reply_to,
        "references": list(envelope.references),
        "date": _iso(envelope.date),
        "authentication": envelope.authentication,
        "text": document.text,
        "quoted": document.quoted,
        "script": document.script,
        "confidence": document.confidence,
        "parts": [_part(part) for part in document.parts],
        "fields": [_field(field) for field in document.fields],
        "problems": [_problem(problem) for problem in document.problems],
    }


def decision_view(decision: Decision) -> View:
    """One decision as `huihan decide --json` shows it."""
    return {
        "topic": decision.topic,
        "topics": [{"topic": one.topic, "category": one.category, "score": one.score} for one in decision.topics],
        "category": decision.category,
        "also": list(decision.also),
        "department": decision.department,
        "departments": list(decision.departments),
        "grade": decision.grade,
        "urgency": decision.urgency,
        "kind": decision.kind,
        "group": decision.group,
        "households": decision.households,
        "fee": decision.fee,
        "cause": decision.cause,
        "needs_person": decision.needs_person,
        "doubts": [_doubt(doubt) for doubt in decision.doubts],
        "alarms": [_alarm(alarm) for alarm in decision.alarms],
        "deadlines": [_deadline(deadline) for deadline in decision.deadlines],
        "letters": list(decision.letters),
        "reasons": [_reason(reason) for reason in decision.reasons],
        "rulebook": decision.rulebook,
    }


def case_view(
    case: CaseRow,
    clocks: Sequence[ClockRow],
    letters: Sequence[LetterRow],
    *,
    paths: Mapping[int, str],
    zone: ZoneInfo,
    group: str | None = None,
) -> View:
    """One case as `huihan cases list --json` shows it. paths: letter id → file, relative to the instance. group: the
    number of the group in which it sits, proposed or confirmed.
    """
    return {
        "number": case.number,
        "received": _local(case.received_at, zone),
        "channel": case.channel,
        "state": case.state,
        "resident": {
            "name": case.resident_name,
            "project": case.project,
            "building": case.building,
            "unit": case.unit,
            "room": case.room,
        },
        "category": case.category,
        "topic": case.topic,
        "department": case.departments[0] if case.departments else None,
        "grade": case.grade,
        "urgency": case.urgency,
        "needs_person": case.needs_person,
        "cause": case.cause,
        "proposed_cause": case.proposed_cause,
        "owner": case.owner,
        "group_id": group,
        "deadlines": [clock_view(clock, zone=zone) for clock in clocks],
        "letters": [letter_view(letter, path=paths.get(letter.id)) for letter in letters],
    }


def clock_view(clock: ClockRow, *, zone: ZoneInfo) -> View:
    """One clock of a case."""
    return {
        "clock": clock.clock,
        "due": _local(clock.due_at, zone) if clock.due_known else None,
        "provisional": clock.provisional,
        "round": clock.round,
        "state": clock.state,
    }


def letter_view(letter: LetterRow, *, path: str | None) -> View:
    """One letter of a case; path: of its file, relative to the instance, None while there is none."""
    return {"id": letter.id, "number": letter.number, "kind": letter.kind, "state": letter.state, "path": path}


def ledger_view(row: LedgerRow, *, missing: int | None) -> View:
    """One source as `huihan ledger --json` shows it; missing: shown by the source, and no row (None: not reached)."""
    return {
        "source": row.source,
        "seen": row.seen,
        "case": row.case,
        "follow_up": row.follow_up,
        "ignored": row.ignored,
        "quarantined": row.quarantined,
        "awaiting_person": row.awaiting_person,
        "pending": row.pending,
        "missing": missing,
    }


def person_view(
    row: PersonRow, grants: Iterable[Grant], deputies: Iterable[tuple[str, DeputyRow]], *, zone: ZoneInfo
) -> View:
    """One of `huihan people list --json`. grants: the person's own; deputies: each with the login of who stands in."""
    return {
        "login": row.login,
        "name": row.name,
        "email": row.email,
        "phone": row.phone,
        "language": row.language,
        "digest": row.digest,
        "active": row.active,
        "password": row.password is not None,
        "roles": [{"role": one.role, "project": one.project, "department": one.department} for one in grants],
        "deputies": [
            {"login": login, "from": _local(one.from_at, zone), "until": _local(one.until_at, zone)}
            for login, one in deputies
        ],
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _local(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).isoformat(timespec="seconds")


def _part(part: Part) -> View:
    return {
        "name": part.name,
        "media_type": part.media_type,
        "method": part.method,
        "page": part.page,
        "confidence": part.confidence,
        "text": part.text,
        "start": part.start,
        "end": part.end,
        "rotation": part.rotation,
        "lines": [{"text": line.text, "confidence": line.confidence, "box": list(line.box)} for line in part.lines],
    }


def _field(field: Field) -> View:
    return {
        "name": field.name,
        "value": field.value,
        "text": field.text,
        "source": field.source,
        "start": field.start,
        "end": field.end,
    }


def _problem(problem: Problem) -> View:
    return {"where": problem.where, "what": problem.what, "mend": problem.mend}


def _doubt(doubt: Doubt) -> View:
    candidates = [{"value": one.value, "score": one.score} for one in doubt.candidates]
    return {"slot": doubt.slot, "why": doubt.why, "candidates": candidates}


def _alarm(alarm: Alarm) -> View:
    return {"kind": alarm.kind, "name": alarm.name, "matched": [_match(match) for match in alarm.matched]}


def _deadline(deadline: Deadline) -> View:
    return {
        "clock": deadline.clock,
        "due": deadline.due.isoformat(),
        "provisional": deadline.provisional,
        "steps": [{"date": step.date.isoformat(), "counts": step.counts, "why": step.why} for step in deadline.steps],
    }


def _reason(reason: Reason) -> View:
    return {
        "slot": reason.slot,
        "rule": reason.rule,
        "file": reason.file,
        "line": reason.line,
        "because": reason.because,
        "matched": [_match(match) for match in reason.matched],
    }


def _match(match: Match) -> View:
    return {"source": match.source, "text": match.text, "start": match.start, "end": match.end}
