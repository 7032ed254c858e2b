"""Complaints that another program hands in, such as a web form: each is one case, however often it is sent."""

import hashlib
import json
import secrets
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.exceptions import RequestValidationError
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from starlette.datastructures import UploadFile

from desk.api.bearer import Call, bearing
from desk.api.problems import Problem
from desk.api.writing import IdempotencyKey, fingerprint_of, key_of
from desk.forms import EVIDENCE
from desk.messages import N_
from domain.codes import Channel
from domain.correction import Correction
from domain.scopes import Scope
from workers.instance.refusals import Refused
from workers.intake import register
from workers.intake.register import Record
from workers.intake.taken_down import Evidence

router = APIRouter(tags=["complaints"])
Writer = Annotated[Call, Depends(bearing(Scope.COMPLAINTS_WRITE))]


def _no_mail(channel: Channel) -> Channel:
    if channel is Channel.EMAIL:
        raise ValueError("mail is fetched from the mailbox")
    return channel


_CHANNELS = tuple(channel.value for channel in Channel if channel is not Channel.EMAIL)
Line = Annotated[str, Field(pattern=r"^[^\x00]*$", max_length=500)]
"""Text as any database takes it: a pattern also refuses half a character (a lone surrogate)."""
Phone = Annotated[str, Field(pattern=r"^(?:[^0-9\x00]*[0-9]){5}[^\x00]*$", max_length=100)]
Mail = Annotated[str, Field(pattern=r"^[^\s<>()@,;:\x00]{1,64}@[^\s<>()@,;:\x00]{1,250}$")]
Spoken = Annotated[Channel, AfterValidator(_no_mail), Field(json_schema_extra={"enum": [*_CHANNELS]})]
Text = Annotated[str, Field(pattern=r"^[^\x00]*$", min_length=1, max_length=200_000)]


class Resident(BaseModel):
    """Who complains, as far as it is known. A mail address is kept with the case; no letter goes to one by itself."""

    model_config = ConfigDict(extra="forbid")

    name: Line | None = None
    phone: Phone | None = None
    email: Mail | None = None
    project: Line | None = None
    building: Line | None = None
    unit: Line | None = None
    room: Line | None = None


class Complaint(BaseModel):
    """A complaint. channel: by which way it came (no mail: that is fetched from the mailbox). received: when, with an
    offset, else in the house's zone; left out: now."""

    model_config = ConfigDict(extra="forbid")

    subject: Line = ""
    text: Text
    channel: Spoken
    received: datetime | None = None
    resident: Resident = Field(default_factory=Resident)


_SCHEMA = Complaint.model_json_schema(ref_template="#/components/schemas/{model}")
DEFINITIONS = _SCHEMA.pop("$defs")
"""The schemas to which that of the body refers."""
_FIELDS = {
    **{name: told for name, told in _SCHEMA["properties"].items() if name != "resident"},
    **{f"resident.{name}": told for name, told in DEFINITIONS["Resident"]["properties"].items()},
}
_FLAT = {
    "type": "object",
    "required": _SCHEMA["required"],
    "additionalProperties": False,
    "properties": {
        # A form knows no null: what is not known is left out.
        **{name: told.get("anyOf", [told])[0] for name, told in _FIELDS.items()},
        "files": {"type": "array", "items": {"type": "string", "format": "binary"}, "maxItems": register.MOST_FILES},
    },
}
_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": _SCHEMA}, "multipart/form-data": {"schema": _FLAT}},
    }
}


class Registered(BaseModel):
    """The case that the complaint has become."""

    number: str


async def _sent(request: Request) -> tuple[Complaint, tuple[Evidence, ...]]:
    """The body of either form. Raises Problem 415 for another, RequestValidationError for what does not fit."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        return await _form(request)
    if kind and kind != "application/json":
        raise Problem(415)
    try:
        given = json.loads(await request.body())
    except (ValueError, RecursionError):
        raise RequestValidationError([{"loc": ("body",), "msg": "this is no JSON", "type": "json_invalid"}]) from None
    return _checked(given), ()


async def _form(request: Request) -> tuple[Complaint, tuple[Evidence, ...]]:
    given: dict[str, object] = {}
    resident: dict[str, str] = {}
    files = []
    async with request.form() as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                files.append(Evidence(name=value.filename or "", data=await value.read()))
            elif name.startswith("resident."):
                resident[name.removeprefix("resident.")] = value
            else:
                given[name] = value
    return _checked({**given, "resident": resident}), tuple(files)


def _checked(given: object) -> Complaint:
    try:
        return Complaint.model_validate(given)
    except ValidationError as error:
        found = [{**one, "loc": ("body", *one["loc"])} for one in error.errors(include_input=False, include_url=False)]
        raise RequestValidationError(found) from None


Sent = Annotated[tuple[Complaint, tuple[Evidence, ...]], Depends(_sent)]


@router.post("/complaints", status_code=201, response_model=Registered, openapi_extra=_BODY, **EVIDENCE)
def hand_in(
    call: Writer,
    sent: Sent,
    idempotency_key: IdempotencyKey = None,
) -> Registered:
    """A new case, decided by the same rules as a letter. With files, as multipart/form-data, where the fields of the
    resident are named `resident.name` and so on."""
    complaint, files = sent
    key = secrets.token_hex(16) if idempotency_key is None else key_of(call, idempotency_key)
    made = register.register(call.services, _record(call, complaint, files, key), actor=call.person)
    if not made.same:
        raise Refused(N_("这个 Idempotency-Key 已用于另一件投诉；请换一个"))
    return Registered(number=made.case.number)


def _fingerprint(complaint: Complaint, files: tuple[Evidence, ...]) -> str:
    """Equal for equal bodies."""
    sent = [complaint.model_dump_json(), *(f"{one.name} {hashlib.sha256(one.data).hexdigest()}" for one in files)]
    return fingerprint_of(*sent)


def _record(call: Call, complaint: Complaint, files: tuple[Evidence, ...], key: str) -> Record:
    received = complaint.received or call.services.now()
    who = complaint.resident.model_dump()
    return Record(
        key=key,
        fingerprint=_fingerprint(complaint, files),
        channel=complaint.channel,
        received=received if received.tzinfo else received.replace(tzinfo=call.services.zone),
        subject=complaint.subject,
        about="",
        facts=complaint.text,
        demand="",
        who=Correction(**{name: value for name, value in who.items() if value}),
        evidence=files,
    )
