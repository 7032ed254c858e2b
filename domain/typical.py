"""A typical case 典型案例: what a case teaches, written up for training without anybody's personal data (TRADE 8)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.said import N_


class TypicalState(StrEnum):
    """Where a typical case stands. WITHDRAWN: it was published and is not any more; it may be written at again."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


STATE: Mapping[TypicalState, str] = {
    TypicalState.DRAFT: N_("草稿"),
    TypicalState.PUBLISHED: N_("已发布"),
    TypicalState.WITHDRAWN: N_("已撤回"),
}


@dataclass(frozen=True, kw_only=True)
class TypicalText:
    """What is written, each part in paragraphs. points: what the case was about and what stood out in it. worsened: why
    it grew worse, empty where it did not.
    """

    title: str = ""
    points: str = ""
    causes: str = ""
    handling: str = ""
    worsened: str = ""
    lesson: str = ""
    correction: str = ""

    @property
    def parts(self) -> Mapping[str, str]:
        """Name of each part, as TITLE and PART have it → its words."""
        return {name: getattr(self, name) for name in (TITLE, *PART)}

    @property
    def missing(self) -> tuple[str, ...]:
        """The parts without which it is not published, by name."""
        return tuple(name for name, words in self.parts.items() if name not in OPTIONAL and not words.strip())


TITLE = "title"
PART: Mapping[str, str] = {
    "points": N_("案例要点"),
    "causes": N_("原因"),
    "handling": N_("处理经过"),
    "worsened": N_("激化原因"),
    "lesson": N_("启示"),
    "correction": N_("改进措施"),
}
"""The parts below the title, in the order in which they are read, with what staff call them."""
OPTIONAL = frozenset({"worsened"})
TITLE_NAME = N_("标题")


def part_name(part: str) -> str:
    """What staff call a part."""
    return PART.get(part, TITLE_NAME)
