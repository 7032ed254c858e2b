"""The one form with files that anybody may send: where it is, how much of it, and how often from one address.

What is counted here is bodies in this process, before they are read; complaints are counted in the store.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from starlette.types import Scope

from desk.pages import OPEN_PAGE
from desk.rates import Rate
from workers.instance.attempts import network
from workers.instance.services import Services

PATH = OPEN_PAGE
_AGAIN = 5
"""How many bodies for each complaint that an address may hand in: pressed twice, or with a mistake to mend."""
_TOO_MUCH = 2
"""How many times what is taken may be sent, so that who chose too many photos is told so by the form."""
_AROUND = 200_000
"""What a form has around its files."""


@dataclass(frozen=True, kw_only=True)
class OpenForm:
    """most: bytes of one body. rate: of bodies from one address."""

    most: int
    rate: Rate
    now: Callable[[], datetime]

    def is_meant(self, scope: Scope) -> bool:
        """Whether a request sends that form."""
        return bool(scope["method"] == "POST" and scope["path"] == PATH)

    def takes(self, address: str) -> bool:
        """Whether a further body is read from that address, which counts then."""
        return self.rate.wait(network(address), self.now()) is None


def open_form_of(services: Services) -> OpenForm | None:
    """As the settings have it; None where they have none."""
    public = services.settings.public
    if not public.enabled:
        return None
    rate = Rate(most=public.forms_per_address * _AGAIN, span=timedelta(hours=1))
    return OpenForm(most=public.bytes * _TOO_MUCH + _AROUND, rate=rate, now=services.now)
