"""Sets aside, takes up or reads again many of what came in at once: one that cannot be stops no other."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from domain.staff import Person
from workers.instance.refusals import Refused
from workers.instance.services import Services
from workers.intake import read_again, triage

MOST = 500


@dataclass(frozen=True, kw_only=True)
class Settled:
    """done: ids that were settled. refused: the others, each with why."""

    done: tuple[int, ...]
    refused: tuple[tuple[int, Refused], ...]


def set_aside_many(services: Services, ids: Iterable[int], why: str, *, actor: Person) -> Settled:
    """As `triage.set_aside`, for the same reason. Raises Refused without ids or a reason."""
    if not why.strip():
        raise Refused("请写明为何不是投诉")
    return _each(ids, lambda one: triage.set_aside(services, one, why, actor=actor))


def take_up_many(services: Services, ids: Iterable[int], *, actor: Person) -> Settled:
    """As `triage.take_up`. Raises Refused without ids."""
    return _each(ids, lambda one: triage.take_up(services, one, actor=actor))


def read_many_again(services: Services, ids: Iterable[int], *, actor: Person) -> Settled:
    """As `read_again.ask_again`. Raises Refused without ids."""
    return _each(ids, lambda one: read_again.ask_again(services, one, actor=actor))


def _each(ids: Iterable[int], act: Callable[[int], object]) -> Settled:
    wanted = list(dict.fromkeys(ids))[:MOST]
    if not wanted:
        raise Refused("请先勾选来件")
    done, refused = [], []
    for one in wanted:
        try:
            act(one)
        except Refused as refusal:
            refused.append((one, refusal))
        else:
            done.append(one)
    return Settled(done=tuple(done), refused=tuple(refused))
