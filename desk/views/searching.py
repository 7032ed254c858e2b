"""A look into the directory from a form that keeps what was typed."""

from dataclasses import replace
from typing import Any, TypeVar

from desk.access import Viewer
from workers.casework import households

Form = TypeVar("Form", bound=Any)


def searched(viewer: Viewer, form: Form) -> Form:
    """The form with the households that its `search` finds."""
    with viewer.services.database.reading() as session:
        found = households.find(session, form.search, person=viewer.person)
    found_form: Form = replace(form, found=found, searched=True)
    return found_form
