"""Writing a letter at the desk: drafted, its text changed block by block or in Word, taken back, voided."""

from collections.abc import Callable, Sequence
from functools import reduce

from sqlalchemy.orm import Session

from domain.codes import ISSUED, Department, LetterKind, LetterState, Way
from domain.events import EventName, Payload
from domain.letter_kinds import INSIDE, LETTERS
from domain.said import N_, Sentence
from domain.staff import Person
from domain.work_codes import EditHow, Subject
from letters.templating.render import TemplateProblem, UnknownKind
from letters.upload import take_upload
from letters.word.blocks import BlockText, with_blocks
from letters.word.document import plain_text
from store import approvals, cases, edits, groups, letters
from store.cases import CaseRow
from store.edits import EditRow
from store.letters import LetterRow
from store.rows import Columns
from workers.clocks.case_clocks import void_opened
from workers.correspondence.also_answered import carried_by, taken_back
from workers.correspondence.draft import draft_letter
from workers.correspondence.letter_files import place
from workers.correspondence.letter_rows import WRITTEN, after, expect, expect_version, seen_letter, stated, tell
from workers.deciding.group_work import work_of
from workers.instance.permissions import OFFICE, in_sight, permit, present
from workers.instance.refusals import Refused
from workers.instance.services import Services

_FINISHED = frozenset({LetterState.VOID, LetterState.SENT, LetterState.POSTED})
"""After such a letter another one of its kind may be written in the same round."""
_ISSUED_INSIDE = frozenset(ISSUED)
_AFRESH = {
    "pdf_sha": None, "sealed_sha": None, "submitted_by": None, "submitted_at": None, "error": None, "postal": (),
}  # fmt: skip
"""What a letter loses that is written at again."""


def draft(
    services: Services, case_number: str, kind: LetterKind, *, actor: Person, department: Department | None = None
) -> LetterRow:
    """The open letter of `kind` in the case's round, drafted if there is none: after one that went out or is void, the
    next version. department: for which a notice is; None: the first of the case. Raises Refused.
    """
    if kind is LetterKind.ACKNOWLEDGEMENT:
        raise Refused("收悉告知书由系统自动生成，不能另拟")
    with services.database.reading() as session:
        actor = present(services, session, actor)
        case = cases.get_case(session, case_number)
        seat = groups.seat_of(session, case.id) if case else None
        led_by = work_of(session, case).led_by if case else None
        carrier = carried_by(session, case) if case and kind is LetterKind.REPLY else None
        carries = cases.get_case(session, carrier.case_id) if carrier else None
    if not in_sight(case, actor):
        raise Refused("没有编号为 {number} 的案件", number=case_number)
    permit(actor, case.project, *OFFICE)
    if LETTERS[kind].group_only and not (seat and seat.confirmed and seat.leads):
        raise Refused("张贴通知由群体的主办案件起草；请在群体页上起草")
    if carries is not None:
        raise Refused(
            "同一户的 {number} 的回函已写明一并答复本案；要另行答复，请先把本案移出群体", number=carries.number
        )
    if LETTERS[kind].per_department:
        if led_by is not None:
            raise Refused("本案按群体办理，处理通知单由主办案件 {number} 发出", number=led_by.number)
        department = department or next((one for one in case.departments if one is not Department.NONE), None)
        if department is None:
            raise Refused("请先确定责任部门，再拟处理通知单")
    closed = _FINISHED | _ISSUED_INSIDE if kind in INSIDE else _FINISHED
    wanted = department if LETTERS[kind].per_department else None
    try:
        return draft_letter(services, case.number, kind, department=wanted, after=closed)
    except TemplateProblem as error:
        raise Refused("信稿未能生成：{why}", why=error.said) from error
    except UnknownKind as error:
        raise Refused("信稿未能生成：{why}", why=str(error)) from error


def edit_blocks(
    services: Services, letter_id: int, texts: Sequence[BlockText], *, actor: Person, seen: str
) -> LetterRow:
    """The next version of a draft or returned letter, with these texts in place of its blocks (letters/word/blocks.py).

    seen: the docx_sha that the person had before them. Raises Refused.
    """
    before = writable(services, letter_id, actor, seen)
    try:
        docx = with_blocks(services.archive.get(seen), texts)
    except ValueError as error:
        raise Refused("这封信的段落已经变动，或有不能在此修改的段落；请重新打开后再修改") from error
    return keep_version(services, before, docx, actor, EditHow.BLOCKS)


def upload(services: Services, letter_id: int, docx: bytes, *, actor: Person, seen: str) -> LetterRow:
    """The same with a .docx that was edited in Word, built again from what a letter may hold (letters/packages).

    Refused also says why a file may not come in.
    """
    before = writable(services, letter_id, actor, seen)
    taken = services.previews.run(take_upload, docx, services.archive.get(seen))
    if taken.docx is None:
        raise Refused("{why}", why=reduce(_and, taken.why))
    return keep_version(services, before, taken.docx, actor, EditHow.UPLOAD)


def _and(one: Sentence, other: Sentence) -> Sentence:
    return Sentence(N_("{one}{other}"), {"one": one, "other": other})


def versions(services: Services, letter_id: int) -> tuple[EditRow, ...]:
    """Every version of a letter's text, oldest first, with who made it and how."""
    with services.database.reading() as session:
        return tuple(edits.of_letter(session, letter_id))


def reopen(services: Services, letter_id: int, *, actor: Person) -> LetterRow:
    """Take a letter that is submitted or approved, but not on its way yet, back to be written at: every approval of it
    is void. Raises Refused.
    """
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        letter, _ = seen_letter(session, letter_id, actor, hold=True)
        if not still_here(letter):
            expect(letter, LetterState.SUBMITTED, LetterState.APPROVED)
        return take_back(services, session, letter, actor, EventName.LETTER_REOPENED, LetterState.DRAFT)


def withdraw(services: Services, letter_id: int, *, actor: Person) -> LetterRow:
    """The submitter takes back what no one has approved to its end. Raises Refused."""
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        letter, _ = seen_letter(session, letter_id, actor, hold=True)
        expect(letter, LetterState.SUBMITTED)
        if letter.submitted_by != actor.login:
            raise Refused("只有送审的人可以撤回；其他人请退回或重新修改")
        return take_back(services, session, letter, actor, EventName.LETTER_WITHDRAWN, LetterState.DRAFT)


def void(services: Services, letter_id: int, reason: str, *, actor: Person) -> LetterRow:
    """A letter that has not left the house will not be sent. Its number is never given again. Raises Refused."""
    reason = stated(reason)
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        letter, _ = seen_letter(session, letter_id, actor, hold=True)
        if not still_here(letter):
            expect(letter, *WRITTEN, LetterState.SUBMITTED, LetterState.APPROVED, LetterState.BOUNCED)
        return take_back(services, session, letter, actor, EventName.LETTER_VOID, LetterState.VOID, reason=reason)


def take_back(
    services: Services,
    session: Session,
    letter: LetterRow,
    person: Person,
    what: EventName,
    to: LetterState,
    **more: str,
) -> LetterRow:
    """A held letter to state `to`, its approvals void, what was made for the approver forgotten; the event `what`.

    The clocks that its approval had opened, of a department's notice, are void too.
    """
    letters.advance(session, letter.id, letter.state, to, **(_AFRESH if to is not LetterState.VOID else {}))
    approvals.void(session, Subject.LETTER, letter.id, services.now())
    if (case := cases.get_case(session, letter.case_id)) is not None:
        taken_back(services, session, case, letter, person.login)
    void_opened(services, session, letter.case_id, person.login, letter.id)
    tell(services, session, letter, person.login, what, **more)
    return after(session, letter.id)


def still_here(letter: LetterRow) -> bool:
    """Whether the letter lies in the print queue and in no batch yet."""
    return letter.state is LetterState.QUEUED and letter.way is Way.PRINT and letter.batch_id is None


def writable(services: Services, letter_id: int, person: Person, seen: str) -> LetterRow:
    """The letter, if this person may write at it and it is still the one that they have seen. Raises Refused."""
    with services.database.reading() as session:
        letter, _ = seen_letter(session, letter_id, person)
    _check_writable(letter, seen)
    return letter


def _check_writable(letter: LetterRow, seen: str) -> None:
    if letter.kind is LetterKind.ACKNOWLEDGEMENT:
        raise Refused("收悉告知书由系统生成，不能修改；请放行或作废")
    expect(letter, *WRITTEN)
    expect_version(letter, seen)


def keep_version(
    services: Services,
    before: LetterRow,
    docx: bytes,
    person: Person,
    how: EditHow,
    *,
    values: Columns | None = None,
    also: Callable[[Session, CaseRow, Person], Payload] | None = None,
) -> LetterRow:
    """The .docx as the letter's next version, if no one was quicker. values: further columns of the letter that change
    with it; also: what else is kept in the same transaction, and gives what the event says beside the version.

    Raises Refused.
    """
    sha = services.archive.put(docx)
    services.crash_points.point("edit.archived")
    body = plain_text(docx)
    with services.database.transaction() as session:
        person = present(services, session, person)
        letter, case = seen_letter(session, before.id, person, hold=True)
        _check_writable(letter, before.docx_sha or "")
        if sha == letter.docx_sha and also is None:
            return letter
        more = also(session, case, person) if also else {}
        columns = {"docx_sha": sha, "body": body, **(values or {})}
        letters.advance(session, letter.id, WRITTEN, LetterState.DRAFT, **columns, **_AFRESH)
        version = edits.add(session, letter.id, at=services.now(), who=person.login, how=how, docx_sha=sha)
        said = {"version": version, "how": how, "docx": sha, **more}
        tell(services, session, letter, person.login, EventName.LETTER_EDITED, **said)
        kept = after(session, letter.id)
    services.crash_points.point("edit.committed")
    place(services, case.number, kept, docx)
    return kept
