"""The households of a project that a survey asks: drawn alike for the preview and for the start."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from domain.surveys import Candidate, drawn, wanted
from store import projects, survey_households
from store.homes import counted
from store.surveys import Asked, SurveyProject, SurveyRow


@dataclass(frozen=True, kw_only=True)
class Sample:
    """What would be asked of a project now. figures: as they are kept when the survey starts; declined: households
    where somebody wants no surveys; left: that stand as occupied, but everybody known has moved out.
    names: of the buildings, by their comparing form."""

    project: SurveyProject
    figures: Asked
    declined: int
    left: int
    drawn: tuple[Candidate, ...]
    names: Mapping[str, str]

    @property
    def short(self) -> int:
        """How many too few there are for the share; 0 if there are enough."""
        return max(0, (self.figures.wanted or 0) - len(self.drawn))

    @property
    def again(self) -> int:
        """How many of those drawn were asked before: only where all others have been."""
        return sum(one.asked_at is not None for one in self.drawn)

    @property
    def left_unasked(self) -> int:
        """How many are still not asked after this survey."""
        return (self.figures.unasked or 0) - (len(self.drawn) - self.again)

    @property
    def by_building(self) -> tuple[tuple[str, int], ...]:
        """Building → how many are drawn there, as people count."""
        found = Counter(one.building for one in self.drawn)
        return tuple((self.names.get(key, ""), found[key]) for key in sorted(found, key=counted))


def sample_of(session: Session, survey: SurveyRow, project: SurveyProject) -> Sample:
    """Draw the households of a project, by the directory as it is now.

    The share is of the households that the company states as occupied, where that is more than the directory has.
    """
    found = survey_households.occupied(session, project.name)
    row = projects.get(session, project.project_id)
    population = max(found.number, (row.occupied_households or 0) if row else 0)
    count = wanted(population, survey.share)
    figures = Asked(
        population=population,
        eligible=len(found.candidates),
        unasked=sum(one.asked_at is None for one in found.candidates),
        wanted=count,
    )
    return Sample(
        project=project,
        figures=figures,
        declined=found.declined,
        left=found.left,
        drawn=drawn(survey.seed, found.candidates, count),
        names=found.names,
    )
