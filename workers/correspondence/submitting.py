"""Submitting a letter for approval: its number and date are fixed, its PDF is made once, and nothing open is left."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from domain.codes import CaseState, LetterKind, LetterState, Way
from domain.events import EventName
from domain.letter_kinds import ANSWERS, TO_RESIDENT
from domain.said import Sentence
from domain.staff import Person
from letters.context import Box, Signature
from letters.pdf.office import PdfProblem
from letters.pdf.printed.agreed import NotAsWritten
from letters.text.wording import chinese_date
from letters.word.packages.refusal import PackageRefused
from store import cases, edits, letters
from store.cases import CaseRow
from store.letters import LetterRow
from store.rows import Columns
from workers.correspondence import department_mail
from workers.correspondence.addresses import check_way, postal_of
from workers.correspondence.also_answered import carried_by, submitted_for, void_untouched
from workers.correspondence.approval_steps import steps_of
from workers.correspondence.approving import approved
from workers.correspondence.form_signatures import signatures_now
from workers.correspondence.letter_checks import open_findings
from workers.correspondence.letter_files import place
from workers.correspondence.letter_rows import WRITTEN, after, expect, expect_version, seen_letter, tell
from workers.correspondence.numbering import numbered
from workers.correspondence.stale_drafts import expect_unchanged
from workers.deciding.case_lookup import current
from workers.instance.permissions import present
from workers.instance.refusals import Refused
from workers.instance.services import Services
from workers.instance.writing_tasks import Finished, finish


@dataclass(frozen=True, kw_only=True)
class _Wish:
    """What the submitter wants. docx_sha: of the text that they want to submit."""

    person: Person
    way: Way | None
    promised: date | None
    docx_sha: str | None


def submit(
    services: Services,
    letter_id: int,
    *,
    actor: Person,
    way: Way | None,
    promised: date | None = None,
    seen: str | None = None,
) -> LetterRow:
    """Submit a draft or returned letter; a second click gives the same letter. Raises Refused.

    way: None: by mail if it has an address, else on paper; a letter inside the house then stays in the house.
    promised: the date of the next answer, which an interim letter must name; None: the one that it was composed with.
    seen: the docx_sha that the person had before them, None for what stands now. Number and date are given once;
    submitted again it keeps the number.
    """
    wish = _Wish(person=actor, way=way, promised=promised, docx_sha=seen)
    begun = _begin(services, letter_id, wish)
    if begun.state is LetterState.SUBMITTED or begun.number is None or begun.dated is None:
        return begun
    services.crash_points.point("submit.numbered")
    finished = _finished(services, begun, begun.number, begun.dated, _signatures(services, begun, actor))
    _check_text(begun, finished.text)
    docx_sha, pdf_sha = services.archive.put_many([finished.docx, finished.painted.pdf])
    services.crash_points.point("submit.archived")
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        edits.keep_rendition(session, docx_sha, pdf_sha=pdf_sha, pages=finished.painted.pages, at=services.now())
        letter, case = seen_letter(session, letter_id, actor, hold=True)
        if _already(letter, actor):
            return letter
        expect(letter, *WRITTEN)
        expect_version(letter, begun.docx_sha)
        expect_unchanged(session, letter)
        values = {"docx_sha": docx_sha, "pdf_sha": pdf_sha, "body": finished.text, "sealed_sha": None}
        _record(services, session, letter, case, wish, values)
        done = after(session, letter_id)
    services.crash_points.point("submit.committed")
    services.work_signal.send()
    place(services, case.number, done, finished.docx)
    return done


def _begin(services: Services, letter_id: int, wish: _Wish) -> LetterRow:
    """The letter with number, date, way and Message-ID fixed; one that this person has submitted already as it is."""
    with services.database.reading() as session:
        checked, _ = seen_letter(session, letter_id, wish.person)
    if _already(checked, wish.person):
        return checked
    open_ = open_findings(services, letter_id, promised=wish.promised)
    with services.database.transaction() as session:
        person = present(services, session, wish.person)
        letter, case = seen_letter(session, letter_id, person, hold=True)
        if _already(letter, wish.person):
            return letter
        expect(letter, *WRITTEN)
        if carrier := carried_by(session, case) if letter.kind is LetterKind.REPLY else None:
            raise Refused(
                "同一户的另一封回函 {number} 已写明一并答复本案，不另送审",
                number=carrier.number or Sentence("（尚未编号）"),
            )
        if letter.kind in ANSWERS and case.state is CaseState.FILED:
            raise Refused("{number} 已经归档；要再给住户写信，请先重新打开", number=case.number)
        if letter.docx_sha is None or letter.kind is LetterKind.ACKNOWLEDGEMENT:
            raise Refused("这封信还没有可以送审的信稿")
        expect_version(letter, wish.docx_sha or checked.docx_sha)
        expect_version(letter, checked.docx_sha)
        expect_unchanged(session, letter)
        if open_:
            first = Sentence(open_[0].message, open_[0].values)
            raise Refused("还有 {count} 处需要修改或说明：{first}", count=len(open_), first=first)
        values = _fixed(services, session, letter, case, wish)
        letters.advance(session, letter_id, letter.state, letter.state, **values)
        return replace(letter, **values)


def _fixed(services: Services, session: Session, letter: LetterRow, case: CaseRow, wish: _Wish) -> Columns:
    """What a submission fixes: the way and the date; the number and the Message-ID once for all time."""
    today = services.now().astimezone(services.zone).date()
    promised = wish.promised or letter.promised
    _check_promise(letter, promised, today)
    values: Columns = {
        "way": check_way(session, case, letter, wish.way),
        "promised": promised if letter.kind is LetterKind.INTERIM else None,
        "dated": today,
    }
    if wish.way is None:
        values |= department_mail.going(services, letter)
    if letter.number is None:
        values |= numbered(services, session, letter.kind, today)
    return values


def _already(letter: LetterRow, person: Person) -> bool:
    """Whether it is the second click of the person who has just submitted the letter."""
    return letter.submitted_by == person.login and letter.state in (LetterState.SUBMITTED, LetterState.APPROVED)


def _check_promise(letter: LetterRow, promised: date | None, today: date) -> None:
    if letter.kind is not LetterKind.INTERIM:
        return
    if promised is None:
        raise Refused("阶段性回函须承诺下次答复的日期；请填写日期")
    if promised < today:
        raise Refused("承诺答复的日期 {day} 已经过去", day=chinese_date(promised))


def _check_text(letter: LetterRow, text: str) -> None:
    """What the checks cannot know: the promised date that this submission fixes stands in the letter."""
    if letter.promised is not None and chinese_date(letter.promised) not in text:
        raise Refused("信中没有写明承诺答复的日期 {day}", day=chinese_date(letter.promised))


def _signatures(services: Services, letter: LetterRow, actor: Person) -> Mapping[Box, Signature] | None:
    """Who has signed the boxes of a form until now, the person who submits it among them; None for a letter."""
    if letter.kind in TO_RESIDENT:
        return None
    with services.database.reading() as session:
        case = cases.get_case(session, letter.case_id)
        submitted = replace(letter, submitted_by=actor.login, submitted_at=services.now())
        return signatures_now(services, session, case, submitted) if case else None


def _finished(
    services: Services,
    letter: LetterRow,
    number: str,
    dated: date,
    signatures: Mapping[Box, Signature] | None,
) -> Finished:
    docx = services.archive.get(letter.docx_sha or "")
    (done,) = services.previews.map(finish, [(docx, number, dated, signatures)])
    if isinstance(done, PdfProblem):
        raise Refused("未能生成 PDF，不能送审：{why}", why=Sentence(str(done))) from done
    if isinstance(done, NotAsWritten):
        raise Refused("{why}", why=done.why) from done
    if isinstance(done, PackageRefused):
        raise Refused("{why}", why=done.why[0]) from done
    if isinstance(done, Exception):
        raise Refused("生成 PDF 时出错，请稍后再送审") from done
    finished: Finished = done
    return finished


def _record(
    services: Services, session: Session, letter: LetterRow, case: CaseRow, wish: _Wish, values: Columns
) -> None:
    now = services.now()
    values |= {
        "submitted_by": wish.person.login,
        "submitted_at": now,
        "postal": postal_of(session, case, letter, letter.way),
    }
    letters.advance(session, letter.id, WRITTEN, LetterState.SUBMITTED, **values)
    edits.had_hand(session, letter.id, wish.person.login)
    named = submitted_for(services, session, case, letter, str(values["body"]), wish.person.login)
    void_untouched(services, session, named, wish.person.login)
    said = {"way": letter.way, "docx": values["docx_sha"], "pdf": values["pdf_sha"]}
    said |= {"also": [one.number for one in named]} if named else {}
    promised = letter.promised.isoformat() if letter.promised else None
    tell(services, session, letter, wish.person.login, EventName.LETTER_SUBMITTED, promised=promised, **said)
    case = current(session, case)
    if not steps_of(services, session, case, letter):
        approved(services, session, after(session, letter.id), case, wish.person.login)
