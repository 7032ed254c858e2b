"""A person decides a case by hand, or confirms its grade: what they choose stands, whatever the rules say later.

The choice is an event of the case that names the decision it was made on, with that decision's whole input and the
rulebook that held; so it is also a labelled example, from which words can be learnt (workers/rulebooks/labelled.py).
"""

import json
from collections.abc import Mapping

from sqlalchemy.orm import Session

from domain.approval import lowers
from domain.codes import Grade, Kind
from domain.events import EventName, Payload
from domain.override import Override
from domain.said import N_
from domain.staff import Person
from rules.compiled import Compiled
from store import cases, events, overrides, serialization
from store.cases import CaseRow
from store.overrides import GRADE_CONFIRMED, JUDGED, Word
from store.rows import Columns
from workers.casework.groups.finding import look
from workers.casework.kind_changes import acknowledge_if_matter
from workers.casework.override_validation import completed
from workers.clocks import progress, recalculation
from workers.correspondence.stale_drafts import void_drafts
from workers.deciding import strictest_grade
from workers.deciding.case_lookup import current, held_case
from workers.deciding.decisions import column_of, decision_of
from workers.deciding.validation import CorrectionError
from workers.instance.permissions import HEADS, present
from workers.instance.refusals import Refused
from workers.instance.services import Services

_SAID_IN_LETTERS = frozenset({"topic", "category", "departments", "kind", "group", "households"})
"""Slots of which a reply's draft speaks."""
TAKEN_BACK = N_("撤销刚才的判定")
"""The reason of an override that takes the one before back."""


def override_slots(
    services: Services, number: str, override: Override, *, actor: Person, seen: int | None = None
) -> CaseRow:
    """Set what a person chose, in place of what the rules decided; the case as it stands then.

    Household and matter count as confirmed: no person is needed any more, `register` stops. The clocks that depend on
    what changed are recalculated; a grade that is chosen is confirmed (see `confirm_grade`). seen: the version that
    the person had before them (`store.overrides.version`); refused if it is not the last any more. CorrectionError,
    with a sentence for people, for everything that cannot be.
    """
    compiled = services.compiled
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        if _SAID_IN_LETTERS & override.chosen.keys():
            void_drafts(services, session, number, actor.login)
        case = held_case(session, number, actor)
        _permit_grade(case, override.grade, actor)
        if seen is not None and seen != overrides.version(session, case.id):
            raise CorrectionError("{number} 刚被他人更正或判定过；请重新查看后再判定", number=number)
        wanted = completed(compiled.rulebook, case, override)
        _set(services, session, compiled, case, wanted.chosen, JUDGED, actor.login, wanted.because)
        cases.update_case(session, case.id, needs_person=False)
        recalculation.register(services, session, case.intake_id, case.id, actor.login)
        if wanted.grade is not None:
            progress.follow_grade(services, session, case, wanted.grade, actor.login)
        look(services, session, current(session, case))
        return current(session, case)


def take_back(services: Services, number: str, *, actor: Person, seen: int) -> CaseRow:
    """Undo the last override: every slot that it changed is as it was, and counts as chosen only if it was before.

    seen: the version that the override made; another word of a person since then stands. What the override settled
    beside its slots stays: the matter counts as confirmed. CorrectionError if it cannot be, as where a grade would be
    lowered from A or B.
    """
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        void_drafts(services, session, number, actor.login)
        case = held_case(session, number, actor)
        last = overrides.last(session, case.id)
        if last is None or last.what != JUDGED or seen != overrides.version(session, case.id):
            raise CorrectionError("{number} 刚被他人更正或判定过；请重新查看后再判定", number=number)
        grade = take_back_word(services, session, case, last, actor)
        if isinstance(grade, Grade):
            progress.follow_grade(services, session, case, grade, actor.login)
        look(services, session, current(session, case))
        return current(session, case)


def take_back_word(services: Services, session: Session, case: CaseRow, word: Word, actor: Person) -> object:
    """Set every slot that a person's last word changed as it was before, as an event that names that word; the grade
    that the case had then, None if it was not changed. The case is held. CorrectionError if a slot was changed since.
    """
    changes: Payload = word.payload["changes"] if word.payload else {}
    if any(getattr(case, column_of(slot)) != _typed(slot, pair[1]) for slot, pair in changes.items()):
        raise CorrectionError("{number} 此后又有变动，不能撤销；请直接改判", number=case.number)
    before = {slot: _typed(slot, pair[0]) for slot, pair in changes.items()}
    grade = before.get("grade")
    _permit_grade(case, grade if isinstance(grade, Grade) else None, actor)
    _set(services, session, services.compiled, case, before, JUDGED, actor.login, TAKEN_BACK, undoes=word.seq)
    return grade


def _typed(slot: str, value: object) -> object:
    """A slot's value as its column has it, from the payload of an event."""
    return None if value is None else getattr(serialization.load(Override, json.dumps({slot: value})), slot)


def confirm_grade(services: Services, number: str, grade: Grade, *, actor: Person) -> CaseRow:
    """Stand for the grade of a case, as proposed or another; the case as it stands then (TRADE 5).

    A and B start the `progress` clock, by the rulebook's term from now, unless it runs or the case is handled; the
    other grades lay it down. CorrectionError if there is no such case, or the grade would be lowered from A or B: the
    act of two (workers/casework/lowering.py).
    """
    compiled = services.compiled
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        case = held_case(session, number, actor, *HEADS)
        set_grade(services, session, compiled, case, Override(grade=grade), actor.login)
        return current(session, case)


def _permit_grade(case: CaseRow, wanted: Grade | None, actor: Person) -> None:
    """The grades A and B are given and taken by a head alone (TRADE 5). Raises Refused."""
    grave = wanted is not None and (wanted.grave or case.grade.grave)
    if grave and actor.grant(*HEADS, project=case.project) is None:
        raise Refused("A、B 级须由主任、客户服务部或经理确认；请先判定其余各项")


def set_grade(
    services: Services,
    session: Session,
    compiled: Compiled,
    case: CaseRow,
    grade: Override,
    who: str,
    **more: object,
) -> None:
    """The grade of a held case is confirmed by `who`, with the clock that follows it. more: what the event says beside.

    CorrectionError.
    """
    wanted = completed(compiled.rulebook, case, grade)
    _set(services, session, compiled, case, wanted.chosen, GRADE_CONFIRMED, who, wanted.because, **more)
    if wanted.grade is not None:
        progress.follow_grade(services, session, case, wanted.grade, who)


def set_slots(
    services: Services, session: Session, compiled: Compiled, case: CaseRow, override: Override, who: str
) -> CaseRow:
    """What a person chose of a held case, as a part of another act of theirs; the case as it stands then.

    CorrectionError if it cannot be.
    """
    wanted = completed(compiled.rulebook, case, override)
    _set(services, session, compiled, case, wanted.chosen, JUDGED, who, wanted.because)
    return current(session, case)


def _set(
    services: Services,
    session: Session,
    compiled: Compiled,
    case: CaseRow,
    chosen: Mapping[str, object],
    what: EventName,
    who: str,
    because: str,
    **more: object,
) -> None:
    """Change the columns, say so, and move the clocks of receipt that depend on what changed."""
    grade, kind = chosen.get("grade"), chosen.get("kind")
    if isinstance(grade, Grade) and lowers(case.strictest, grade):
        words = {"number": case.number, "grade": case.strictest}
        raise CorrectionError("{number} 曾定为 {grade} 级：降低级别须由主任和经理共同办理，请在案件页申请降级", **words)
    before = decision_of(session, case)
    columns: Columns = {column_of(slot): value for slot, value in chosen.items()}
    cases.update_case(session, case.id, **columns)
    strictest_grade.risen(services, session, case.id, who)
    payload = {
        "decision": before.id,
        "rulebook": compiled.sha256,
        "chosen": chosen,
        "changes": _changes(case, chosen),
        "because": because.strip(),
    } | more
    events.append(session, case.id, services.now(), who, what, payload)
    old = recalculation.deadlines_of(compiled, before.input, vars(case))
    new = recalculation.deadlines_of(compiled, before.input, vars(case) | columns)
    recalculation.follow(services, session, case.intake_id, case.id, old, new, who)
    if isinstance(kind, Kind):
        acknowledge_if_matter(session, case, kind)


def _changes(case: CaseRow, chosen: Mapping[str, object]) -> dict[str, list[object]]:
    """Slot → [old, new], of what is not as it was."""
    pairs = {slot: [getattr(case, column_of(slot)), value] for slot, value in chosen.items()}
    return {slot: pair for slot, pair in pairs.items() if pair[0] != pair[1]}
