"""What the pages of typical cases show: the list as its address asks for it, one with its versions, what hinders it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from desk.access import Viewer
from desk.views.figures import SCHEMES, address, code_of, name_of
from domain.codes import Category
from domain.labels import CATEGORY
from domain.typical import TypicalText
from rules.rulebook import Rulebook
from store import cases, people, typical_cases
from store.cases import CaseRow
from store.typical_cases import TypicalFilter, TypicalRow, Written
from workers.figures.statistics import HOUSE_SCHEME, schemes_of
from workers.instance.permissions import HEADS, in_sight
from workers.typical.before import Before, answered_before
from workers.typical.published import KEEPERS
from workers.typical.publishing import Standing, may_write, standing

PAGE = 25
_DRAFTS = 50
_LAST_ID = 2**31


@dataclass(frozen=True)
class TypicalAddress:
    """The address of the list. of: a class, as `scheme~class`. after: where the page begins."""

    q: str = ""
    of: str = ""
    topic: str = ""
    after: str = ""

    def asked(self, book: Rulebook) -> TypicalFilter:
        """What it asks for, one more than a page has."""
        scheme, _, name = self.of.partition("~")
        topics: Collection[str] | None = None
        if scheme != HOUSE_SCHEME and scheme in book.schemes:
            topics = tuple(one.id for one in book.topics if one.schemes.get(scheme) == name)
        if topic := name_of(self.topic):
            topics = (topic,) if topics is None or topic in topics else ()
        return TypicalFilter(
            words=self.q[:200],
            topics=topics,
            category=code_of(Category, name) if scheme == HOUSE_SCHEME else None,
            before=self._place(),
            limit=PAGE + 1,
        )

    def _place(self) -> tuple[datetime, int] | None:
        moment, _, number = self.after.rpartition("~")
        try:
            at, id_ = datetime.fromisoformat(moment), int(number)
        except ValueError:
            return None
        return (at, id_) if at.tzinfo is not None and 0 <= id_ < _LAST_ID else None

    def onward(self, last: Written) -> str:
        """The address of the page after the one that ends with `last`."""
        at = last.row.published_at
        after = f"{at.isoformat()}~{last.row.id}" if at else ""
        return address("/typical-cases", {**vars(self), "after": after})


@dataclass(frozen=True, kw_only=True)
class TypicalList:
    """A page of the list. drafts: what waits to be published, for those who may write at it; only on the first page."""

    lines: Sequence[Written]
    following: str | None
    drafts: Sequence[Written]
    classes: Mapping[str, Mapping[str, str]]
    topics: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class OneTypical:
    """One as its page shows it. case: what it was written up from, for those who may see that. publishes: whether the
    person is of a role that publishes there; stands: with what hinders it, where that was asked for.
    """

    written: Written
    topic: str
    writes: bool
    publishes: bool
    case: CaseRow | None
    stands: Standing | None
    names: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class BeforeView:
    """How the matter of a case was answered before; own: the typical cases written up from this one."""

    before: Before
    own: tuple[Written, ...]


def typical_list(viewer: Viewer, session: Session, asked: TypicalAddress) -> TypicalList:
    """The published ones that the address asks for."""
    book = viewer.services.compiled.rulebook
    found = typical_cases.found(session, asked.asked(book))
    shown = found[:PAGE]
    bare = not (asked.q or asked.of or asked.topic or asked.after)
    return TypicalList(
        lines=shown,
        following=asked.onward(shown[-1]) if len(found) > PAGE else None,
        drafts=_drafts(viewer, session) if bare else (),
        classes=_classes(book),
        topics={one.id: one.name for one in book.topics},
    )


def one_typical(viewer: Viewer, session: Session, row: TypicalRow, *, checked: bool = False) -> OneTypical:
    """One that the viewer may read. checked: with what hinders its publishing, which takes a look through its case."""
    person = viewer.person
    writes = may_write(person, row)
    case = cases.get_case(session, row.case_id) if writes and row.case_id is not None else None
    stands = standing(viewer.services, session, row) if writes and checked else None
    topics = viewer.services.compiled.topics
    return OneTypical(
        written=Written(row=row, text=stands.text if stands else typical_cases.latest(session, row)),
        topic=topics[row.topic].name if row.topic and row.topic in topics else "",
        writes=writes,
        publishes=person.grant(*HEADS, project=row.project) is not None,
        case=case if in_sight(case, person) else None,
        stands=stands,
        names={one.login: one.name for one in people.list_people(session)} if writes else {},
    )


def before_view(viewer: Viewer, session: Session, case: CaseRow) -> BeforeView | None:
    """For the page of a case; None for a department."""
    if viewer.person.grant(*KEEPERS, project=case.project) is None:
        return None
    own = tuple(typical_cases.of_case(session, case.id))
    return BeforeView(before=answered_before(session, case, viewer.person), own=own)


def with_typed(view: OneTypical, text: TypicalText) -> OneTypical:
    """The page with what was typed in place of what is kept."""
    return replace(view, written=Written(row=view.written.row, text=text))


def _drafts(viewer: Viewer, session: Session) -> tuple[Written, ...]:
    projects = {grant.project for grant in viewer.person.grants if grant.role in KEEPERS}
    if not projects:
        return ()
    mine = None if None in projects else frozenset(filter(None, projects))
    return tuple(typical_cases.drafts(session, projects=mine, limit=_DRAFTS))


def _classes(book: Rulebook) -> Mapping[str, Mapping[str, str]]:
    """What staff call a scheme → the value of an address → the name of a class."""
    found: dict[str, Mapping[str, str]] = {}
    for scheme in schemes_of(book):
        names = CATEGORY if scheme == HOUSE_SCHEME else {name: name for name in book.schemes[scheme]}
        found[SCHEMES.get(scheme, scheme)] = {f"{scheme}~{code}": name for code, name in names.items()}
    return found
