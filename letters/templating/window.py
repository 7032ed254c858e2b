"""The address pages that the print queue lays before its letters, for window envelopes."""

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from domain.settings import CompanySettings
from letters.templating.template import Compiled, compile_template
from letters.text.wording import one_line

_TEMPLATE = Path(__file__).parents[1] / "templates" / "address_sheet.docx"
_KNOWN = frozenset({"各信", "寄件人"})
_LINES, _LINE_CHARS, _NAME_CHARS, _SENDER_CHARS = 3, 36, 17, 28
"""What the window shows: three lines of the address, each in two rows at most, and one row for the rest."""


@dataclass(frozen=True, kw_only=True)
class Addressed:
    """Whom a letter is posted to. name: 王建国先生, without 收. lines: the postal address. number: the letter's."""

    name: str
    lines: tuple[str, ...]
    number: str = ""


def address_sheets(letters: Sequence[Addressed], company: CompanySettings) -> bytes:
    """A .docx with one page a letter, in their order.

    One PDF is made of it, which `letters.pdf.pages.single_pages` parts. Name and address stay in the script they
    are written in.
    """
    if not letters:
        raise ValueError("no letter to address")
    return _compiled().render(
        {
            "寄件人": one_line(f"{company.name} {company.address}", _SENDER_CHARS),
            "各信": tuple(
                {
                    "姓名": one_line(letter.name, _NAME_CHARS),
                    "地址": tuple(one_line(line, _LINE_CHARS) for line in letter.lines[:_LINES]),
                    "文号": one_line(letter.number, _NAME_CHARS),
                }
                for letter in letters
            ),
        }
    )


@functools.cache
def _compiled() -> Compiled:
    return compile_template(_TEMPLATE.read_bytes(), file=_TEMPLATE.name, known=_KNOWN)
