"""What makes a letter the company's own: its name and telephone, the head of its paper, its seal."""

import hashlib
from collections.abc import Mapping
from functools import partial

from sqlalchemy.orm import Session

from domain.codes import LetterKind, Role
from domain.events import HouseEvent
from domain.reading_codes import Script
from domain.staff import Person
from domain.work_codes import TemplateOrigin
from letters.pdf.seal import SealProblem, check_seal
from letters.templating.letterhead import Letterhead, LetterheadProblem, with_letterhead
from store import company
from store.company import CompanyProfile
from store.letter_templates import TemplateRow
from workers.instance.company import FIELDS, company_of
from workers.instance.house_entries import noted
from workers.instance.permissions import present
from workers.instance.pool import PoolError
from workers.instance.refusals import Refused
from workers.instance.services import Services
from workers.instance.whole_files import write_whole
from workers.stationery.changing import bring
from workers.stationery.standing import in_force

SEAL_BYTES = 5_000_000
_MOST_CHARS = 100


def enter_company(services: Services, said: Mapping[str, str], *, actor: Person) -> tuple[str, ...]:
    """What letters say of the company from now on; said: FIELDS → text, empty for what the settings say.

    The fields that changed. Raises Refused: the actor is no admin, or a text is too long.
    """
    given = {name: " ".join(said.get(name, "").split()) for name in FIELDS}
    if any(len(text) > _MOST_CHARS for text in given.values()):
        raise Refused("每一项最多 {most} 个字", most=_MOST_CHARS)
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        _permit(actor)
        before = company_of(services, session)
        company.enter(session, CompanyProfile(**given, made_at=services.now(), made_by=actor.login))
        after = company_of(services, session)
        changed = tuple(name for name in FIELDS if getattr(before, name) != getattr(after, name))
        if changed:
            noted(services, session, HouseEvent.COMPANY_ENTERED, who=actor.login, changed=list(changed))
    return changed


def propose_letterhead(services: Services, head: Letterhead, *, actor: Person) -> tuple[TemplateRow, ...]:
    """A next version of every letter's template that has the shipped letterhead, with this one in its place; none is in
    force yet.

    Raises Refused: the actor is no admin, the picture or colour is none, or no template has that letterhead.
    """
    with services.database.reading() as session:
        _permit(present(services, session, actor))
    made: dict[LetterKind, bytes] = {}
    problem: LetterheadProblem | None = None
    for kind in LetterKind:
        try:
            made[kind] = services.previews.run(with_letterhead, in_force(services, kind, Script.HANS) or b"", head)
        except LetterheadProblem as error:
            problem = error
        except PoolError as error:
            raise Refused("处理标志图片时超时或内存不足；请缩小图片后再上传") from error
    if not made:
        raise Refused(str(problem))
    keep = partial(bring, services, name="", actor=actor, origin=TemplateOrigin.LETTERHEAD)
    return tuple(keep(kind, Script.HANS, docx) for kind, docx in made.items())


def set_seal(services: Services, png: bytes | None, *, actor: Person) -> None:
    """The seal that is laid over approved letters from now on; None: none. Raises Refused."""
    if png is not None:
        if len(png) > SEAL_BYTES:
            raise Refused("印章图片超过 5 MB，请缩小后再上传")
        try:
            services.previews.run(check_seal, png)
        except SealProblem as error:
            raise Refused(str(error)) from error
        except PoolError as error:
            raise Refused("处理印章图片时超时或内存不足；请缩小图片后再上传") from error
    path = services.settings.templates / "seal.png"
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        _permit(actor)
        _note_seal(services, session, png, actor)
        if png is None:
            path.unlink(missing_ok=True)
        else:
            write_whole(services, path, png)


def seal(services: Services) -> bytes | None:
    """The picture of the seal in force."""
    try:
        return (services.settings.templates / "seal.png").read_bytes()
    except FileNotFoundError:
        return None


def _note_seal(services: Services, session: Session, png: bytes | None, actor: Person) -> None:
    sha = "" if png is None else hashlib.sha256(png).hexdigest()
    noted(services, session, HouseEvent.SEAL_CHANGED, who=actor.login, sha256=sha)


def _permit(actor: Person) -> None:
    if not actor.holds(Role.ADMIN):
        raise Refused("只有管理员可以更改公司信息、信头和印章")
