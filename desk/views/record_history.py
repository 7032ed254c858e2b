"""Every version of a case's record as its page of versions shows it: who changed what, when, from what to what."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from desk.views.letter import names_of
from domain import labels
from domain.record import CaseRecord, Facts, Hearing, Investigation, RecordedMatter
from domain.said import N_
from store import case_records
from store.case_records import RecordRow
from store.cases import CaseRow

FIELDS: Mapping[str, str] = {
    "complained_of": N_("投诉对象"),
    "place": N_("地点"),
    "happened": N_("发生时间"),
    "told": N_("反映的情况"),
    "answer_by": N_("来信人希望答复的日期"),
    "demand": N_("诉求"),
    "findings": N_("调查情况"),
    "result": N_("处理结果"),
    "met": N_("诉求是否满足"),
    "by": N_("调查人"),
    "visited_on": N_("现场查看日期"),
    "company": N_("在场人员"),
    "responsibility": N_("责任认定"),
    "causes": N_("原因"),
    "cause": N_("主要原因"),
    "cause_remark": N_("原因说明"),
    "signed_by": N_("签字"),
    "heard_on": N_("听取日期"),
    "resident_said": N_("来信人的说法"),
    "other": N_("另一方"),
    "other_said": N_("另一方的说法"),
    "professional_opinion": N_("专业意见"),
}
"""What each field is called; the page translates it."""
_LABELS = {"met": labels.MET, "causes": labels.CAUSE, "cause": labels.CAUSE}


@dataclass(frozen=True, kw_only=True)
class Changed:
    """One field that a version changed. of: the matter it belongs to, empty for the whole complaint."""

    of: str
    field: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class Version:
    """A version and what it changed of the one before."""

    row: RecordRow
    changes: tuple[Changed, ...]


@dataclass(frozen=True, kw_only=True)
class RecordHistory:
    """Every version, the newest first. names: login → who that is."""

    case: CaseRow
    versions: tuple[Version, ...]
    names: Mapping[str, str]


def record_history(session: Session, case: CaseRow) -> RecordHistory:
    """Everything that the page of versions shows."""
    rows = case_records.of_case(session, case.id)
    before = [CaseRecord(), *(row.content for row in rows)]
    versions = [Version(row=row, changes=changes(old, row.content)) for old, row in zip(before, rows, strict=False)]
    return RecordHistory(case=case, versions=tuple(reversed(versions)), names=names_of(session))


def changes(before: CaseRecord, after: CaseRecord) -> tuple[Changed, ...]:
    """The fields in which two versions differ, in the order of the page."""
    old, new = dict(_told(before)), dict(_told(after))
    keys = dict.fromkeys((*old, *new))
    return tuple(
        Changed(of=of, field=field, before=old.get((of, field), ""), after=new.get((of, field), ""))
        for of, field in keys
        if old.get((of, field), "") != new.get((of, field), "")
    )


def _told(record: CaseRecord) -> Iterator[tuple[tuple[str, str], str]]:
    """(matter, field) → its text; a matter is known by its name."""
    yield from _fields("", record.facts or Facts())
    for matter in record.matters:
        yield from _fields(matter.name, matter)
    yield from _fields("", record.investigation)
    yield from _fields("", record.hearing)
    yield ("", "professional_opinion"), record.professional_opinion
    yield ("", "cause"), _text("cause", record.cause)
    yield ("", "cause_remark"), record.cause_remark


def _fields(of: str, part: Facts | RecordedMatter | Investigation | Hearing) -> Iterator[tuple[tuple[str, str], str]]:
    for field in FIELDS:
        if hasattr(part, field):
            yield (of, field), _text(field, getattr(part, field))


def _text(field: str, value: object) -> str:
    if isinstance(value, tuple):
        return "、".join(_text(field, one) for one in value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    return _LABELS.get(field, {}).get(str(value), str(value)) if value else ""
