"""All steps of setting up as they stand, and what an admin says of one: later, taken up again, looked through.

What was put off stands in the house log, with who and when.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from domain.codes import Role
from domain.events import HouseEvent
from domain.health import Finding
from domain.settings import Settings
from domain.staff import Person
from store import house_log, projects, rulebooks
from store.house_log import Wanted
from workers.instance.house_entries import noted
from workers.instance.permissions import permit, present
from workers.instance.refusals import Refused
from workers.instance.services import Services
from workers.setting_up import looking
from workers.setting_up.staffing import staffing
from workers.setting_up.standing import Left, Looked, Standing, State, Step

CHECK = "setup"
"""The name of the check of `doctor` that says them."""
_MOST = 500
_CODES = frozenset(one.value for one in Step)


def standing_now(session: Session, settings: Settings, now: datetime) -> tuple[Standing, ...]:
    """Every step, in order. settings: with the mailboxes as they are set up now."""
    look: Mapping[Step, Callable[[Session, Settings], Looked]] = {
        Step.COMPANY: looking.company,
        Step.PROJECT: looking.project,
        Step.DIRECTORY: looking.directory,
        Step.MAILBOX: looking.mailbox,
        Step.LETTERHEAD: looking.letterhead,
        Step.PEOPLE: partial(staffing, now=now),
        Step.RULEBOOK: looking.rulebook,
        Step.TEST_LETTER: looking.test_letter,
    }
    left = _left(session)
    found = ((step, look[step](session, settings)) for step in Step)
    return tuple(Standing(step=step, found=one.found, mend=one.mend, left=left.get(step)) for step, one in found)


def standing_of(services: Services, session: Session) -> tuple[Standing, ...]:
    """The same of an opened instance."""
    return standing_now(session, services.mail_settings, services.now())


def is_new(services: Services, session: Session) -> bool:
    """Whether nothing was begun yet: no project, no mailbox."""
    return not services.mailboxes and not projects.every(session)


def findings(steps: tuple[Standing, ...]) -> list[Finding]:
    """The steps as `doctor` says them: none of them is wrong, and one that is put off is not urged."""
    return [
        Finding(check=CHECK, ok=True, what=str(one.what), mend=str(one.mend) if one.state is State.OPEN else "")
        for one in steps
    ]


def leave(services: Services, step: Step, *, actor: Person) -> None:
    """Put a step off. Raises Refused."""
    _say(services, step, HouseEvent.SETUP_LEFT, actor=actor)


def take_up(services: Services, step: Step, *, actor: Person) -> None:
    """Go on with a step that was put off. Raises Refused."""
    _say(services, step, HouseEvent.SETUP_TAKEN_UP, actor=actor)


def rules_looked_through(services: Services, *, actor: Person) -> None:
    """The rulebook that decides now was looked through and will do. Raises Refused."""
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        permit(actor, None, Role.ADMIN)
        sha = rulebooks.active_sha(session)
        if sha is None:
            raise Refused("还没有启用规则")
        noted(services, session, HouseEvent.RULES_LOOKED_THROUGH, who=actor.login, sha=sha)


def _say(services: Services, step: Step, what: HouseEvent, *, actor: Person) -> None:
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        permit(actor, None, Role.ADMIN)
        house_log.end(session, lock=True)  # of two admins one waits
        if (step in _left(session)) is not (what is HouseEvent.SETUP_LEFT):
            noted(services, session, what, who=actor.login, step=step.value)


def _left(session: Session) -> dict[Step, Left]:
    """What is put off now: the last word on each step counts."""
    wanted = Wanted(what=(HouseEvent.SETUP_LEFT, HouseEvent.SETUP_TAKEN_UP))
    left: dict[Step, Left] = {}
    for entry in reversed(house_log.page(session, wanted, limit=_MOST)):
        step = (entry.payload or {}).get("step")
        if step not in _CODES:
            continue
        if entry.what == HouseEvent.SETUP_LEFT:
            left[Step(step)] = Left(who=entry.who, at=entry.at)
        else:
            left.pop(Step(step), None)
    return left
