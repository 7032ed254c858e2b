"""A case's record as its page shows it, and what each of its forms brings back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Annotated

from fastapi import Form
from sqlalchemy.orm import Session

from desk.formed import whole
from desk.messages import N_
from desk.views.letter import names_of
from desk.views.typed import day_of
from domain.codes import Category
from domain.record import Facts, Hearing, Investigation, RecordedMatter
from domain.staff import Person
from domain.work_codes import Cause, Met
from store import case_records
from store.case_records import RecordRow
from store.cases import CaseRow
from workers.casework.recording import RECORDERS
from workers.deciding.recorded import Recorded, recorded
from workers.instance.services import Services

ADDED = RecordedMatter(name="")
"""A row for one more matter."""

CAUSES: Mapping[Cause, str] = {
    Cause.PEOPLE: N_("态度、标准、技能"),
    Cause.MACHINE: N_("设施设备的状态、质量、是否合用"),
    Cause.MATERIAL: N_("材料是否耐用，费用，信息是否准确"),
    Cause.METHOD: N_("流程、服务方式"),
    Cause.ENVIRONMENT: N_("周围环境，不由公司左右的情况"),
}
"""What belongs to each cause (TRADE 8)."""


@dataclass(frozen=True, kw_only=True)
class RecordView:
    """The record of a case. stands: as it is kept, with what reading found; the parts: typed, or as they stand.

    matters: without what the leading case of a group says, which is not to be copied. last: its newest version.
    cause, remark: as chosen; until then the cause that the investigation or the rules name. neighbours: whether both
    sides are to be heard.
    """

    case: CaseRow
    stands: Recorded
    last: RecordRow | None
    facts: Facts
    matters: tuple[RecordedMatter, ...]
    investigation: Investigation
    hearing: Hearing
    opinion: str
    cause: Cause | None
    remark: str
    neighbours: bool
    editable: bool
    names: Mapping[str, str]

    @property
    def cause_proposed(self) -> bool:
        """Whether staff have still to confirm the cause."""
        return self.stands.own.cause is None and self.cause is not None

    def common(self, matter: RecordedMatter) -> RecordedMatter | None:
        """What stands of a matter, if the leading case of the group says any of it."""
        stands = next((one for one in self.stands.matters if matter.topic and one.topic == matter.topic), None)
        return None if stands in self.stands.own_matters else stands


@dataclass(frozen=True, kw_only=True)
class TypedMatters:
    """One sending of the matters' form. what, about: `save`; `add`; `remove` `2`."""

    what: str
    about: str
    rows: tuple[RecordedMatter, ...]

    @property
    def matters(self) -> tuple[RecordedMatter, ...]:
        """The rows that say anything."""
        return tuple(row for row in self.rows if row != ADDED)

    @property
    def acted(self) -> tuple[RecordedMatter, ...]:
        """The rows after `add` or `remove`."""
        if self.what == "add":
            return (*self.rows, ADDED)
        place = whole(self.about)
        return self.rows if place is None else (*self.rows[:place], *self.rows[place + 1 :])


def record_view(services: Services, session: Session, person: Person, case: CaseRow) -> RecordView:
    """Everything the page of a record shows."""
    stands = recorded(services, session, case)
    record = stands.record
    return RecordView(
        case=case,
        stands=stands,
        last=case_records.latest(session, case.id),
        facts=stands.facts,
        matters=stands.own_matters or (ADDED,),
        investigation=record.investigation if stands.led_by else stands.own.investigation,
        hearing=record.hearing,
        opinion=record.professional_opinion,
        cause=record.main_cause or case.proposed_cause,
        remark=record.cause_remark,
        neighbours=case.category is Category.NEIGHBOUR or record.hearing != Hearing(),
        editable=person.grant(*RECORDERS, project=case.project) is not None,
        names=names_of(session),
    )


def seen_version(seen: Annotated[str, Form()] = "") -> int:
    """The version that a form was filled in on; one that there is not, if it does not say."""
    version = whole(seen)
    return -1 if version is None else version


def typed_facts(
    *,
    complained_of: Annotated[str, Form()] = "",
    place: Annotated[str, Form()] = "",
    happened: Annotated[str, Form()] = "",
    told: Annotated[str, Form()] = "",
    answer_by: Annotated[str, Form()] = "",
) -> Facts:
    """The form of the facts."""
    return Facts(
        complained_of=complained_of, place=place, happened=happened, told=_lines(told), answer_by=day_of(answer_by)
    )


def typed_matters(
    *,
    do: Annotated[str, Form()] = "save",
    topic: Annotated[list[str] | None, Form()] = None,
    name: Annotated[list[str] | None, Form()] = None,
    demand: Annotated[list[str] | None, Form()] = None,
    findings: Annotated[list[str] | None, Form()] = None,
    result: Annotated[list[str] | None, Form()] = None,
    met: Annotated[list[str] | None, Form()] = None,
    why: Annotated[list[str] | None, Form()] = None,
) -> TypedMatters:
    """The form of the matters."""
    what, _, about = do.partition(":")
    columns = (topic or (), name or (), demand or (), findings or (), result or (), met or (), why or ())
    rows = tuple(_matter(row) for row in zip_longest(*columns, fillvalue=""))
    return TypedMatters(what=what, about=about, rows=rows)


def typed_investigation(
    *,
    by: Annotated[str, Form()] = "",
    visited_on: Annotated[str, Form()] = "",
    company: Annotated[str, Form()] = "",
    findings: Annotated[str, Form()] = "",
    responsibility: Annotated[str, Form()] = "",
    causes: Annotated[list[str] | None, Form()] = None,
) -> Investigation:
    """The form of the investigation."""
    return Investigation(
        by=by,
        visited_on=day_of(visited_on),
        company=company,
        findings=_lines(findings),
        responsibility=_lines(responsibility),
        causes=tuple(cause for cause in Cause if cause in (causes or ())),
    )


def typed_hearing(
    *,
    heard_on: Annotated[str, Form()] = "",
    resident_said: Annotated[str, Form()] = "",
    other: Annotated[str, Form()] = "",
    other_said: Annotated[str, Form()] = "",
) -> Hearing:
    """The form of what both sides said."""
    return Hearing(
        heard_on=day_of(heard_on), resident_said=_lines(resident_said), other=other, other_said=_lines(other_said)
    )


def typed_opinion(opinion: Annotated[str, Form()] = "") -> str:
    """The form of an expert's or lawyer's opinion."""
    return _lines(opinion)


@dataclass(frozen=True, kw_only=True)
class TypedCause:
    """The form of the main cause. cause: None where none was chosen."""

    cause: Cause | None
    remark: str


def typed_cause(cause: Annotated[str, Form()] = "", remark: Annotated[str, Form()] = "") -> TypedCause:
    """The form of the main cause."""
    return TypedCause(cause=Cause(cause) if cause in set(Cause) else None, remark=_lines(remark))


def _matter(row: Sequence[str]) -> RecordedMatter:
    topic, name, demand, findings, result, met, why = (_lines(cell) for cell in row)
    known = met in set(Met)
    return RecordedMatter(
        topic=topic,
        name=name,
        demand=demand,
        findings=findings,
        result=result,
        met=Met(met) if known else None,
        why=why,
    )


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").strip()
