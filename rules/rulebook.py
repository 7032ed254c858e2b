"""A whole rulebook as it was checked and read, and what loading it gave."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.groups import GroupRules
from domain.likeness import LikenessRules
from rules.alarm_model import AlarmRules
from rules.learnt import Learnt
from rules.model import (
    CalendarRules,
    ClockRule,
    Defaults,
    DepartmentInfo,
    Example,
    Finding,
    GlossaryLine,
    Language,
    LetterRule,
    Phrase,
    Place,
    Rule,
    Scoring,
    Signal,
    Topic,
)
from rules.owner_model import OwnerRules


@dataclass(frozen=True, kw_only=True)
class Rulebook:
    """A whole rulebook. texts: its files, so that the version that decided can be kept. sha256: of names and bytes.

    lines: where each choice of rulebook.yaml is written, as `defaults.grade.complaint`.
    """

    name: str
    zone: str
    schemes: Mapping[str, tuple[str, ...]]
    scoring: Scoring
    language: Language
    defaults: Defaults
    departments: tuple[DepartmentInfo, ...]
    topics: tuple[Topic, ...]
    signals: tuple[Signal, ...]
    rules: tuple[Rule, ...]
    clocks: tuple[ClockRule, ...]
    calendar: CalendarRules
    letters: tuple[LetterRule, ...]
    examples: tuple[Example, ...]
    phrases: tuple[Phrase, ...] = ()
    glossary: tuple[GlossaryLine, ...] = ()
    kept: tuple[str, ...] = ()
    """Words in which no term of the glossary is heard (保全 in 财产保全)."""
    alarms: AlarmRules = field(default_factory=AlarmRules)
    owners: OwnerRules = field(default_factory=OwnerRules)
    groups: GroupRules = field(default_factory=GroupRules)
    likeness: LikenessRules = field(default_factory=LikenessRules)
    learnt: Learnt | None = None
    """None: no model stands in the folder."""
    texts: Mapping[str, str]
    sha256: str
    lines: Mapping[str, int] = field(default_factory=dict)

    def place(self, choice: str) -> Place:
        """Where a choice of rulebook.yaml is written; if it is not, the nearest key above it, else the first line."""
        while choice and choice not in self.lines:
            choice = choice.rpartition(".")[0]
        return Place(file="rulebook.yaml", line=self.lines.get(choice, 1))

    def topic(self, topic_id: str) -> Topic:
        """The topic of that id; KeyError if there is none."""
        for topic in self.topics:
            if topic.id == topic_id:
                return topic
        raise KeyError(topic_id)


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """What loading gave: a rulebook, perhaps with warnings, or None with all the findings that stand in its way."""

    rulebook: Rulebook | None
    findings: tuple[Finding, ...] = ()
