"""Who calls: a token in the Authorization header (RFC 6750), with the scope that the path asks for."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from fastapi import Request
from fastapi.dependencies.models import Dependant
from sqlalchemy.orm import Session

from desk.access import bearer_token
from desk.api.problems import Problem
from desk.rates import Rate, seconds
from domain.scopes import Scope
from domain.staff import Person
from store import case_views, cases
from store.cases import CaseRow
from workers.instance.services import Services
from workers.staff import tokens
from workers.staff.tokens import Caller


@dataclass(frozen=True, kw_only=True)
class Call:
    """A program that may do what it asks for, at what instance."""

    services: Services
    caller: Caller

    @property
    def person(self) -> Person:
        """As whom it acts."""
        return self.caller.person

    @property
    def project(self) -> str | None:
        """The only project of which it sees anything; None: all."""
        return self.caller.row.project

    def case(self, session: Session, number: str) -> CaseRow:
        """The case of that number, if the token's project is its own. Raises Problem 404: of another's no word."""
        case = cases.get_case(session, number)
        if case is None or not self.sees(case):
            raise Problem(404)
        return case

    def sees(self, case: CaseRow) -> bool:
        """Whether the case is of the token's project; one of no project yet is not."""
        return self.project in (None, case.project)

    def looked(self, session: Session, case: CaseRow, what: str) -> None:
        """Note that the program has read personal data (PIPL art. 51). what: as `desk.looks` has it."""
        case_views.add_by_token(session, case.id, self.caller.row.id, self.services.now(), what)


@dataclass(frozen=True, kw_only=True)
class Bearer:
    """The guard of a path. scope: what its token must have."""

    scope: Scope

    def __call__(self, request: Request) -> Call:
        """The caller. Raises Problem 401 without a token that works, 429 for too many calls, 403 lacking the scope."""
        services: Services = request.app.state.services
        caller = tokens.caller_of(services, bearer_token(request))
        if caller is None:
            raise Problem(401, headers={"WWW-Authenticate": 'Bearer realm="huihan"'})
        rate: Rate = request.app.state.rate
        wait = rate.wait(str(caller.row.id), services.now())
        if wait is not None:
            raise Problem(429, headers={"Retry-After": seconds(wait)})
        if not caller.may(self.scope):
            lacking = f'Bearer realm="huihan", error="insufficient_scope", scope="{self.scope}"'
            raise Problem(403, headers={"WWW-Authenticate": lacking})
        return Call(services=services, caller=caller)


def bearing(scope: Scope) -> Callable[[Request], Call]:
    """For a path: a program that shows a token with that scope."""
    return Bearer(scope=scope)


def guards_of(dependant: Dependant) -> Iterator[Bearer]:
    """The guards of a path, however deep its parameters ask for them."""
    for one in dependant.dependencies:
        if isinstance(one.call, Bearer):
            yield one.call
        yield from guards_of(one)
