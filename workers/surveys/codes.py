"""The code of a household's questionnaire: it names the household in its survey, with a MAC that only this house makes.

It proves that the sender has seen the questionnaire: that of another household cannot be guessed.
"""

import hashlib
import hmac
import re

from domain.surveys import FORM_MARK
from workers.instance.keys import Keys

_PURPOSE = "survey form"
_DIGITS = 16
_WORDS = r"\s*".join(FORM_MARK.split())
_CODE = re.compile(rf"{_WORDS}\s*([0-9]{{1,18}})\s*-\s*([0-9A-F]{{{_DIGITS}}})(?![0-9A-Z])", re.IGNORECASE)


def code_of(keys: Keys, asked_id: int) -> str:
    """What stands on the questionnaire of a household that a survey asks."""
    return f"{FORM_MARK} {asked_id}-{_mac(keys, asked_id)}"


def asked_in(keys: Keys, text: str) -> frozenset[int]:
    """The households (rows of what a survey asks) whose codes stand in a text; a code that is not ours is none."""
    found = ((int(one[1]), one[2].upper()) for one in _CODE.finditer(text))
    return frozenset(asked_id for asked_id, mac in found if hmac.compare_digest(_mac(keys, asked_id), mac))


def _mac(keys: Keys, asked_id: int) -> str:
    return hmac.new(keys.derive(_PURPOSE), str(asked_id).encode(), hashlib.sha256).hexdigest()[:_DIGITS].upper()
