"""Who the queue says must act is whom the page of the case offers the step, in every state that a walk comes to.

Covers desk.views.next_step and store.queue_conditions.
"""

import random
from collections import Counter

import pytest
from servers.course_walk import Walk
from servers.house import running_house
from servers.letters_day import CLERK, MANAGER, SERVICE, SUPERVISOR, furnished, one_case

from desk.access import Viewer
from desk.views.cases import case_page
from desk.views.next_step import Task
from domain.codes import Role, VisitOutcome
from domain.course import Act
from domain.waiting import Waiting
from store import cases
from store.queue_items import QueueFilter
from workers.casework import case_work, correcting, record_signing
from workers.queue.waiting import queue_for

STEPS = 60
PEOPLE = {Role.CLERK: CLERK, Role.SUPERVISOR: SUPERVISOR, Role.SERVICE_DEPARTMENT: SERVICE, Role.MANAGER: MANAGER}
PRAISE = {"subject": "感谢", "text": "感谢保安小李帮我找回钱包，特此表扬。", "sender": "赵六 <zhao@example.com>"}
REASONS = {
    Task.DOUBT: {Waiting.DOUBT},
    Task.NO_COMPLAINT: {Waiting.AWAY},
    Task.GRADE: {Waiting.GRADE},
    Task.PLAN: {Waiting.PLAN},
    Task.REPLY: {Waiting.DRAFT},
    Task.SEND_ON: {Waiting.HELD, Waiting.PRINT, Waiting.POST, Waiting.BOUNCED},
    Act.TELL: {Waiting.FEEDBACK},
    Act.VISIT: {Waiting.VISIT},
    Act.NEW_ROUND: {Waiting.ROUND},
    Act.SIGN_RECORD: {Waiting.FILE, Waiting.UNVISITED},
    Act.FILE: {Waiting.FILE},
    Act.FILE_UNVISITED: {Waiting.UNVISITED},
}
"""The steps that somebody's queue calls for, with its reason; others are worked at while a clock of theirs runs."""
AFTER_WORK = {Waiting.FEEDBACK, Waiting.VISIT, Waiting.ROUND, Waiting.UNVISITED, Waiting.FILE, Waiting.AWAY}


@pytest.fixture
def house(tmp_path, sqlite_url, compiled, pool):
    with running_house(tmp_path, sqlite_url, compiled, pool) as running:
        yield furnished(running)


def waits(house, number, person):
    """Why the case stands in the person's queue."""
    page = house.ask(lambda session: queue_for(house.services, session, person, QueueFilter()))
    return {why for line in page.lines if line.item.number == number for why in line.item.why}


def steps(house, number, person):
    """The page's next step, and those beside it."""
    viewer = Viewer(services=house.services, person=person, csrf="", token="")
    return house.ask(lambda session: case_page(viewer, session, cases.get_case(session, number)).nexts)


def turn(step):
    """Whose it is first of all: what a clerk does others may do as well, and it does not wait for them."""
    return {Role.CLERK} if step.of_office else set(step.roles)


def disagreeing(house, number, met):
    """Where queue and page say different things of the case, in words."""
    for role, person in PEOPLE.items():
        why, offered = waits(house, number, person), steps(house, number, person)
        mine = [step for step in offered if step.mine and role in turn(step)]
        met.update(step.what for step in mine)
        for step in offered:
            called = REASONS.get(step.what)
            if called and (step in mine) is not bool(called & why):
                yield f"{role}: {step.what} is {'' if step in mine else 'not '}theirs, in the queue for {sorted(why)}"
        answered = {reason for step in mine for reason in REASONS.get(step.what, ())}
        yield from (f"{role}: nothing on the page for {reason}" for reason in sorted((why & AFTER_WORK) - answered))


def straight(house, number, outcome):
    """The shortest way to the end of a case, act by act."""
    services = house.services
    yield case_work.take(services, number, Act.ACCEPT, actor=CLERK)
    yield case_work.take(services, number, Act.INVESTIGATE, actor=CLERK)
    yield case_work.measures_done(services, number, "已修好", actor=CLERK)
    yield case_work.result_told(services, number, "已告知", actor=CLERK)
    yield case_work.record_visit(services, number, outcome, "回访", actor=CLERK)
    yield record_signing.sign_record(services, number, actor=SUPERVISOR)


def test_whom_the_queue_names_is_offered_the_step_and_no_one_else(house):
    met, chooser = Counter(), random.Random(3)  # noqa: S311 - a walk to be repeated, no secret
    praise = one_case(house, **PRAISE).number
    assert list(disagreeing(house, praise, met)) == []
    correcting.confirm(house.services, praise, actor=CLERK)
    assert list(disagreeing(house, praise, met)) == []
    for at, outcome in enumerate((VisitOutcome.REFUSED, VisitOutcome.SATISFIED)):
        number = one_case(house, subject=f"电梯停运{at}", sender=f"王芳 <w{at}@example.com>").number
        for _ in straight(house, number, outcome):
            assert list(disagreeing(house, number, met)) == []
    walk = Walk(house, chooser, one_case(house, subject="水管", sender="王芳 <w@example.com>", no_letter=True))
    for _ in range(STEPS):
        walk.step()
        assert list(disagreeing(house, walk.number, met)) == [], walk.now().state
    assert set(REASONS) - set(met) <= {Task.PLAN, Task.GRADE}, "it comes to nearly all of them"
