"""An older ledger before and after it is taken over: what would be taken, what is doubtful, what not, page by page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.past_codes import PastDoubt
from domain.said import N_
from store.past_imports import PastImport
from workers.intake.past_columns import Choices
from workers.intake.past_import import Preview
from workers.intake.past_lines import PastLine
from workers.intake.past_plan import PastPlan

PAGE = 50
SHOWN: Mapping[str, str] = {"take": N_("会导入"), "doubtful": N_("存疑也导入"), "left": N_("不导入")}
"""What of a ledger is looked at."""


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A doubt in spite of which lines may be taken. lines: how many it concerns."""

    doubt: str
    lines: int
    taken: bool


@dataclass(frozen=True, kw_only=True)
class PreviewPage:
    """A ledger. shown: which of SHOWN, with `lines` of it; counts: of each. never: doubts that only the file can mend.

    following, before: where the next page and the one before begin.
    """

    ledger: PastImport
    choices: Choices
    plan: PastPlan | None
    offers: tuple[Offer, ...]
    never: tuple[Offer, ...]
    counts: Mapping[str, int]
    shown: str
    lines: Sequence[PastLine]
    following: int | None
    before: int | None


def preview_page(preview: Preview, wanted: str, after: int) -> PreviewPage:
    """What stands on the page. after: how many lines come before."""
    made = preview.plan
    parts: dict[str, Sequence[PastLine]] = dict.fromkeys(SHOWN, ())
    if made is not None:
        parts = {"take": made.take, "doubtful": made.doubtful, "left": made.left}
    counts = {name: len(part) for name, part in parts.items()}
    name = wanted if wanted in SHOWN else "take" if counts["take"] else "left"
    lines = parts[name]
    offers = tuple(_offer(doubt, made, preview.choices) for doubt in PastDoubt if made and made.doubts.get(doubt))
    return PreviewPage(
        ledger=preview.ledger,
        choices=preview.choices,
        plan=made,
        offers=tuple(one for one in offers if not PastDoubt(one.doubt).final),
        never=tuple(one for one in offers if PastDoubt(one.doubt).final),
        counts=counts,
        shown=name,
        lines=lines[after : after + PAGE],
        following=after + PAGE if after + PAGE < len(lines) else None,
        before=max(0, after - PAGE) if after else None,
    )


def _offer(doubt: PastDoubt, made: PastPlan, choices: Choices) -> Offer:
    return Offer(doubt=doubt, lines=made.doubts[doubt], taken=doubt in choices.take)
