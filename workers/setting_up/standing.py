"""What a step of setting up is, and how it stands; the sentences are those of `doctor` and of the desk's page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.said import N_, Sentence


class Step(StrEnum):
    """What an instance needs, in the order in which it is done best."""

    COMPANY = "company"
    PROJECT = "project"
    DIRECTORY = "directory"
    MAILBOX = "mailbox"
    LETTERHEAD = "letterhead"
    PEOPLE = "people"
    RULEBOOK = "rulebook"
    TEST_LETTER = "test_letter"


STEP: Mapping[Step, str] = {
    Step.COMPANY: N_("公司信息"),
    Step.PROJECT: N_("第一个项目"),
    Step.DIRECTORY: N_("业主名册"),
    Step.MAILBOX: N_("收信的邮箱"),
    Step.LETTERHEAD: N_("信头与印章"),
    Step.PEOPLE: N_("人员与岗位"),
    Step.RULEBOOK: N_("判定规则"),
    Step.TEST_LETTER: N_("给自己的测试信"),
}
"""What people call each step."""


class State(StrEnum):
    """How a step stands; LATER: an admin has put it off."""

    DONE = "done"
    OPEN = "open"
    LATER = "later"


@dataclass(frozen=True, kw_only=True)
class Looked:
    """What was found of a step in the instance itself. mend: what to do; None if it is done."""

    found: Sentence
    mend: Sentence | None = None


@dataclass(frozen=True, kw_only=True)
class Left:
    """Who put a step off, and when. who: a login."""

    who: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Standing:
    """One step. left: set if it is put off; a step that is done cannot be."""

    step: Step
    found: Sentence
    mend: Sentence | None
    left: Left | None = None

    @property
    def state(self) -> State:
        """Done is what stands in the instance, whatever was said of it."""
        if self.mend is None:
            return State.DONE
        return State.LATER if self.left else State.OPEN

    @property
    def what(self) -> Sentence:
        """The step in a sentence."""
        values = {"step": Sentence(STEP[self.step]), "found": self.found}
        if self.state is not State.LATER or self.left is None:
            return Sentence(N_("{step}：{found}"), values)
        return Sentence(N_("{step}：{found}（{who} 留待以后）"), {**values, "who": self.left.who})
