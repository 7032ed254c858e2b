"""What letters say of the company, as an admin entered it at the desk; each state stays on record."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from store.desk_tables import company_profile
from store.once import once
from store.rows import first, selecting


@dataclass(frozen=True, kw_only=True)
class CompanyProfile:
    """One state. A field is empty where the settings' own counts. made_by: a login."""

    name: str = ""
    office: str = ""
    phone: str = ""
    contact: str = ""
    address: str = ""
    made_at: datetime
    made_by: str


@once
def profile(session: Session) -> CompanyProfile | None:
    """The state that counts, None as long as nothing was entered."""
    return first(session, CompanyProfile, _LAST, {})


def enter(session: Session, new: CompanyProfile) -> None:
    """From now on this counts."""
    session.execute(insert(company_profile), vars(new))


_LAST = selecting(CompanyProfile, company_profile).order_by(company_profile.c.id.desc()).limit(1)
