"""Stage 2, read: archived bytes become Documents in a process that may be killed; bad input becomes a Problem."""

import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import partial

from sqlalchemy.orm import Session

from domain.codes import Channel, IntakeState
from domain.reading import Document, Part, Problem
from domain.reading_codes import Method
from domain.settings import MailboxSettings
from store import intake, jobs
from store.intake import IntakeRow, NewIntake
from store.rows import Columns
from workers.instance.pool import Content, PoolError
from workers.instance.reading_tasks import Ours, read_content
from workers.instance.services import Services
from workers.instance.stages import DECIDE, READ, LaterError

_TOGETHER = 8
_BATCH_SECONDS = 60.0
"""After so long no more of a batch is begun: scans take minutes, and what is read should go on its way."""
_FIRST_BELIEVED = datetime(1990, 1, 1, tzinfo=UTC)
"""A mail dated before this was written by a clock that had stopped: the file's own time is taken."""
_WHY = {
    "time": "读取超时",
    "memory": "读取占用内存过多",
    "died": "读取程序意外中止",
}


Letters = tuple[Document, ...]
"""What one file gave: a letter each."""


class ReadStage:
    """Reads in the pool; nothing that a letter contains can stop the stage."""

    name = READ
    batch = 32

    def prepare(self, services: Services, ids: Sequence[int]) -> Mapping[int, Letters | Exception]:
        """Documents by intake id."""
        with services.database.reading() as session:
            rows = [
                row
                for id_ in ids
                if (row := intake.get(session, id_)) and row.state is IntakeState.RECEIVED and row.sha256
            ]
        prepared = read_rows(services, rows)
        services.crash_points.point("read.done")
        return prepared

    def record(self, services: Services, session: Session, subject_id: int, prepared: Letters) -> None:
        """Keep the reading and ask for the decision; further letters of the same bytes get rows of their own."""
        row = intake.get(session, subject_id)
        if row is None or not intake.advance(
            session, subject_id, IntakeState.RECEIVED, IntakeState.READ, **_heard(prepared[0], row)
        ):
            return
        intake.save_reading(session, subject_id, prepared)
        further = intake.enter(session, *(_further(row, document) for document in prepared[1:]))
        for other, document in zip(further, prepared[1:], strict=True):
            intake.save_reading(session, other.id, (document,))
        jobs.defer_many(session, DECIDE, (subject_id, *(other.id for other in further)))

    def committed(self, services: Services) -> None:
        """After the commit."""
        services.crash_points.point("read.committed")

    def give_up(self, services: Services, session: Session, subject_id: int, error: str) -> None:
        """Reading failed for reasons of ours: an empty reading with the problem goes on to a person."""
        problem = Problem(where="读取", what=f"多次读取失败（{error}）", mend="请人工查看原件")
        self.record(services, session, subject_id, (Document(problems=(problem,), confidence=0.0),))


def read_rows(services: Services, rows: Sequence[IntakeRow]) -> dict[int, Letters | Exception]:
    """What the archived bytes of each say, read in the pool; LaterError for those whose turn did not come."""
    tasks = [(_content(services, row), _name(row), services.settings.limits, _ours(services, row)) for row in rows]
    prepared: dict[int, Letters | Exception] = {}
    begun = time.monotonic()
    step = _TOGETHER * services.pool.size
    for start in range(0, len(rows), step):
        if time.monotonic() - begun > _BATCH_SECONDS:
            prepared |= {row.id: LaterError("scans before it took long") for row in rows[start:]}
            break
        some = slice(start, start + step)
        results = services.pool.map(read_content, tasks[some], together=_TOGETHER, beating=True)
        prepared |= {row.id: _or_problem(row, result) for row, result in zip(rows[some], results, strict=True)}
    return prepared


def _ours(services: Services, row: IntakeRow) -> Ours:
    return Ours(addresses=services.own_addresses, authserv_ids=services.authserv_ids(row.source))


def _content(services: Services, row: IntakeRow) -> Content:
    return Content(read=partial(services.archive.get, row.sha256 or ""))


def _name(row: IntakeRow) -> str:
    return str(row.details.get("name") or "")


def _or_problem(row: IntakeRow, result: Letters | Exception) -> Letters | Exception:
    """A reading that had to be killed is a Problem of the letter; any other error is tried again."""
    if isinstance(result, PoolError) and result.why in _WHY:
        name = _name(row)
        problem = Problem(where=name or "原件", what=_WHY[result.why], mend="请人工查看原件并登记")
        part = Part(name=name, media_type="application/octet-stream", method=Method.NONE, confidence=0.0)
        return (Document(parts=(part,), problems=(problem,), confidence=0.0),)
    return result


def _heard(document: Document, row: IntakeRow) -> Columns:
    """The columns by which duplicates and follow-ups are found."""
    envelope = document.envelope
    heard = {
        "message_class": envelope.message_class,
        "message_id": envelope.message_id,
        "sender": envelope.transport_sender.email or envelope.sender.email,
        "subject": document.subject or None,
        "body_hash": document.body_hash or None,
        "in_reply_to": envelope.in_reply_to,
        "references": envelope.references,
        "authentication": envelope.authentication,
        "problems": document.problems,
        "channel": row.channel,
        "received_at": row.received_at,
        "no_letter": row.no_letter,
    }
    if row.channel is Channel.LETTER and envelope.date is not None:
        heard |= _as_mail(document, row)
    return heard


def _as_mail(document: Document, row: IntakeRow) -> Columns:
    """A file that holds a mail came by mail, when its newest Received header says so, or else its Date."""
    stamped = document.envelope.received or document.envelope.date
    believed = stamped is not None and stamped >= _FIRST_BELIEVED
    received = min(stamped, row.received_at) if stamped is not None and believed else row.received_at
    old = row.first_seen_at - received > MailboxSettings.no_letter_after
    return {"channel": Channel.EMAIL, "received_at": received, "no_letter": row.no_letter or old}


def _further(row: IntakeRow, document: Document) -> NewIntake:
    """The row of a further letter found in the same bytes (a scan of several letters)."""
    return NewIntake(
        source=row.source,
        source_key=row.source_key,
        index=document.index,
        sha256=row.sha256,
        size=row.size,
        state=IntakeState.READ,
        project=row.project,
        received_date_only=row.received_date_only,
        first_seen_at=row.first_seen_at,
        told_at=row.first_seen_at,
        details=row.details,
        **_heard(document, row),
    )
