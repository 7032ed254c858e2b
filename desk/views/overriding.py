"""The form by which a person decides a case by hand: every slot as it stands, and what of it was changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from starlette.datastructures import FormData

from desk.formed import text, whole
from desk.messages import N_
from desk.views.cases import CasePage
from desk.views.decided import Names
from domain.codes import Category, Department, Grade, Kind, Urgency
from domain.override import Override
from workers.instance.refusals import Refused

Value = TypeVar("Value")


@dataclass(frozen=True, kw_only=True)
class OverrideForm:
    """What the form shows: the case as it stands, or what was typed. topics: category → (id, name) by name."""

    topic: str
    category: str
    departments: tuple[str, ...]
    grade: str
    urgency: str
    kind: str
    group: bool
    households: str
    fee: bool
    also: tuple[str, ...]
    because: str
    seen: int
    topics: Mapping[str, tuple[tuple[str, str], ...]]
    heard: tuple[tuple[str, str], ...]


def override_form(view: CasePage, names: Names, typed: FormData | None = None) -> OverrideForm:
    """The form of a case; typed: what a person sent, as they sent it."""
    case = view.case
    if typed is None:
        return OverrideForm(
            topic=case.topic or "",
            category=case.category,
            departments=case.departments,
            grade=case.grade,
            urgency=case.urgency,
            kind=case.kind,
            group=case.is_group,
            households=str(case.households or ""),
            fee=case.fee,
            also=case.also,
            because="",
            seen=view.version,
            topics=_by_category(names),
            heard=view.heard,
        )
    seen = whole(text(typed, "seen"))
    return OverrideForm(
        topic=text(typed, "topic"),
        category=text(typed, "category"),
        departments=_departments(typed),
        grade=text(typed, "grade"),
        urgency=text(typed, "urgency"),
        kind=text(typed, "kind"),
        group="group" in typed,
        households=text(typed, "households"),
        fee="fee" in typed,
        also=tuple(str(one) for one in typed.getlist("also")),
        because=text(typed, "because"),
        seen=-1 if seen is None else seen,
        topics=_by_category(names),
        heard=view.heard,
    )


def typed_override(view: CasePage, form: OverrideForm) -> Override:
    """What is not as it stood. Refused for what no choice of the form can be."""
    case = view.case
    try:
        departments = tuple(Department(one) for one in form.departments)
        also = tuple(Category(one) for one in form.also)
        return Override(
            topic=form.topic if form.topic and form.topic != case.topic else None,
            category=_other(Category(form.category), case.category),
            departments=departments if departments != case.departments else None,
            grade=_other(Grade(form.grade), case.grade),
            urgency=_other(Urgency(form.urgency), case.urgency),
            kind=_other(Kind(form.kind), case.kind),
            group=form.group if form.group != case.is_group else None,
            households=_households(form.households, case.households),
            fee=form.fee if form.fee != case.fee else None,
            also=also if set(also) != set(case.also) else None,
            because=form.because.strip(),
        )
    except ValueError:
        raise Refused("没有这个选项；请刷新页面后再选") from None


def _other(chosen: Value, stands: Value) -> Value | None:
    return chosen if chosen != stands else None


def _households(typed: str, stands: int | None) -> int | None:
    if not typed.strip():
        return None
    households = whole(typed.strip())
    if households is None:
        raise Refused(N_("户数须为 1 以上的整数"))
    return households if households != stands else None


def _departments(typed: FormData) -> tuple[str, ...]:
    """The main one first, then the others, each once."""
    chosen = (text(typed, "department"), *(str(one) for one in typed.getlist("departments")))
    return tuple(dict.fromkeys(one for one in chosen if one))


def _by_category(names: Names) -> Mapping[str, tuple[tuple[str, str], ...]]:
    found: dict[str, list[tuple[str, str]]] = {category: [] for category in Category}
    for topic in names.topics.values():
        found[topic.category].append((topic.id, topic.name))
    return {category: tuple(topics) for category, topics in found.items() if topics}
