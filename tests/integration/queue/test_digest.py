"""The morning's mail: once a working day to each who wants it and has something waiting, never twice, naming nobody.

Covers workers.queue.digest_words.
"""

from datetime import timedelta

import pytest
from servers.one_matter import six
from servers.smtp import Stage, Step

from domain.codes import Role
from domain.staff import Grant
from store import digests, people
from store.people import NewPerson
from workers.queue.digest import send_due


@pytest.fixture
def staff(house):
    """Clerk Qian (in Chinese) and manager Zhou (in English) have addresses; Sun has none, and Wu wants no mail."""
    given = {"made_at": house.time[0], "made_by": "admin"}
    everybody = (
        NewPerson(login="qian", name="钱前台", email="qian@wuye.example", **given),
        NewPerson(login="sun", name="孙前台", **given),
        NewPerson(login="wu", name="吴前台", email="wu@wuye.example", digest=False, **given),
        NewPerson(login="zhou", name="Zhou", email="zhou@wuye.example", language="en", **given),
    )
    with house.services.database.transaction() as session:
        for new in everybody:
            row = people.create(session, new)
            people.grant(session, row.id, Grant(role=Role.MANAGER if new.login == "zhou" else Role.CLERK))
    return house


def sent(house, day=2):
    """Who got a digest of that day of March 2026, by address."""
    mails = [one.message for one in house.smtp.accepted if one.message["Auto-Submitted"] == "auto-generated"]
    mails = [mail for mail in mails if mail["Subject"].startswith("待办") or " waiting, " in mail["Subject"]]
    mails = [mail for mail in mails if mail["Date"].datetime.day == day]
    return {mail["To"]: mail for mail in mails}, len(mails)


def test_each_gets_one_with_what_waits_for_them(staff):
    staff.mail()
    staff.work()
    assert send_due(staff.services) == 1
    assert send_due(staff.services) == 0
    mails, count = sent(staff)
    assert (count, list(mails)) == (1, ["qian@wuye.example"])
    mail = mails["qian@wuye.example"]
    assert mail["Subject"] == "待办 1 件，其中逾期 0 件（2026-03-02）"
    assert (mail["Auto-Submitted"], mail["X-Auto-Response-Suppress"]) == ("auto-generated", "All")
    text = mail.get_content()
    number = staff.cases()[0].number
    assert f"{number}  电梯" in text
    assert "还剩 1 天" in text
    assert f"http://desk.test/cases/{number}" in text
    for personal in ("王芳", "13800138000", "501", "wang@example.com"):
        assert personal not in text


def test_a_group_is_one_line_with_the_number_of_its_cases(staff):
    six(staff)
    staff.mail("楼道灯坏了", "楼道灯坏了三天，请来人修。阳光花园5栋1单元302", sender="钱伟 <qianwei@example.com>")
    staff.work()
    send_due(staff.services)
    staff.time[0] += timedelta(days=7)
    send_due(staff.services)
    for day, language in ((2, "qian@wuye.example"), (9, "zhou@wuye.example")):
        mail = sent(staff, day)[0][language]
        text = mail.get_content()
        assert "7" in mail["Subject"]
        office = day == 2
        assert (text.count("/groups/QT-2026-000001"), text.count("/cases/TS-2026-")) == (office, 2 - office)
        assert ("（群体，6 件）" if day == 2 else "(group of 6 cases)") in text
        assert "另有" not in text
        assert " more" not in text


def test_the_next_working_day_brings_the_next_one(staff):
    staff.mail()
    staff.work()
    send_due(staff.services)
    staff.time[0] += timedelta(days=3)
    assert send_due(staff.services) == 2
    mails, _ = sent(staff, 5)
    assert mails["qian@wuye.example"]["Subject"] == "待办 1 件，其中逾期 1 件（2026-03-05）"
    assert mails["zhou@wuye.example"]["Subject"] == "1 waiting, 1 overdue (2026-03-05)"
    assert "2 days overdue" in mails["zhou@wuye.example"].get_content()


@pytest.mark.parametrize("hours", [-2, 9, 5 * 24])
def test_no_mail_before_the_office_opens_after_it_closes_or_on_a_day_off(staff, hours):
    staff.mail()
    staff.work()
    staff.time[0] += timedelta(hours=hours)  # 08:00, 19:00, Saturday
    assert send_due(staff.services) == 0


def test_whoever_has_nothing_waiting_in_the_morning_gets_none_that_day(staff):
    assert send_due(staff.services) == 0
    staff.mail()
    staff.work()
    assert send_due(staff.services) == 0


def test_what_was_surely_not_handed_over_is_tried_again(staff):
    staff.mail()
    staff.work()
    staff.smtp.plan(Step(stage=Stage.MAIL, reply="451 4.3.2 try again later"))
    assert send_due(staff.services) == 0
    assert send_due(staff.services) == 1
    assert sent(staff)[1] == 1


def test_what_may_have_gone_out_is_never_sent_again(staff):
    staff.mail()
    staff.work()
    staff.smtp.plan(Step(stage=Stage.ACCEPTED, drop=True))
    send_due(staff.services)
    send_due(staff.services)
    assert sent(staff)[1] == 1


def test_a_mail_that_another_machine_has_claimed_is_left_to_it(staff):
    staff.mail()
    staff.work()
    day = staff.time[0].date()
    with staff.services.database.transaction() as session:
        qian = people.by_login(session, "qian")
        assert digests.claim(session, qian.id, day, staff.time[0])
        assert not digests.claim(session, qian.id, day, staff.time[0])
    assert send_due(staff.services) == 0


def test_the_morning_counts_what_was_ignored_since_the_last_one_once(staff):
    staff.time[0] -= timedelta(days=2)  # Saturday
    staff.mail("本周团购", "本周团购优惠。", List_Id="<news.example.com>")
    staff.work()
    staff.time[0] += timedelta(days=2)
    assert send_due(staff.services) == 1
    mails, _ = sent(staff)
    text = mails["qian@wuye.example"].get_content()
    assert "有 1 封来件被自动认定为不是投诉" in text
    assert "/intake/ignored" in text
    assert "团购" not in text
    staff.time[0] += timedelta(days=1)
    assert send_due(staff.services) == 0
