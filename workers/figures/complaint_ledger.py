"""The ledger of complaints 投诉台账 for a page and as a file, with the columns of TRADE 3."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from domain.events import HouseEvent
from domain.labels import CATEGORY, CHANNEL, DEPARTMENT, VISIT
from domain.staff import Person
from letters.text.wording import one_line
from rules.rulebook import Rulebook
from store import case_records, complaint_ledger, corrections
from store.complaint_ledger import LedgerFilter, LedgerLine, Place
from workers.instance.house_entries import noted
from workers.instance.permissions import HEADS, OFFICE, present
from workers.instance.refusals import Refused
from workers.instance.services import Services
from workers.instance.sheets import Value, table

READERS = tuple(dict.fromkeys((*OFFICE, *HEADS)))
"""Who reads the ledger: the office, and the manager."""
TITLE = "投诉台账"
COLUMNS = (
    *("编号", "日期", "投诉人", "联系方式", "项目", "区域", "楼栋", "单元", "房间", "投诉来源", "投诉分类", "投诉内容"),
    *("责任部门", "级别", "承诺完成", "实际完成", "回访结果"),
)
MOST = 50_000
"""Lines of one file: about a minute of work."""
_WORDS = 300


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A line with what the complaint is about, in the resident's words or as the record has it."""

    line: LedgerLine
    content: str


@dataclass(frozen=True, kw_only=True)
class LedgerPage:
    """A page. following: where the next one begins; total: of all pages."""

    entries: tuple[Entry, ...]
    following: Place | None
    total: int


def page_of(
    session: Session, person: Person, asked: LedgerFilter, *, limit: int, after: Place | None = None
) -> LedgerPage:
    """A page of the cases of the projects whose complaints the person deals with, the latest received first."""
    found = complaint_ledger.lines(session, person, READERS, asked, limit=limit + 1, after=after)
    return LedgerPage(
        entries=tuple(_entries(session, found[:limit])),
        following=found[limit - 1].place if len(found) > limit else None,
        total=complaint_ledger.how_many(session, person, READERS, asked),
    )


def as_file(services: Services, asked: LedgerFilter, *, actor: Person) -> bytes:
    """All lines as .xlsx, the earliest first; that it was taken out is noted, for it names residents (PIPL art. 51).

    Raises Refused for an actor who is no head, and for more lines than a file may have.
    """
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        if not actor.holds(*HEADS):
            raise Refused("导出台账须由主任、客户服务部或经理进行")
        count = complaint_ledger.how_many(session, actor, HEADS, asked)
        if count > MOST:
            raise Refused("符合条件的有 {count} 行，一个文件最多 {most} 行；请缩短日期范围", count=count, most=MOST)
        noted(services, session, HouseEvent.LEDGER_EXPORTED, who=actor.login, count=count)
    # Apart from the note: writing many lines takes longer than anybody who writes may wait.
    with services.database.reading() as session:
        lines = complaint_ledger.every_line(session, actor, HEADS, asked)
        return table(TITLE, COLUMNS, _rows(services, session, lines))


def _rows(services: Services, session: Session, lines: Iterable[Sequence[LedgerLine]]) -> Iterator[tuple[Value, ...]]:
    names = topic_names(services.compiled.rulebook)
    for some in lines:
        for entry in _entries(session, some):
            yield _row(services, entry, names)


def _row(services: Services, entry: Entry, names: Mapping[str, str]) -> tuple[Value, ...]:
    line = entry.line
    return (
        *(line.number, line.received_at.astimezone(services.zone), line.resident_name, line.phone or line.email),
        *(line.project, line.area, line.building, line.unit, line.room, CHANNEL[line.channel]),
        classed(line, names),
        entry.content,
        "、".join(DEPARTMENT[one] for one in line.departments),
        line.grade.value,
        *(None if at is None else at.astimezone(services.zone) for at in (line.promised_at, line.finished_at)),
        None if line.visit is None else VISIT[line.visit],
    )


def topic_names(book: Rulebook) -> Mapping[str, str]:
    """Topic → its name."""
    return {topic.id: topic.name for topic in book.topics}


def classed(line: LedgerLine, names: Mapping[str, str]) -> str:
    """投诉分类: the class, and the topic where one is known."""
    topic = names.get(line.topic or "", line.topic)
    return f"{CATEGORY[line.category]}：{topic}" if topic else CATEGORY[line.category]


def _entries(session: Session, lines: Sequence[LedgerLine]) -> Iterator[Entry]:
    """Each with its content: as the record tells it, else the beginning of the letter."""
    told = case_records.told(session, [line.id for line in lines])
    for line in lines:
        yield Entry(line=line, content=one_line(told.get(line.id) or _letter(session, line), _WORDS))


def _letter(session: Session, line: LedgerLine) -> str:
    document = corrections.document_of(session, line.intake_id)
    return (document.text if document is not None else "") or line.subject
