"""A measure of a plan: what will be done, by whom and by when; what a letter may promise stands here (TRADE 7)."""

from dataclasses import dataclass
from datetime import date

from domain.codes import Department


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One measure (TRADE 3): what is done, who answers for it, until when, with what.

    department: who does it; None: the office itself. promise: what else the resident may be promised in so many words,
    such as a sum or a guarantee; empty if nothing.
    """

    what: str
    owner: str = ""
    department: Department | None = None
    due: date | None = None
    resources: str = ""
    promise: str = ""
