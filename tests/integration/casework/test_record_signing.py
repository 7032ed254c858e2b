"""A supervisor signs the record as it stands: the event holds the hash of what was signed.

Covers workers.casework.record_signing and workers.correspondence.record_signature.
"""

import pytest
from servers.letters_day import CLERK, MANAGER, SERVICE, SUPERVISOR, approved, furnished, one_case

from domain.codes import CaseState, LetterKind, Validity
from store import cases, events
from workers.casework.case_work import set_validity
from workers.casework.course_facts import facts_of
from workers.casework.record_signing import sign_record
from workers.instance.refusals import Refused


@pytest.fixture
def case(house):
    """A complaint that was accepted."""
    one = one_case(house, no_letter=True)
    with house.services.database.transaction() as session:
        cases.update_case(session, one.id, state=CaseState.ACCEPTED)
    return one


def signed(house, case):
    return house.ask(lambda session: facts_of(session, cases.get_case(session, case.id))).signed


def test_the_signature_holds_the_hash_of_what_was_signed(house, case):
    count, head = house.ask(lambda session: events.end_of(session, case.id))
    sign_record(house.services, case.number, actor=SUPERVISOR, seen=count)
    told = house.ask(lambda session: events.history(session, case.id))[-1]
    assert (told.what, told.who) == ("record_signed", "wang")
    assert told.payload == {"events": count, "hash": head, "role": "supervisor", "deputy_of": None}
    assert signed(house, case)


def test_what_changes_the_record_afterwards_asks_for_another_signature(house, case):
    sign_record(house.services, case.number, actor=SERVICE)
    set_validity(house.services, case.number, Validity.VALID, "属实", actor=CLERK)
    assert not signed(house, case)
    sign_record(house.services, case.number, actor=SERVICE)
    assert signed(house, case)


@pytest.mark.parametrize("actor", [CLERK, MANAGER], ids=["clerk", "manager"])
def test_only_a_supervisor_or_the_service_department_signs(house, case, actor):
    with pytest.raises(Refused, match="权限"):
        sign_record(house.services, case.number, actor=actor)


def test_what_changed_since_the_signer_looked_is_not_signed_blindly(house, case):
    count, _ = house.ask(lambda session: events.end_of(session, case.id))
    set_validity(house.services, case.number, Validity.VALID, "属实", actor=CLERK)
    with pytest.raises(Refused, match="已经变动"):
        sign_record(house.services, case.number, actor=SUPERVISOR, seen=count)


def test_what_is_not_accepted_has_no_record_to_sign(house):
    new = one_case(house, no_letter=True)
    with pytest.raises(Refused, match="新建"):
        sign_record(house.services, new.number, actor=SUPERVISOR)


def test_who_approves_the_record_form_signs_by_that(house, case):
    house = furnished(house)
    form = approved(house, case, LetterKind.RECORD_FORM)
    told = house.ask(lambda session: events.history(session, case.id))[-1]
    assert (told.what, told.payload["letter"], told.payload["role"]) == ("record_signed", form.id, "supervisor")
    assert signed(house, case)
