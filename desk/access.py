"""Who may open which page: every route names the roles it is for, and a test walks all routes (DESIGN 6).

`reading(...)` guards a page, `acting(...)` a form that changes something (it also checks the CSRF token). Cases are
fetched through `case_for`, which knows no case that the person may not see: what is not theirs is not there (404).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import Form, Request
from sqlalchemy.orm import Session

from domain.codes import Role
from domain.staff import CASE_ROLES, Person
from store import cases
from store.cases import CaseRow
from workers import signing_in
from workers.services import Services

COOKIE = "huihan"
ANYONE = frozenset(Role)
"""Whoever is signed in."""
OFFICE = CASE_ROLES - {Role.DEPARTMENT}
"""Who handles cases: everybody with cases but the departments, who read and report on their own."""


class NotSignedIn(Exception):  # noqa: N818 - it is answered with the sign-in page, not with an error
    """There is no session, or it has ended."""


class NotAllowed(Exception):  # noqa: N818 - likewise a page of its own
    """Signed in, but not for this; or the form did not come from our own page."""


class NotThere(Exception):  # noqa: N818 - likewise a page of its own
    """There is no such thing, or not for this person."""


@dataclass(frozen=True, kw_only=True)
class Viewer:
    """Who looks, at what instance.

    csrf: for the forms of this page. token: of the session. flash: what the next page of the session says, packed.
    """

    services: Services
    person: Person
    csrf: str
    token: str
    flash: str | None = None


@dataclass(frozen=True, kw_only=True)
class Guard:
    """The roles a route is for, as its dependency carries them for the test that walks all routes."""

    roles: frozenset[Role]
    acts: bool

    def __call__(self, request: Request) -> Viewer:
        """The viewer, if the session and a role stand. NotSignedIn or NotAllowed."""
        token = request.cookies.get(COOKIE, "")
        services: Services = request.app.state.services
        signed = signing_in.session_of(services, token) if token else None
        if signed is None:
            raise NotSignedIn
        if not signed.person.holds(*self.roles):
            raise NotAllowed
        return Viewer(services=services, person=signed.person, csrf=signed.csrf, token=token, flash=signed.flash)


@dataclass(frozen=True, kw_only=True)
class ActingGuard(Guard):
    """A guard of a form: the same, and the form must be ours."""

    def __call__(self, request: Request, csrf: Annotated[str, Form()] = "") -> Viewer:
        """The viewer, if the form carries the session's own token and comes from our origin."""
        viewer = super().__call__(request)
        if not own_origin(request) or not csrf or not signing_in.same(csrf, viewer.csrf):
            raise NotAllowed
        return viewer


def reading(*roles: Role) -> Callable[..., Viewer]:
    """For a page: anyone signed in who holds one of `roles`, for any project; none named: anyone signed in."""
    return Guard(roles=frozenset(roles) or ANYONE, acts=False)


def acting(*roles: Role) -> Callable[..., Viewer]:
    """For a form that changes something."""
    return ActingGuard(roles=frozenset(roles) or ANYONE, acts=True)


def case_for(viewer: Viewer, session: Session, number: str) -> CaseRow:
    """The case of that number if this person may see it, else NotThere."""
    case = cases.get_case(session, number)
    if case is None or not viewer.person.sees(case.project, case.departments):
        raise NotThere
    return case


def own_origin(request: Request) -> bool:
    """Whether the browser says that the form was sent from a page of ours (Origin, RFC 6454; Sec-Fetch-Site)."""
    site = request.headers.get("sec-fetch-site")
    if site is not None and site not in ("same-origin", "none"):
        return False
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


def guard_of(dependency: Any) -> Guard | None:
    """The guard among a route's dependencies."""
    return dependency if isinstance(dependency, Guard) else None
