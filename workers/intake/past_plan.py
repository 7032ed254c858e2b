"""What taking an older ledger over would do: which lines would become cases, which not, and why.

The same reckoning is made for the preview and, when it is decided, once more: only if both say the same is anything
taken.
"""

import hashlib
import json
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from domain.past_codes import PastDoubt
from domain.staff import Person
from language.folding import comparing
from store import directory, intake, past_cases, projects
from store.directory import HouseholdRow
from workers.instance.permissions import HEADS
from workers.instance.services import Services
from workers.intake.past_columns import Choices, Rows
from workers.intake.past_lines import PastLine, Reader

SOURCE = "older-ledger"
"""The source of what is taken from older ledgers, beside the mailboxes, the scan folder and the desk."""


@dataclass(frozen=True, kw_only=True)
class PastPlan:
    """take: lines that would become cases; left: those that would not. doubts: how many lines each doubt concerns.

    missing: fields without which nothing can be taken, and the ledger has no column for.
    """

    take: tuple[PastLine, ...] = ()
    left: tuple[PastLine, ...] = ()
    doubts: Mapping[PastDoubt, int]
    missing: tuple[str, ...] = ()
    digest: str = ""

    @property
    def doubtful(self) -> tuple[PastLine, ...]:
        """Lines that would become cases without something that they say."""
        return tuple(line for line in self.take if line.doubts)


def plan(services: Services, session: Session, rows: Rows, choices: Choices, actor: Person) -> PastPlan:
    """What would be done now, by those choices, for somebody with the actor's roles."""
    if choices.missing:
        return PastPlan(doubts={}, missing=choices.missing)
    lines = list(Reader.of(choices, services.compiled.rulebook).lines(rows))
    lines = _known(services, session, lines, actor)
    take: list[PastLine] = []
    left: list[PastLine] = []
    again = _again(services, session, lines)
    for line in lines:
        judged = _doubted(line, again(line))
        taken = all(not doubt.final and doubt in choices.take for doubt, _ in judged.doubts)
        (take if taken else left).append(judged)
        if taken:
            again(judged, taken=True)
    counted = Counter(doubt for line in (*take, *left) for doubt in {doubt for doubt, _ in line.doubts})
    made = PastPlan(take=tuple(take), left=tuple(left), doubts=counted)
    return replace(made, digest=_digest(made, choices))


def household_of(session: Session, line: PastLine) -> HouseholdRow | None:
    """The household of the directory at the place that a line names, if there is exactly one."""
    if not line.place["room"]:
        return None
    found = directory.find_by_place(session, project=line.project, **line.place)
    return found[0] if len(found) == 1 else None


def _known(services: Services, session: Session, lines: Sequence[PastLine], actor: Person) -> list[PastLine]:
    """With the projects as the directory has them, and what is doubtful of days, projects and flats."""
    names = {comparing(one.name): one.name for one in projects.every(session)}
    today = services.now().astimezone(services.zone).date()
    homes: dict[tuple[str | None, ...], HouseholdRow | None] = {}
    found = []
    for given in lines:
        line, doubts = given, []
        name = names.get(comparing(given.project))
        if name is not None:
            line = replace(given, project=name)
        elif given.project:
            doubts.append((PastDoubt.UNKNOWN_PROJECT, given.project[:40]))
        if given.received is not None and given.received.day > today:
            doubts.append((PastDoubt.FUTURE, given.received.day.isoformat()))
        if actor.grant(*HEADS, project=line.project or None) is None:
            doubts.append((PastDoubt.NOT_YOURS, line.project[:40]))
        place = (line.project, *line.place.values())
        if place not in homes:
            homes[place] = household_of(session, line) if name is not None else None
        if name is not None and line.place["room"] and homes[place] is None:
            doubts.append((PastDoubt.UNKNOWN_HOUSEHOLD, "-".join(filter(None, line.place.values()))))
        found.append(_doubted(line, doubts))
    return found


def _again(
    services: Services, session: Session, lines: Sequence[PastLine]
) -> Callable[..., list[tuple[PastDoubt, str]]]:
    """What says of a line that it, or its number, is there already; with taken=True, that it will be."""
    before = intake.known_among(session, SOURCE, {line.key for line in lines})
    ours = past_cases.ours(session, {_typed(line.number) for line in lines if line.number})
    numbers = {comparing(line.number) for line in lines if line.number}
    bearers = past_cases.numbered(session, numbers, services.zone)
    keys: set[str] = set()

    def found(line: PastLine, *, taken: bool = False) -> list[tuple[PastDoubt, str]]:
        place = (
            (comparing(line.number), line.project, line.received.day.year) if line.number and line.received else None
        )
        if taken:
            keys.add(line.key)
            if place is not None:
                bearers[place] = f"#{line.line}"
            return []
        if line.key in before:
            return [(PastDoubt.TAKEN_BEFORE, "")]
        if line.key in keys:
            return [(PastDoubt.TWICE, "")]
        if line.number and _typed(line.number) in ours:
            return [(PastDoubt.OURS, line.number[:40])]
        return [(PastDoubt.NUMBER_TAKEN, bearers[place])] if place in bearers else []

    return found


def _typed(number: str) -> str:
    """A number as cases bear it."""
    return "".join(unicodedata.normalize("NFKC", number).split()).upper()


def _doubted(line: PastLine, doubts: Collection[tuple[PastDoubt, str]]) -> PastLine:
    """With further doubts; a row that is no line has that one alone."""
    if not doubts:
        return line
    if any(doubt is PastDoubt.NO_LINE for doubt, _ in line.doubts):
        return line
    return replace(line, doubts=(*line.doubts, *doubts))


def _digest(made: PastPlan, choices: Choices) -> str:
    """By which it is known that what is taken is what was shown."""
    told = [choices.packed(), *(_told(lines) for lines in (made.take, made.left))]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()


def _told(lines: Iterable[PastLine]) -> list[object]:
    return [[line.line, line.key, [str(doubt) for doubt, _ in line.doubts]] for line in lines]
