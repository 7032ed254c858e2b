"""Finds everything that is held of a resident, their own and where others name them (PIPL arts. 44, 45 and 50)."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.events import EventName
from ingest.registry import encoded_suffixes
from letters.word.document import plain_text
from store import directory_uploads, events, past_imports, personal
from store.archive import DamagedError
from store.case_tables import case, letter
from store.desk_tables import letter_edit, print_batch, rendition
from store.personal import Held
from store.tables import intake
from workers.instance.pool import Content
from workers.instance.reading_tasks import Ours, read_content
from workers.instance.refusals import Refused
from workers.instance.services import Services
from workers.privacy.named_files import LooseFile, loose_files, names, sha_of
from workers.privacy.resident import Resident
from workers.privacy.subjects import Wanted, Whose, whose

KINDS: Mapping[str, str] = {
    "household": "业主名录",
    "contact": "业主名录的联系方式",
    "occupant": "住户成员",
    "household_note": "住户备注",
    "survey_answer": "满意度调查答卷",
    "survey_follow_up": "满意度调查回访",
    "directory_upload": "待导入的名册文件",
    "past_import": "导入的旧台账文件",
    "case": "案件",
    "intake": "来件登记",
    "original": "原件",
    "reading": "读出的文字",
    "correction": "人工更正",
    "decision": "判定依据",
    "event_payload": "案件经过",
    "letter": "信件",
    "letter_edit": "信件各版本",
    "acceptance": "保留的检查意见",
    "letter_file": "信件文件",
    "rendition": "信件 PDF",
    "print_batch": "打印批次",
    "plan": "处理方案",
    "case_record": "案件记录",
    "evidence": "证据",
    "form_draft": "未提交的表单草稿",
    "approval": "审批意见",
    "search_text": "检索文字",
    "intake_text": "未立案来件的检索文字",
    "job": "后台工作",
    "rulebook": "规则簿样例",
    "mailbox": "邮箱服务器",
    "log": "日志",
    "copy": "原件副本",
    "cache": "页面图片",
    "backup": "备份",
    "export": "导出的副本",
    "file": "其他文件",
}
"""What a place is called; a table that is not named here is called by its own name."""
EXPORTED = EventName.EXPORTED
"""The event of a case that was handed out as files."""
_OWN = frozenset(KINDS) - {"job", "rulebook", "occupant", "household_note", "survey_answer", "survey_follow_up"}
"""What is shown whether or not it names them: the others are so only where they do."""
_ESCAPED = re.compile(r"\\(?:u[0-9a-f]{4}|.)")


@dataclass(frozen=True, kw_only=True)
class Place:
    """One place. kind: a key of KINDS or a table; where: a row `table/key`, a sha256 or a path below the instance.

    own: whether it is the resident's, or somebody else's that names them. case_id, intake_id, letter_id: to which it
    belongs. keys: of a row, its primary key.
    """

    kind: str
    where: str
    own: bool
    case_id: int | None = None
    intake_id: int | None = None
    letter_id: int | None = None
    keys: tuple[object, ...] = ()
    number: str | None = None


@dataclass(frozen=True, kw_only=True)
class Found:
    """Everything. `whose.several` above 1: a name alone, which that many different residents bear."""

    whose: Whose
    places: tuple[Place, ...]

    @property
    def own(self) -> tuple[Place, ...]:
        """What is the resident's."""
        return tuple(place for place in self.places if place.own)


def find(services: Services, wanted: Wanted) -> Found:
    """Every place in which something of the resident lies. Refused for details that cannot be sought."""
    _check(wanted)
    with services.database.reading() as session:
        mine = whose(session, wanted, own_addresses=services.own_addresses)
        rows = tuple(_rows(session, mine))
        mine, rows = _with_unclaimed(session, mine, rows)
        files = tuple(_letter_files(services, session, mine)) + tuple(_originals(session, mine, rows))
        numbers = {row.id: row.number for row in session.execute(select(case.c.id, case.c.number))}
        mailboxes = (*_mailboxes(services, session, rows), *_exports(services, session, mine))
        uploads = tuple(_uploads(session, mine))
        sizes = {row.sha256: row.size for row in session.execute(_SIZES)}
    owned = {place.where: place for place in files if place.own}
    search = _Loose(services=services, mine=mine, numbers=numbers, sizes=sizes, owned=owned)
    return Found(
        whose=mine,
        places=tuple(_numbered(place, numbers) for place in (*rows, *files, *mailboxes, *uploads, *search.places())),
    )


def _check(wanted: Wanted) -> None:
    said = {
        "name": "姓名至少两个字，且不能只是姓氏加称呼",
        "phone": "电话至少 7 位数字",
        "email": "邮箱地址应含 @",
        "room": "指明住址时要有房号（--room）",
    }
    for wrong in wanted.ill_formed():
        raise Refused(said[wrong])
    if wanted.resident.empty:
        raise Refused("请至少给出姓名、电话、邮箱或住址中的一项")


def strings(held: Held) -> Iterator[tuple[str, str]]:
    """Column → every text of a row that a person could read; of JSON its values one by one."""
    for column, text in held.texts.items():
        if column in held.json:
            yield from ((column, one) for one in _leaves(json.loads(text)))
        else:
            yield column, text


def mentions(held: Held, resident: Resident) -> bool:
    """Whether a row names the resident."""
    return any(_may_name(text, resident) for text in held.texts.values()) and any(
        resident.named_in(text) for _, text in strings(held)
    )


def _may_name(stored: str, resident: Resident) -> bool:
    """A quick look that lets most rows pass unread: JSON's escapes are blanks to it."""
    return resident.named_in(_ESCAPED.sub(" ", stored) if "\\" in stored else stored)


def _leaves(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _leaves(one)
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from _leaves(key)
            yield from _leaves(one)


def _rows(session: Session, mine: Whose) -> Iterator[Place]:
    for held in personal.texts(session):
        own = _is_own(held, mine)
        if (own and held.table in _OWN) or mentions(held, mine.resident):
            own = own or (held.table == "form_draft" and held.case_id is None)  # a complaint that is being registered
            where = f"{held.table}/{held.key}" if held.table != "contact" else f"contact/{held.keys[0]}"
            place = Place(kind=held.table, where=where, own=own, keys=held.keys)
            yield replace(place, case_id=held.case_id, intake_id=held.intake_id)


def _with_unclaimed(session: Session, mine: Whose, rows: tuple[Place, ...]) -> tuple[Whose, tuple[Place, ...]]:
    """With what belongs to no case and has no sender, as a scan that waits, and names the resident: it is theirs."""
    named = {place.intake_id for place in rows if place.intake_id is not None and place.case_id is None}
    query = select(intake.c.id).where(intake.c.id.in_(named), intake.c.case_id.is_(None), intake.c.sender.is_(None))
    unclaimed = frozenset(session.execute(query).scalars()) - mine.intakes
    if not unclaimed:
        return mine, rows
    mine = replace(mine, intakes=mine.intakes | unclaimed)
    return mine, tuple(replace(place, own=place.own or place.intake_id in unclaimed) for place in rows)


def _is_own(held: Held, mine: Whose) -> bool:
    if held.household_id is not None:
        return held.household_id in mine.households or (held.table == "occupant" and held.keys[0] in mine.former)
    return held.case_id in mine.cases or held.intake_id in mine.intakes


def _originals(session: Session, mine: Whose, rows: Iterable[Place]) -> Iterator[Place]:
    """The archived bytes of every letter that is theirs, or that names them as far as it could be read."""
    named = {place.intake_id: place for place in rows if place.kind in {"intake", "reading"}}
    query = select(intake.c.id, intake.c.sha256, intake.c.case_id).where(intake.c.sha256.is_not(None))
    for row in session.execute(query.order_by(intake.c.id)):
        own = row.id in mine.intakes
        if own or row.id in named:
            yield Place(kind="original", where=row.sha256, own=own, case_id=row.case_id, intake_id=row.id)


def _letter_files(services: Services, session: Session, mine: Whose) -> Iterator[Place]:
    """Every version of every letter that is theirs or names them, with its PDF and the print batches it went into."""
    drawn = {row.docx_sha: row.pdf_sha for row in session.execute(select(rendition.c.docx_sha, rendition.c.pdf_sha))}
    batches = {row.id: row.pdf_sha for row in session.execute(select(print_batch.c.id, print_batch.c.pdf_sha))}
    for row in session.execute(_LETTERS).all():
        own = row.case_id in mine.cases
        versions = session.execute(select(letter_edit.c.docx_sha).where(letter_edit.c.letter_id == row.id)).scalars()
        words = {sha for sha in (*versions, row.docx_sha) if sha is not None}
        if not own and not any(_docx_names(services, sha, mine.resident) for sha in words):
            continue
        pages = {drawn.get(sha) for sha in words} | {row.pdf_sha, row.sealed_sha}
        for kind, shas in (("letter_file", words), ("rendition", pages), ("print_batch", {batches.get(row.batch_id)})):
            for sha in sorted(one for one in shas if one is not None):
                place = Place(kind=kind, where=sha, own=own, case_id=row.case_id, intake_id=row.intake_id)
                yield replace(place, letter_id=row.id)


def _docx_names(services: Services, sha: str, resident: Resident) -> bool:
    try:
        return resident.named_in(plain_text(services.archive.get(sha)))
    except (DamagedError, ValueError):
        return False


def _mailboxes(services: Services, session: Session, rows: Iterable[Place]) -> Iterator[Place]:
    """The mails themselves on the company's own server, which Huihan moves and never deletes."""
    boxes = {box.name: box for box in services.mailboxes}
    for place in rows:
        if place.kind != "intake" or not place.own:
            continue
        row = session.execute(_SOURCE.where(intake.c.id == place.intake_id)).one()
        if row.source in boxes:
            where = f"{row.source} {row.source_key}（{boxes[row.source].after}）"
            yield Place(kind="mailbox", where=where, own=True, case_id=place.case_id, intake_id=place.intake_id)


def _exports(services: Services, session: Session, mine: Whose) -> Iterator[Place]:
    """Copies of the resident's cases that were written outside the instance and lie there still."""
    for case_id in sorted(mine.cases):
        for one in events.history(session, case_id):
            path = Path(str((one.payload or {}).get("path", "")))
            if one.what == EXPORTED and path.exists() and not path.is_relative_to(services.settings.root):
                yield Place(kind="export", where=str(path), own=True, case_id=case_id)


def _uploads(session: Session, mine: Whose) -> Iterator[Place]:
    """Lists of households and older ledgers that wait to be taken over, or have been for less than their term."""
    for one in directory_uploads.every(session):
        if mine.resident.named_in(one.text):
            yield Place(kind="directory_upload", where=f"directory_upload/{one.id}", own=True, keys=(one.id,))
    for ledger in past_imports.with_rows(session):
        if mine.resident.named_in(ledger.text):
            yield Place(kind="past_import", where=f"past_import/{ledger.id}", own=True, keys=(ledger.id,))


@dataclass(frozen=True, kw_only=True)
class _Loose:
    """Looks through the instance's folder. sizes: of all originals by sha256; owned: the resident's files by sha256."""

    services: Services
    mine: Whose
    numbers: Mapping[int, str]
    sizes: Mapping[str, int]
    owned: Mapping[str, Place]

    def places(self) -> Iterator[Place]:
        """The files that are the resident's or name them."""
        root = self.services.settings.root
        prefix, _, path = self.services.settings.database_url.partition("sqlite:///")
        database = None if prefix else Path(path)
        for one in loose_files(root, self.sizes, database=database):
            where = str(one.path.relative_to(root))
            theirs = self._theirs(one, where)
            if theirs is not None:
                yield theirs
            elif one.kind == "backup" or self._names(one):
                yield Place(kind=one.kind, where=where, own=one.kind not in {"copy", "letter"})

    def _theirs(self, one: LooseFile, where: str) -> Place | None:
        """A copy of the resident's original, a picture of its page, or what is called by the number of their case."""
        if one.kind in {"copy", "cache"}:
            source = self.owned.get(one.path.name[:64] if one.kind == "cache" else sha_of(one.path))
            if source is None:
                return None
            return Place(kind=one.kind, where=where, own=True, case_id=source.case_id, intake_id=source.intake_id)
        for case_id in self.mine.cases:
            number = self.numbers.get(case_id, "")
            if any(part == number or part.startswith((f"{number}-", f"{number}.")) for part in Path(where).parts):
                return Place(kind=one.kind, where=where, own=True, case_id=case_id)
        return None

    def _names(self, one: LooseFile) -> bool:
        if one.kind == "cache":
            return False
        return names(one.path, self.mine.resident) or _read_names(self.services, one.path, self.mine.resident)


def _read_names(services: Services, path: Path, resident: Resident) -> bool:
    """Whether the words of a document name the resident; read in a process that may be killed."""
    if path.suffix.lower() not in encoded_suffixes():
        return False
    task = (Content(read=path.read_bytes), path.name, services.settings.limits, Ours())
    read = next(iter(services.previews.map(read_content, [task])))
    if isinstance(read, Exception):
        return False
    return any(
        resident.named_in(text)
        for document in read
        for text in (document.subject, document.text, document.quoted, *_leaves([part.text for part in document.parts]))
    )


def _numbered(place: Place, numbers: Mapping[int, str]) -> Place:
    number = numbers.get(place.case_id) if place.case_id is not None else None
    return place if number is None else replace(place, number=number)


_LETTERS = select(
    *(letter.c[name] for name in ("id", "case_id", "intake_id", "docx_sha", "pdf_sha", "sealed_sha", "batch_id"))
).order_by(letter.c.id)
_SOURCE = select(intake.c.source, intake.c.source_key)
_SIZES = select(intake.c.sha256, intake.c.size).where(intake.c.sha256.is_not(None))
