"""Takes an older ledger over, some lines at a time: each line is a closed case, entered once however often it is tried.

A line is a case as it was: decided by the rules from its words, as every complaint is, with what the ledger says in the
place of what they say. No clock runs, no letter is written, no one is told (decision 093).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from domain.codes import CaseState, Category, Department, IntakeState, Kind
from domain.decision import Decision, DecisionInput, DirectoryMatch, Household
from domain.events import EventName, HouseEvent
from domain.reading import Address, Document, Envelope
from ingest.clean import body_hash
from ingest.fields import find_fields
from language.folding import comparing
from language.script import script_of
from rules.rulebook import Rulebook
from store import cases, events, intake, past_cases, past_imports, projects
from store.cases import CaseRow, NewCase
from store.directory import HouseholdRow
from store.intake import IntakeRow, NewIntake
from store.past_cases import PastCase
from store.past_imports import PastImport
from store.rows import Columns
from workers.deciding import searchable
from workers.deciding.decision_input import decide_document
from workers.deciding.decisions import slots_of, summary
from workers.instance.house_entries import noted
from workers.instance.services import Services
from workers.intake.past_columns import Choices, shown
from workers.intake.past_lines import PastLine, Reader
from workers.intake.past_plan import SOURCE, household_of
from workers.intake.taken_down import TakenDown, as_message, on_one_line, parts_of

BATCH = 40
"""Lines of one transaction: others who write wait no longer than for these."""


@dataclass(frozen=True, kw_only=True)
class Ready:
    """A line whose original lies in the archive, with what the rules say of it. size: of the original, in bytes."""

    line: PastLine
    sha: str
    size: int
    document: Document
    home: HouseholdRow | None
    given: DecisionInput
    decision: Decision


@dataclass(frozen=True, kw_only=True)
class Some:
    """The next lines of a ledger. place: how many were gone through before; rulebook: that decided."""

    ledger: PastImport
    place: int
    lines: tuple[Ready, ...]
    rulebook: Rulebook


def take_all(services: Services, import_id: int) -> None:
    """Take over what is left of a ledger, at once."""
    while (some := prepare(services, import_id)) is not None:
        with services.database.transaction() as session:
            record(services, session, some)
        services.crash_points.point("past.committed")


def prepare(services: Services, import_id: int) -> Some | None:
    """The next lines, decided, their originals archived; None if nothing is left to be taken."""
    compiled = services.compiled
    with services.database.reading() as session:
        ledger = past_imports.get(session, import_id)
        if ledger is None or ledger.applied_at is None or ledger.finished_at is not None:
            return None
        head, *rows = ledger.content
        names = {comparing(one.name): one.name for one in projects.every(session)}
        reader = Reader.of(Choices.unpacked(ledger.choices), compiled.rulebook)
        found = []
        for number, *cells in rows[ledger.place : ledger.place + BATCH]:
            line = reader.line(int(number), tuple(cells))
            line = replace(line, project=names.get(comparing(line.project), line.project))
            found.append(_ready(services, session, line, head[1:]))
    services.crash_points.point("past.archived")
    return Some(ledger=ledger, place=ledger.place, lines=tuple(found), rulebook=compiled.rulebook)


def record(services: Services, session: Session, some: Some) -> bool:
    """Enter them, unless somebody has done so; whether further lines are left."""
    ledger, to = some.ledger, some.place + len(some.lines)
    if not past_imports.advance(session, ledger.id, place=some.place, to=to, taken=0):
        return True  # by another process, which goes on; the next look says how far it is
    book = some.rulebook
    cases.keep_rulebook(session, book.sha256, book.name, book.texts, services.now())
    taken = sum(_enter(services, session, ledger, one, book) for one in some.lines)
    past_imports.advance(session, ledger.id, place=to, to=to, taken=taken)
    if to < ledger.wanted:
        return True
    past_imports.finish(session, ledger.id, services.now())
    noted(
        services,
        session,
        HouseEvent.LEDGER_IMPORTED,
        who=ledger.applied_by or "",
        ledger=ledger.id,
        count=ledger.taken + taken,
        left=ledger.omitted,
    )
    return False


def _ready(services: Services, session: Session, line: PastLine, head: Sequence[str]) -> Ready:
    home, received = household_of(session, line), line.received_at(services.zone)
    document = _document(line, received)
    message = as_message(
        TakenDown(
            message_id=f"<{line.key[:32]}@{SOURCE}.invalid>",
            channel=line.channel,
            received=received,
            subject=document.subject,
            text=f"{line.content}\n\n{_as_it_stood(line, head)}",
        )
    )
    given, decision = decide_document(
        services.compiled,
        document,
        received=received,
        channel=line.channel,
        project=home.project if home else line.project or None,
        received_date_only=line.received is not None and line.received.at is None,
        directory=_match(home, line),
    )
    sha = services.archive.put(message)
    return Ready(line=line, sha=sha, size=len(message), document=document, home=home, given=given, decision=decision)


def _document(line: PastLine, received: datetime) -> Document:
    subject, text = on_one_line(line.content), line.content
    return Document(
        envelope=Envelope(sender=Address(name=line.name)),
        subject=subject,
        text=text,
        script=script_of(text),
        parts=parts_of(text, ()),
        fields=find_fields(subject, text, reference=received),
        body_hash=body_hash(text),
    )


def _as_it_stood(line: PastLine, head: Sequence[str]) -> str:
    """Every cell of the line behind its head: the ledger's own words are kept with the case."""
    titles = [*map(shown, head), *[""] * len(line.cells)]
    return "\n".join(f"{titles[at]}：{shown(cell)}" for at, cell in enumerate(line.cells) if cell)


def _match(home: HouseholdRow | None, line: PastLine) -> DirectoryMatch:
    if home is None:
        return DirectoryMatch()
    place = {name: getattr(home, name) for name in ("project", "area", "building", "unit", "room")}
    return DirectoryMatch(
        household=Household(name=line.name, phone=line.phone, **place), household_id=home.id, candidates=1
    )


def _enter(services: Services, session: Session, ledger: PastImport, one: Ready, book: Rulebook) -> bool:
    """The line as a case; whether it was none before."""
    now, line = services.now(), one.line
    (row,) = intake.enter(session, _intake(services, one))
    if row.case_id is not None:
        return False
    intake.save_reading(session, row.id, (one.document,))
    chosen = _chosen(one, book)
    year = line.received_at(services.zone).year
    case = cases.open_case(
        session, _case(services, row, one, chosen), prefix=services.settings.company.case_prefix, year=year
    )
    decision_id = cases.save_decision(
        session,
        intake_id=row.id,
        case_id=case.id,
        made_at=now,
        made_by="rules",
        input=one.given,
        decision=one.decision,
    )
    cases.update_case(session, case.id, decision_id=decision_id)
    intake.advance(session, row.id, IntakeState.READ, IntakeState.CASE, case_id=case.id)
    _history(services, session, ledger, case, one, chosen)
    searchable.opened(session, case, one.document, old_number=line.number)
    return True


def _history(
    services: Services, session: Session, ledger: PastImport, case: CaseRow, one: Ready, chosen: Columns
) -> None:
    """Where it comes from, how it was handled, and what the ledger says in place of the rules."""
    line, who = one.line, ledger.applied_by or ""
    handling = line.handling(services.zone, services.compiled.calendar.rules.closes)
    past_cases.add_handling(session, case.intake_id, case.id, handling, who)
    ended = handling.finished_at or handling.started_at
    past_cases.add(
        session,
        PastCase(case_id=case.id, import_id=ledger.id, line=line.line, number=line.number, ended_at=ended),
    )
    told: Columns = {
        "intake": case.intake_id,
        "import": ledger.id,
        "line": line.line,
        "number": line.number,
        "due": handling.due_at.isoformat() if handling.due_at else None,
        "visit": line.visit,
        "chosen": chosen,
    }
    news = [(EventName.IMPORTED, told), (EventName.DECIDED, summary(one.decision))]
    events.append_many(session, case.id, services.now(), who, news, quietly=True)


def _intake(services: Services, one: Ready) -> NewIntake:
    now, line = services.now(), one.line
    return NewIntake(
        source=SOURCE,
        source_key=line.key,
        sha256=one.sha,
        size=one.size,
        state=IntakeState.READ,
        channel=line.channel,
        project=line.project or None,
        received_at=line.received_at(services.zone),
        received_date_only=line.received is not None and line.received.at is None,
        first_seen_at=now,
        told_at=now,
        subject=one.document.subject,
        no_letter=True,
        details={"name": "旧台账.eml"},
    )


def _case(services: Services, row: IntakeRow, one: Ready, chosen: Columns) -> NewCase:
    line, home, decision = one.line, one.home, one.decision
    place = {name: getattr(home, name) for name in line.place} if home else dict(line.place)
    kind = decision.kind if decision.kind.is_matter else Kind.COMPLAINT
    return NewCase(
        **{**slots_of(decision), "kind": kind, **chosen},
        **place,
        intake_id=row.id,
        channel=line.channel,
        project=home.project if home else line.project or None,
        area=line.area or (home.area if home else None),
        resident_name=line.name,
        phone=line.phone,
        household_id=home.id if home else None,
        received_at=row.received_at,
        opened_at=services.now(),
        state=CaseState.FILED,
        visit=line.visit,
        subject=one.document.subject,
    )


def _chosen(one: Ready, book: Rulebook) -> Columns:
    """What the ledger says in place of what the rules decided; what it does not say is as they decided."""
    line, decision = one.line, one.decision
    category, topic = _matter(line, decision, book)
    departments = line.departments
    if departments is None and (category, topic) != (decision.category, decision.topic):
        own = book.topic(topic).departments if topic else ()
        departments = own or tuple(map(Department, book.defaults.departments[category]))
    said = {"category": category, "topic": topic, "departments": departments, "grade": line.grade}
    return {
        name: value
        for name, value in said.items()
        if (value is not None or name == "topic") and value != getattr(decision, name)
    }


def _matter(line: PastLine, decision: Decision, book: Rulebook) -> tuple[Category, str | None]:
    """Class and topic: the ledger's, and within its class the topic that the rules hear in its words."""
    said = line.class_
    if said is None:
        return decision.category, decision.topic
    if said.one or len(said.topics) == 1:
        topic: str | None = said.topics[0]
    else:
        topic = decision.topic if decision.topic in said.topics else None
    of_topic = book.topic(topic).category if topic else decision.category
    return said.category or of_topic, topic
