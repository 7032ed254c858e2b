"""Keeps what a person types into a form before it is sent, for that person alone, and offers it again.

A draft decides nothing and stands in no history. It goes when its form is sent, when its person discards it, with the
erasure of its case, and after its term.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from domain.staff import Person
from store import cases, form_drafts
from store.form_drafts import Fields, FormDraft
from workers.deciding.validation import CorrectionError
from workers.instance.permissions import in_sight, present
from workers.instance.refusals import Refused
from workers.instance.services import Services

MOST = 100
"""Drafts of one person; with one more the oldest goes."""
MOST_FIELDS = 4_000
LONGEST = 400_000
"""Characters of one draft."""
_KEY = re.compile("[A-Za-z0-9-]{16,64}")
_NAME = re.compile("[a-z0-9_-]{1,60}")


@dataclass(frozen=True, kw_only=True)
class Typed:
    """What is to be kept. number: of the case, empty for a complaint that is being registered. form: which of its
    forms. key: chosen by the page. stand: how many events the case had as the page was made.
    """

    number: str
    form: str
    key: str
    stand: int
    fields: Fields


@dataclass(frozen=True, kw_only=True)
class Offered:
    """A draft as it is offered again. stale: whether the case has moved on since it was typed."""

    number: str
    draft: FormDraft
    stale: bool


def save(services: Services, typed: Typed, *, actor: Person) -> FormDraft:
    """Keep what was typed, in place of what the same page saved before. Raises Refused."""
    _check(typed)
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        draft = FormDraft(
            person_id=actor.id,
            key=typed.key,
            case_id=_case_id(session, typed.number, actor),
            form=typed.form,
            stand=typed.stand,
            fields=typed.fields,
            saved_at=services.now(),
        )
        form_drafts.save(session, draft)
        form_drafts.drop_oldest(session, actor.id, but=MOST)
    services.crash_points.point("form_draft.saved")
    return draft


def offered(services: Services, session: Session, numbers: Iterable[str], *, actor: Person) -> tuple[Offered, ...]:
    """The actor's drafts for these cases, the newest first. numbers: those that the actor may see, empty for none."""
    wanted = set(numbers)
    stands = form_drafts.stands(session, wanted - {""})
    ids: dict[int | None, tuple[str, int]] = {id_: (number, stand) for number, (id_, stand) in stands.items()}
    if "" in wanted:
        ids[None] = ("", 0)
    since = services.now() - services.settings.desk.drafts
    found = form_drafts.of_person(session, actor.id, ids, since)
    return tuple(Offered(number=ids[one.case_id][0], draft=one, stale=one.stand < ids[one.case_id][1]) for one in found)


def sent(services: Services, key: str, *, actor: Person) -> None:
    """Its form has been sent, and what was typed stands where it belongs."""
    services.crash_points.point("form_draft.sent")
    discard(services, key, actor=actor)


def discard(services: Services, key: str, *, actor: Person) -> None:
    """Forget a draft of the actor's own; nothing happens if there is none of that key."""
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        form_drafts.drop(session, actor.id, key)


def expire(services: Services) -> int:
    """Forget what has been kept for its term; how many."""
    with services.database.transaction() as session:
        return form_drafts.expire(session, services.now() - services.settings.desk.drafts)


def _case_id(session: Session, number: str, actor: Person) -> int | None:
    if not number:
        return None
    case = cases.get_case(session, number)
    if not in_sight(case, actor):
        raise CorrectionError("没有编号为 {number} 的案件；请核对编号", number=number)
    return case.id


def _check(typed: Typed) -> None:
    if not _KEY.fullmatch(typed.key) or not _NAME.fullmatch(typed.form):
        raise Refused("提交的内容不完整；请重新打开本页")
    length = sum(len(name) + len(value) for name, value, _ in typed.fields)
    if len(typed.fields) > MOST_FIELDS or length > LONGEST:
        raise Refused("内容太长，草稿没有保存；请先保存")
