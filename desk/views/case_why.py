"""A decision explained as a page shows it: every slot with what won and what lost, in the words of staff."""

from collections.abc import Mapping
from dataclasses import dataclass

from desk.views.rulebook_trials import words_of
from rules.explain import Ground
from workers.ruledesk.explaining import Why


@dataclass(frozen=True, kw_only=True)
class SlotWhy:
    """One slot. clock: whether it is the name of a clock."""

    slot: str
    clock: bool
    values: tuple[str, ...]
    won: tuple[Ground, ...]
    over: tuple[Ground, ...]


@dataclass(frozen=True, kw_only=True)
class WithoutShown:
    """What a letter without these words would be. slots: (slot, as it is, as it would be)."""

    word: str
    slots: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]


def slots(why: Why, names: Mapping[str, str]) -> tuple[SlotWhy, ...]:
    """All but the first department, which stands among the departments."""
    return tuple(
        SlotWhy(
            slot=one.slot.removeprefix("clock:"),
            clock=one.slot.startswith("clock:"),
            values=words_of(one.slot, one.value, names),
            won=one.won,
            over=one.over,
        )
        for one in why.explanation.slots
        if one.slot != "department"
    )


def otherwise(why: Why, names: Mapping[str, str]) -> tuple[WithoutShown, ...]:
    """The words without which something would be decided otherwise."""
    return tuple(
        WithoutShown(
            word=one.word,
            slots=tuple(
                (slot, words_of(slot, was, names), words_of(slot, would, names)) for slot, was, would in one.slots
            ),
        )
        for one in why.otherwise.without
    )
