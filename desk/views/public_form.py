"""The public page's form: the token that it carries, what was typed into it, and what no person would have done."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from starlette.datastructures import FormData, UploadFile

from desk.formed import text, whole
from domain.said import N_
from workers.instance.services import Services
from workers.intake.taken_down import Evidence
from workers.intake.visitor_form import VisitorForm

LEAST_TIME = timedelta(seconds=3)
"""No person reads the page and writes a complaint in less, by whatever means they write."""
_PURPOSE = "visitor form"
_TRAPPED = N_("填了页面上看不见、标明“请勿填写”的一栏")
_HASTY = N_("打开页面不到 3 秒就提交")


@dataclass(frozen=True, kw_only=True)
class Token:
    """What a form carries: its key, 32 hex digits, and when it was made. Only this house makes one."""

    key: str
    made: datetime

    def sealed(self, services: Services) -> str:
        """As it stands in the form."""
        made = int(self.made.timestamp())
        return f"{self.key}.{made}.{_seal(services, self.key, made)}"


def new_token(services: Services, *, made: datetime | None = None) -> Token:
    """For a form that has none. made: when its visitor first had it before them."""
    return Token(key=secrets.token_hex(16), made=made or services.now())


def token_of(services: Services, sealed: str) -> Token | None:
    """The token that a form carries; None for one that this house did not make."""
    key, _, rest = sealed.partition(".")
    stamp, _, seal = rest.partition(".")
    made = whole(stamp)
    if made is None or not hmac.compare_digest(_seal(services, key, made).encode(), seal.encode()):
        return None
    return Token(key=key, made=datetime.fromtimestamp(made, tz=services.zone))


def typed_form(services: Services, typed: FormData, token: Token) -> VisitorForm:
    """What a visitor sent."""
    files = [one for one in typed.getlist("files") if isinstance(one, UploadFile) and one.filename]
    trapped = bool(text(typed, "website").strip())
    hasty = services.now() - token.made < LEAST_TIME
    return VisitorForm(
        key=token.key,
        name=text(typed, "name"),
        phone=text(typed, "phone"),
        project=text(typed, "project"),
        building=text(typed, "building"),
        unit=text(typed, "unit"),
        room=text(typed, "room"),
        happened=text(typed, "happened"),
        facts=text(typed, "facts"),
        agreed=bool(text(typed, "agreed")),
        files=tuple(Evidence(name=one.filename or "", data=one.file.read()) for one in files),
        caught=_TRAPPED if trapped else _HASTY if hasty else "",
    )


def without_files(form: VisitorForm) -> VisitorForm:
    """As a page shows it again: a browser keeps no chosen files."""
    return replace(form, files=())


def _seal(services: Services, key: str, made: int) -> str:
    return hmac.new(services.keys.derive(_PURPOSE), f"{key}.{made}".encode(), hashlib.sha256).hexdigest()[:32]
