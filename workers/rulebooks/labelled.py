"""The letters from which `rules suggest` learns: those whose topic a person has confirmed or chosen."""

from sqlalchemy.orm import Session

from rules.suggest import Labelled
from store import cases
from store.labelled import confirmed_cases


def labelled(session: Session) -> tuple[Labelled, ...]:
    """The letter that opened each confirmed case, as it was last decided on, with the case's topic."""
    found = []
    for case_id in confirmed_cases(session):
        case = cases.get_case(session, case_id)
        if case is None or case.topic is None:
            continue
        given = [one.input for one in cases.decisions_of_case(session, case_id) if one.intake_id == case.intake_id]
        if given:
            found.append(Labelled(subject=given[-1].subject, text=given[-1].text, topic=case.topic))
    return tuple(found)
