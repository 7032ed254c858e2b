"""Opens a case, or joins a follow-up to one: decision, record, clocks, history, the acknowledgement to be drafted."""

from sqlalchemy.orm import Session

from domain.codes import ClockName, IntakeState, LetterKind, Urgency
from domain.course import Act
from domain.course_table import STEPS
from domain.decision import Deadline, Decision
from domain.events import EventName, Payload
from domain.staff import HOUSE
from store import cases, clocks, events, intake, jobs
from store.cases import CaseRow, NewCase
from store.intake import IntakeRow
from store.rows import Columns
from workers.casework import owning
from workers.casework.groups import finding
from workers.clocks import progress
from workers.clocks.case_clocks import start_clock
from workers.correspondence.acknowledging import acknowledge
from workers.deciding import dangers, deadlines, searchable
from workers.deciding.decisions import Decided, decide_letter, named_by_person, record_of, save, slots_of, summary
from workers.deciding.effective_document import EffectiveDocument, reply_address
from workers.deciding.matters import topics_of
from workers.deciding.ownership import staff_now
from workers.deciding.rounds import begin_round
from workers.deciding.route import only_accepts, only_thanks
from workers.instance.services import Services
from workers.instance.stages import OPINION
from workers.intake import repeats, same_person


def open_case(
    services: Services, session: Session, letter: EffectiveDocument, *, parent: CaseRow | None = None
) -> CaseRow:
    """A new case from one letter; `parent` for a new topic that a follow-up raised."""
    row, decided = letter.row, decide_letter(services, session, letter)
    same = same_person.case_to_join(services, session, letter, decided) if parent is None else None
    if same is not None:
        _event(services, session, same, EventName.SAME_PERSON, {"first": same.channel, "now": row.channel})
        return follow_up(services, session, letter, same.id)
    owner = _looks_after(services, session, row)
    case = cases.open_case(
        session,
        _new_case(services, session, letter, decided, parent, owner),
        prefix=services.settings.company.case_prefix,
        year=services.now().astimezone(services.zone).year,
    )
    decision_id = save(services, session, row.id, case.id, decided)
    cases.update_case(session, case.id, decision_id=decision_id)
    intake.advance(session, row.id, IntakeState.READ, IntakeState.CASE, case_id=case.id)
    clocks.start(session, row.id, case.id, 1, decided.decision.deadlines)
    news = [
        (EventName.RECEIVED, {"intake": row.id, "source": row.source, "channel": row.channel}),
        (EventName.DECIDED, summary(decided.decision)),
        *dangers.news_of(row.id, decided.decision),
        (EventName.CLOCKS_STARTED, _started(1, decided.decision.deadlines)),
    ]
    if owner is not None:
        news.append((EventName.OWNER_ASSIGNED, {"owner": owner, "before": None, "rule": "", "reason": ""}))
    if letter.who is None and _registered_by_itself(decided):
        clocks.stop(session, case.id, ClockName.REGISTER, services.now(), HOUSE)
        news.append((EventName.CLOCK_STOPPED, {"clock": ClockName.REGISTER}))
    events.append_many(session, case.id, services.now(), HOUSE, news)
    owning.heard(services, session, case, letter.document)
    searchable.opened(session, case, letter.document)
    if services.settings.opinion is not None:
        jobs.defer(session, OPINION, row.id)
    if parent is not None:
        _event(services, session, parent, EventName.LINKED_CASE, {"number": case.number})
    repeats.note(services, session, case, decided.given)
    if LetterKind.ACKNOWLEDGEMENT in decided.decision.letters:
        _acknowledge(session, letter, case, 1)
    finding.look(services, session, case)
    return case


def follow_up(services: Services, session: Session, letter: EffectiveDocument, case_id: int) -> CaseRow:
    """Join a letter to its case: thanks change nothing, the same topic asks for a reply, a new one is a linked case.

    The case that the letter belongs to now: the one it follows, or the new one.
    """
    row = letter.row
    case = cases.get_case(session, case_id)
    if case is None:
        raise LookupError(f"no case {case_id}")
    if only_thanks(letter.document.text) or only_accepts(letter.document):
        _join(session, row, case)
        _event(services, session, case, EventName.THANKED, {"intake": row.id})
        return case
    decided = decide_letter(services, session, letter)
    if _raises_a_new_topic(services, session, case, decided.decision):
        return open_case(services, session, letter, parent=case)
    save(services, session, row.id, case.id, decided)
    _join(session, row, case)
    owning.heard(services, session, case, letter.document)
    raised = case.urgency is not Urgency.URGENT and decided.decision.urgency is Urgency.URGENT
    more: Columns = {"raised": {"urgency": Urgency.URGENT}} if raised else {}
    if raised:
        cases.update_case(session, case.id, urgency=Urgency.URGENT)
    if decided.decision.alarms:
        cases.update_case(session, case.id, **dangers.columns_of(session, case, row.id, decided.decision))
    told = {"intake": row.id, "channel": row.channel} | summary(decided.decision) | more
    news = [(EventName.FOLLOWED_UP, told), *dangers.news_of(row.id, decided.decision)]
    events.append_many(session, case.id, services.now(), HOUSE, news)  # together: an alarm is not told as urgent too
    _next_round(services, session, letter, case, decided.decision)
    return case


def _raises_a_new_topic(services: Services, session: Session, case: CaseRow, decision: Decision) -> bool:
    """Whether a follow-up is surely about something that the case never was about; in doubt it is the same matter."""
    if decision.topic is None or decision.needs_person:
        return False
    also = services.compiled.rulebook.scoring.also
    known = {topic for kept in cases.decisions_of_case(session, case.id) for topic in topics_of(kept.decision, also)}
    return decision.topic not in known | {case.topic}


def _join(session: Session, row: IntakeRow, case: CaseRow) -> None:
    intake.advance(session, row.id, IntakeState.READ, IntakeState.FOLLOW_UP, case_id=case.id)
    searchable.refresh(session, case.id)


def _next_round(
    services: Services, session: Session, letter: EffectiveDocument, case: CaseRow, decision: Decision
) -> None:
    """A new `reply` round; a filed case is open again, and is handled again."""
    row, number = letter.row, case.reply_round + 1
    values: Columns = {"reply_round": number}
    reopened = STEPS[Act.FOLLOW_UP].leads(case.state)
    if reopened is not case.state:
        values |= {"state": reopened, "visit": None}
        _event(services, session, case, EventName.REOPENED, {"intake": row.id})
        begin_round(services, session, case, HOUSE)
    cases.update_case(session, case.id, **values)
    started = _of_further_letter(services, row, decision)
    clocks.start(session, row.id, case.id, number, started)
    _event(services, session, case, EventName.CLOCKS_STARTED, _started(number, started))
    if reopened is not case.state:
        start_clock(services, session, case, ClockName.HANDLE, HOUSE, at=row.received_at)
        progress.begin_again(services, session, cases.get_case(session, case.id) or case, HOUSE)
    _acknowledge(session, letter, case, number)


def _of_further_letter(services: Services, row: IntakeRow, decision: Decision) -> tuple[Deadline, ...]:
    """What a further letter starts, with the terms that the rules give it: what is urgent is told of within minutes.

    It is a letter on a matter of the case, whatever the rules take it for: where they give no term, the ordinary one.
    """
    names = (ClockName.ACKNOWLEDGE, ClockName.REPLY)
    received = row.received_at.astimezone(services.zone)
    usual = deadlines.ordinary(services.compiled, names, received, date_only=row.received_date_only)
    ruled = {one.clock: one for one in decision.deadlines}
    return tuple(ruled.get(one.clock, one) for one in usual)


def _new_case(
    services: Services,
    session: Session,
    letter: EffectiveDocument,
    decided: Decided,
    parent: CaseRow | None,
    owner: str | None,
) -> NewCase:
    confirmed = letter.who is not None and named_by_person(letter.correction)
    return NewCase(
        intake_id=letter.row.id,
        opened_at=services.now(),
        parent_id=parent.id if parent else None,
        owner=owner,
        message_id=letter.document.envelope.message_id,
        references=letter.document.envelope.references,
        needs_person=decided.decision.needs_person,
        alarms=dangers.names_of(decided.decision.alarms),
        household_confirmed=decided.given.directory.household_id if confirmed else None,
        **record_of(session, letter, decided),
        **slots_of(decided.decision),
    )


def _looks_after(services: Services, session: Session, row: IntakeRow) -> str | None:
    """Who looked after it while it waited, if they may have the case of it."""
    if row.owner is None or not staff_now(services, session).may_own(row.owner, row.project, ()):
        return None
    return row.owner


def _registered_by_itself(decided: Decided) -> bool:
    """TRADE 6: `register` is stopped by itself on a unique directory match without `needs_person`."""
    return decided.given.directory.household_id is not None and not decided.decision.needs_person


def _acknowledge(session: Session, letter: EffectiveDocument, case: CaseRow, round_: int) -> None:
    to_address = case.reply_to_email if round_ == 1 else reply_address(session, letter, case.household_id)
    acknowledge(session, letter.row, letter.document, case, number=round_, to_address=to_address)


def _started(round_: int, deadlines: tuple[Deadline, ...]) -> dict[str, object]:
    return {"round": round_, "due": {deadline.clock.value: deadline.due.isoformat() for deadline in deadlines}}


def _event(services: Services, session: Session, case: CaseRow, what: EventName, payload: Payload) -> None:
    events.append(session, case.id, services.now(), HOUSE, what, payload)
