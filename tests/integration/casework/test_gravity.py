"""Grades A and B: before the manager at once, headed by name, each day's progress asked for, recorded and reported.

Covers workers.casework.gravity and domain.gravity.
"""

from dataclasses import replace
from datetime import timedelta

import pytest
from servers.letters_day import CLERK, MANAGER, SUPERVISOR, one_case

from domain.codes import CaseState, ClockName, ClockState, Grade, Role
from domain.course import Act
from domain.gravity import Assessment
from domain.notices import NoticeKind
from domain.staff import Grant
from domain.waiting import Waiting
from domain.work_codes import Blocker
from store import cases, clocks, events, people
from store.people import NewPerson
from store.queue import queue
from store.queue_items import QueueFilter
from workers.casework.blocking import block
from workers.casework.case_work import take
from workers.casework.gravity import assess, assessment_of, report, reports_of
from workers.casework.ladder import answer, hand_up
from workers.casework.overriding import confirm_grade
from workers.casework.owning import assign, set_about
from workers.clocks.clock_watch import sweep
from workers.instance.refusals import Refused
from workers.queue.waiting import scope_of
from workers.telling.concerned import News, concerned

GRAVE = "地下室漏水致老人滑倒骨折，要求赔偿，已联系媒体曝光。我是阳光花园3栋2单元501的业主王芳"
HELD = Assessment(
    spread="同单元 1 至 3 层", consequences="可能起诉", professional_advice="", legal_advice="张律师：先保全证据"
)


@pytest.fixture
def case(house):
    for login, role in {"wang": Role.SUPERVISOR, "sun": Role.MANAGER, "li": Role.CLERK}.items():
        with house.services.database.transaction() as session:
            row = people.create(session, NewPerson(login=login, name=login, made_at=house.time[0], made_by="test"))
            people.grant(session, row.id, Grant(role=role))
    return one_case(house, text=GRAVE)


def told(house, case):
    return house.ask(lambda session: events.history(session, case.id))


def waits(house, who):
    """The reasons for which the case waits for them."""
    scope = scope_of(house.services.compiled, who, house.services.now())
    return set(house.ask(lambda session: queue(session, scope, QueueFilter()))[0].why)


def test_what_is_proposed_as_grave_stands_before_the_manager_at_once(house, case):
    assert case.grade is Grade.A
    assert {Waiting.GRADE, Waiting.GRAVE} <= waits(house, MANAGER)
    confirm_grade(house.services, case.number, Grade.A, actor=SUPERVISOR)
    assert Waiting.GRAVE in waits(house, MANAGER), "until it is handled"
    assert Waiting.GRADE not in waits(house, MANAGER)


def test_each_days_progress_is_asked_for_recorded_and_reported(house, case):
    confirm_grade(house.services, case.number, Grade.A, actor=SUPERVISOR)
    assert Waiting.PROGRESS in waits(house, CLERK)
    with pytest.raises(Refused, match="理由"):
        report(house.services, case.number, " ", actor=CLERK)
    report(house.services, case.number, "已陪同就医，明日做防水", actor=CLERK)
    first = house.clocks(case)[ClockName.PROGRESS, 1]
    assert first.state is ClockState.MET
    assert Waiting.PROGRESS not in waits(house, CLERK), "the next one is asked for once that day's is due"
    house.time[0] = first.due_at + timedelta(minutes=1)
    assert Waiting.PROGRESS in waits(house, CLERK)
    report(house.services, case.number, "防水完成", actor=SUPERVISOR)
    assert [one.note for one in reports_of(told(house, case))] == ["防水完成", "已陪同就医，明日做防水"]


def test_of_a_filed_case_no_progress_is_asked_and_no_clock_runs_until_a_further_letter_opens_it(house, case):
    confirm_grade(house.services, case.number, Grade.A, actor=SUPERVISOR)
    with house.services.database.transaction() as session:
        for name in ClockName:
            clocks.stop(session, case.id, name, house.time[0], "li")
        cases.update_case(session, case.id, state=CaseState.FILED)
    house.time[0] += timedelta(days=1)
    with pytest.raises(Refused, match="已归档"):
        report(house.services, case.number, "已陪同就医", actor=CLERK)
    confirm_grade(house.services, case.number, Grade.A, actor=SUPERVISOR)
    assert house.ask(clocks.open_in_the_file) == []
    assert sweep(house.services) == 0
    scope = scope_of(house.services.compiled, CLERK, house.services.now())
    assert house.ask(lambda session: queue(session, scope, QueueFilter(waiting=(Waiting.PROGRESS,)))) == ()
    house.mail("Re: " + case.number, GRAVE, found="dmarc=pass", In_Reply_To=case.message_id)
    house.work()
    (again,) = house.cases()
    assert again.state is CaseState.REOPENED
    assert house.clocks(case)[ClockName.PROGRESS, 2].state is ClockState.RUNNING


def test_a_grade_that_is_confirmed_once_all_is_done_is_reported_on_when_the_case_is_opened_again(house, case):
    with house.services.database.transaction() as session:
        cases.update_case(session, case.id, state=CaseState.VISITED)
    confirm_grade(house.services, case.number, Grade.A, actor=SUPERVISOR)
    assert (ClockName.PROGRESS, 1) not in house.clocks(case)
    take(house.services, case.number, Act.REOPEN, actor=SUPERVISOR, reason="又漏了")
    assert house.clocks(case)[ClockName.PROGRESS, 1].state is ClockState.RUNNING


def test_what_is_held_of_it_is_kept_and_its_head_is_named_by_a_head(house, case):
    assert assess(house.services, case.number, HELD, actor=CLERK) == HELD
    with pytest.raises(Refused, match="权限"):
        assess(house.services, case.number, replace(HELD, head="sun"), actor=CLERK)
    with pytest.raises(Refused, match="不能作第一责任人"):
        assess(house.services, case.number, replace(HELD, head="li"), actor=SUPERVISOR)
    headed = replace(HELD, head="sun", press_contact="  由集团\n公关部 统一答复 ")
    assess(house.services, case.number, headed, actor=SUPERVISOR)
    kept = assessment_of(told(house, case))
    assert (kept.head, kept.press_contact, kept.spread) == ("sun", "由集团 公关部 统一答复", HELD.spread)
    before = house.events(case)
    assert assess(house.services, case.number, kept, actor=CLERK) == kept
    assert house.events(case) == before, "nothing changed: nothing is said"
    with pytest.raises(Refused, match="最多写"):
        assess(house.services, case.number, replace(kept, spread="楼" * 4_001), actor=CLERK)


def test_whom_it_complains_of_does_not_head_it(house, case):
    set_about(house.services, case.number, ["wang"], "投诉的是主任", actor=MANAGER)
    with pytest.raises(Refused, match="不能作第一责任人"):
        assess(house.services, case.number, replace(HELD, head="wang"), actor=MANAGER)


def test_an_ordinary_case_is_neither_assessed_nor_reported(house):
    case = one_case(house)
    for act in (
        lambda: assess(house.services, case.number, HELD, actor=CLERK),
        lambda: report(house.services, case.number, "已处理", actor=CLERK),
    ):
        with pytest.raises(Refused, match="只有 A、B 级"):
            act()


def test_the_manager_and_the_responsible_head_are_told_of_progress(house, case):
    assess(house.services, case.number, replace(HELD, head="wang"), actor=MANAGER)
    report(house.services, case.number, "已陪同就医", actor=CLERK)
    assert told_to(house, case, "progress_reported", NoticeKind.PROGRESS) == ["sun", "wang"]


def test_who_gets_something_in_hand_is_told(house, case):
    services, number = house.services, case.number
    hand_up(services, number, "定不了", actor=CLERK)
    assert told_to(house, case, "handed_up", NoticeKind.HANDED) == ["wang"]
    answer(services, number, "可以", actor=replace(MANAGER, login="x"))
    assert told_to(house, case, "handed_back", NoticeKind.HANDED) == ["li"]
    block(services, number, "缺配件", Blocker.SUPPLIER, actor=CLERK)
    assert told_to(house, case, "blocked", NoticeKind.HANDED) == ["wang"]
    assign(services, number, "wang", actor=MANAGER)
    assert told_to(house, case, "owner_assigned", NoticeKind.HANDED) == ["wang"]


def told_to(house, case, what, kind):
    """The logins of those who are told of the last event of that name."""
    event = [one for one in told(house, case) if one.what == what][-1]

    def asked(session):
        held = people.held(session, house.services.now())
        rows = people.list_people(session)
        everybody = tuple(
            replace(MANAGER, id=row.id, login=row.login, name=row.name, grants=held.get(row.id, ())) for row in rows
        )
        news = News(services=house.services, session=session, case=case, event=event, people=everybody)
        return [one.login for one in concerned(news, kind)]

    return house.ask(asked)
