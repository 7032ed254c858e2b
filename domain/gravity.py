"""What is held of a grade A or B beside its handling: spread, consequences, advice, press, its head (TRADE 5)."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """One assessment, in words; empty where nothing is known yet.

    spread: who else is affected. consequences: what may follow. professional_advice, legal_advice: whom was asked, and
    what they say. press_contact: who speaks to the press, and to whom. head: login of the responsible head
    (第一责任人), who handles it in person.
    """

    spread: str = ""
    consequences: str = ""
    professional_advice: str = ""
    legal_advice: str = ""
    press_contact: str = ""
    head: str = ""


WORDS = ("spread", "consequences", "professional_advice", "legal_advice", "press_contact")
"""The fields that people write, in the order in which they are shown."""
