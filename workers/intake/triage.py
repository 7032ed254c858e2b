"""A person settles what waits for one or lies in quarantine: a new case, a follow-up of a case, or set aside.

The way is the same as for any letter (`workers.intake.opening`); what the person transcribed or corrected is kept
beside the reading. The clocks of receipt have run since the letter came: they are handed over, never started again.
What was ignored, by the service or a person, is taken up in the same way, its clocks from its receipt.
"""

from sqlalchemy.orm import Session

from domain.codes import ClockName, Department, IgnoredReason, IntakeState, Kind
from domain.correction import AS_READ, Correction
from domain.events import EventName, HouseEvent
from domain.labels import IGNORED, INTAKE_STATE, KIND
from domain.override import Override
from domain.reading import Address, Document, Envelope
from domain.said import Sentence
from domain.staff import CASE_ROLES, Person
from store import cases, clocks, events, intake
from store.cases import CaseRow
from store.intake import WAITING, IntakeRow
from workers.casework import no_complaint
from workers.casework.correcting import keep_correction
from workers.casework.overriding import set_slots
from workers.clocks import recalculation
from workers.correspondence.acknowledging import void_unsent
from workers.deciding import deadlines, searchable
from workers.deciding.case_lookup import current
from workers.deciding.effective_document import EffectiveDocument, as_corrected
from workers.deciding.validation import CorrectionError, check_household, checked
from workers.instance.house_entries import noted
from workers.instance.permissions import OFFICE, in_sight, permit, present
from workers.instance.refusals import Refused
from workers.instance.services import Services
from workers.intake import opening


def accept(services: Services, intake_id: int, correction: Correction = AS_READ, *, actor: Person) -> CaseRow:
    """Make a case of it, with what a person transcribed or corrected. CorrectionError if it cannot be one."""
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        return _accepted(services, session, intake_id, correction, actor)


def accept_as(
    services: Services,
    intake_id: int,
    kind: Kind,
    *,
    actor: Person,
    thank: bool = False,
    departments: tuple[Department, ...] = (),
) -> CaseRow:
    """Make a case of what is no complaint, whatever the rules decided of it, and thank for it or pass it on at once.

    No letter goes that would speak of a complaint. Raises Refused.
    """
    if kind.is_matter:
        raise Refused("请选定性质：表扬、办事请求或与本公司无关")
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        case = _accepted(services, session, intake_id, AS_READ, actor)
        if case.kind is not kind:
            case = set_slots(services, session, services.compiled, case, Override(kind=kind), actor.login)
        if thank:
            no_complaint.thanked(services, session, case, actor.login)
        else:
            void_unsent(services, session, case, actor.login, KIND[kind])
            no_complaint.passed_on(services, session, case, departments or case.departments, actor.login)
        done = current(session, case)
    services.work_signal.send()
    return done


def _accepted(services: Services, session: Session, intake_id: int, correction: Correction, actor: Person) -> CaseRow:
    permit_intake(session, intake_id, actor)
    letter = _taken(services, session, intake_id, correction, actor)
    if not letter.document.readable:
        raise CorrectionError("来件 {id} 没有可读的文字；请看原件，录入正文后再立案", id=intake_id)
    case = opening.open_case(services, session, letter)
    _hand_over(services, session, letter, case, EventName.ACCEPTED)
    return current(session, case)


def join(
    services: Services, intake_id: int, number: str, correction: Correction = AS_READ, *, actor: Person
) -> CaseRow:
    """Join it to a case as a follow-up; the case it belongs to now (a new topic opens a linked one, DESIGN 2).

    CorrectionError if there is no such case, or the letter does not wait for a person.
    """
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        permit_intake(session, intake_id, actor)
        followed = cases.get_case(session, number)
        if not in_sight(followed, actor):
            raise CorrectionError("没有编号为 {number} 的案件；请核对编号", number=number)
        permit(actor, followed.project, *OFFICE)
        letter = _taken(services, session, intake_id, correction, actor)
        case = opening.follow_up(services, session, letter, followed.id)
        if case.id == followed.id:  # the follow-up's own round has a clock to acknowledge it, from the same start
            recalculation.void_first_round(services, session, intake_id, actor.login, ClockName.ACKNOWLEDGE)
        _hand_over(services, session, letter, case, EventName.JOINED)
        return current(session, case)


def set_aside(services: Services, intake_id: int, why: str, *, actor: Person) -> IntakeRow:
    """Set it aside: a person judged that it is no complaint. `accept` and `join` bring it back.

    why: for the record, not empty. CorrectionError if the letter does not wait for a person.
    """
    remark = " ".join(why.split())
    if not remark:
        raise CorrectionError("请写明为何不是投诉")
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        permit_intake(session, intake_id, actor)
        return put_aside(services, session, intake_id, remark, actor)


def put_aside(services: Services, session: Session, intake_id: int, remark: str, actor: Person) -> IntakeRow:
    """The same within what else is done at once, for an actor who may. CorrectionError if it does not wait."""
    row = waiting_row(session, intake_id, WAITING)
    settled = {
        "by": actor.login,
        "at": services.now().isoformat(),
        "why": remark,
        "was": row.state,
        "note": row.note,
    }
    values: dict[str, object] = {"ignored_reason": IgnoredReason.SET_ASIDE, "note": f"{remark}（{actor.login}）"}
    values["details"] = {**row.details, "set_aside": settled}
    if not intake.advance(session, intake_id, row.state, IntakeState.IGNORED, **values):
        raise CorrectionError("来件 {id} 刚被他人处理；请重新查看", id=intake_id)
    recalculation.void_first_round(services, session, intake_id, actor.login, ClockName.REGISTER, ClockName.ACKNOWLEDGE)
    searchable.unfiled(session, intake_id)
    noted(services, session, HouseEvent.INTAKE_SET_ASIDE, who=actor.login, intake=intake_id)
    return waiting_row(session, intake_id, (IntakeState.IGNORED,))


def take_up(services: Services, intake_id: int, *, actor: Person) -> IntakeRow:
    """Bring back what was ignored: it waits for a person again. CorrectionError if it was not ignored."""
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        permit_intake(session, intake_id, actor)
        row = waiting_row(session, intake_id, (IntakeState.IGNORED,))
        reason = Sentence(IGNORED[row.ignored_reason]) if row.ignored_reason else ""
        note = f"由 {actor.login} 取回（曾按“{reason}”忽略{f'：{row.note}' if row.note else ''}）"
        _no_longer_ignored(services, session, row, IntakeState.AWAITING_PERSON, actor.login, note=note)
        noted(services, session, HouseEvent.INTAKE_TAKEN_UP, who=actor.login, intake=intake_id)
        return waiting_row(session, intake_id, (IntakeState.AWAITING_PERSON,))


def _no_longer_ignored(
    services: Services, session: Session, row: IntakeRow, to: IntakeState, who: str, **values: object
) -> None:
    """Off the pile, on the record who did it, with the clocks that it would have had from its receipt."""
    was = {"by": who, "at": services.now().isoformat(), "reason": row.ignored_reason, "note": row.note}
    values |= {"ignored_reason": None, "duplicate_of": None, "details": {**row.details, "taken_up": was}}
    if not intake.advance(session, row.id, IntakeState.IGNORED, to, **values):
        raise CorrectionError("来件 {id} 刚被他人处理；请重新查看", id=row.id)
    started = deadlines.ordinary(services.compiled, deadlines.UNREAD, row.received_at, date_only=row.received_date_only)
    clocks.start(session, row.id, None, 1, started)
    recalculation.take_up(session, row.id)


def permit_intake(session: Session, intake_id: int, actor: Person) -> None:
    """Refused unless the actor does the office's work in the project of the mail or file, and sees its case if it has
    one; of another project's not even that it exists is told.
    """
    row = intake.get(session, intake_id)
    theirs = row is not None and (row.case_id is None or in_sight(cases.get_case(session, row.case_id), actor))
    if row is None or not theirs or actor.grant(*CASE_ROLES, project=row.project) is None:
        raise CorrectionError("没有编号为 {id} 的来件；请核对编号", id=intake_id)
    permit(actor, row.project, *OFFICE)


def waiting_row(session: Session, intake_id: int, states: tuple[IntakeState, ...]) -> IntakeRow:
    """The row if it is in one of `states`, else CorrectionError that says what became of it."""
    row = intake.get(session, intake_id)
    if row is None:
        raise CorrectionError("没有编号为 {id} 的来件；请核对编号", id=intake_id)
    if row.state not in states:
        case = cases.case_of_intake(session, intake_id)
        if case is not None:
            raise CorrectionError("来件 {id} 已归入案件 {number}，不再等待人工处理", id=intake_id, number=case.number)
        raise CorrectionError("来件 {id} 不在等待人工处理（{state}）", id=intake_id, state=_standing(row))
    return row


def _standing(row: IntakeRow) -> Sentence:
    """What became of it without a person, in words."""
    if row.state is IntakeState.IGNORED and row.ignored_reason is not None:
        return Sentence(row.note or IGNORED[row.ignored_reason])
    return Sentence(INTAKE_STATE.get(row.state, row.state))


def _taken(
    services: Services, session: Session, intake_id: int, correction: Correction, actor: Person
) -> EffectiveDocument:
    """The letter, back on its road; of two persons who take it at once, the second is told so."""
    row = waiting_row(session, intake_id, (*WAITING, IntakeState.IGNORED))
    if row.state is IntakeState.IGNORED:
        _no_longer_ignored(services, session, row, IntakeState.READ, actor.login)
    elif not intake.advance(session, intake_id, row.state, IntakeState.READ):
        raise CorrectionError("来件 {id} 刚被他人处理；请重新查看", id=intake_id)
    check_household(session, correction, actor)
    wanted = correction
    if not correction.empty:
        wanted = checked(services, session, row, correction, channel=correction.channel or row.channel)
    read = next(iter(intake.load_reading(session, intake_id) or ()), _headers_alone(row))
    return as_corrected(row, read, wanted, who=actor.login)


def _headers_alone(row: IntakeRow) -> Document:
    """The reading of a row without bytes (too large, or gone before it was fetched): what its headers said."""
    sender = Address(email=row.sender)
    envelope = Envelope(
        sender=sender,
        transport_sender=sender,
        authentication=row.authentication,
        message_id=row.message_id,
        in_reply_to=row.in_reply_to,
        references=row.references,
    )
    return Document(envelope=envelope, subject=row.subject or "", problems=row.problems)


def _hand_over(services: Services, session: Session, letter: EffectiveDocument, case: CaseRow, what: EventName) -> None:
    """Clocks, correction and history go to the case."""
    row, who = letter.row, letter.who or ""
    clocks.attach(session, row.id, case.id)
    searchable.filed(session, row.id)
    if not letter.correction.empty:
        keep_correction(services, session, letter, 1)
    payload = {"intake": row.id, "was": row.state, "note": row.note, "corrected": not letter.correction.empty}
    events.append(session, case.id, services.now(), who, what, payload)
    if case.intake_id == row.id:
        made = next(kept for kept in cases.decisions_of_case(session, case.id) if kept.intake_id == row.id)
        due = made.decision.deadlines
    else:
        names, received = (ClockName.REGISTER,), row.received_at.astimezone(services.zone)
        due = deadlines.ordinary(services.compiled, names, received, date_only=row.received_date_only)
    recalculation.recalculate_again(services, session, row.id, case.id, due, who)
    if case.intake_id == row.id:
        asked = {deadline.clock for deadline in due}
        gone = (clock for clock in deadlines.UNREAD if clock not in asked)
        recalculation.lay_down(services, session, row.id, case.id, who, *gone)
    recalculation.register(services, session, row.id, case.id, who)
