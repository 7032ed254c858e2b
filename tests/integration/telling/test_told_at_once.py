"""From an event to the people it concerns: each told once a piece of news, by mail or webhook, without a name in it.

Covers workers.telling.concerned, workers.telling.telling, workers.telling.notifying, workers.telling.ways,
workers.telling.words, workers.telling.desk_list, store.notices, store.notice_tables.
"""

from dataclasses import replace
from datetime import time, timedelta
from ipaddress import ip_network

import pytest
from servers.smtp import Stage, Step
from servers.webhook import answers, hangs_up, running_webhook

from domain.codes import ClockName, Department, Grade, Role, Urgency
from domain.notices import DeliveryState, NoticeKind
from domain.plan import Measure
from domain.settings import NoticeSettings
from domain.staff import Grant
from store import jobs, notices, people
from store.people import NewDeputy, NewPerson
from workers.casework import ladder, plans
from workers.casework.overriding import confirm_grade
from workers.clocks import clock_watch
from workers.instance.refusals import Refused
from workers.service import recovery
from workers.staff.people import person_of
from workers.telling import desk_list, ways

DANGER = "我是阳光花园3栋2单元501的王芳，电梯困人了，我妈妈还关在里面，快来救人！电话13800138000"
MANY = "阳光花园3栋业主三十户联名投诉：电梯天天停运，再不解决就请电视台来曝光。电话13800138000 王芳"
PERSONAL = ("王芳", "13800138000", "501", "wang@example.com", "阳光花园")
ROLES = {
    "qian": Grant(role=Role.CLERK),
    "sun": Grant(role=Role.SUPERVISOR),
    "zhou": Grant(role=Role.MANAGER),
    "li": Grant(role=Role.DEPARTMENT, department=Department.ENGINEERING),
    "admin": Grant(role=Role.ADMIN),
}


@pytest.fixture
def office(house):
    """Everybody has an address; the manager reads English."""
    given = {"made_at": house.time[0], "made_by": "admin"}
    with house.services.database.transaction() as session:
        for login, role in ROLES.items():
            language = "en" if login == "zhou" else "zh"
            new = NewPerson(login=login, name=f"{login}先生", email=f"{login}@wuye.example", language=language, **given)
            people.grant(session, people.create(session, new).id, role)
    return house


@pytest.fixture
def hook(tmp_path):
    (tmp_path / "hook").mkdir()
    with running_webhook(tmp_path / "hook") as running:
        yield running


def person(house, login):
    return house.ask(lambda session: person_of(house.services, session, people.by_login(session, login).id))


def told(house, login):
    """What a person was told, oldest first."""
    who = person(house, login)
    rows = house.ask(lambda session: desk_list.listed(session, who))
    return [one.notice.kind for one in reversed(rows)]


def mails(house, login):
    return [one.message for one in house.smtp.accepted if one.recipients == (f"{login}@wuye.example",)]


def ends(house, login):
    """The ends that the deliveries of a person's notices came to."""
    who = person(house, login)
    return [row.state for one in house.ask(lambda session: desk_list.listed(session, who)) for row in one.deliveries]


def with_notices(house, **values):
    settings = replace(house.services.settings, notices=NoticeSettings(**values))
    house.services = replace(house.services, settings=settings)


def with_hook(house, hook, login, *, urgent_only=False):
    """The person is told by that webhook from now on."""
    with_notices(house, networks=(ip_network("127.0.0.0/8"),))
    return ways.add_webhook(house.services, hook.url, urgent_only=urgent_only, actor=person(house, login))


def test_danger_is_told_to_all_who_act_and_to_the_heads_once_each(office):
    office.mail("求助", DANGER)
    office.work()
    office.work()
    for login in ("qian", "sun", "zhou"):
        assert told(office, login).count(NoticeKind.ALARM) == 1
        assert len([one for one in mails(office, login) if "danger" in one["Subject"] or "危险" in one["Subject"]]) == 1
    assert told(office, "admin") == []


def test_danger_in_a_further_letter_is_an_alarm_and_not_called_urgent_as_well(office):
    first = office.mail()
    office.work()
    office.mail("再次来信", "电梯停运的事还没回复，" + DANGER, found="dmarc=pass", In_Reply_To=first)
    office.work()
    (case,) = office.cases()
    assert case.urgency is Urgency.URGENT
    assert told(office, "sun").count(NoticeKind.ALARM) == 1
    assert NoticeKind.URGENT not in [*told(office, "sun"), *told(office, "qian")]


def test_a_notice_names_its_case_and_nobody(office):
    office.mail("求助", DANGER)
    office.work()
    (mail,) = [one for one in mails(office, "qian") if "危险" in one["Subject"]]
    number = office.cases()[0].number
    notice = office.ask(lambda session: desk_list.listed(session, person(office, "qian")))[-1].notice
    assert mail["Subject"] == f"{number}：来信说眼前有危险"
    assert f"http://desk.test/notices/{notice.id}" in mail.get_content()
    assert mail["Auto-Submitted"] == "auto-generated"
    for mail in (*mails(office, "qian"), *mails(office, "zhou")):
        assert not any(word in f"{mail['Subject']}{mail.get_content()}" for word in PERSONAL)


def test_a_grave_case_is_told_to_the_heads_once_however_often_it_is_decided(office):
    office.mail("联名投诉", MANY)
    office.work()
    assert NoticeKind.GRAVE in told(office, "zhou")
    assert NoticeKind.GRAVE in told(office, "sun")
    assert NoticeKind.GRAVE not in told(office, "qian")
    confirm_grade(office.services, office.cases()[0].number, Grade.A, actor=person(office, "sun"))
    office.work()
    assert told(office, "zhou").count(NoticeKind.GRAVE) == 1


def planned(house):
    """A plan submitted by the clerk."""
    number, clerk = house.cases()[0].number, person(house, "qian")
    day = (house.time[0] + timedelta(days=3)).date()
    measure = Measure(what="更换门机", owner="李工", department=None, due=day)
    plans.save_plan(house.services, number, opinion="属实", measures=(measure,), actor=clerk, seen=None)
    plans.submit_plan(house.services, number, 1, actor=clerk)
    house.work()
    return number


def test_what_waits_for_an_approval_is_told_to_those_who_may_give_it(office):
    office.mail()
    office.work()
    number = planned(office)
    assert told(office, "sun")[-1] is NoticeKind.APPROVE
    assert NoticeKind.APPROVE not in [*told(office, "qian"), *told(office, "zhou")]
    assert mails(office, "sun")[-1]["Subject"] == f"{number}：处理方案等您审批"


def test_what_was_returned_is_told_to_the_person_who_submitted_it(office):
    office.mail()
    office.work()
    number = planned(office)
    plans.return_plan(office.services, number, 1, actor=person(office, "sun"), remark="请写明工期")
    office.work()
    assert told(office, "qian")[-1] is NoticeKind.RETURNED
    assert "请写明工期" not in mails(office, "qian")[-1].get_content()


def test_what_is_handed_to_somebody_is_told_to_them(office):
    office.mail()
    office.work()
    case, qian = office.cases()[0], person(office, "qian")
    assert case.owner == "qian"
    assert told(office, "qian").count(NoticeKind.HANDED) == 1
    ladder.hand_up(office.services, case.number, "须动用维修资金", actor=qian)
    office.work()
    assert told(office, "sun")[-1] is NoticeKind.HANDED
    ladder.answer(office.services, case.number, "同意", actor=person(office, "sun"))
    office.work()
    assert told(office, "qian").count(NoticeKind.HANDED) == 2


def test_a_clock_is_told_as_it_nears_and_one_rung_up_each_time_it_has_passed(office):
    office.mail()
    office.work()
    case = office.cases()[0]
    reply = next(one for (clock, _), one in office.clocks(case).items() if clock is ClockName.REPLY)
    office.time[0] = reply.due_at + timedelta(days=4)
    clock_watch.sweep(office.services)
    clock_watch.sweep(office.services)
    office.work()
    rows = office.ask(lambda session: desk_list.listed(session, person(office, "zhou")))
    assert {one.notice.kind for one in rows} == {NoticeKind.OVERDUE}
    assert any(one["Subject"].startswith(f"{case.number}: ") for one in mails(office, "zhou"))
    assert NoticeKind.OVERDUE in told(office, "qian")


def test_who_stands_in_for_the_owner_is_told_of_what_is_due(office):
    office.mail()
    office.work()
    case, now = office.cases()[0], office.time[0]
    made = {"made_at": now, "made_by": "qian"}
    with office.services.database.transaction() as session:
        other = people.create(session, NewPerson(login="wu", name="吴先生", **made)).id
        away = {"person_id": people.by_login(session, "qian").id, "deputy_id": other}
        people.add_deputy(session, NewDeputy(from_at=now, until_at=now + timedelta(days=30), **away, **made))
    assert case.owner == "qian"
    office.time[0] = next(one for (clock, _), one in office.clocks(case).items() if clock is ClockName.REPLY).due_at
    clock_watch.sweep(office.services)
    office.work()
    assert told(office, "wu").count(NoticeKind.OVERDUE) == told(office, "qian").count(NoticeKind.OVERDUE) > 0


def test_a_letter_received_that_is_no_case_yet_and_tells_of_danger_is_told_too(office):
    office.mail("求助", DANGER, found="spf=fail; dmarc=fail")
    office.work()
    assert office.cases() == []
    assert told(office, "qian") == [NoticeKind.ALARM]
    assert mails(office, "qian")[-1]["Subject"] == f"未立案来件 {office.last().id}：来信说眼前有危险"
    notice = office.ask(lambda session: desk_list.listed(session, person(office, "qian")))[0].notice
    assert desk_list.opened(office.services, notice.id, person=person(office, "qian")) == f"/intake/{office.last().id}"


def test_quiet_hours_hold_back_what_does_not_press(office):
    with_notices(office, quiet_from=time(9), quiet_until=time(12))  # it is ten
    office.mail()
    office.work()
    planned(office)
    assert told(office, "sun") == [NoticeKind.APPROVE]  # the desk shows it at once
    assert mails(office, "sun") == []
    office.mail("求助", DANGER, sender="赵六 <zhao@example.com>")
    office.work()
    assert any("危险" in one["Subject"] for one in mails(office, "sun"))
    office.time[0] += timedelta(hours=2)
    office.work()
    assert any("等您审批" in one["Subject"] for one in mails(office, "sun"))


def test_what_the_settings_leave_out_is_shown_at_the_desk_alone(office):
    with_notices(office, events=frozenset({NoticeKind.APPROVE}))
    office.mail("求助", DANGER)
    office.work()
    assert NoticeKind.ALARM in told(office, "qian")
    assert mails(office, "qian") == []


def test_a_webhook_is_told_instead_of_the_mail(office, hook):
    with_hook(office, hook, "qian")
    office.mail("求助", DANGER)
    office.work()
    said = [one["message"] for one in hook.came]
    assert any("来信说眼前有危险" in one for one in said)
    assert not any(word in one for one in said for word in PERSONAL)
    assert mails(office, "qian") == []


def test_one_for_urgent_news_alone_is_spared_the_rest(office, hook):
    with_hook(office, hook, "sun", urgent_only=True)
    office.mail()
    office.work()
    planned(office)
    assert told(office, "sun")[-1] is NoticeKind.APPROVE
    assert hook.came == []


def test_a_webhook_that_fails_is_tried_again_then_the_mail_and_the_admin_hear_of_it(office, hook):
    way = with_hook(office, hook, "qian")
    hook.reply = answers(503)
    office.mail("求助", DANGER)
    for _ in range(4):
        office.work()
        office.time[0] += timedelta(minutes=1)
    assert len(hook.came) == office.services.settings.limits.job_attempts * len(told(office, "qian"))
    assert mails(office, "qian")
    assert told(office, "admin") == [NoticeKind.WAY_FAILED]
    assert office.ask(lambda session: notices.get_way(session, way.id)).failing_since
    hook.reply = answers()
    ways.try_out(office.services, way.id, actor=person(office, "qian"))
    assert office.ask(lambda session: notices.get_way(session, way.id)).failing_since is None


def test_what_may_have_arrived_is_never_posted_again(office, hook):
    with_hook(office, hook, "qian")
    hook.reply = hangs_up
    office.mail("求助", DANGER)
    for _ in range(3):
        office.work()
        office.time[0] += timedelta(hours=1)
    assert len(hook.came) == len(told(office, "qian"))
    assert DeliveryState.IN_DOUBT in ends(office, "qian")
    assert mails(office, "qian")  # it presses: better told twice than not at all


def test_what_a_crash_left_claimed_is_in_doubt(office):
    office.mail("求助", DANGER)
    office.work()
    with office.services.database.transaction() as session:
        (one, *_) = notices.of_person(session, person(office, "qian").id, limit=1)
        id_ = notices.deliver(session, one.id, 99, office.time[0])
        notices.claim(session, id_, office.services.worker, office.time[0])
    recovery.doubt(office.services, alone=True)
    assert office.ask(lambda session: notices.get_delivery(session, id_)).state is DeliveryState.IN_DOUBT


def test_a_job_that_was_lost_is_asked_for_again(office):
    office.mail("求助", DANGER)
    office.work()
    with office.services.database.transaction() as session:
        (one, *_) = notices.of_person(session, person(office, "qian").id, limit=1)
        id_ = notices.deliver(session, one.id, 99, office.time[0])
    recovery.recover(office.services, alone=True)
    assert office.ask(lambda session: jobs.live(session, "notify", id_))
    office.work()
    assert office.ask(lambda session: notices.get_delivery(session, id_)).state is DeliveryState.FAILED


def test_a_mail_server_that_is_away_is_waited_for(office):
    office.smtp.plan(Step(stage=Stage.MAIL, reply="451 4.3.2 later"), Step(stage=Stage.MAIL, reply="451 4.3.2 later"))
    office.mail("求助", DANGER)
    for _ in range(4):
        office.work()
        office.time[0] += timedelta(minutes=1)
    assert all(mails(office, login) for login in ("qian", "sun", "zhou"))


def test_what_was_opened_at_the_desk_does_not_go_out_any_more(office):
    with_notices(office, quiet_from=time(9), quiet_until=time(12))
    office.mail()
    office.work()
    planned(office)
    sun = person(office, "sun")
    assert office.ask(lambda session: notices.unread(session, sun.id)) == 1
    notice = office.ask(lambda session: notices.of_person(session, sun.id, limit=1))[0]
    assert desk_list.opened(office.services, notice.id, person=person(office, "qian")) is None
    assert desk_list.opened(office.services, notice.id, person=sun) == f"/cases/{office.cases()[0].number}"
    assert office.ask(lambda session: notices.unread(session, sun.id)) == 0
    office.time[0] += timedelta(hours=3)
    office.work()
    assert mails(office, "sun") == []


def test_an_address_lies_sealed_and_only_five_ways_are_kept(office, hook):
    way = with_hook(office, hook, "qian")
    assert "127.0.0.1" not in way.target
    assert ways.opened(office.services, way.target) == hook.url
    qian = person(office, "qian")
    ways.add_mail(office.services, urgent_only=True, actor=qian)
    with pytest.raises(Refused):
        ways.add_mail(office.services, urgent_only=False, actor=qian)
    for _ in range(3):
        ways.add_webhook(office.services, hook.url, urgent_only=False, actor=qian)
    with pytest.raises(Refused):
        ways.add_webhook(office.services, hook.url, urgent_only=False, actor=qian)
    with pytest.raises(Refused):
        ways.remove(office.services, way.id, actor=person(office, "sun"))
    ways.remove(office.services, way.id, actor=qian)
    assert len(office.ask(lambda session: notices.ways_of(session, qian.id))) == 4


def test_a_test_says_why_nothing_arrives(office, hook):
    way = with_hook(office, hook, "qian")
    hook.reply = answers(403)
    with pytest.raises(Refused, match="403"):
        ways.try_out(office.services, way.id, actor=person(office, "qian"))


def test_the_admin_sees_who_has_no_way(office):
    given = {"made_at": office.time[0], "made_by": "admin"}
    with office.services.database.transaction() as session:
        people.create(session, NewPerson(login="wu", name="吴", **given))
    found = office.ask(lambda session: ways.reachable(office.services, session))
    assert [one.person.login for one in found if one.by_nothing] == ["wu"]
