"""The directory as its pages show it: projects with their figures, and a household with its service record."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import NoReturn

from sqlalchemy.orm import Session
from starlette.datastructures import FormData

from desk.access import Viewer
from desk.formed import text, whole
from desk.views.between_us import Passed, passed_between
from desk.views.decided import Names
from domain.codes import Role
from domain.directory_codes import OccupantRole, ProjectKind
from store import cases, homes, occupants, people, projects, survey_households
from store.cases import CaseFilter, CaseRow
from store.homes import HomeFacts, HomeRow, HomeView, Note
from store.occupants import NewOccupant, OccupantRow
from store.projects import Figures, Project, ProjectFacts
from store.survey_households import HouseholdSurvey
from workers.directory.rights import sees
from workers.instance.refusals import Refused

MOST_CASES = 60
MOST_LOOKS = 10


@dataclass(frozen=True, kw_only=True)
class ProjectLine:
    """One line of the list."""

    project: Project
    figures: Figures


@dataclass(frozen=True, kw_only=True)
class Household:
    """A household's page. project_id: None for a household whose project has no row.

    cases: that the viewer may see, the newest first; passed: what passed between us in them; surveys: that asked it.
    """

    home: HomeRow
    project_id: int | None
    living: tuple[OccupantRow, ...]
    gone: tuple[OccupantRow, ...]
    notes: tuple[Note, ...]
    cases: tuple[CaseRow, ...]
    passed: tuple[Passed, ...]
    surveys: tuple[HouseholdSurvey, ...]
    looks: tuple[HomeView, ...]
    staff: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class TypedForm:
    """A form that could not be saved: which of the page's, and what was typed."""

    form: str
    values: Mapping[str, str]
    refusal: Refused


def lines(viewer: Viewer, session: Session) -> tuple[ProjectLine, ...]:
    """The projects that the viewer sees, by name."""
    figures = projects.figures(session)
    seen = (one for one in projects.every(session) if sees(viewer.person, one.name))
    return tuple(ProjectLine(project=one, figures=figures.get(one.name, Figures())) for one in seen)


def household(viewer: Viewer, session: Session, home: HomeRow, names: Names) -> Household:
    """What stands on its page."""
    found = _cases(viewer, session, home)
    staff = {one.login: one.name for one in people.list_people(session)}
    everybody = occupants.of_household(session, home.id)
    project = projects.named(session, home.project)
    return Household(
        home=home,
        project_id=project.id if project else None,
        living=tuple(one for one in everybody if one.present),
        gone=tuple(one for one in everybody if not one.present),
        notes=tuple(homes.notes(session, home.id)),
        cases=found,
        passed=passed_between(session, found, names),
        surveys=tuple(survey_households.of_household(session, home.id)),
        looks=tuple(homes.looks(session, home.id, limit=MOST_LOOKS)) if viewer.person.holds(Role.ADMIN) else (),
        staff=staff,
    )


def _cases(viewer: Viewer, session: Session, home: HomeRow) -> tuple[CaseRow, ...]:
    found: Iterable[CaseRow] = cases.list_cases(session, CaseFilter(household_id=home.id, limit=MOST_CASES))
    seen = [one for one in found if viewer.person.sees(one.project, one.departments)]
    return tuple(sorted(seen, key=lambda one: one.received_at, reverse=True))


def facts_of_project(typed: FormData) -> ProjectFacts:
    """What a person sent of a project. Raises Refused."""
    kind = text(typed, "kind")
    return ProjectFacts(
        area=_given(typed, "area"),
        area_m2=_whole(typed, "area_m2"),
        kind=ProjectKind(kind) if kind in set(ProjectKind) else None,
        occupied_households=_whole(typed, "occupied_households"),
        office_name=_given(typed, "office_name"),
        office_address=_given(typed, "office_address"),
        phones=_given(typed, "phones"),
    )


def facts_of_home(typed: FormData) -> HomeFacts:
    """What a person sent of a household."""
    return HomeFacts(
        area=_given(typed, "area"),
        occupied=text(typed, "occupied") == "1",
        languages=_given(typed, "languages"),
        wishes=_given(typed, "wishes"),
    )


def person_of_form(typed: FormData) -> NewOccupant:
    """What a person sent of somebody in a household. Raises Refused."""
    role, consent = text(typed, "role"), text(typed, "consent")
    given = NewOccupant(name=_given(typed, "name"), phone=_given(typed, "phone"), email=_given(typed, "email"))
    return replace(
        given,
        role=OccupantRole(role) if role in set(OccupantRole) else None,
        consent={"yes": True, "no": False}.get(consent),
        consent_on=day_of(typed, "consent_on"),
        moved_in=day_of(typed, "moved_in"),
    )


def day_of(typed: FormData, name: str) -> date | None:
    """The day in a field, None if it is empty. Raises Refused."""
    written = text(typed, name).strip()
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        raise Refused("日期无效；请重新填写") from None


def version_of(typed: FormData) -> int:
    """The version that was on the screen; 0, which nothing has, for none."""
    return whole(text(typed, "seen")) or 0


def _given(typed: FormData, name: str) -> str | None:
    return " ".join(text(typed, name).split()) or None


def _whole(typed: FormData, name: str) -> int | None:
    written = text(typed, name).replace(",", "").replace("，", "").strip()
    if not written:
        return None
    return number if (number := whole(written)) is not None else _no_number()


def _no_number() -> NoReturn:
    raise Refused("面积和户数请填写整数")
