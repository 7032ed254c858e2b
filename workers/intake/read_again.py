"""What waits for a person is read again because one asked: after the program that reads it was mended or installed.

The new reading stands beside its original and waits for a person as before: it becomes no case by itself, and its
clocks run on from the receipt.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from domain.codes import IntakeState
from domain.events import HouseEvent
from domain.reading import Document
from domain.staff import HOUSE, Person
from store import clocks, intake, jobs
from store.intake import WAITING, IntakeRow
from store.rows import Columns
from workers.clocks import recalculation
from workers.deciding import dangers, deadlines, searchable
from workers.deciding.validation import CorrectionError
from workers.instance.house_entries import noted
from workers.instance.permissions import present
from workers.instance.services import Services
from workers.instance.stages import READ_AGAIN, TELL_OF_INTAKE
from workers.intake.read import Letters, read_rows
from workers.intake.triage import permit_intake, waiting_row

ASKED = "read_again"
"""Of `IntakeRow.details`: who asked and when, until it is done."""


def ask_again(services: Services, intake_id: int, *, actor: Person) -> IntakeRow:
    """Have it read again. CorrectionError if it does not wait, has no bytes, or is being read already."""
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        permit_intake(session, intake_id, actor)
        row = waiting_row(session, intake_id, WAITING)
        if row.sha256 is None:
            raise CorrectionError("来件 {id} 没有存下原件，不能重新读取；请按原件登记", id=intake_id)
        if ASKED in row.details:
            raise CorrectionError("来件 {id} 正在重新读取；读完后会显示在这里", id=intake_id)
        asked = {"by": actor.login, "at": services.now().isoformat()}
        intake.advance(session, intake_id, row.state, row.state, details={**row.details, ASKED: asked})
        jobs.defer(session, READ_AGAIN, intake_id)
        noted(services, session, HouseEvent.INTAKE_READ_AGAIN, who=actor.login, intake=intake_id)
        done = waiting_row(session, intake_id, WAITING)
    services.work_signal.send()
    return done


class ReadAgainStage:
    """Reads as `workers.intake.read` does; what was settled meanwhile is left alone."""

    name = READ_AGAIN
    batch = 8

    def prepare(self, services: Services, ids: Sequence[int]) -> Mapping[int, Letters | Exception]:
        """Documents by intake id."""
        with services.database.reading() as session:
            rows = [row for id_ in ids if (row := _asked(session, id_)) is not None]
        return read_rows(services, rows)

    def record(self, services: Services, session: Session, subject_id: int, prepared: Letters) -> None:
        """Keep the new reading if there is anything to read in it, or was nothing in the old one."""
        row = _asked(session, subject_id)
        if row is None:
            return
        document = next((one for one in prepared if one.index == row.index), prepared[0])
        old = next(iter(intake.load_reading(session, subject_id) or ()), None)
        if old is not None and old.readable and not document.readable:
            _settled(session, row, row.state, "重新读取没有读出文字，保留原来的读取结果")
            return
        values: Columns = {"problems": document.problems}
        if document.readable:
            to, note = IntakeState.AWAITING_PERSON, "重新读取后已有文字，请核对后立案"
            values |= {"subject": row.subject or document.subject or None}
        else:
            why = document.problems[0].what if document.problems else "没有可读的文字"
            to, note = row.state, f"重新读取后仍没有可读的文字：{why}"
        # The row first: what a person settled in this moment keeps the reading that they saw.
        if not _settled(session, row, to, note, **values):
            return
        intake.save_reading(session, subject_id, (document,))
        if document.readable:
            _tell_dangers(services, session, row, document)
        searchable.unfiled(session, subject_id)

    def committed(self, services: Services) -> None:
        """After the commit."""

    def give_up(self, services: Services, session: Session, subject_id: int, error: str) -> None:
        """Reading failed for reasons of ours: it waits as before, with that said."""
        row = _asked(session, subject_id)
        if row is not None:
            _settled(session, row, row.state, f"重新读取没有成功（{error}），请人工查看原件")


def _asked(session: Session, intake_id: int) -> IntakeRow | None:
    """The row if it waits and somebody wants it read again."""
    row = intake.get(session, intake_id)
    return row if row is not None and row.state in WAITING and ASKED in row.details and row.sha256 else None


def _settled(session: Session, row: IntakeRow, to: IntakeState, note: str, **values: object) -> bool:
    """Whether it still stood as `row` has it; then its note says what came of the reading."""
    details = {name: value for name, value in row.details.items() if name != ASKED}
    return intake.advance(session, row.id, row.state, to, note=note, details=details, **values)


def _tell_dangers(services: Services, session: Session, row: IntakeRow, document: Document) -> None:
    """What the new reading says is dangerous now is told, and shortens the clocks of receipt."""
    heard = dangers.heard_unfiled(services, row, document)
    alarms = dangers.names_of(heard.alarms)
    if not alarms or alarms == row.alarms:
        return
    intake.advance(session, row.id, IntakeState.AWAITING_PERSON, IntakeState.AWAITING_PERSON, alarms=alarms)
    kinds = sorted({alarm.kind for alarm in heard.alarms})
    noted(services, session, HouseEvent.INTAKE_ALARM, who=HOUSE, intake=row.id, alarms=kinds)
    due = [one for one in heard.deadlines if one.clock in deadlines.UNREAD]
    clocks.start(session, row.id, None, 1, due)
    recalculation.move_unfiled(services, session, row.id, due)
    jobs.defer(session, TELL_OF_INTAKE, row.id)
