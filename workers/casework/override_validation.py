"""Which overrides may be made, each completed by what follows from it; everything else is refused with a sentence."""

import difflib
from dataclasses import replace

from domain.codes import Department, Urgency
from domain.override import Override
from rules.fact import MOST
from rules.model import Topic
from rules.rulebook import Rulebook
from rules.topics import departments_of
from store.cases import CaseRow
from workers.deciding.validation import CorrectionError

_NEAR = 3
"""Topics that are named to somebody who wrote one that there is not."""


def completed(book: Rulebook, case: CaseRow, override: Override) -> Override:
    """The override with what follows from it where the person did not choose that too: of a topic its category,
    departments, whether it is of fees and the cause that it proposes; of the grades A and B that the case is at least
    important (TRADE 5).

    Raises CorrectionError.
    """
    if not override.chosen:
        raise CorrectionError("没有写明要判定什么")
    wanted = _with_topic(book, override)
    if wanted.departments is not None:
        _check_departments(wanted.departments)
    if wanted.households is not None and not 1 <= wanted.households <= MOST:
        raise CorrectionError("户数须为 1 以上的整数")
    if wanted.grade is not None and wanted.grade.grave and wanted.urgency is None and case.urgency is Urgency.ORDINARY:
        wanted = replace(wanted, urgency=Urgency.IMPORTANT)
    return _with_further(case, wanted)


def _with_topic(book: Rulebook, override: Override) -> Override:
    if override.topic is None:
        return override
    topic = _topic(book, override.topic.strip())
    fee = topic.fee if override.fee is None else override.fee
    category = override.category or topic.category
    departments = override.departments
    if departments is None:
        departments = tuple(Department(name) for name in departments_of(book, topic, category, fee=fee))
    cause = override.cause or topic.cause
    return replace(override, topic=topic.id, category=category, departments=departments, fee=fee, cause=cause)


def _topic(book: Rulebook, wanted: str) -> Topic:
    """The topic of that id or name."""
    named = {topic.name: topic for topic in book.topics} | {topic.id: topic for topic in book.topics}
    if wanted in named:
        return named[wanted]
    near = [named[name] for name in difflib.get_close_matches(wanted, list(named), n=2 * _NEAR, cutoff=0.5)]
    names = "、".join(dict.fromkeys(f"{topic.id}（{topic.name}）" for topic in near[:_NEAR]))
    if names:
        raise CorrectionError("规则中没有主题“{topic}”；相近的有 {names}", topic=wanted[:60], names=names)
    raise CorrectionError("规则中没有主题“{topic}”；topics.yaml 中列有全部主题", topic=wanted[:60])


def _check_departments(departments: tuple[Department, ...]) -> None:
    if not departments:
        raise CorrectionError("请至少选一个责任部门；不属于任何部门的请选“无”")
    if len(set(departments)) < len(departments):
        raise CorrectionError("同一责任部门写了两次")
    if Department.NONE in departments and len(departments) > 1:
        raise CorrectionError("“无”责任部门不能与其他部门并列")


def _with_further(case: CaseRow, wanted: Override) -> Override:
    """The further categories leave the main one out, whichever of the two the person chose."""
    category = wanted.category or case.category
    stated = case.also if wanted.also is None else tuple(dict.fromkeys(wanted.also))
    also = tuple(one for one in stated if one != category)
    return wanted if wanted.also is None and also == case.also else replace(wanted, also=also)
