"""What letters, mails and calls say of the company: the settings, and over them what an admin entered at the desk."""

from dataclasses import replace

from sqlalchemy.orm import Session

from domain.settings import CompanySettings
from store.company import profile
from workers.instance.services import Services

FIELDS = ("name", "office", "phone", "contact", "address")
"""What can be entered; the prefixes of numbers stay the settings', for they are part of numbers that were given."""


def company_of(services: Services, session: Session) -> CompanySettings:
    """As it stands now."""
    return company_in(session, services.settings.company)


def company_in(session: Session, settings: CompanySettings) -> CompanySettings:
    """The same over these settings."""
    entered = profile(session)
    if entered is None:
        return settings
    said = {name: value for name in FIELDS if (value := getattr(entered, name))}
    return replace(settings, **said)


def company_now(services: Services) -> CompanySettings:
    """The same where no session is at hand."""
    with services.database.reading() as session:
        return company_of(services, session)
