"""How a mailbox, or the way out for mail, signs in by tokens that an admin has authorised (OAuth 2.0, RFC 6749)."""

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class OAuthSettings:
    """The application that is registered at a provider. authorize_url, token_url: its endpoints. ask: what else stands
    in the question for an authorisation. grant: the file of what was granted, which may not be there yet. timeout: of
    one exchange with it.
    """

    client_id: str
    client_secret: str | None = field(default=None, repr=False)
    authorize_url: str
    token_url: str
    scope: str
    ask: str = ""
    grant: Path
    ca_file: Path | None = None
    timeout: timedelta = timedelta(seconds=10)
