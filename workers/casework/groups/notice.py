"""The notice that is posted up for a group: a letter of its leading case that says nothing of any household."""

from sqlalchemy.orm import Session

from domain.codes import LetterKind, LetterState
from domain.staff import Person
from domain.work_codes import EditHow
from letters.templating.render import TemplateProblem
from store import groups, letters
from store.cases import CaseRow
from store.letters import LetterRow
from workers.correspondence import editing
from workers.correspondence.letter_context import letter_context
from workers.correspondence.letter_rows import WRITTEN
from workers.instance.permissions import OFFICE, present
from workers.instance.refusals import Refused
from workers.instance.services import Services
from workers.instance.writing_tasks import write_letter


def draft_notice(services: Services, number: str, *, actor: Person) -> LetterRow:
    """The notice in the words of the group's text, while it may be written at; after one that was issued the next.

    Raises Refused.
    """
    with services.database.reading() as session:
        actor = present(services, session, actor)
        group = groups.get(session, number)
        if group is None or actor.grant(*OFFICE, project=group.project) is None:
            raise Refused("没有编号为 {number} 的群体；请核对编号", number=number)
        lead = next((one.case for one in groups.members(session, group.id) if one.seat and one.seat.leads), None)
        text = groups.text_of(session, group.id)
    if lead is None:
        raise Refused("请先确认群体 {number} 是同一件事", number=number)
    if text is None or not text.notice:
        raise Refused("请先写好张贴通知的正文")
    letter = editing.draft(services, lead.number, LetterKind.GROUP_NOTICE, actor=actor)
    services.crash_points.point("posting.drafted")
    return _as_it_says_now(services, lead, letter, actor) if letter.state in WRITTEN else letter


def notice_of(session: Session, lead: CaseRow) -> LetterRow | None:
    """The last notice of the group that this case leads; None if there is none."""
    found = [one for one in letters.of_case(session, lead.id) if one.kind is LetterKind.GROUP_NOTICE]
    return next((one for one in reversed(found) if one.state is not LetterState.VOID), None)


def _as_it_says_now(services: Services, lead: CaseRow, letter: LetterRow, actor: Person) -> LetterRow:
    today = services.now().astimezone(services.zone).date()
    with services.database.reading() as session:
        context = letter_context(services, session, lead, letter, letter.dated or today)
    (written,) = services.writers.map(write_letter, [(services.settings.templates, context)], together=1)
    if isinstance(written, TemplateProblem):
        raise Refused("信稿未能生成：{why}", why=written.said) from written
    if isinstance(written, Exception):
        raise written
    return editing.keep_version(
        services, letter, written.docx, actor, EditHow.COMPOSED, values={"subject": written.subject}
    )
