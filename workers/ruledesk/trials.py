"""Tries a draft before it goes live, in a process that may be killed: check, examples, a letter, the last cases."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from domain.decision import Decision, DecisionInput
from domain.said import N_
from rules.dated import Moved
from rules.decide import decide
from rules.diff import Change
from rules.explain import Explanation
from rules.model import Finding
from rules.otherwise import Otherwise
from store.replays import last_stored
from workers.instance.pool import PoolError
from workers.instance.refusals import Refused
from workers.instance.services import Services
from workers.ruledesk import tasks
from workers.ruledesk.tasks import Replayed, Tried

MOST_REPLAYED = 2_000
_AT_ONCE = 100
_STOPPED = {
    "time": N_("试算超过时限，已终止；请检查最近的改动，例如过于复杂的正则表达式"),
    "memory": N_("试算占用内存过多，已终止；请检查最近的改动，例如过于复杂的正则表达式"),
}
_BROKEN = N_("草稿没有通过检查，不能试算；请先改正列出的问题")
_OUTDATED = N_("判定这个案件的规则版本，本程序已不能重新载入")
_ENDED = N_("试算中途停止；请再试一次")
R = TypeVar("R")
Texts = Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Both:
    """One letter decided by the live rulebook and by the draft."""

    live: Decision
    draft: Decision


def check(services: Services, texts: Texts) -> tuple[Finding, ...]:
    """Everything that is wrong with these files. Raises Refused where the check does not end."""
    return _apart(services, tasks.check, texts)


def try_examples(services: Services, texts: Texts) -> Tried:
    """The examples of these files decided. Raises Refused as `check`."""
    return _apart(services, tasks.try_examples, texts)


def moved(services: Services, texts: Texts) -> tuple[Moved, ...]:
    """The deadlines written in examples that these files move. Raises Refused as `try_letter`."""
    return _apart(services, tasks.moved_examples, texts)


def try_letter(services: Services, texts: Texts, given: DecisionInput) -> Both:
    """A letter decided by both. Raises Refused as `check`, and for a draft that does not pass its check."""
    return Both(live=decide(services.compiled, given), draft=_apart(services, tasks.decide_letter, texts, given))


def explain(services: Services, texts: Texts, given: DecisionInput, made: Decision) -> tuple[Explanation, Otherwise]:
    """A stored decision explained by the files that made it. Raises Refused as `try_letter`."""
    found = _apart(services, tasks.explain_decision, texts, given, made, broken=_OUTDATED)
    return found.explanation, found.otherwise


def differences(services: Services, old: Texts, new: Texts) -> tuple[Change, ...]:
    """What differs between two rulebooks in their own terms. Raises Refused where one does not load."""
    return _apart(services, tasks.differences, old, new)


def replay(services: Services, texts: Texts, last: int) -> Replayed:
    """The last `last` stored inputs, at most MOST_REPLAYED, decided by these files; nothing is stored.

    Raises Refused as `try_letter`.
    """
    with services.database.reading() as session:
        stored = last_stored(session, min(last, MOST_REPLAYED))
        done: list[Replayed] = []
        while chunk := list(islice(stored, _AT_ONCE)):
            done.append(_apart(services, tasks.replay_some, texts, chunk))
    return Replayed(
        number=sum(one.number for one in done),
        changed=tuple(case for one in done for case in one.changed),
        failed=tuple(failure for one in done for failure in one.failed),
    )


def _apart(services: Services, function: Callable[..., R], *arguments: object, broken: str = _BROKEN) -> R:
    """One after the other, so that no two admins take the machine."""
    (found,) = services.trials.map(function, [tuple(_sendable(one) for one in arguments)])
    if isinstance(found, PoolError):
        raise Refused(_STOPPED.get(found.why, _ENDED))
    if isinstance(found, ValueError):
        raise Refused(broken)
    if isinstance(found, Exception):
        raise found
    return found


def _sendable(argument: object) -> object:
    return dict(argument) if isinstance(argument, Mapping) else argument
