"""The one text of a group: the paragraphs that each household's letter says, and the notice that is posted up."""

from domain.staff import Person
from store import groups
from store.groups import TextRow
from workers.casework.groups.acts import held_group
from workers.instance.permissions import present
from workers.instance.refusals import Refused
from workers.instance.services import Services

LONGEST = 20_000
"""Characters: a letter of several pages."""


def write(
    services: Services, number: str, *, reply: str, notice: str, actor: Person, seen: int | None = None
) -> TextRow:
    """The next version of a group's text; the same one if nothing was changed. seen: the version that the person had
    before them, None for none. Raises Refused.
    """
    wanted = tuple("\n".join(filter(None, (line.strip() for line in text.splitlines()))) for text in (reply, notice))
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
