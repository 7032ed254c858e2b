"""What is to be mended in a letter before it may be submitted, held against its case; and what a person let stand."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from sqlalchemy.orm import Session

from domain.codes import ISSUED, LetterKind, LetterState
from domain.events import EventName
from domain.letter_kinds import INSIDE
from domain.plan import Measure
from domain.said import N_, Sentence, filled
from domain.staff import Person
from letters.checks import findings as found_in
from letters.checks.checked import CheckedLetter, Facts, Finding, authorised
from letters.context import LetterContext
from letters.word.blocks import blocks
from letters.word.document import plain_text
from store import cases, edits, groups, letters
from store.archive import Archive
from store.cases import CaseRow
from store.edits import AcceptanceRow
from store.letters import LetterRow
from workers.correspondence.also_answered import companions
from workers.correspondence.disclosure import told
from workers.correspondence.letter_context import letter_context
from workers.correspondence.letter_rows import WRITTEN, after, expect, seen_letter, stated, tell
from workers.correspondence.stale_drafts import Change, last_change
from workers.deciding.group_work import approved_plan
from workers.instance.company import company_of
from workers.instance.permissions import present
from workers.instance.refusals import Refused
from workers.instance.services import Services

_STANDING = tuple(state for state in ISSUED if state is not LetterState.BOUNCED)
"""The states of an interim letter whose promises hold."""


@dataclass(frozen=True, kw_only=True)
class FindingView:
    """One thing to mend. key: under which it can be accepted. message: Chinese, with {names} for `values`.

    block, start, end: where in the text (`letters.word.blocks`); block None: not at one place.
    accepted: who let it stand.
    """

    key: str
    message: str
    values: Mapping[str, object]
    block: int | None = None
    start: int = 0
    end: int = 0
    acceptable: bool = True
    accepted: AcceptanceRow | None = None

    @property
    def text(self) -> str:
        """The message with its values."""
        return filled(self.message, self.values)


_NO_DAY = FindingView(
    key="promise", message=N_("还没有填写下次答复的日期；阶段性回函须写明这一天。"), values={}, acceptable=False
)
"""An interim letter's own day is asked for with everything else that is open, not after all of it has passed."""

_UNNAMED = N_("同一户的 {number} 也在等候答复，信中没有写明；请写明受理编号一并答复，或说明为什么另行答复。")


@dataclass(frozen=True, kw_only=True)
class LookedAt:
    """A letter as a page shows it: what is to be mended in it, and what it may say (`letter_context`)."""

    found: tuple[FindingView, ...]
    said: LetterContext


@dataclass(frozen=True, kw_only=True)
class _Held:
    """What a letter is held against, gathered in one reading. beside: numbers of further cases that it answers."""

    letter: LetterRow
    said: LetterContext
    facts: Facts
    interim: tuple[str, ...]
    measures: tuple[Measure, ...]
    accepted: Mapping[str, AcceptanceRow]
    change: Change | None
    beside: tuple[str, ...]


def findings(
    services: Services, letter_id: int, *, promised: date | None = None, docx: bytes | None = None
) -> tuple[FindingView, ...]:
    """What is to be mended or accepted, what is missing first, then in the letter's order; accepted ones stay listed.

    promised: the date of the next answer that is about to be submitted with an interim letter. docx: the letter as it
    would be, in place of the one that is kept. LookupError for a letter that there is not.
    """
    with services.database.page() as session:
        letter = letters.get(session, letter_id)
        if letter is None:
            raise LookupError(f"no letter {letter_id}")
        held = _held_against(services, session, letter)
    return _found(services, held, promised, docx)


def looked_at(services: Services, session: Session, letter: LetterRow, *, promised: date | None = None) -> LookedAt:
    """The findings of a letter and what it may say, worked out once, as a page reads them."""
    held = _held_against(services, session, letter)
    return LookedAt(found=_found(services, held, promised, seen=True), said=held.said)


# Everything that a check looks at is among the keys, so that nothing that is kept can be out of date.
@lru_cache(maxsize=256)
def _found_before(archive: Archive, docx_sha: str, kind: LetterKind, facts: Facts) -> tuple[Finding, ...]:
    """What the checks say of an archived letter: the same as long as letter and facts are."""
    return found_in(CheckedLetter(kind=kind, blocks=blocks(archive.get(docx_sha)), facts=facts))


def _found(
    services: Services, held: _Held, promised: date | None, docx: bytes | None = None, *, seen: bool = False
) -> tuple[FindingView, ...]:
    """seen: for a page, which may show what it has shown before of the same letter and the same facts."""
    letter = held.letter
    changed = () if held.change is None else (_changed(services, held.change, held.accepted),)
    if letter.kind is LetterKind.INTERIM and not (promised or letter.promised):
        changed = (*changed, _NO_DAY)
    if letter.docx_sha is None:
        return changed
    facts = _authorised(services, held, promised or letter.promised)
    if docx is None and seen:
        found = _found_before(services.archive, letter.docx_sha, letter.kind, facts)
    else:
        data = services.archive.get(letter.docx_sha) if docx is None else docx
        found = found_in(CheckedLetter(kind=letter.kind, blocks=blocks(data), facts=facts))
    return (
        *changed,
        *_unnamed(services, held, docx),
        *(
            FindingView(
                key=one.key,
                message=one.message,
                values=one.values,
                block=one.block,
                start=one.start,
                end=one.end,
                acceptable=one.acceptable,
                accepted=held.accepted.get(one.key),
            )
            for one in found
        ),
    )


def open_findings(services: Services, letter_id: int, *, promised: date | None = None) -> tuple[FindingView, ...]:
    """Those that no one has accepted."""
    return tuple(one for one in findings(services, letter_id, promised=promised) if one.accepted is None)


def accept_finding(services: Services, letter_id: int, key: str, reason: str, *, actor: Person) -> LetterRow:
    """Let a finding stand, with the reason; what is not filled in cannot be let stand. Raises Refused."""
    reason = stated(reason)
    with services.database.reading() as session:
        seen_letter(session, letter_id, actor)
    found = {one.key: one for one in findings(services, letter_id)}.get(key)
    if found is None:
        raise Refused("这一处已经不在信中；请重新打开后再看")
    if not found.acceptable:
        raise Refused("这一处必须修改，不能保留：{what}", what=Sentence(found.message, found.values))
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        letter, _ = seen_letter(session, letter_id, actor, hold=True)
        expect(letter, *WRITTEN, LetterState.SUBMITTED)
        edits.accept(session, letter_id, key, reason=reason, who=actor.login, at=services.now())
        tell(services, session, letter, actor.login, EventName.FINDING_ACCEPTED, finding=found.text, reason=reason)
        return after(session, letter_id)


def _held_against(services: Services, session: Session, letter: LetterRow) -> _Held:
    case = cases.get_case(session, letter.case_id)
    if case is None:
        raise LookupError(f"letter {letter.id} has no case")
    plan = approved_plan(session, case)
    today = services.now().astimezone(services.zone).date()
    said = letter_context(services, session, case, letter, letter.dated or today)
    return _Held(
        letter=letter,
        said=said,
        facts=_facts(services, session, case, letter, said),
        interim=tuple(
            one.docx_sha
            for one in letters.of_case(session, case.id)
            if one.kind is LetterKind.INTERIM and one.state in _STANDING and one.docx_sha and one.id != letter.id
        ),
        measures=plan.measures if plan else (),
        accepted=edits.accepted(session, letter.id),
        change=last_change(session, letter),
        beside=tuple(one.number for one in companions(session, case, letter)),
    )


def _unnamed(services: Services, held: _Held, docx: bytes | None) -> Iterator[FindingView]:
    """The household's further cases that the letter does not name: they would stay unanswered."""
    sha = held.letter.docx_sha
    if docx is None and held.beside and sha is not None:
        docx = services.archive.get(sha)
    text = plain_text(docx) if held.beside and docx is not None else ""
    for number in held.beside:
        if number not in text:
            key = f"beside:{number}"
            yield FindingView(key=key, message=_UNNAMED, values={"number": number}, accepted=held.accepted.get(key))


def _facts(services: Services, session: Session, case: CaseRow, letter: LetterRow, said: LetterContext) -> Facts:
    reader = told(session, case, letter)
    earlier = said.earlier
    others = [one.number for one in letters.of_case(session, case.id) if one.number and one.id != letter.id]
    parent = cases.get_case(session, case.parent_id) if case.parent_id is not None else None
    departments = services.compiled.rulebook.departments
    return Facts(
        case_number=case.number,
        dated=said.dated,
        number=letter.number,
        numbers=(
            *others,
            *((case.group_key,) if case.group_key else ()),
            *((parent.number,) if parent else ()),
            *((earlier.number,) if earlier else ()),
            *said.also,
        ),
        resident_name=reader.name,
        withheld=reader.withheld,
        households=_households(session, case) if letter.kind is LetterKind.GROUP_NOTICE else (),
        group=case.is_group,
        place=said.place,
        company=company_of(services, session),
        phones=(*(one.phone for one in departments if one.phone), *_theirs(case, letter)),
        departments=said.departments,
        received=said.received,
        quote=f"{said.subject}\n{said.quote}",
    )


def _theirs(case: CaseRow, letter: LetterRow) -> tuple[str, ...]:
    """The resident's phone, which the papers of the house name; what is posted up names none."""
    inside = letter.kind in INSIDE and letter.kind is not LetterKind.GROUP_NOTICE
    return (case.phone,) if inside and case.phone else ()


def _households(session: Session, case: CaseRow) -> tuple[str, ...]:
    """Names and phones of everybody who wrote of the group's matter."""
    seat = groups.seat_of(session, case.id)
    found = [one.case for one in groups.members(session, seat.group)] if seat else [case]
    said = (words for one in found for words in (one.resident_name, one.phone) if words and len(words) > 1)
    return tuple(dict.fromkeys(said))


def _authorised(services: Services, held: _Held, promised: date | None) -> Facts:
    """The facts with what the approved plan and the interim letters before this one allow it to promise."""
    texts = [plain_text(services.archive.get(sha)) for sha in held.interim]
    dates = [promised] if promised else []
    written = held.facts.dated
    return replace(held.facts, authorised=authorised(held.measures, letters=texts, dates=dates, written=written))


def _changed(services: Services, change: Change, accepted: Mapping[str, AcceptanceRow]) -> FindingView:
    """The case was changed under the letter by somebody who may not have known of it."""
    return FindingView(
        key=change.key,
        message="案件在 {at} 由 {who} 更正过，请核对信中所写是否仍然相符。",
        values={"at": f"{change.at.astimezone(services.zone):%Y-%m-%d %H:%M}", "who": change.who},
        accepted=accepted.get(change.key),
    )
