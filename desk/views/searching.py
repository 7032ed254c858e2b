"""A look into the directory from a form that keeps what was typed."""

from dataclasses import replace
from typing import TypeVar

from desk.access import Viewer
from desk.views.correcting import CorrectingForm
from desk.views.registering import RegisterForm
from workers.casework import households

Form = TypeVar("Form", CorrectingForm, RegisterForm)


def searched(viewer: Viewer, form: Form) -> Form:
    """The form with the households that its `search` finds."""
    with viewer.services.database.reading() as session:
        found = households.find(session, form.search, person=viewer.person)
    return replace(form, found=found, searched=True)
