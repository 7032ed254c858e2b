"""How much each form may send: every route that takes one names its kind, and one that names none takes nothing."""

from typing import TypedDict

from letters.upload import UPLOAD_BYTES


class FormLimits(TypedDict, total=False):
    """As FastAPI counts them while it reads. max_part_size: of one field of a multipart form, or of any of another."""

    max_fields: int
    max_files: int
    max_part_size: int


class Takes(TypedDict):
    """What a route takes, for its decorator: `@router.post(path, **FORM)`. max_body_size: everything together."""

    max_body_size: int
    form_limits: FormLimits


def _takes(size: int, *, fields: int, files: int = 0, field: int | None = None) -> Takes:
    limits = FormLimits(max_fields=fields, max_files=files, max_part_size=field or size)
    return Takes(max_body_size=size, form_limits=limits)


NOTHING = 0
"""The size for a route that names none."""
SIGN_IN = _takes(8_000, fields=20)
"""A name, a password, a code: no one is known yet."""
CODE = _takes(4_000, fields=10)
"""The password or code of a person who is signed in."""
FORM = _takes(1_000_000, fields=1_000)
"""What a person types: notes, reasons, choices, a plan."""
LETTER = _takes(4_000_000, fields=4_000)
"""A letter's text, row by row; a Chinese character is nine bytes in a form."""
TRANSCRIPT = _takes(20_000_000, fields=300)
"""The whole text of what came in (`limits.text_chars`)."""
UPLOAD = _takes(UPLOAD_BYTES + 100_000, fields=20, files=1, field=100_000)
"""One Word file."""
LIST = _takes(31_000_000, fields=20, files=1, field=100_000)
"""One list of households."""
PICTURE = _takes(6_000_000, fields=20, files=1, field=100_000)
"""One picture: the company's mark, its seal."""
VISITOR = _takes(50_000_000, fields=40, files=40, field=100_000)
"""A complaint with photos from somebody who is not known; how much of it, the gate says by the settings."""
EVIDENCE = _takes(50_000_000, fields=300, files=20, field=1_000_000)
"""What a resident gave, beside what was written down."""
