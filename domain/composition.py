"""What staff put together for a letter to a resident before the letter words it: demand, findings, measures, result of
each matter; the work done and still open; the reasons of an explanation (TRADE 7).

Demand, findings, result and whether the demand is met are the record's (`domain.record`): they are entered there or in
the composer, and stored in the record alone. What is kept with a letter is its wording: `of_the_letter`.
"""

from dataclasses import dataclass, replace
from datetime import date

from domain.work_codes import Met


@dataclass(frozen=True, kw_only=True)
class ComposedMatter:
    """What is said of one matter, by its name (电梯停运); empty while no one has said it.

    measures: those of the approved plan that answer it, in the plan's own words. met: whether the demand is met; why:
    the reason where it is not, or in part only.
    """

    name: str
    demand: str = ""
    findings: str = ""
    measures: tuple[str, ...] = ()
    result: str = ""
    met: Met | None = None
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class Composition:
    """Of a reply: matters, and following, what happens next; aside: matters that it does not take up, with what was
    entered of them, so that they can be taken up again. Of an interim letter: done, pending, a sentence each, and
    the day of the next answer. Of an explanation: findings, conclusion, reason, remedy, authority.
    """

    matters: tuple[ComposedMatter, ...] = ()
    following: str = ""
    done: tuple[str, ...] = ()
    pending: tuple[str, ...] = ()
    next_answer: date | None = None
    findings: str = ""
    conclusion: str = ""
    reason: str = ""
    remedy: str = ""
    authority: str = ""
    aside: tuple[ComposedMatter, ...] = ()


def says_anything(matter: ComposedMatter) -> bool:
    """Whether it has a name and anything was entered under it."""
    return bool(matter.name.strip()) and matter != ComposedMatter(name=matter.name)


def of_the_letter(composition: Composition) -> Composition:
    """What is kept with a letter: the matters that it takes up with their measures, its own words, and what it leaves
    aside, which stands nowhere else."""
    matters = tuple(ComposedMatter(name=one.name, measures=one.measures) for one in composition.matters)
    return replace(composition, matters=matters, findings="")
