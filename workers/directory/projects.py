"""The admin keeps the projects: what they are compared by, and how their offices are reached."""

from dataclasses import fields

from domain.events import HouseEvent
from domain.staff import Person
from store import projects
from store.projects import ProjectFacts
from workers.directory.rights import ANOTHER, KEEPERS
from workers.instance.house_entries import noted
from workers.instance.permissions import permit, present
from workers.instance.refusals import Refused
from workers.instance.services import Services

_LONGEST = 60
_MOST = 2_000_000_000


def add(services: Services, name: str, facts: ProjectFacts, *, actor: Person) -> int:
    """Enter a project; its id. Refused without a name, or with one that is taken."""
    name = " ".join(name.split())
    if not name:
        raise Refused("请填写项目名称")
    if len(name) > _LONGEST:
        raise Refused("项目名称最多 {most} 个字", most=_LONGEST)
    _check(facts)
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        permit(actor, None, *KEEPERS)
        added = projects.add(session, name, facts)
        if added is None:
            raise Refused("已有名为 {name} 的项目", name=name)
        noted(services, session, HouseEvent.PROJECT_CHANGED, who=actor.login, project=name, changed=["added"])
    return added


def save(services: Services, project_id: int, facts: ProjectFacts, *, seen: int, actor: Person) -> None:
    """Say what is so of a project now. seen: the version that was on the screen. Refused if it has changed since."""
    _check(facts)
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        before = projects.get(session, project_id)
        if before is None:
            raise Refused("没有这个项目")
        permit(actor, before.name, *KEEPERS)
        changed = [one.name for one in fields(ProjectFacts) if getattr(before, one.name) != getattr(facts, one.name)]
        if before.version != seen or (changed and not projects.save(session, project_id, facts, seen=seen)):
            raise Refused(ANOTHER)
        if changed:
            noted(
                services,
                session,
                HouseEvent.PROJECT_CHANGED,
                who=actor.login,
                project=before.name,
                changed=changed,
            )


def _check(facts: ProjectFacts) -> None:
    for value in (facts.area_m2, facts.occupied_households):
        if value is not None and not 0 <= value < _MOST:
            raise Refused("面积和户数请填写整数")
