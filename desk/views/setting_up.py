"""What the set-up page shows of each step, and the bar that leads there until every step is done or put off."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from desk.access import Viewer
from desk.messages import N_
from domain.codes import Role
from workers.setting_up.standing import STEP, Standing, State, Step
from workers.setting_up.steps import standing_of

PATH = "/setup"
_WITH_BAR = frozenset({"/overview", "/queue", "/people"})
"""Where a day begins."""


@dataclass(frozen=True, kw_only=True)
class Door:
    """Where a step is done. label: of the link."""

    path: str
    label: str


_DOORS: Mapping[Step, Door] = {
    Step.COMPANY: Door(path="/company", label=N_("填写公司信息")),
    Step.PROJECT: Door(path="/directory", label=N_("新增项目")),
    Step.DIRECTORY: Door(path="/directory/import", label=N_("导入名册")),
    Step.MAILBOX: Door(path="/mailboxes", label=N_("设置邮箱")),
    Step.LETTERHEAD: Door(path="/company#head", label=N_("信头与印章")),
    Step.PEOPLE: Door(path="/people", label=N_("加入同事")),
    Step.RULEBOOK: Door(path="/rulebook", label=N_("看看规则")),
}
"""The test letter is sent from the page itself."""
CHIP: Mapping[State, tuple[str, str]] = {
    State.DONE: (N_("已完成"), "calm"),
    State.OPEN: (N_("待办"), "near"),
    State.LATER: (N_("以后再办"), ""),
}
"""What a step's state is called, and its colour."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One step on the page. next: the first that is open. door: None for the test letter."""

    number: int
    standing: Standing
    next: bool

    @property
    def name(self) -> str:
        """What people call it."""
        return STEP[self.standing.step]

    @property
    def door(self) -> Door | None:
        """Where it is done."""
        return _DOORS.get(self.standing.step)

    @property
    def chip(self) -> tuple[str, str]:
        """Its state in a word, with the colour."""
        return CHIP[self.standing.state]


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far it has come, in steps."""

    done: int
    later: int
    open: int

    @property
    def all(self) -> int:
        """How many steps there are."""
        return self.done + self.later + self.open


def lines(viewer: Viewer, session: Session) -> list[Line]:
    """Every step as it stands now."""
    steps = standing_of(viewer.services, session)
    first = next((one.step for one in steps if one.state is State.OPEN), None)
    return [Line(number=n, standing=one, next=one.step is first) for n, one in enumerate(steps, start=1)]


def progress(steps: list[Line]) -> Progress:
    """The steps counted."""
    states = [line.standing.state for line in steps]
    counted = {state: states.count(state) for state in State}
    return Progress(done=counted[State.DONE], later=counted[State.LATER], open=counted[State.OPEN])


def bar(viewer: Viewer, path: str) -> Progress | None:
    """For an admin whose day begins on this page while a step is open."""
    if path not in _WITH_BAR or not viewer.person.holds(Role.ADMIN):
        return None
    with viewer.services.database.reading() as session:
        found = progress(lines(viewer, session))
    return found if found.open else None
