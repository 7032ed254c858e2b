"""What the table of the course says of one case now: which acts are open to a person, and what each of them lacks."""

from dataclasses import dataclass
from functools import reduce

from sqlalchemy.orm import Session

from domain.codes import ClockName
from domain.course import Act, CourseStep, Facts, Need, missing, still_open
from domain.course_table import STEPS, open_steps
from domain.labels import ACT, CASE_STATE, CLOCK, NEED
from domain.said import N_, Sentence
from domain.staff import Person
from store.cases import CaseRow
from workers.casework.course_facts import facts_of
from workers.deciding.case_lookup import held_case
from workers.instance.refusals import Refused


@dataclass(frozen=True, kw_only=True)
class OpenAct:
    """An act that the state of the case allows. missing: what it lacks. permitted: whether the person may take it."""

    step: CourseStep
    missing: tuple[Need, ...]
    permitted: bool

    @property
    def open(self) -> bool:
        """Whether this person may take it now."""
        return self.permitted and not self.missing


def open_acts(session: Session, case: CaseRow, person: Person) -> tuple[OpenAct, ...]:
    """The acts that people may take in the state of the case, in the order of the table."""
    return acts_of(facts_of(session, case), case, person)


def acts_of(facts: Facts, case: CaseRow, person: Person) -> tuple[OpenAct, ...]:
    """The same, by facts that are known already."""
    return tuple(
        OpenAct(
            step=step,
            missing=missing(step, facts),
            permitted=person.grant(*step.roles, project=case.project) is not None,
        )
        for step in open_steps(facts)
    )


def held_for(session: Session, number: str, actor: Person, act: Act) -> CaseRow:
    """The case, held, for an act that its course allows this person now. Raises Refused, with what is missing."""
    step = STEPS[act]
    case = held_case(session, number, actor, *step.takers)
    allow(session, case, step)
    return case


def allow(session: Session, case: CaseRow, step: CourseStep) -> None:
    """Refused unless the state of the case allows the act, and nothing is missing."""
    if case.state not in step.from_states:
        raise Refused("案件现在是“{state}”，不能这样办理", state=Sentence(CASE_STATE[case.state]))
    if not step.needs:
        return
    facts = facts_of(session, case)
    if lacking := missing(step, facts):
        what = reduce(_and, (said(need, step, facts) for need in lacking))
        raise Refused("还不能“{act}”：{what}", act=Sentence(ACT[step.act]), what=what)


def said(need: Need, step: CourseStep, facts: Facts) -> Sentence:
    """What is missing in words; of clocks, which ones."""
    if need is not Need.CLOCKS_STOPPED:
        return Sentence(NEED[need])
    clocks = reduce(_and, (Sentence(CLOCK[name]) for name in ClockName if name in still_open(step, facts)))
    return Sentence(N_("{need}（{clocks}）"), {"need": Sentence(NEED[need]), "clocks": clocks})


def _and(one: Sentence, other: Sentence) -> Sentence:
    return Sentence(N_("{one}；{other}"), {"one": one, "other": other})
