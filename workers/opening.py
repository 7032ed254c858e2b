"""Opens a case, or joins a follow-up to one: decision, record, clocks, history, the acknowledgement to be drafted."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from domain.codes import CaseState, Channel, ClockName, IntakeState, LetterKind, Script
from domain.decision import Deadline, Decision, DecisionInput
from domain.reading import Document
from store import cases, clocks, events, intake, jobs, letters
from store.cases import CaseRow, NewCase
from store.directory import normal_email, same_household_addresses
from store.intake import IntakeRow
from store.letters import NewLetter
from workers import deadlines, directory
from workers.decision import decide_document
from workers.matters import topics_of
from workers.route import only_thanks
from workers.services import Services

DRAFT = "draft"
WHO = "huihan"
_HISTORY = timedelta(days=400)
_CAP_WINDOW = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class _Decided:
    """One decision, not yet stored."""

    given: DecisionInput
    decision: Decision
    clues: directory.Clues


def open_case(
    services: Services, session: Session, row: IntakeRow, document: Document, *, parent: CaseRow | None = None
) -> CaseRow:
    """A new case from one letter; `parent` for a new topic that a follow-up raised."""
    decided = _decide(services, session, row, document)
    case = cases.open_case(
        session,
        _new_case(services, session, row, document, decided, parent),
        prefix=services.settings.company.case_prefix,
        year=services.now().astimezone(services.zone).year,
    )
    decision_id = _save(services, session, row, case, decided)
    cases.update_case(session, case.id, decision_id=decision_id)
    intake.advance(session, row.id, IntakeState.READ, IntakeState.CASE, case_id=case.id)
    clocks.start(session, row.id, case.id, 1, decided.decision.deadlines)
    news = [
        ("received", {"intake": row.id, "source": row.source, "channel": row.channel}),
        ("decided", _summary(decided)),
        ("clocks_started", _started(1, decided.decision.deadlines)),
    ]
    if _registered_by_itself(decided):
        clocks.stop(session, case.id, ClockName.REGISTER, services.now(), WHO)
        news.append(("clock_stopped", {"clock": ClockName.REGISTER}))
    events.append_many(session, case.id, services.now(), WHO, news)
    if parent is not None:
        _event(services, session, parent, "linked_case", {"number": case.number})
    if LetterKind.ACKNOWLEDGEMENT in decided.decision.letters:
        _acknowledge(services, session, row, document, case, 1)
    return case


def follow_up(services: Services, session: Session, row: IntakeRow, document: Document, case_id: int) -> None:
    """Join a letter to its case: thanks change nothing, the same topic asks for a reply, a new one is a linked case."""
    case = cases.get_case(session, case_id)
    if case is None:
        raise LookupError(f"no case {case_id}")
    if only_thanks(document.text):
        _join(session, row, case)
        _event(services, session, case, "thanked", {"intake": row.id})
        return
    decided = _decide(services, session, row, document)
    if _raises_a_new_topic(services, session, case, decided.decision):
        open_case(services, session, row, document, parent=case)
        return
    _save(services, session, row, case, decided)
    _join(session, row, case)
    _event(services, session, case, "followed_up", {"intake": row.id} | _summary(decided))
    _next_round(services, session, row, document, case)


def _raises_a_new_topic(services: Services, session: Session, case: CaseRow, decision: Decision) -> bool:
    """Whether a follow-up is surely about something that the case never was about; in doubt it is the same matter."""
    if decision.topic is None or decision.needs_person:
        return False
    scoring = services.compiled.rulebook.scoring
    known = {
        topic for kept in cases.decisions_of_case(session, case.id) for topic in topics_of(kept.decision, scoring.also)
    }
    return decision.topic not in known


def _join(session: Session, row: IntakeRow, case: CaseRow) -> None:
    intake.advance(session, row.id, IntakeState.READ, IntakeState.FOLLOW_UP, case_id=case.id)


def _next_round(services: Services, session: Session, row: IntakeRow, document: Document, case: CaseRow) -> None:
    """A new `reply` round; a filed case is open again."""
    number = case.reply_round + 1
    values: dict[str, Any] = {"reply_round": number}
    if case.state is CaseState.FILED:
        values["state"] = CaseState.REOPENED
        _event(services, session, case, "reopened", {"intake": row.id})
    cases.update_case(session, case.id, **values)
    started = deadlines.ordinary(
        services.compiled,
        (ClockName.ACKNOWLEDGE, ClockName.REPLY),
        row.received_at.astimezone(services.zone),
        date_only=row.received_date_only,
    )
    clocks.start(session, row.id, case.id, number, started)
    _event(services, session, case, "clocks_started", _started(number, started))
    _acknowledge(services, session, row, document, case, number)


def _decide(services: Services, session: Session, row: IntakeRow, document: Document) -> _Decided:
    found = directory.clues(document.fields, row.project)
    match = directory.match(session, found, document.envelope.sender.email)
    household = match.household
    history = cases.history(
        session,
        household_id=match.household_id,
        email=document.envelope.sender.email,
        project=household.project if household else found.project,
        building=household.building if household else found.building,
        before=row.received_at,
        since=row.received_at - _HISTORY,
    )
    given, decision = decide_document(
        services.compiled,
        document,
        received=row.received_at.astimezone(services.zone),
        channel=row.channel,
        project=household.project if household else found.project,
        received_date_only=row.received_date_only,
        directory=match,
        history=history,
    )
    return _Decided(given=given, decision=decision, clues=found)


def _save(services: Services, session: Session, row: IntakeRow, case: CaseRow, decided: _Decided) -> int:
    """Keep the decision with its whole input and the rulebook that made it, so that it can be replayed."""
    rulebook = services.compiled.rulebook
    cases.keep_rulebook(session, rulebook.sha256, rulebook.name, rulebook.texts, services.now())
    return cases.save_decision(
        session,
        intake_id=row.id,
        case_id=case.id,
        made_at=services.now(),
        made_by="rules",
        input=decided.given,
        decision=decided.decision,
    )


def _new_case(
    services: Services,
    session: Session,
    row: IntakeRow,
    document: Document,
    decided: _Decided,
    parent: CaseRow | None,
) -> NewCase:
    decision, found = decided.decision, decided.clues
    household, sender = decided.given.directory.household, document.envelope.sender
    return NewCase(
        intake_id=row.id,
        channel=row.channel,
        project=household.project if household else found.project,
        area=household.area if household else None,
        building=household.building if household else found.building,
        unit=household.unit if household else found.unit,
        room=household.room if household else found.room,
        resident_name=(household.name if household else None) or found.name or sender.name,
        phone=(household.phone if household else None) or next(iter(found.phones), None),
        email=sender.email,
        household_id=decided.given.directory.household_id,
        received_at=row.received_at,
        opened_at=services.now(),
        category=decision.category,
        topic=decision.topic,
        departments=decision.departments,
        grade=decision.grade,
        urgency=decision.urgency,
        kind=decision.kind,
        is_group=decision.group,
        households=decision.households,
        fee=decision.fee,
        needs_person=decision.needs_person,
        also=decision.also,
        parent_id=parent.id if parent else None,
        subject=document.subject,
        reply_to_email=_reply_address(session, row, document, decided.given.directory.household_id),
        message_id=document.envelope.message_id,
        references=document.envelope.references,
    )


def _reply_address(session: Session, row: IntakeRow, document: Document, household_id: int | None) -> str | None:
    """Where a letter may go: the envelope's address, or for a forwarded complaint one that the directory knows."""
    envelope = document.envelope
    if row.channel is not Channel.EMAIL:
        return None
    if not envelope.forwarded:
        return envelope.sender.email
    if household_id is None or not envelope.sender.email:
        return None
    known = same_household_addresses(session, household_id)
    return envelope.sender.email if normal_email(envelope.sender.email) in known else None


def _registered_by_itself(decided: _Decided) -> bool:
    """TRADE 6: `register` is stopped by itself on a unique directory match without `needs_person`."""
    return decided.given.directory.household_id is not None and not decided.decision.needs_person


def _acknowledge(
    services: Services, session: Session, row: IntakeRow, document: Document, case: CaseRow, round_: int
) -> None:
    """The acknowledgement to be drafted; held for a person where it must not go out by itself."""
    to_address = case.reply_to_email if round_ == 1 else _reply_address(session, row, document, case.household_id)
    letter = letters.create(
        session,
        NewLetter(
            case_id=case.id,
            intake_id=row.id,
            kind=LetterKind.ACKNOWLEDGEMENT,
            round=round_,
            to_address=to_address,
            in_reply_to=document.envelope.message_id,
            references=document.envelope.references,
            script=document.script if document.script is not Script.OTHER else Script.HANS,
            held=_why_held(services, session, row, document, to_address),
        ),
    )
    jobs.defer(session, DRAFT, letter.id)


def _why_held(
    services: Services, session: Session, row: IntakeRow, document: Document, to_address: str | None
) -> str | None:
    if document.envelope.forwarded:
        return "转发来件：请核对收件人后再发出"
    if row.no_letter:
        return "来件首次读取时已超过自动告知的期限：请人工决定是否发出"
    if row.channel is not Channel.EMAIL:
        return None
    if not to_address:
        return "来件没有可用的回复地址：请人工确认"
    sent = cases.letters_to_sender_since(session, to_address, services.now() - _CAP_WINDOW)
    if sent >= services.settings.limits.letters_per_sender_and_day:
        return "该发件人当日的自动告知已达上限：请人工决定是否发出"
    return None


def _started(round_: int, deadlines: tuple[Deadline, ...]) -> dict[str, object]:
    return {"round": round_, "due": {deadline.clock.value: deadline.due.isoformat() for deadline in deadlines}}


def _event(services: Services, session: Session, case: CaseRow, what: str, payload: dict[str, object]) -> None:
    events.append(session, case.id, services.now(), WHO, what, payload)


def _summary(decided: _Decided) -> dict[str, object]:
    decision = decided.decision
    return {
        "topic": decision.topic,
        "category": decision.category,
        "departments": list(decision.departments),
        "grade": decision.grade,
        "urgency": decision.urgency,
        "needs_person": decision.needs_person,
        "rulebook": decision.rulebook,
    }
