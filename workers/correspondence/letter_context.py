"""Gathers what one letter says from the case and its decision (letters/ knows neither)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from domain.codes import OPEN_CLOCKS, LetterKind, Urgency
from domain.composition import Composition
from domain.decision import Deadline, Decision, DecisionInput
from domain.letter_kinds import TO_RESIDENT
from letters.context import LetterContext, Matter, Place, Record
from letters.text.wording import understanding
from store import cases, clocks, events, groups, overrides
from store.cases import CaseRow, DecisionRow
from store.letters import LetterRow
from workers.correspondence.also_answered import companions
from workers.correspondence.case_record import department_names, measures_of, record_of
from workers.correspondence.composition import COMPOSED, HANDLED, answers_of, planned_sentence, standing
from workers.correspondence.disclosure import Told, told
from workers.correspondence.earlier_letters import earlier_of
from workers.correspondence.echo import may_repeat, muted, muted_place, unaddressed
from workers.correspondence.written_down import written_down
from workers.deciding.matters import topics_of, words_of
from workers.deciding.recorded import recorded
from workers.deciding.rounds import unsatisfied
from workers.instance.company import company_of
from workers.instance.services import Services

_TITLES = ("先生", "女士")
_LABEL = re.compile(r"^(?:投诉对象|诉求)[：:]\s*[^\n]*\n|^(?:投诉对象|诉求)[：:]\s*")
"""What stands before the words of an entry at the desk: the object on a line of its own, or a label alone."""
_SEX = re.compile(r"性别[:：\s]{0,4}(男|女)")
_RENTS = re.compile(r"(?:我|本人|我们|我家)(?:是|们是)?(?:这里的|本小区的|小区的)?(?:租户|租客|租住|租的|租房|租在)")


def letter_context(
    services: Services,
    session: Session,
    case: CaseRow,
    letter: LetterRow,
    dated: date,
    composition: Composition | None = None,
) -> LetterContext:
    """Everything the letter may say; what is unknown is None and becomes a placeholder.

    The resident's words are those that the last decision was made from: as read, or as a person corrected them.
    composition: what staff are composing; None: what they composed last, else what the case says.
    """
    beside = companions(session, case, letter)
    made = [*_decided(session, case, letter), *(one for other in beside for one in _own_decision(session, other))]
    decision, given = made[0].decision, made[0].input
    reader = told(session, case, letter) if letter.kind in TO_RESIDENT else _all_of(case)
    matters = _all_matters(services, case, made, overrides.chosen(session, case.id))
    surely = not decision.needs_person and not case.needs_person
    name, honorific = _addressed(reader.name, given.text)
    repeats = may_repeat(session, letter)
    place = reader.place if repeats else muted_place(session, reader.place)
    context = LetterContext(
        kind=letter.kind,
        number=letter.number,
        case_number=case.number,
        dated=dated,
        script=letter.script,
        resident_name=name,
        honorific=honorific,
        place=place,
        received=given.received.astimezone(services.zone).date(),
        channel=case.channel,
        subject=given.subject,
        matters=matters,
        understood=(
            understanding(matters, place, kind=case.kind, group=case.is_group)
            if surely or letter.kind is not LetterKind.ACKNOWLEDGEMENT
            else None
        ),
        quote=_told(session, case, given) or given.subject,
        departments=_departments(services, case),
        deadlines=_deadlines(services, session, case),
        company=company_of(services, session),
        matter_kind=case.kind,
        urgent=case.urgency is Urgency.URGENT,
        group=case.is_group,
        households=case.households,
        measures=measures_of(services, session, case),
        next_answer=letter.promised,
        department=department_names(services).get(letter.department, "") if letter.department else "",
        record=record_of(services, session, case, dated, letter) if letter.kind not in TO_RESIDENT else Record(),
    )
    context = _composed(services, session, case, letter, context, composition)
    if letter.kind is LetterKind.PROGRESS_REPORT and case.state not in HANDLED:
        context = replace(context, pending=tuple(planned_sentence(one.what, one.due) for one in context.measures))
    if letter.kind in TO_RESIDENT:
        also = tuple(one.number for one in beside)
        further = tuple(one.input.received.astimezone(services.zone).date() for one in made[1:])
        rents = bool(_RENTS.search(given.text))
        earlier = earlier_of(services, session, case, letter, given)
        reopened = letter.kind in COMPOSED and unsatisfied(events.history(session, case.id))
        context = replace(context, further=further, also=also, tenant=rents, earlier=earlier, reopened=reopened)
    if letter.kind in TO_RESIDENT and given.directory.contradicted and case.needs_person:
        return unaddressed(context)
    if letter.kind is LetterKind.GROUP_NOTICE:
        return _posted_up(session, case, context)
    return context if repeats else muted(context)


def _told(session: Session, case: CaseRow, given: DecisionInput) -> str:
    """The resident's words; of what was entered by hand the matter, without the labels of the entry."""
    typed = written_down(session, case)
    return _LABEL.sub("", typed.facts) if typed else given.text


def _posted_up(session: Session, case: CaseRow, context: LetterContext) -> LetterContext:
    """What is posted up knows the group and its project, and nothing of a household."""
    seat = groups.seat_of(session, case.id)
    group = groups.get(session, seat.group) if seat else None
    text = groups.text_of(session, group.id) if group else None
    return LetterContext(
        kind=context.kind,
        number=context.number,
        case_number="",
        dated=context.dated,
        received=context.received,
        place=Place(project=case.project),
        matters=tuple(replace(matter, resident_words="") for matter in context.matters[:1]),
        company=context.company,
        measures=context.measures,
        group_number=group.number if group else "",
        notice=tuple(text.notice.splitlines()) if text else (),
    )


def _all_of(case: CaseRow) -> Told:
    """What stays in the house says all that the case holds."""
    place = Place(project=case.project, area=case.area, building=case.building, unit=case.unit, room=case.room)
    return Told(name=case.resident_name, place=place)


def _decided(session: Session, case: CaseRow, letter: LetterRow) -> list[DecisionRow]:
    """The last decision on the letter that is answered; an answer takes up the later letters of the case too."""
    last = {one.intake_id: one for one in cases.decisions_of_case(session, case.id)}
    first = last.pop(letter.intake_id)
    return [first, *last.values()] if letter.kind in COMPOSED else [first]


def _own_decision(session: Session, case: CaseRow) -> list[DecisionRow]:
    """The last decision on the letter that opened the case."""
    return [one for one in cases.decisions_of_case(session, case.id) if one.intake_id == case.intake_id][-1:]


def _all_matters(
    services: Services, case: CaseRow, made: Sequence[DecisionRow], chosen: Mapping[str, object]
) -> tuple[Matter, ...]:
    """The matters of these letters, each once; no sentence of the resident is quoted twice. chosen: the slots that a
    person has decided: of further categories that they left out, the letter that they read has no matter.
    """
    categories = {topic.id: topic.category for topic in services.compiled.rulebook.topics}
    left = {case.category, *case.also} if "also" in chosen else None
    found: dict[str, Matter] = {}
    quoted: set[str] = set()
    for one in made:
        decision = one.decision
        if one.intake_id == case.intake_id and case.topic is not None:
            decision = replace(decision, topic=case.topic)  # what a person chose stands before what was decided
        if one.intake_id == case.intake_id and left is not None:
            kept = tuple(topic for topic in decision.topics if categories.get(topic.topic) in left)
            decision = replace(decision, topics=kept)
        for matter in _matters(services, decision, one.input):
            words = "" if matter.resident_words in quoted else matter.resident_words
            quoted.add(words)
            found.setdefault(matter.name, replace(matter, resident_words=words))
    return tuple(found.values())


def _composed(
    services: Services,
    session: Session,
    case: CaseRow,
    letter: LetterRow,
    context: LetterContext,
    composition: Composition | None,
) -> LetterContext:
    """The context with what was composed, or what the case proposes, for the letters that are put together."""
    if letter.kind not in COMPOSED:
        return context
    known = recorded(services, session, case)
    said = composition or standing(session, case, letter, context.matters, context.quote, known)
    return replace(
        context,
        answers=answers_of(said, context.measures),
        following=said.following,
        done=said.done,
        pending=said.pending,
        next_answer=said.next_answer or context.next_answer,
        findings=said.findings,
        conclusion=said.conclusion,
        reason=said.reason,
        remedy=said.remedy,
        authority=said.authority,
        handled=case.state in HANDLED,
    )


def _matters(services: Services, decision: Decision, given: DecisionInput) -> tuple[Matter, ...]:
    """The main matter and the further ones, as far as the live rulebook still knows them."""
    compiled = services.compiled
    found = []
    for topic_id in topics_of(decision, compiled.rulebook.scoring.also):
        topic = compiled.topics.get(topic_id)
        if topic is None:
            continue
        found.append(
            Matter(
                name=topic.name,
                category_name=topic.category,
                resident_words=_LABEL.sub("", words_of(decision, topic_id, given.subject, given.text)),
                measures=topic.measures,
                questions=topic.questions,
            )
        )
    return tuple(found)


def _departments(services: Services, case: CaseRow) -> tuple[str, ...]:
    names = {department.id: department.name for department in services.compiled.rulebook.departments}
    return tuple(names[department] for department in case.departments if department in names and department != "none")


def _deadlines(services: Services, session: Session, case: CaseRow) -> tuple[Deadline, ...]:
    """The clocks that run now, last round last, in the instance's zone."""
    return tuple(
        Deadline(
            clock=clock.clock,
            start=clock.started_at.astimezone(services.zone),
            due=clock.due_at.astimezone(services.zone),
            provisional=clock.provisional,
            steps=clock.steps,
        )
        for clock in sorted(clocks.of_case(session, case.id), key=lambda clock: clock.round)
        if clock.state in OPEN_CLOCKS
    )


def _addressed(name: str | None, text: str) -> tuple[str | None, str | None]:
    """王女士 → (王, 女士); else as the letter says of its writer: 王芳女士, 性别：女. None where it says neither."""
    if not name:
        return None, None
    title = next((title for title in _TITLES if name.endswith(title) and len(name) > len(title)), None)
    if title:
        return name.removesuffix(title), title
    said = next((title for title in _TITLES if name + title in text), None)
    sex = _SEX.search(text)
    return name, said or ({"男": "先生", "女": "女士"}[sex[1]] if sex else None)
