"""A letter to a resident put together from what the case holds and what only a person knows; it words itself.

What is entered here goes into the case's record in the same transaction; the letter keeps its wording alone.
"""

import json
from dataclasses import replace

from sqlalchemy.orm import Session

from domain.codes import LetterKind
from domain.composition import ComposedMatter, Composition, of_the_letter
from domain.events import Payload
from domain.staff import Person
from domain.work_codes import EditHow
from letters.context import LetterContext
from letters.templating.render import TemplateProblem
from letters.text.wording import chinese_date, one_line
from store import cases, serialization
from store.cases import CaseRow
from store.letters import LetterRow
from store.rows import Columns
from workers.casework import recording
from workers.correspondence.case_record import measures_of
from workers.correspondence.composition import COMPOSED, proposed, standing
from workers.correspondence.editing import keep_version, writable
from workers.correspondence.letter_context import letter_context
from workers.correspondence.letter_rows import seen_letter
from workers.deciding.recorded import recorded
from workers.instance.refusals import Refused
from workers.instance.services import Services
from workers.instance.writing_tasks import Written, write_letter


def composition_of(services: Services, session: Session, case: CaseRow, letter: LetterRow) -> Composition:
    """What the composer shows: as it was composed last, else as the case proposes it; with the matters of further cases
    of the household that it does not name yet."""
    context = _context(services, session, letter)
    known = recorded(services, session, case)
    said = standing(session, case, letter, context.matters, context.quote, known)
    if all(number in (letter.body or "") for number in context.also):
        return said
    told = {one.name for one in said.matters}
    fresh = proposed(session, case, letter.kind, context.matters, context.quote, known)
    return replace(said, matters=(*said.matters, *(one for one in fresh.matters if one.name not in told)))


def compose(
    services: Services,
    letter_id: int,
    composition: Composition,
    *,
    actor: Person,
    seen: str,
    seen_record: int | None = None,
) -> LetterRow:
    """The letter in the words that this makes, as its next version, in place of what was written freely.

    seen: the docx_sha that the person had before them, seen_record: the version of the case's record; None: that of
    now. Raises Refused for a measure that the approved plan does not have, or a next answer in the past.
    """
    before = writable(services, letter_id, actor, seen)
    said = _checked(services, before, composition)
    written = _written(services, before, said)
    values: Columns = {"subject": written.subject}
    if before.kind is LetterKind.INTERIM:
        values["promised"] = said.next_answer

    def record(session: Session, case: CaseRow, person: Person) -> Payload:
        version = recording.take_composed(services, session, case, person, before.kind, said, seen=seen_record)
        kept = of_the_letter(said)
        return {"composition": json.loads(serialization.dump(Composition, kept)), "record": version}

    return keep_version(services, before, written.docx, actor, EditHow.COMPOSED, values=values, also=record)


def as_composed(services: Services, letter_id: int, composition: Composition, *, actor: Person) -> bytes:
    """The .docx that `compose` would make, kept nowhere: to look at while composing. Raises Refused."""
    with services.database.reading() as session:
        letter, _ = seen_letter(session, letter_id, actor)
    return _written(services, letter, _checked(services, letter, composition)).docx


def _checked(services: Services, letter: LetterRow, composition: Composition) -> Composition:
    """In one line each, and with nothing that no one authorised."""
    if letter.kind not in COMPOSED:
        raise Refused("这种函件不在这里成文")
    with services.database.reading() as session:
        case = cases.get_case(session, letter.case_id)
        planned = {one.what for one in measures_of(services, session, case)} if case is not None else set()
    named = [what for matter in composition.matters for what in matter.measures]
    if unknown := next((what for what in named if what not in planned), None):
        raise Refused("“{what}”不在已批准的方案里；请重新打开后再选", what=unknown)
    today = services.now().astimezone(services.zone).date()
    if composition.next_answer is not None and composition.next_answer < today:
        raise Refused("承诺答复的日期 {day} 已经过去", day=chinese_date(composition.next_answer))
    if letter.kind is LetterKind.REPLY and not composition.matters:
        raise Refused("请至少答复一个事项")
    return replace(
        composition,
        matters=tuple(_trimmed(matter) for matter in composition.matters),
        aside=tuple(_trimmed(matter) for matter in composition.aside),
        following=one_line(composition.following),
        done=_lines(composition.done),
        pending=_lines(composition.pending),
    )


def _trimmed(matter: ComposedMatter) -> ComposedMatter:
    return replace(
        matter,
        name=one_line(matter.name),
        demand=one_line(matter.demand),
        findings=one_line(matter.findings),
        result=one_line(matter.result),
        why=one_line(matter.why),
    )


def _lines(lines: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(line for one in lines if (line := one_line(one)))


def _context(
    services: Services, session: Session, letter: LetterRow, composition: Composition | None = None
) -> LetterContext:
    case = cases.get_case(session, letter.case_id)
    if case is None:
        raise LookupError(f"letter {letter.id} has no case")
    today = services.now().astimezone(services.zone).date()
    return letter_context(services, session, case, letter, letter.dated or today, composition)


def _written(services: Services, letter: LetterRow, composition: Composition) -> Written:
    with services.database.reading() as session:
        context = _context(services, session, letter, composition)
    (written,) = services.writers.map(write_letter, [(services.settings.templates, context)], together=1)
    if isinstance(written, TemplateProblem):
        raise Refused("信稿未能生成：{why}", why=written.said) from written
    if isinstance(written, Exception):
        raise written
    done: Written = written
    return done
