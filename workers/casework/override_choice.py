"""A choice of one value for one slot, as a button of the desk sends it, read as a override."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

from domain.codes import Category, Department, Grade, Kind, Urgency
from domain.override import Override
from workers.instance.refusals import Refused

_LISTED = "、"
"""What parts several values of one candidate, as the rules name them in a doubt."""


def _several(code: type[StrEnum]) -> Callable[[str], tuple[StrEnum, ...]]:
    return lambda value: tuple(code(one) for one in value.split(_LISTED) if one)


def _flag(value: str) -> bool:
    return {"true": True, "false": False}[value.lower()]


CHOICES: Mapping[str, Callable[[str], Any]] = {  # each slot has its own type
    "topic": str,
    "category": Category,
    "departments": _several(Department),
    "grade": Grade,
    "urgency": Urgency,
    "kind": Kind,
    "group": _flag,
    "households": int,
    "fee": _flag,
    "also": _several(Category),
}
"""Slot → how its value is read."""


def override_of(slot: str, value: str, because: str = "") -> Override:
    """The override that sets one slot. Refused for a slot or value that there is not."""
    try:
        return Override(because=because, **{slot: CHOICES[slot](value)})
    except (KeyError, ValueError):
        raise Refused("没有这个选项；请刷新页面后再选") from None
