"""The one text of a group: what each household's letter says of the common matter, and the notice that is posted up."""

import json

from sqlalchemy.orm import Session

from domain.codes import LetterKind
from domain.composition import ComposedMatter, Composition
from domain.staff import Person
from letters.context import Matter
from letters.text.wording import one_line
from store import groups, serialization
from store.cases import CaseRow
from store.groups import GroupRow, TextRow
from workers.casework.groups.acts import held_group
from workers.correspondence.composition import proposed
from workers.deciding.recorded import recorded
from workers.instance.permissions import present
from workers.instance.refusals import Refused
from workers.instance.services import Services

LONGEST = 20_000
"""Characters: a letter of several pages."""


def write(
    services: Services, number: str, said: Composition, *, notice: str, actor: Person, seen: int | None = None
) -> TextRow:
    """The next version of a group's text; the same one if nothing was changed. said: one matter, the common one, and
    what follows. notice: a paragraph a line. seen: the version that the person had before them, None for none.

    Raises Refused.
    """
    wanted = serialization.dump(Composition, said), _paragraphs(notice)
    if any(len(text) > LONGEST for text in wanted):
        raise Refused("文字过长：最多 {most} 字", most=LONGEST)
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        group, _ = held_group(session, number, actor)
        last = groups.text_of(session, group.id)
        if seen != (last.version if last else None):
            raise Refused("统一答复刚被他人修改；请重新打开后再修改")
        if last is not None and (last.reply, last.notice) == wanted:
            return last
        now = services.now()
        return groups.keep_text(session, group.id, at=now, who=actor.login, reply=wanted[0], notice=wanted[1])


def said_in(text: TextRow | None) -> Composition | None:
    """What every household is told; None while no one has written it."""
    if text is None or not text.reply:
        return None
    try:
        json.loads(text.reply)
    except ValueError:  # written in plain words, before letters were put together
        return Composition(matters=(ComposedMatter(name="", findings=one_line(text.reply)),))
    return serialization.load(Composition, text.reply)


def proposed_text(services: Services, session: Session, lead: CaseRow, topic: str) -> Composition:
    """What the leading case says of the common matter, until somebody has written the text. topic: its name."""
    known = recorded(services, session, lead)
    return proposed(session, lead, LetterKind.REPLY, (Matter(name=topic),), "", known)


def text_of(session: Session, group: GroupRow) -> TextRow | None:
    """The version that holds; None while there is none."""
    return groups.text_of(session, group.id)


def _paragraphs(text: str) -> str:
    return "\n".join(filter(None, (line.strip() for line in text.splitlines())))
