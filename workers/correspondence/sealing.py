"""After the last approval: the seal is laid over the approved PDF, or a form gets the signatures of who approved it,
and it joins the way that it goes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from domain.codes import LetterState, Way
from domain.events import EventName
from domain.letter_kinds import TO_RESIDENT
from domain.staff import HOUSE, Person
from letters.context import Box, Signature
from store import jobs, letters
from store.letters import LetterRow
from store.rows import Columns
from workers.correspondence.countersigned import to_manager
from workers.correspondence.form_signatures import own_signatures
from workers.correspondence.letter_rows import after, expect, seen_letter, tell
from workers.instance.permissions import present
from workers.instance.refusals import Refused
from workers.instance.services import Services
from workers.instance.stages import DISPATCH, ISSUE
from workers.instance.writing_tasks import seal, sign


@dataclass(frozen=True, kw_only=True)
class Issued:
    """pdf_sha: what was approved; sealed_sha: that with the seal, or with a form's signatures; None: it has neither."""

    pdf_sha: str
    sealed_sha: str | None


class IssueStage:
    """One approved letter at a time."""

    name = ISSUE
    batch = 1

    def prepare(self, services: Services, ids: Sequence[int]) -> Mapping[int, Issued | Exception]:
        """Lay the seal over, or sign; what was made, by letter id."""
        with services.database.reading() as session:
            found = [letters.get(session, id_) for id_ in ids]
            waiting = [one for one in found if one is not None and one.state is LetterState.APPROVED and one.pdf_sha]
            signed = {one.id: own_signatures(services, session, one) for one in waiting}
        waiting = [one for one in waiting if not to_manager(services, one.id)]
        prepared = {one.id: _issued(services, one, signed[one.id]) for one in waiting}
        services.crash_points.point("issue.sealed")
        return prepared

    def record(self, services: Services, session: Session, subject_id: int, prepared: Issued) -> None:
        """Queue it, if it is still the letter that was approved."""
        letter = letters.hold(session, subject_id)
        if letter is None or letter.state is not LetterState.APPROVED or letter.pdf_sha != prepared.pdf_sha:
            return
        values = {"sealed_sha": prepared.sealed_sha, "error": None}
        if letter.way is None:
            self._stay(services, session, letter, prepared, values)
            return
        letters.advance(session, subject_id, LetterState.APPROVED, LetterState.QUEUED, **values)
        tell(services, session, letter, HOUSE, EventName.LETTER_QUEUED, way=letter.way, sealed=prepared.sealed_sha)
        if letter.way is Way.MAIL and services.transport is not None:
            jobs.defer(session, DISPATCH, subject_id)

    def _stay(self, services: Services, session: Session, letter: LetterRow, prepared: Issued, values: Columns) -> None:
        """A form that stays in the house has come to its end; signed once."""
        if prepared.sealed_sha is None or letter.sealed_sha is not None:
            return
        letters.advance(session, letter.id, LetterState.APPROVED, LetterState.APPROVED, **values)
        tell(services, session, letter, HOUSE, EventName.LETTER_SIGNED, sealed=prepared.sealed_sha)

    def committed(self, services: Services) -> None:
        """After the commit."""
        services.crash_points.point("issue.committed")

    def give_up(self, services: Services, session: Session, subject_id: int, error: str) -> None:
        """It cannot be sealed or signed: the letter stays approved, with the reason."""
        letters.advance(session, subject_id, LetterState.APPROVED, LetterState.APPROVED, error=f"未能用印：{error}")


def issue_again(services: Services, letter_id: int, *, actor: Person) -> LetterRow:
    """Try once more to lay the seal over a letter that stayed approved because that failed. Raises Refused."""
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        letter, _ = seen_letter(session, letter_id, actor, hold=True)
        expect(letter, LetterState.APPROVED)
        if letter.error is None:
            raise Refused("这封信没有用印失败，不需要重试")
        letters.advance(session, letter_id, LetterState.APPROVED, LetterState.APPROVED, error=None)
        tell(services, session, letter, actor.login, EventName.LETTER_ISSUE_AGAIN, why=letter.error)
        jobs.defer(session, ISSUE, letter_id)
        done = after(session, letter_id)
    services.work_signal.send()
    return done


def _issued(services: Services, letter: LetterRow, signatures: Mapping[Box, Signature]) -> Issued | Exception:
    """What was approved: sealed if it is for a resident and the instance has a seal, a form with these signatures."""
    pdf_sha, image = letter.pdf_sha or "", services.settings.templates / "seal.png"
    if signatures and letter.docx_sha:
        (made,) = services.previews.map(sign, [(services.archive.get(letter.docx_sha), signatures)])
    elif letter.kind in TO_RESIDENT and image.is_file():
        (made,) = services.previews.map(seal, [(services.archive.get(pdf_sha), image.read_bytes())])
    else:
        return Issued(pdf_sha=pdf_sha, sealed_sha=None)
    return made if isinstance(made, Exception) else Issued(pdf_sha=pdf_sha, sealed_sha=services.archive.put(made))
