"""What a letter to a resident is put together from: what staff have composed, and until they do, what the case says.

Nothing is typed twice: findings, measures with their dates and results come from the case (TRADE 3 and 7).
"""

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from domain.codes import CaseState, LetterKind, Validity
from domain.composition import ComposedMatter, Composition
from domain.events import EventName
from domain.plan import Measure
from letters.context import Answer, Matter, Planned
from letters.text.wording import chinese_date, one_line
from store import events, serialization
from store.cases import CaseRow
from store.events import EventRow
from store.letters import LetterRow
from workers.correspondence.written_down import written_down
from workers.deciding.group_work import with_work_told
from workers.deciding.recorded import Recorded
from workers.deciding.rounds import of_this_round, plan_of_this_round

COMPOSED = frozenset({LetterKind.REPLY, LetterKind.INTERIM, LetterKind.EXPLANATION})
"""The letters that are put together in the desk."""
_DEMAND = re.compile(r"^[ \t]*诉求(?:与期望|和期望)?[：:][ \t]*(\S[^\n]{0,300})", re.MULTILINE)
HANDLED = (CaseState.DONE, CaseState.FED_BACK, CaseState.VISITED, CaseState.FILED)
NOT_SOLVED, NOT_OURS, NOT_AS_TOLD = "目前尚未解决", "不属于物业服务范围", "与我们核实的情况有所不同"
"""What an explanation comes to, in its words."""


def kept(session: Session, letter: LetterRow) -> Composition | None:
    """What staff composed for the letter last; None if no one has, or if it was erased."""
    for event in reversed(events.history(session, letter.case_id)):
        if event.what != EventName.LETTER_EDITED or event.payload is None or event.payload["letter"] != letter.id:
            continue
        if stored := event.payload.get("composition"):
            return serialization.load(Composition, json.dumps(stored))
    return None


def standing(
    session: Session, case: CaseRow, letter: LetterRow, matters: Sequence[Matter], words: str, known: Recorded
) -> Composition:
    """The composition of a letter as it stands: as it was composed last, else as the case proposes it (`proposed`)."""
    composed = kept(session, letter)
    if composed is None:
        return proposed(session, case, letter.kind, matters, words, known)
    return with_record(composed, known)


def of_case(session: Session, case: CaseRow) -> Composition | None:
    """What staff composed last for any reply of the case's round: of letters from before the record held what was
    entered there, all that is known.
    """
    for event in reversed(of_this_round(events.history(session, case.id))):
        if event.what == EventName.LETTER_EDITED and event.payload is not None and event.payload.get("composition"):
            said = serialization.load(Composition, json.dumps(event.payload["composition"]))
            if said.matters:
                return said
    return None


def found_so_far(history: Sequence[EventRow]) -> str:
    """The findings until a person words them: what the departments reported before they were done, else what was found
    when the complaint was held valid.
    """
    return _told(history, EventName.DEPARTMENT_REPORT, done=False) or _found_valid(history)


def _found_valid(history: Sequence[EventRow]) -> str:
    judged = [one.payload for one in history if one.what == EventName.VALIDITY_SET and one.payload]
    return str(judged[-1].get("reason") or "") if judged and judged[-1].get("to") == Validity.VALID else ""


def demand_in(text: str) -> str:
    """What a record or a form says behind 诉求; empty where there is no such line."""
    found = _DEMAND.search(text)
    return one_line(found[1]) if found else ""


def proposed(
    session: Session, case: CaseRow, kind: LetterKind, matters: Sequence[Matter], words: str, known: Recorded
) -> Composition:
    """What the case says of the letter before anybody has composed it; what no one knows stays empty. words: the
    resident's, or what was written down of them. known: the case's record, of which what a person confirmed counts.
    """
    told = events.history(session, case.id)
    plan = plan_of_this_round(session, case, told)
    history = of_this_round(with_work_told(session, case, told))
    measures = plan.measures if plan else ()
    if kind is LetterKind.INTERIM:
        return _interim(case, measures, history)
    if kind is LetterKind.EXPLANATION:
        return _explanation(case, history, known.record.investigation.findings)
    typed = written_down(session, case)
    demand = one_line(typed.demand) if typed and typed.demand else demand_in(words)
    composed = _reply(matters, measures, history, demand)
    return replace(composed, matters=tuple(_confirmed(matter, known) for matter in composed.matters))


def with_record(composition: Composition, known: Recorded) -> Composition:
    """What was composed for a letter, with what the case's record holds now; a letter that was composed before the
    record held it keeps its own.
    """
    found = known.record.investigation.findings or composition.findings
    return replace(
        composition, matters=tuple(_confirmed(matter, known) for matter in composition.matters), findings=found
    )


def _confirmed(matter: ComposedMatter, known: Recorded) -> ComposedMatter:
    """With what a person has put down of the matter in the case's record, in place of what the case says of it."""
    put_down = next((one for one in known.record.matters if one.name == matter.name), None)
    if put_down is None:
        return replace(matter, findings=_found_alone(known) or matter.findings)
    return replace(
        matter,
        demand=put_down.demand or matter.demand,
        findings=known.findings_of(put_down) or matter.findings,
        result=put_down.result or matter.result,
        met=put_down.met or matter.met,
        why=put_down.why or matter.why,
    )


def _found_alone(known: Recorded) -> str:
    """What was found of a complaint that has one matter."""
    return known.record.investigation.findings if len(known.matters) == 1 else ""


def answers_of(composition: Composition, planned: Sequence[Planned]) -> tuple[Answer, ...]:
    """The answers of a reply; of the measures only those that the approved plan has now."""
    return tuple(
        Answer(
            name=one.name,
            demand=one.demand,
            findings=one.findings,
            measures=tuple(measure for measure in planned if measure.what in one.measures),
            result=one.result,
            met=one.met,
            why=one.why,
        )
        for one in composition.matters
    )


def _reply(
    matters: Sequence[Matter], measures: Sequence[Measure], history: Sequence[EventRow], demand: str
) -> Composition:
    shared = _shared_out([matter.name + matter.resident_words for matter in matters], measures)
    return Composition(
        matters=tuple(
            ComposedMatter(
                name=matter.name,
                demand=demand if at == 0 else "",
                findings=found_so_far(history) if at == 0 else "",
                measures=tuple(measure.what for measure in shared[at]),
                result=_last(history, EventName.MEASURES_DONE) if at == 0 else "",
            )
            for at, matter in enumerate(matters)
        )
    )


def _interim(case: CaseRow, measures: Sequence[Measure], history: Sequence[EventRow]) -> Composition:
    days = [measure.due for measure in measures if measure.due]
    reports = [str(one.payload["note"]) for one in history if one.what == EventName.DEPARTMENT_REPORT and one.payload]
    pending = () if case.state in HANDLED else tuple(planned_sentence(one.what, one.due) for one in measures)
    return Composition(done=tuple(reports), pending=pending, next_answer=max(days, default=None))


def planned_sentence(measure: str, due: date | None) -> str:
    """更换曳引绳，计划于2026年11月27日前完成."""
    what = measure.strip().rstrip("。；")
    return f"{what}，计划于{chinese_date(due)}前完成" if due else what


def _explanation(case: CaseRow, history: Sequence[EventRow], found: str) -> Composition:
    conclusion = {Validity.INVALID: NOT_AS_TOLD, Validity.ASSISTED: NOT_OURS}.get(case.validity, "")
    return Composition(
        findings=found or found_so_far(history),
        conclusion=conclusion,
        reason=_last(history, EventName.VALIDITY_SET, "reason") if conclusion else "",
    )


def _shared_out(matters: Sequence[str], measures: Sequence[Measure]) -> list[list[Measure]]:
    """Each measure with the matter whose words it shares most of; with the first where it shares none."""
    shared: list[list[Measure]] = [[] for _ in matters]
    for measure in measures if matters else ():
        common = [len(_pairs(words) & _pairs(measure.what)) for words in matters]
        shared[common.index(max(common))].append(measure)
    return shared


def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[at : at + 2] for at in range(len(text) - 1))


def _told(history: Sequence[EventRow], what: EventName, *, done: bool) -> str:
    """What the departments reported, each its last report of that sort, as sentences."""
    last = {
        one.payload.get("department"): str(one.payload["note"]).strip().rstrip("。")
        for one in history
        if one.what == what and one.payload is not None and bool(one.payload.get("done")) is done
    }
    return "。".join(last.values())


def _last(history: Sequence[EventRow], what: EventName, key: str = "note") -> str:
    said = [str(one.payload.get(key, "")) for one in history if one.what == what and one.payload is not None]
    return said[-1].strip() if said else ""
