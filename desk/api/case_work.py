"""What another program writes to a case: evidence, a department's report, a call to the resident, a visit.

Each is the use case of the desk; a token does what a clerk of its project may.
"""

import datetime as dt
import hashlib
from typing import Annotated, Literal

from fastapi import APIRouter, Form, UploadFile
from pydantic import BaseModel, ConfigDict, Field, StrictBool

from desk.api.writing import Note, ToCase, Written
from desk.forms import EVIDENCE, FORM
from domain.codes import Department, VisitOutcome
from domain.work_codes import EvidenceSource
from workers.casework import case_work, evidence
from workers.casework.evidence import About, Handed

router = APIRouter(prefix="/cases/{number}", tags=["cases"])
Working = Literal[
    Department.ENGINEERING,
    Department.CUSTOMER_SERVICE,
    Department.SECURITY,
    Department.ENVIRONMENT,
    Department.FINANCE,
    Department.DEVELOPER_LIAISON,
]
"""A department that does work, as the description names it."""


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Files(_Body):
    """Photos and files. date: when they were taken or made, in the house's zone; not after today."""

    files: Annotated[list[UploadFile], Field(min_length=1, max_length=evidence.MOST_FILES)]
    source: EvidenceSource
    date: dt.date | None = None
    note: Annotated[str, Field(pattern=r"^[^\x00]*$", max_length=2_000)] = ""


class Report(_Body):
    """What a department says of its work. done: it has finished."""

    department: Working
    note: Note
    done: StrictBool = False


class Spoken(_Body):
    """A call to the resident. reached: somebody answered, and was told."""

    reached: StrictBool
    note: Note


class Visit(_Body):
    """A visit to the resident after the result, or a try."""

    outcome: VisitOutcome
    note: Note


@router.post("/evidence", status_code=201, **EVIDENCE)
def add_evidence(to: ToCase, sent: Annotated[Files, Form(media_type="multipart/form-data")]) -> Written:
    """Photos or files for the case; one that it has already is not kept twice."""
    files = tuple(Handed(name=one.filename or "", data=one.file.read()) for one in sent.files)
    about = About(source=sent.source, dated=sent.date, note=sent.note)
    said = [sent.model_dump_json(exclude={"files"}), *(f"{one.name} {_sha(one.data)}" for one in files)]
    services, person = to.call.services, to.call.person
    return to.done(
        lambda condition: evidence.add(services, to.number, files, about, actor=person, condition=condition),
        "evidence",
        *said,
    )


@router.post("/reports", status_code=201, **FORM)
def report(to: ToCase, sent: Report) -> Written:
    """A department's report: its first stops `department_start`, `done` stops `department_finish`."""
    services, person = to.call.services, to.call.person
    return to.done(
        lambda condition: case_work.department_report(
            services,
            to.number,
            Department(sent.department),
            sent.note,
            actor=person,
            done=sent.done,
            condition=condition,
        ),
        "reports",
        sent.model_dump_json(),
    )


@router.post("/calls", status_code=201, **FORM)
def call(to: ToCase, sent: Spoken) -> Written:
    """A call to the resident; one that reached them stops `acknowledge` and `explain`."""
    services, person = to.call.services, to.call.person
    return to.done(
        lambda condition: case_work.record_call(
            services, to.number, sent.note, actor=person, reached=sent.reached, condition=condition
        ),
        "calls",
        sent.model_dump_json(),
    )


@router.post("/visits", status_code=201, **FORM)
def visit(to: ToCase, sent: Visit) -> Written:
    """A visit after the resident was told the result: one that took place stops `visit`."""
    services, person = to.call.services, to.call.person
    return to.done(
        lambda condition: case_work.record_visit(
            services, to.number, sent.outcome, sent.note, actor=person, condition=condition
        ),
        "visits",
        sent.model_dump_json(),
    )


def _sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
