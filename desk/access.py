"""Who may open which page: every route names the roles it is for, and a test walks all routes (DESIGN 6).

`reading(...)` guards a page, `acting(...)` a form that changes something (it also checks the CSRF token). Cases are
fetched through `case_for`, which knows no case that the person may not see: what is not theirs is not there (404).
A guard asks for the thing that the path names before the route is entered, so that no route can tell the one from the
other (docs/decisions/014).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Form, Request
from sqlalchemy.orm import Session

from desk.formed import whole
from desk.hosts import hosts_of, own_path
from domain.codes import Role
from domain.staff import CASE_ROLES, Person
from store import cases, groups, homes, intake, letters, occupants, projects, survey_households, surveys, typical_cases
from store import printing as batches
from store.cases import CaseRow
from store.groups import GroupRow
from store.homes import HomeRow
from store.intake import IntakeRow
from store.letters import LetterRow
from store.occupants import OccupantRow
from store.printing import BatchRow
from store.projects import Project
from store.survey_households import AskedRow
from store.surveys import SurveyRow
from store.typical_cases import TypicalRow
from workers.casework.departments import readable
from workers.directory.rights import sees
from workers.instance import permissions
from workers.instance.services import Services
from workers.sending import printing
from workers.staff import desk_sessions, tokens
from workers.surveys.rights import in_sight
from workers.typical.publishing import may_read

COOKIE = "huihan"
"""The session's cookie, as `Hosts.cookie` names it where browsers come by TLS."""
SETTING_UP = "/me/second-factor"
"""Where a second factor is set up; with one required and missing, nothing else is shown."""
ANYONE = frozenset(Role)
"""The person who is signed in."""
OFFICE = CASE_ROLES - {Role.DEPARTMENT}
"""Who handles cases: everybody with cases but the departments, who read and report on their own."""


class NotSignedIn(Exception):  # noqa: N818 - it is answered with the sign-in page, not with an error
    """There is no session, or it has ended."""


class NotSetUp(Exception):  # noqa: N818 - answered with a page: that of the second factor
    """Signed in, but a second factor is required and not set up."""


class NotAllowed(Exception):  # noqa: N818 - as above, a page of its own
    """Signed in, but not for this; or the form did not come from our own page."""


class NotThere(Exception):  # noqa: N818 - as above, a page of its own
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
    touches: bool = True
    """Whether it keeps the session alive: what a page asks by itself does not."""

    def __call__(self, request: Request) -> Viewer:
        """The viewer, if the session and a role stand. NotSignedIn or NotAllowed."""
        viewer = self.admitted(request)
        check_in_sight(viewer, request)
        return viewer

    def admitted(self, request: Request) -> Viewer:
        """The viewer, whatever the path names."""
        token = session_token(request)
        services: Services = request.app.state.services
        signed = desk_sessions.session_of(services, token, touch=self.touches) if token else None
        if signed is None:
            raise NotSignedIn
        if signed.must_enrol and not request.url.path.startswith((SETTING_UP, "/signout")):
            raise NotSetUp
        if not signed.person.holds(*self.roles):
            raise NotAllowed
        return _seen_by(services, token, signed)


@dataclass(frozen=True, kw_only=True)
class ActingGuard(Guard):
    """A guard of a form: the same, and the form must be ours."""

    def __call__(self, request: Request, csrf: Annotated[str, Form()] = "") -> Viewer:
        """The viewer, if the form carries the session's own token and comes from our origin."""
        viewer = self.admitted(request)
        if not own_origin(request) or not csrf or not desk_sessions.same(csrf, viewer.csrf):
            raise NotAllowed
        check_in_sight(viewer, request)
        return viewer


def reading(*roles: Role) -> Callable[..., Viewer]:
    """For a page: anyone signed in who holds one of `roles`, for any project; none named: anyone signed in."""
    return Guard(roles=frozenset(roles) or ANYONE, acts=False)


def listening() -> Callable[..., Viewer]:
    """For what an open page asks by itself: anyone signed in, whose session does not last longer for it."""
    return Guard(roles=ANYONE, acts=False, touches=False)


def acting(*roles: Role) -> Callable[..., Viewer]:
    """For a form that changes something."""
    return ActingGuard(roles=frozenset(roles) or ANYONE, acts=True)


def case_for(viewer: Viewer, session: Session, number: str) -> CaseRow:
    """The case of that number if this person may see it, else NotThere."""
    case = cases.get_case(session, number)
    if not permissions.in_sight(case, viewer.person):
        raise NotThere
    return case


def letter_for(viewer: Viewer, session: Session, letter_id: int) -> tuple[LetterRow, CaseRow]:
    """The letter and its case, if this person may read them; else NotThere."""
    letter = letters.get(session, letter_id)
    case = cases.get_case(session, letter.case_id) if letter else None
    if letter is None or not permissions.in_sight(case, viewer.person):
        raise NotThere
    if not readable(viewer.person, case.project, letter):
        raise NotThere
    return letter, case


def intake_for(viewer: Viewer, session: Session, intake_id: int) -> IntakeRow:
    """What came in, if this person does the office's work in its project, and in that of the case it has become."""
    row = intake.get(session, intake_id)
    if row is None or viewer.person.grant(*permissions.OFFICE, project=row.project) is None:
        raise NotThere
    if row.case_id is not None and not permissions.in_sight(cases.get_case(session, row.case_id), viewer.person):
        raise NotThere
    return row


def batch_for(viewer: Viewer, session: Session, batch_id: int) -> BatchRow:
    """The print batch, if all its letters are for this person's eyes; else NotThere."""
    batch = batches.get(session, batch_id)
    if batch is None or not printing.batch_in_sight(session, batch, viewer.person):
        raise NotThere
    return batch


def group_for(viewer: Viewer, session: Session, number: str) -> GroupRow:
    """The group of letters of that number, if this person works on cases of its project as a whole; else NotThere."""
    group = groups.get(session, number)
    if group is None or viewer.person.grant(*OFFICE, project=group.project) is None:
        raise NotThere
    return group


def project_for(viewer: Viewer, session: Session, project_id: int) -> Project:
    """The project, if this person sees its directory; else NotThere."""
    found = projects.get(session, project_id)
    if found is None or not sees(viewer.person, found.name):
        raise NotThere
    return found


def household_for(viewer: Viewer, session: Session, household_id: int) -> HomeRow:
    """The household, if this person sees the directory of its project; else NotThere."""
    found = homes.get(session, household_id)
    if found is None or not sees(viewer.person, found.project):
        raise NotThere
    return found


def occupant_for(viewer: Viewer, session: Session, occupant_id: int) -> OccupantRow:
    """Somebody of the directory, if this person sees their household; else NotThere."""
    found = occupants.get(session, occupant_id)
    if found is None:
        raise NotThere
    household_for(viewer, session, found.household_id)
    return found


def survey_for(viewer: Viewer, session: Session, survey_id: int) -> SurveyRow:
    """The survey, if this person sees one of its projects; else NotThere."""
    found = surveys.get(session, survey_id)
    if found is None or not in_sight(viewer.person, surveys.projects_of(session, [found.id]).get(found.id, ())):
        raise NotThere
    return found


def asked_for(viewer: Viewer, session: Session, survey_id: int, asked_id: int) -> AskedRow:
    """A household that the survey asks, if this person does the office's work in its project; else NotThere."""
    found = survey_households.get(session, asked_id)
    if found is None or found.survey_id != survey_id:
        raise NotThere
    if viewer.person.grant(*permissions.OFFICE, project=found.project) is None:
        raise NotThere
    return found


def typical_for(viewer: Viewer, session: Session, typical_id: int) -> TypicalRow:
    """The typical case: for all if it is published, else for the office of its project; else NotThere."""
    found = typical_cases.get(session, typical_id)
    if found is None or not may_read(viewer.person, found):
        raise NotThere
    return found


def _numbered(text: str) -> int:
    """The id that a path names; NotThere for what no row can have."""
    number = whole(text)
    if number is None:
        raise NotThere
    return number


THINGS: Mapping[str, Callable[[Viewer, Session, str], object]] = {
    "number": case_for,
    "letter_id": lambda viewer, session, text: letter_for(viewer, session, _numbered(text)),
    "intake_id": lambda viewer, session, text: intake_for(viewer, session, _numbered(text)),
    "batch_id": lambda viewer, session, text: batch_for(viewer, session, _numbered(text)),
    "group": group_for,
    "project_id": lambda viewer, session, text: project_for(viewer, session, _numbered(text)),
    "household_id": lambda viewer, session, text: household_for(viewer, session, _numbered(text)),
    "typical_id": lambda viewer, session, text: typical_for(viewer, session, _numbered(text)),
    "occupant_id": lambda viewer, session, text: occupant_for(viewer, session, _numbered(text)),
    "survey_id": lambda viewer, session, text: survey_for(viewer, session, _numbered(text)),
}
"""What the first parameter of a path names that belongs to a project; a test knows the few that belong to none."""


def check_in_sight(viewer: Viewer, request: Request) -> None:
    """NotThere if the path names what is not there for this person: the answer is the same, and as early."""
    name, value = next(iter(request.path_params.items()), ("", ""))
    if name in THINGS:
        with viewer.services.database.reading() as session:
            THINGS[name](viewer, session, value)


def session_token(request: Request) -> str:
    """The session's token, as the browser sends it; empty for none."""
    return request.cookies.get(hosts_of(request).cookie(COOKIE), "")


def is_signed_in(request: Request) -> bool:
    """Whether the request has a session that stands, or a token of the API that works."""
    services: Services = request.app.state.services
    token, bearer = session_token(request), bearer_token(request)
    if token and desk_sessions.session_of(services, token) is not None:
        return True
    return bool(bearer) and tokens.caller_of(services, bearer) is not None


def bearer_token(request: Request) -> str:
    """What stands in the Authorization header as a bearer's token (RFC 6750); the empty text if none does."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def viewer_of(request: Request) -> Viewer | None:
    """Who looks, for a page that is for anybody; None for somebody who is not signed in, or not set up yet."""
    token = session_token(request)
    services: Services = request.app.state.services
    signed = desk_sessions.session_of(services, token) if token else None
    return None if signed is None or signed.must_enrol else _seen_by(services, token, signed)


def _seen_by(services: Services, token: str, signed: desk_sessions.SignedIn) -> Viewer:
    return Viewer(services=services, person=signed.person, csrf=signed.csrf, token=token, flash=signed.flash)


def own_origin(request: Request) -> bool:
    """Whether the browser says that the form was sent from a page of ours (Origin, RFC 6454; Sec-Fetch-Site)."""
    site = request.headers.get("sec-fetch-site")
    if site is not None and site not in ("same-origin", "none"):
        return False
    origin = request.headers.get("origin")
    return origin is None or hosts_of(request).is_own_origin(origin, request.headers.get("host", ""))


def page_before(request: Request) -> str | None:
    """The path of our own page on which a form was sent; None if the browser does not say, or it is not ours."""
    referer = request.headers.get("referer", "")
    try:
        parts = urlsplit(referer)
    except ValueError:
        return None
    if not hosts_of(request).is_own_origin(f"{parts.scheme}://{parts.netloc}", request.headers.get("host", "")):
        return None
    back = parts.path + (f"?{parts.query}" if parts.query else "")
    return own_path(back, "") or None


def guard_of(dependency: object) -> Guard | None:
    """The guard among a route's dependencies."""
    return dependency if isinstance(dependency, Guard) else None
