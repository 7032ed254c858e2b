"""A person corrects what was read of a case, or confirms it: the decision is made again from what is right.

The reading stays as it was; the correction is a version beside it and an event of the case. The new decision comes by
the same way as the first (workers/deciding/decisions.py) and is kept with its whole input. Letters that are on their
way or gone are not touched, and what a person has set in the case by hand stays.
"""

from dataclasses import replace

from sqlalchemy.orm import Session

from domain.codes import Channel
from domain.correction import AS_READ, Correction
from domain.decision import DecisionInput
from domain.events import EventName, Payload
from domain.reading import Document
from domain.staff import Person
from store import cases, corrections, events, intake, overrides
from store.cases import CaseRow, DecisionRow
from store.corrections import NewCorrection
from store.intake import IntakeRow
from store.rows import Columns
from workers.casework import owning
from workers.casework.decided_again import followed
from workers.casework.groups.finding import look
from workers.casework.kind_changes import acknowledge_if_matter
from workers.clocks import recalculation
from workers.correspondence.stale_drafts import void_drafts
from workers.deciding import dangers, searchable
from workers.deciding.case_lookup import current, held_case
from workers.deciding.decisions import (
    Decided,
    decide_letter,
    decision_of,
    named_by_person,
    record_of,
    save,
    summary,
)
from workers.deciding.effective_document import EffectiveDocument, as_corrected
from workers.deciding.validation import CorrectionError, check_household, checked
from workers.instance.permissions import present
from workers.instance.services import Services

_PLACE = ("project", "building", "unit", "room")
_COLUMNS = {"resident_name": "name", "reply_to_email": "reply_to", "received_at": "received"}
"""What a correction calls a column of the case, where the two differ."""


def correct(
    services: Services, number: str, correction: Correction, *, actor: Person, seen: int | None = None
) -> CaseRow:
    """Correct the letter that opened a case and decide it again; the case as it stands then.

    Two corrections at once are made one after the other, and the second keeps what the first one corrected. seen: the
    version that the person had before them (`store.corrections.count`); the correction is refused if it is not the
    last any more. CorrectionError, with a sentence for people, for everything that cannot be.
    """
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        void_drafts(services, session, number, actor.login)
        case = held_case(session, number, actor)
        row, read = _as_received(session, case)
        earlier = corrections.latest(session, row.id)
        version = earlier.version if earlier else 0
        if seen is not None and seen != version:
            raise CorrectionError("{number} 刚被他人更正过；请重新查看后再更正", number=number)
        standing = _standing(services, session, row, case, correction, earlier.standing if earlier else AS_READ)
        check_household(session, correction, actor)
        letter = as_corrected(row, read, standing, who=actor.login)
        decided = decide_letter(services, session, letter, own=case.number)
        before = decision_of(session, case)
        judged = frozenset(overrides.chosen(session, case.id))
        columns = record_of(session, letter, decided) | followed(case, before, decided, judged)
        changes = _changes(case, before.input, columns, decided.given)
        if not changes:
            raise CorrectionError("与 {number} 现有的记录相同，没有可更正的；若属实，请改为确认", number=number)
        keep_correction(services, session, letter, version + 1)
        if named_by_person(correction):
            columns["household_confirmed"] = columns["household_id"]
        columns |= dangers.columns_of(session, case, row.id, decided.decision) if _newly(before, decided) else {}
        columns["decision_id"] = save(services, session, row.id, case.id, decided)
        cases.update_case(session, case.id, **columns)
        news: list[tuple[EventName, Payload]] = [
            (EventName.CORRECTED, {"intake": row.id, "version": version + 1, "changes": changes}),
            (EventName.DECIDED_AGAIN, summary(decided.decision)),
            *(dangers.news_of(row.id, decided.decision) if _newly(before, decided) else ()),
        ]
        events.append_many(session, case.id, services.now(), actor.login, news)
        due = recalculation.deadlines_of(decided.compiled, decided.given, columns)
        ran = recalculation.deadlines_of(decided.compiled, before.input, vars(case))
        recalculation.follow(services, session, row.id, case.id, ran, due, actor.login)
        recalculation.recalculate_again(services, session, row.id, case.id, due, actor.login)
        acknowledge_if_matter(session, case, columns["kind"])
        recalculation.register(services, session, row.id, case.id, actor.login)
        owning.keep(services, session, current(session, case), actor.login)
        searchable.refresh(session, case.id)
        look(services, session, current(session, case))
        return current(session, case)


def confirm(services: Services, number: str, *, actor: Person) -> CaseRow:
    """Confirm household and matter of a case as they stand: no person is needed any more, `register` is stopped.

    CorrectionError if there is no such case.
    """
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        case = held_case(session, number, actor)
        cases.update_case(session, case.id, needs_person=False, household_confirmed=case.household_id)
        payload = {"household": case.household_id, "topic": case.topic, "category": case.category}
        events.append(session, case.id, services.now(), actor.login, EventName.CONFIRMED, payload)
        recalculation.register(services, session, case.intake_id, case.id, actor.login)
        return current(session, case)


def keep_correction(services: Services, session: Session, letter: EffectiveDocument, version: int) -> None:
    """Keep a corrected letter beside its reading."""
    corrections.add(
        session,
        NewCorrection(
            intake_id=letter.row.id,
            version=version,
            made_at=services.now(),
            made_by=letter.who or "",
            standing=letter.correction,
            document=letter.document,
        ),
    )


def _as_received(session: Session, case: CaseRow) -> tuple[IntakeRow, Document]:
    row = intake.get(session, case.intake_id)
    if row is None:
        raise LookupError(f"case {case.id} has no intake")
    return row, next(iter(intake.load_reading(session, row.id) or ()), Document())


def _standing(
    services: Services, session: Session, row: IntakeRow, case: CaseRow, correction: Correction, earlier: Correction
) -> Correction:
    """All that is corrected, this time included. A correction of the room alone means the house that stood there."""
    wanted = checked(services, session, row, correction, channel=correction.channel or case.channel)
    if wanted.names_a_place and case.household_id is not None:
        place: Columns = {name: _filled(getattr(wanted, name), getattr(case, name)) for name in _PLACE}
        wanted = replace(wanted, **place)
    standing = wanted.onto(earlier)
    if (standing.channel or row.channel) is Channel.EMAIL:
        return replace(standing, received=None, received_date_only=False)
    return standing


def _filled(corrected: str | None, stands: str | None) -> str:
    return (stands or "") if corrected is None else corrected


def _newly(before: DecisionRow, decided: Decided) -> bool:
    """Whether the corrected letter raises an alarm that it did not raise before."""
    return bool({one.kind for one in decided.decision.alarms} - {one.kind for one in before.decision.alarms})


def _changes(case: CaseRow, before: DecisionInput, columns: Payload, given: DecisionInput) -> dict[str, list[object]]:
    """What the correction changed, each [old, new]: of the record, and of the letter's text."""
    record = ("resident_name", "phone", "email", "reply_to_email", "household_id", *_PLACE, "channel", "subject")
    pairs = {_COLUMNS.get(name, name): [getattr(case, name), columns[name]] for name in record}
    pairs["received"] = [before.received.isoformat(), given.received.isoformat()]
    pairs["received_date_only"] = [before.received_date_only, given.received_date_only]
    pairs["text"] = [before.text, given.text]
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
