"""Praise, requests and what is not for us: no letter by itself, and one act each to thank, pass on or file (042).

Covers workers.casework.no_complaint, workers.casework.kind_changes, workers.correspondence.acknowledging.
"""

import pytest
from servers.audited import audited
from servers.letters_day import CLERK, one_case

from domain.codes import CaseState, ClockName, ClockState, Department, IntakeState, Kind, LetterKind, LetterState
from domain.override import Override
from domain.waiting import Waiting
from store import queue
from workers.casework.no_complaint import file_away, pass_on, thank
from workers.casework.overriding import override_slots
from workers.instance.refusals import Refused
from workers.intake.triage import accept_as
from workers.queue.waiting import scope_of

PRAISE = {
    "subject": "感谢南门保安",
    "text": "上周六我母亲走失，是南门的保安小马把她送回家，又给我们打了电话，非常感谢他，请公司表扬。王芳",
}
REQUEST = {
    "subject": "补办门禁卡",
    "text": "我是阳光花园3栋2单元501的业主王芳，门禁卡昨天弄丢了，申请补办一张，身份证复印件附上。",
}
ADVERT = {
    "subject": "优质保安服务推介",
    "text": "我公司专业从事保安外包，报价优惠，服务过上百个楼盘，诚邀合作，欢迎来电。",
}


def running(house, case):
    return {name for (name, _), row in house.clocks(case).items() if row.state is ClockState.RUNNING}


@pytest.mark.parametrize(
    ("mail", "kind", "department", "clocks"),
    [
        (PRAISE, Kind.PRAISE, Department.SECURITY, {"register", "acknowledge"}),
        (REQUEST, Kind.REQUEST, Department.CUSTOMER_SERVICE, {"register", "acknowledge", "reply", "handle"}),
        (ADVERT, Kind.NOT_FOR_US, Department.NONE, {"register"}),
    ],
)
def test_it_stands_before_a_person_and_no_letter_goes(house, mail, kind, department, clocks):
    case = one_case(house, **mail)
    assert (case.kind, case.needs_person, case.departments[0]) == (kind, True, department)
    assert running(house, case) == clocks
    assert house.letters(case) == []


def test_praise_is_thanked_in_one_act_without_a_word_of_complaint(house):
    case = thank(house.services, one_case(house, **PRAISE).number, actor=CLERK)
    house.work()
    assert (case.needs_person, case.state) == (False, CaseState.ACCEPTED)
    [letter] = house.letters(case)
    assert (letter.kind, letter.state) == (LetterKind.ACKNOWLEDGEMENT, LetterState.SENT)
    assert "感谢您对我们工作的肯定和鼓励，您的来信已经转给秩序维护部。" in letter.body
    assert not [word for word in ("投诉", "问题", "不便", "歉意", "答复") if word in letter.body]
    assert running(house, case) == set()
    with pytest.raises(Refused, match="已经回过信"):
        thank(house.services, case.number, actor=CLERK)
    assert list(audited(house)) == []


def test_a_request_is_acknowledged_as_what_it_is_and_answered_in_time(house):
    case = thank(house.services, one_case(house, **REQUEST).number, actor=CLERK)
    house.work()
    [letter] = house.letters(case)
    assert "所办事项由客户服务部办理，最迟于2026年3月5日答复您。" in letter.body
    assert "歉意" not in letter.body
    assert running(house, case) == {ClockName.REPLY, ClockName.HANDLE}


def test_it_is_passed_on_to_the_departments_that_are_chosen(house):
    case = one_case(house, **ADVERT)
    with pytest.raises(Refused, match="转交的部门"):
        pass_on(house.services, case.number, (Department.NONE,), actor=CLERK)
    case = pass_on(house.services, case.number, (Department.SECURITY,), actor=CLERK)
    assert (case.departments, case.needs_person) == ((Department.SECURITY,), False)
    assert running(house, case) == set()
    assert "passed_on" in house.events(case)
    assert list(audited(house)) == []


def test_what_is_not_for_us_is_filed_without_a_visit(house):
    case = file_away(house.services, one_case(house, **ADVERT).number, actor=CLERK)
    assert (case.state, case.needs_person) == (CaseState.FILED, False)
    assert running(house, case) == set()
    with pytest.raises(Refused, match="已经归档"):
        file_away(house.services, case.number, actor=CLERK)
    assert list(audited(house)) == []


def test_a_complaint_takes_its_own_course(house):
    case = one_case(house)
    for act in (thank, file_away):
        with pytest.raises(Refused, match="须按投诉处理程序办理"):
            act(house.services, case.number, actor=CLERK)


def test_thanked_praise_waits_to_be_filed(house):
    case = thank(house.services, one_case(house, **PRAISE).number, actor=CLERK)
    house.work()
    scope = scope_of(house.services.compiled, CLERK, house.services.now())
    assert house.ask(lambda session: queue.counts(session, scope))[Waiting.AWAY] == 1
    file_away(house.services, case.number, actor=CLERK)
    assert house.ask(lambda session: queue.counts(session, scope))[Waiting.AWAY] == 0


def test_judged_a_complaint_after_all_it_has_the_clocks_and_the_letter_of_one(house):
    case = one_case(house, **ADVERT)
    override_slots(house.services, case.number, Override(kind=Kind.COMPLAINT), actor=CLERK)
    house.work()
    assert running(house, case) == {ClockName.REPLY, ClockName.HANDLE}
    assert house.clocks(case)[ClockName.ACKNOWLEDGE, 1].state is ClockState.MET
    assert [letter.state for letter in house.letters(case)] == [LetterState.SENT]
    assert list(audited(house)) == []


def test_judged_praise_a_complaint_loses_the_clocks_for_which_no_one_waits(house):
    case = one_case(house)
    override_slots(house.services, case.number, Override(kind=Kind.PRAISE), actor=CLERK)
    assert running(house, case) == set()
    override_slots(house.services, case.number, Override(kind=Kind.COMPLAINT), actor=CLERK)
    assert running(house, case) == {ClockName.REPLY, ClockName.HANDLE}
    assert len(house.letters(case)) == 1
    assert list(audited(house)) == []


def test_what_waits_is_thanked_for_or_passed_on_without_a_letter_of_complaint(house):
    house.mail("您好", "小区的花开得真好，大家都看到了你们的用心。", X_Spam_Flag="YES")
    house.mail("您好", "3号楼的钥匙还要一把。", X_Spam_Flag="YES")
    house.work()
    first, second = (row.id for row in house.rows() if row.state is IntakeState.AWAITING_PERSON)
    praise = accept_as(house.services, first, Kind.PRAISE, actor=CLERK, thank=True)
    departments = (Department.CUSTOMER_SERVICE,)
    request = accept_as(house.services, second, Kind.REQUEST, actor=CLERK, departments=departments)
    house.work()
    assert (praise.kind, request.kind, request.departments) == (Kind.PRAISE, Kind.REQUEST, departments)
    assert [("肯定和鼓励" in one.body) for one in house.letters(praise) if one.state is LetterState.SENT] == [True]
    assert [one for one in house.letters(request) if one.state is LetterState.SENT] == []
    with pytest.raises(Refused, match="请选定性质"):
        accept_as(house.services, second, Kind.COMPLAINT, actor=CLERK, thank=True)
    assert list(audited(house)) == []
