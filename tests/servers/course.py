"""A case led along its course as staff lead it, as far as a test wants it."""

from servers.letters_day import CLERK, SUPERVISOR, approved

from domain.codes import Validity, VisitOutcome
from domain.course import Act
from store import cases
from workers.casework.case_work import (
    file,
    measures_done,
    record_call,
    record_visit,
    result_told,
    set_validity,
    take,
)
from workers.casework.correcting import confirm
from workers.casework.record_signing import sign_record


def now(house, case):
    """The case as it stands now."""
    return house.ask(lambda session: cases.get_case(session, case.id))


def investigated(house, case):
    """Confirmed, judged, accepted and looked into."""
    confirm(house.services, case.number, actor=CLERK)
    set_validity(house.services, case.number, Validity.VALID, "属实", actor=CLERK)
    take(house.services, case.number, Act.ACCEPT, actor=CLERK)
    return take(house.services, case.number, Act.INVESTIGATE, actor=CLERK)


def done(house, case, note="已更换部件"):
    """The same, and all measures done."""
    investigated(house, case)
    return measures_done(house.services, case.number, note, actor=CLERK)


def told(house, case):
    """The same, and the resident told."""
    done(house, case)
    return result_told(house.services, case.number, "电话告知", actor=CLERK)


def answered(house, case):
    """A formal reply sent, and the acknowledgement's clock stopped; `house` is furnished."""
    record_call(house.services, case.number, "已告知收悉", actor=CLERK, reached=True)
    approved(house, case)
    house.work()
    return now(house, case)


def signed(house, case):
    """The record signed by the supervisor."""
    return sign_record(house.services, case.number, actor=SUPERVISOR)


def filed(house, case, outcome=VisitOutcome.SATISFIED):
    """The whole course of a complaint by mail."""
    told(house, case)
    answered(house, case)
    record_visit(house.services, case.number, outcome, "住户满意", actor=CLERK)
    signed(house, case)
    return file(house.services, case.number, actor=CLERK)
