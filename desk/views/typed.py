"""What the form of a letter's page brings back: its rows in their order, the reasons, and where the letter shall go."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Form

from desk.formed import whole
from domain.codes import Way


@dataclass(frozen=True, kw_only=True)
class Typed:
    """One sending of the form. base: the docx_sha that it was filled in on. what, about: `save`; `add` `3`; ….

    keys, texts: the rows (desk/views/editor.py). reasons: finding → why it shall stand.
    """

    base: str
    what: str
    about: str
    keys: tuple[str, ...]
    texts: tuple[str, ...]
    reasons: dict[str, str]
    way: Way | None
    to_address: str
    confirmed: bool
    promised: date | None

    @property
    def place(self) -> int:
        """The row that `add`, `remove`, `up` and `down` are about; -1 for none."""
        place = whole(self.about)
        return -1 if place is None else place

    @property
    def chosen(self) -> str:
        """The choices that a draft does not keep, as the query of its page's address."""
        chosen = {"way": self.way, "promised": self.promised}
        given = urlencode({name: value for name, value in chosen.items() if value})
        return f"?{given}" if given else ""


def typed_of(
    *,
    base: Annotated[str, Form()] = "",
    do: Annotated[str, Form()] = "save",
    row: Annotated[list[str] | None, Form()] = None,
    text: Annotated[list[str] | None, Form()] = None,
    finding: Annotated[list[str] | None, Form()] = None,
    reason: Annotated[list[str] | None, Form()] = None,
    way: Annotated[Way | None, Form()] = None,
    to_address: Annotated[str, Form()] = "",
    confirm_address: Annotated[str, Form()] = "",
    promised: Annotated[str, Form()] = "",
) -> Typed:
    """The form of a letter's page, as a dependency of its route."""
    what, _, about = do.partition(":")
    return Typed(
        base=base,
        what=what,
        about=about,
        keys=tuple(row or ()),
        texts=tuple(text or ()),
        reasons=dict(zip(finding or (), reason or (), strict=False)),
        way=way,
        to_address=to_address.strip(),
        confirmed=confirm_address == "yes",
        promised=day_of(promised),
    )


def day_of(text: str) -> date | None:
    """The date of a date field; None for what is none."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
