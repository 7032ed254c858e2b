"""Writings to a case under the conditions that a program sets: once under its key, and of the case as it has read it.

Both are asked in the transaction of the act, so that a program that dies, or asks twice at once, does nothing twice.
"""

import hashlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Header
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from desk.api.answers import listed_tags, tag_of
from desk.api.bearer import Call, bearing
from desk.api.problems import Problem
from desk.messages import N_
from domain.scopes import Scope
from store import api_requests, cases
from store.api_requests import Taken
from workers.instance.conditions import Condition
from workers.instance.refusals import Refused
from workers.public.records import case_details, record_of

Word = Annotated[str, Field(pattern=r"^[^\x00]*$", max_length=200)]
Note = Annotated[str, Field(pattern=r"^[^\x00]*[^\s\x00][^\x00]*$", max_length=20_000)]
"""Words that are not blank alone."""
_KEY = "The same key with the same body is done once, however often it is sent"
_MATCH = "The ETag of `GET /cases/{number}`: 412 if the case has changed since"
IdempotencyKey = Annotated[str | None, Header(min_length=1, max_length=255, description=_KEY)]


class Written(BaseModel):
    """The case that was written to."""

    number: str


class DoneBeforeError(Exception):
    """The same was done before, under the same key."""


def key_of(call: Call, named: str) -> str:
    """An Idempotency-Key as it is kept, 32 hex digits: each token's keys are its own."""
    return hashlib.sha256(f"{call.caller.row.id}\0{named}".encode("utf-8", "surrogatepass")).hexdigest()[:32]


def fingerprint_of(*pieces: str) -> str:
    """Equal for equal pieces."""
    return hashlib.sha256("\0".join(pieces).encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Writing:
    """A program that writes to one case which it sees. key: its name for this writing; tags: of the case as read."""

    call: Call
    number: str
    key: str | None
    tags: tuple[str, ...]

    def done(self, act: Callable[[Condition], object], *said: str) -> Written:
        """The answer to a writing, done now or before. said: what was sent, and to which path.

        Raises Refused for another body under the same key, Problem 412 for a case that has changed.
        """

        def condition(session: Session) -> None:
            self._once(session, fingerprint_of(self.number, *said))
            self._unchanged(session)

        with suppress(DoneBeforeError):
            act(condition)
        return Written(number=self.number)

    def _once(self, session: Session, fingerprint: str) -> None:
        if self.key is None:
            return
        row = self.call.caller.row
        now = self.call.services.now()
        new = Taken(key=key_of(self.call, self.key), token_id=row.id, fingerprint=fingerprint, at=now)
        before = api_requests.take(session, new)
        if before is None:
            return
        if before.fingerprint != fingerprint:
            raise Refused(N_("这个 Idempotency-Key 已用于另一次登记；请换一个"))
        raise DoneBeforeError

    def _unchanged(self, session: Session) -> None:
        case = cases.hold_case(session, self.number) if self.tags else None
        if case is None or "*" in self.tags:
            return
        services = self.call.services
        if tag_of(case_details(services, session, record_of(services, session, case))) not in self.tags:
            raise Problem(412)


def _writing(
    call: Annotated[Call, Depends(bearing(Scope.CASES_WRITE))],
    number: Word,
    idempotency_key: IdempotencyKey = None,
    if_match: Annotated[str | None, Header(max_length=2_000, description=_MATCH)] = None,
) -> Writing:
    """Raises Problem 404 for a case of another project, or none."""
    with call.services.database.reading() as session:
        case = call.case(session, number)
    tags = () if if_match is None else listed_tags(if_match)
    return Writing(call=call, number=case.number, key=idempotency_key, tags=tags)


ToCase = Annotated[Writing, Depends(_writing)]
