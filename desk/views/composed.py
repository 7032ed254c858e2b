"""What the form of the composer brings back, as a composition; its texts stand in lists, one for each matter."""

from typing import Annotated

from fastapi import Form
from pydantic import BaseModel, ConfigDict

from desk.formed import whole
from desk.views.typed import day_of
from domain.codes import Way
from domain.composition import ComposedMatter, Composition, says_anything
from domain.work_codes import Met


class ComposerForm(BaseModel):
    """One sending of the form. base: the docx_sha that it was filled in on, record: the version of the case's record.

    do: `look`, `save`, `free`, `submit`.

    name, demand, findings, result, why: a text for each matter. answered: the places of those that the letter answers.
    measure: `0:1`, the measure 1 of the plan for the matter 0; planned: the measures by their words. `met-0`, a further
    field, says whether the demand of matter 0 is met.
    """

    model_config = ConfigDict(extra="allow")

    base: str = ""
    record: str = ""
    do: str = "save"
    name: list[str] = []
    demand: list[str] = []
    findings: list[str] = []
    result: list[str] = []
    why: list[str] = []
    answered: list[str] = []
    measure: list[str] = []
    planned: list[str] = []
    following: str = ""
    done: str = ""
    pending: str = ""
    promised: str = ""
    found: str = ""
    conclusion: str = ""
    reason: str = ""
    remedy: str = ""
    authority: str = ""
    way: Way | None = None
    to_address: str = ""
    confirm_address: str = ""

    @property
    def confirmed(self) -> bool:
        """Whether the person answers for the address."""
        return self.confirm_address == "yes"

    @property
    def composition(self) -> Composition:
        """What was put together. ValueError if it is no form of the composer."""
        texts = zip(self.name, self.demand, self.findings, self.result, self.why, strict=True)
        said = [
            ComposedMatter(
                name=name,
                demand=demand,
                findings=findings,
                measures=self._measures(at),
                result=result,
                met=self._met(at),
                why=why,
            )
            for at, (name, demand, findings, result, why) in enumerate(texts)
        ]
        answered = [str(at) in self.answered for at in range(len(said))]
        return Composition(
            matters=tuple(one for one, taken in zip(said, answered, strict=True) if taken and one.name.strip()),
            aside=tuple(one for one, taken in zip(said, answered, strict=True) if not taken and says_anything(one)),
            following=self.following,
            done=tuple(self.done.splitlines()),
            pending=tuple(self.pending.splitlines()),
            next_answer=day_of(self.promised),
            findings=self.found,
            conclusion=self.conclusion,
            reason=self.reason,
            remedy=self.remedy,
            authority=self.authority,
        )

    def _measures(self, matter: int) -> tuple[str, ...]:
        ticked = [one.partition(":") for one in self.measure]
        places = [whole(what) for at, _, what in ticked if at == str(matter)]
        return tuple(self.planned[place] for place in places if place is not None and place < len(self.planned))

    def _met(self, matter: int) -> Met | None:
        said = (self.model_extra or {}).get(f"met-{matter}")
        chosen = said[-1] if isinstance(said, list) and said else said
        return Met(chosen) if chosen in list(Met) else None


Composed = Annotated[ComposerForm, Form()]
