"""Photos and files that belong to a case, added at any time: kept in the archive as they came, never opened here.

They are strangers' files like any original: to look at, they are drawn in a process that may be killed, and otherwise
only handed out.
"""

import mimetypes
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from domain.codes import Role
from domain.events import EventName
from domain.staff import Person
from domain.work_codes import EvidenceSource
from ingest.headers import safe_name
from ingest.page_image import NoPageError, page_png
from store import events, evidence
from store.archive import DamagedError
from store.cases import CaseRow
from store.evidence import EvidenceRow, NewEvidence
from workers.correspondence.letter_rows import stated
from workers.deciding.case_lookup import held_case
from workers.instance.conditions import Condition, always
from workers.instance.permissions import OFFICE, present
from workers.instance.pool import PoolError
from workers.instance.refusals import Refused
from workers.instance.services import Services

MOST_FILES = 20
"""So many come in one act."""
MOST_OF_CASE = 300
ADDERS = (*OFFICE, Role.MANAGER, Role.DEPARTMENT)
"""Who adds evidence: all who work on a case, a department to those that it sees."""
_UNKNOWN = "application/octet-stream"


@dataclass(frozen=True, kw_only=True)
class Handed:
    """A file as it was handed over."""

    name: str
    data: bytes


@dataclass(frozen=True, kw_only=True)
class Stored:
    """A file that lies in the archive. size: in bytes."""

    sha256: str
    name: str
    size: int


@dataclass(frozen=True, kw_only=True)
class About:
    """What is known of files that came together. dated: when they were taken or made, None if unknown."""

    source: EvidenceSource
    dated: date | None = None
    note: str = ""


def add(
    services: Services,
    number: str,
    files: tuple[Handed, ...],
    about: About,
    *,
    actor: Person,
    condition: Condition = always,
) -> tuple[EvidenceRow, ...]:
    """Keep the files with the case; what it has already is not kept twice. Raises Refused."""
    _check(services, files, about)
    with services.database.transaction() as session:  # before the archive, which keeps what it was given
        actor = present(services, session, actor)
        held_case(session, number, actor, *ADDERS)
    stored = put(services, files)
    services.crash_points.point("evidence.archived")
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        condition(session)
        case = held_case(session, number, actor, *ADDERS)
        standing = {one.sha256: one for one in evidence.of_case(session, case.id) if one.stands}
        if len(standing) + len(files) > MOST_OF_CASE:
            raise Refused("一个案件的证据最多 {most} 件", most=MOST_OF_CASE)
        for file in stored:
            if file.sha256 not in standing:
                standing[file.sha256] = keep(services, session, case, file, about, actor.login)
        kept = tuple(standing[sha] for sha in dict.fromkeys(file.sha256 for file in stored))
    services.crash_points.point("evidence.committed")
    return kept


def put(services: Services, files: Iterable[Handed]) -> tuple[Stored, ...]:
    """The files in the archive, before any row names them."""
    given = tuple(files)
    shas = services.archive.put_many(one.data for one in given)
    return tuple(Stored(sha256=sha, name=one.name, size=len(one.data)) for sha, one in zip(shas, given, strict=True))


def keep(
    services: Services,
    session: Session,
    case: CaseRow,
    file: Stored,
    about: About,
    who: str,
    *,
    intake_id: int | None = None,
) -> EvidenceRow:
    """One stored file becomes a piece of the case, in the caller's transaction, which holds it. intake_id: of the mail
    that brought it."""
    name = safe_name(file.name, "证据")
    row = evidence.add(
        session,
        NewEvidence(
            case_id=case.id,
            sha256=file.sha256,
            name=name,
            media_type=mimetypes.guess_type(name)[0] or _UNKNOWN,
            size=file.size,
            source=about.source,
            dated=about.dated,
            note=about.note.strip(),
            made_at=services.now(),
            made_by=who,
        ),
    )
    payload = {"evidence": row.id, "name": name, "source": about.source}
    payload |= {} if intake_id is None else {"intake": intake_id}
    events.append(session, case.id, services.now(), who, EventName.EVIDENCE_ADDED, payload)
    return row


def withdraw(services: Services, number: str, evidence_id: int, reason: str, *, actor: Person) -> None:
    """Take back what was added by mistake: it stays, and counts no more. Raises Refused."""
    reason = stated(reason)
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        case, row = _own(session, number, evidence_id, actor)
        if evidence.withdraw(session, row.id, services.now(), actor.login):
            payload = {"evidence": row.id, "name": row.name, "reason": reason}
            events.append(session, case.id, services.now(), actor.login, EventName.EVIDENCE_WITHDRAWN, payload)


def restore(services: Services, number: str, evidence_id: int, *, actor: Person) -> None:
    """Undo a withdrawal: the piece counts again. Raises Refused."""
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        case, row = _own(session, number, evidence_id, actor)
        if any(one.stands and one.sha256 == row.sha256 for one in evidence.of_case(session, case.id)):
            return  # it was added once more meanwhile
        if evidence.restore(session, row.id):
            payload = {"evidence": row.id, "name": row.name, "source": row.source}
            events.append(session, case.id, services.now(), actor.login, EventName.EVIDENCE_RESTORED, payload)


def _own(session: Session, number: str, evidence_id: int, actor: Person) -> tuple[CaseRow, EvidenceRow]:
    """The case, held, and its piece, if the actor may take it back: the office any, a department its own."""
    case = held_case(session, number, actor, *ADDERS)
    row = evidence.get(session, evidence_id)
    if row is None or row.case_id != case.id:
        raise Refused("本案没有这件证据")
    if not takes_back(actor, case, row):
        raise Refused("只能撤下自己添加的证据")
    return case, row


def adds(person: Person, case: CaseRow) -> bool:
    """Whether the person may add evidence to the case."""
    return person.grant(*ADDERS, project=case.project) is not None


def takes_back(person: Person, case: CaseRow, row: EvidenceRow) -> bool:
    """Whether the person may take the piece back: office and manager any, a department what it added itself."""
    return person.grant(*OFFICE, Role.MANAGER, project=case.project) is not None or row.made_by == person.login


def raw(services: Services, row: EvidenceRow) -> bytes:
    """The file exactly as it was handed over. Raises Refused if it was erased or is damaged."""
    if row.sha256 is None:
        raise Refused("这件证据已依法删除")
    try:
        return services.archive.get(row.sha256)
    except DamagedError:
        raise Refused("存档中的文件已缺失或损坏，请管理员从备份恢复") from None


def picture(services: Services, row: EvidenceRow) -> bytes:
    """The photo, or a file's first page, as PNG, drawn in a process that may be killed. Raises Refused."""
    given = (raw(services, row), 1, 0, services.settings.limits)
    made = next(iter(services.previews.map(page_png, [given])))
    if isinstance(made, NoPageError | PoolError):
        raise Refused("这个文件无法在此显示；请下载后查看")
    if isinstance(made, Exception):
        raise made
    return made


def _check(services: Services, files: tuple[Handed, ...], about: About) -> None:
    if not files:
        raise Refused("没有选择文件")
    if len(files) > MOST_FILES:
        raise Refused("一次最多添加 {most} 个文件", most=MOST_FILES)
    if any(not one.data for one in files):
        raise Refused("文件是空的；请重新选择")
    if sum(len(one.data) for one in files) > services.settings.limits.message_bytes:
        raise Refused("文件合计不能超过 {most} MB", most=services.settings.limits.message_bytes // 1_000_000)
    if about.dated is not None and about.dated > services.now().astimezone(services.zone).date():
        raise Refused("证据的日期不能在今天之后")
