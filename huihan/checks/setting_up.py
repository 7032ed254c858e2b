"""What is still to be set up: the same steps, in the same words, as the page of the desk."""

from collections.abc import Iterator

from huihan.checks.finding import Finding, Patient
from huihan.checks.stored import answer
from workers.setting_up.steps import findings, standing_now


def setup(patient: Patient) -> Iterator[Finding]:
    """Each step with what was found of it; advice, never a fault."""
    found = answer(patient.settings, lambda session: standing_now(session, patient.settings, patient.now))
    if found is not None:
        yield from findings(found)
