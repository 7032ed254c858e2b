"""A day at the desk, in a real browser: from mail in a real mailbox to the letter at a real mail server.

One office serves all the journeys; each has a resident and a case of its own, so they stand alone in any order.
"""

import re
from collections.abc import Iterator
from io import BytesIO

import pdfplumber
import pytest
from desk_office import FOUND, Colleague, Office, running_office, until
from paper import Page, saved
from playwright.sync_api import Browser, expect
from servers.dovecot import Dovecot
from servers.smtp import running_smtp

STAFF = {
    "chen": ("陈晓", "客服", "翠湖花园", None),
    "li": ("李敏", "主任", "翠湖花园", None),
    "wang": ("王强", "经理", None, None),
    "fang": ("方慧", "客户服务部", None, None),
    "zhao": ("赵建国", "责任部门", None, "工程部"),
    "gu": ("顾平", "客服", "金桂苑", None),
}
"""login → name, role, project and department."""

HEADS = {"li": "supervisor", "wang": "manager", "fang": "service_department"}
"""Whom the command line enters before anybody comes in; later a second person would have to confirm each of them."""


def text_of(pdf: bytes) -> str:
    """What a PDF says, without the gaps of its layout."""
    with pdfplumber.open(BytesIO(pdf)) as document:
        return re.sub(r"\s", "", "".join(page.extract_text() or "" for page in document.pages))


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, mail_server: Dovecot, browser: Browser) -> Iterator[Office]:
    """The office, staffed by its admin at the desk."""
    folder = tmp_path_factory.mktemp("office")
    with (
        running_smtp(folder) as smtp,
        running_office(folder / "huihan", mail_server, smtp, browser) as office,
    ):
        links = {
            login: office.enters_head(login, STAFF[login][0], role, STAFF[login][2]) for login, role in HEADS.items()
        }
        admin = office.newcomer()
        admin.sets_password(office.first_link)
        for login, (name, *grant) in STAFF.items():
            link = links.get(login) or hire(admin, login, name, *grant)
            office.staff[login] = office.newcomer()
            office.staff[login].sets_password(link)
        office.staff["admin"] = admin
        yield office
        assert [one.wrong for one in office.staff.values() if one.wrong] == []


def hire(admin: Colleague, login: str, name: str, role: str, project: str | None, department: str | None) -> str:
    """A new colleague with a role; the one-time link by which they choose their password."""
    admin.opens("/people")
    admin.fills(姓名=name, 用户名=login)
    admin.presses("加入")
    admin.chooses(岗位=role, 项目=project or "全部项目")
    if department:
        admin.chooses(**{"部门（只用于责任部门）": department})
    admin.presses("给出")
    admin.sees(role if department is None else department)
    admin.presses("发邀请链接")
    return admin.main.get_by_role("textbox", name="链接").input_value()


def test_the_staff_come_in_by_the_links_that_the_admin_hands_out(office: Office) -> None:
    office["admin"].opens("/people")
    for name, role, _, department in STAFF.values():
        line = office["admin"].main.locator("tr").filter(has_text=name)
        office["admin"].sees(department or role, "可登录", within=line)
    again = office.newcomer()
    again.opens(office.first_link)
    again.sees("链接已失效")
    again.signs_in("chen", "错误的密码不能进来")
    again.sees("用户名或密码不对")
    again.signs_in("chen")
    again.sees("待我处理")


def test_a_second_person_confirms_a_role_that_approves(office: Office) -> None:
    admin, manager, sun = office["admin"], office["wang"], office.newcomer()
    sun.sets_password(hire(admin, "sun", "孙立", "客服", "翠湖花园", None))
    admin.opens("/people/sun")
    admin.chooses(岗位="主任", 项目="翠湖花园")
    admin.presses("给出")
    admin.sees("等另一位管理员或负责人确认")
    admin.opens("/changes")
    admin.sees("给予 孙立（sun）岗位：主任（翠湖花园）")
    expect(admin.main.get_by_role("button", name="确认变更")).to_have_count(0)
    sun.opens("/approvals")
    sun.sees_not("待我审批")

    manager.opens("/queue")
    manager.page.get_by_role("link", name="变更").click()
    manager.sees("给予 孙立（sun）岗位：主任（翠湖花园）", "提出", "admin")
    manager.presses("确认变更")
    manager.sees("变更已生效")
    manager.opens("/log?what=change_confirmed")
    manager.sees("wang 确认变更，涉及 sun：给予岗位")
    sun.opens("/approvals")
    expect(sun.page.locator("header.top")).to_contain_text("审批")


def test_a_mail_is_answered_returned_mended_approved_and_sent_exactly_once(office: Office) -> None:
    clerk, supervisor = office["chen"], office["li"]
    mail = office.lift_complaint("周明", "zhouming@example.com", "翠湖花园3栋2单元1502室", "13900000101")
    (acknowledgement,) = office.mail_to("zhouming@example.com", "收悉")
    assert acknowledgement["In-Reply-To"] == mail["Message-ID"]

    number = clerk.finds_case("周明")
    clerk.sees("电梯停运", "工程部", "周明", "翠湖花园3栋2单元1502室")
    why = clerk.part("判定与依据").locator("details").filter(has_text="主题 电梯停运")
    why.locator("summary").click()
    why.get_by_role("listitem").first.hover()
    expect(clerk.main.locator("mark.lit").first).to_contain_text("电梯停运")
    clerk.opens_letter(number)
    clerk.sees("送审前还有", "【待填写：查明的情况及依据】")
    clerk.submits_in_vain("还有")
    clerk.composes(FOUND)
    clerk.saves()
    clerk.sees("检查通过，可以送审")
    clerk.sees_the_true_page()
    clerk.submits()

    supervisor.looks_at(number)
    supervisor.sees_the_true_page()
    supervisor.presses("退回")
    supervisor.sees("请写明理由")
    supervisor.fills(意见="请写明更换部件的时间。")
    supervisor.presses("退回")
    supervisor.sees("已退回")

    clerk.opens("/queue?waiting=returned")
    clerk.sees(number)
    clerk.opens_letter(number)
    clerk.sees("请写明更换部件的时间。")
    clerk.composes({"处理结果": "工程部已于昨天更换门机部件，电梯已恢复运行。"})
    clerk.submits()
    supervisor.looks_at(number)
    supervisor.sees("昨天", within=supervisor.part("退回后的改动"))
    supervisor.presses("批准")
    supervisor.sees("已批准 物函")

    reply = office.await_mail("zhouming@example.com", "答复")
    assert reply["In-Reply-To"] == mail["Message-ID"]
    assert mail["Message-ID"] in reply["References"]
    assert "门机部件损坏" in reply.get_body().get_content()
    (attached,) = reply.iter_attachments()
    text = text_of(attached.get_content())
    assert re.search(r"物函〔20\d\d〕\d+号", text)
    assert "工程部已于昨天更换门机部件" in text
    assert "【" not in text

    clerk.opens(f"/cases/{number}")
    clerk.sees("回函 按时", within=clerk.part("期限"))
    clerk.opens("/queue")
    clerk.sees_not(number)
    supervisor.opens("/approvals")
    supervisor.sees_not(number)
    assert len(office.mail_to("zhouming@example.com", "答复")) == 1


def test_a_reply_takes_six_clicks_and_the_words_that_only_a_person_knows(office: Office) -> None:
    """From an investigated case with its plan to a submitted reply; every press of the mouse counts."""
    clerk, supervisor = office["chen"], office["li"]
    office.lift_complaint("沈玉兰", "shenyulan@example.com", "翠湖花园9栋1单元1203室", "13900000111")
    number = clerk.finds_case("沈玉兰")
    clerk.opens(f"/cases/{number}/plan")
    clerk.fills(处理意见="属实，尽快修复。", 做什么="更换门机部件", 责任人="赵建国", 完成日期="2027-03-10")
    clerk.presses("保存并送审")
    clerk.sees("方案已送审")
    supervisor.approves(number)

    clerk.opens(f"/cases/{number}")
    clerk.counts_clicks()
    clerk.main.get_by_role("button", name=re.compile("起草回函$")).click()
    clerk.sees("更换门机部件", "2027年3月10日")
    for label, words in FOUND.items():
        clerk.main.get_by_label(label).first.click()
        clerk.page.keyboard.insert_text(words)
    clerk.main.get_by_text("已满足", exact=True).first.click()
    clerk.sees("检查通过，可以送审")
    clerk.sees_the_true_page()
    clerk.presses("保存并送审")
    clerk.sees("已送审")
    assert clerk.clicks() <= 6

    supervisor.looks_at(number)
    supervisor.presses("批准")
    reply = office.await_mail("shenyulan@example.com", "答复").get_body().get_content()
    assert "经查，电梯停运的原因是门机部件损坏。" in reply
    assert "更换门机部件（工程部负责，2027年3月10日前完成）" in reply
    assert "您的要求已经办到。" in reply


def test_who_wrote_at_a_letter_does_not_approve_it(office: Office) -> None:
    writer, other = office["li"], office["fang"]
    office.lift_complaint("林嘉慧", "linjiahui@example.com", "翠湖花园6栋1单元903室", "13900000103")
    number = office["chen"].finds_case("林嘉慧")
    writer.answers(number, FOUND)
    writer.opens("/approvals")
    writer.sees("写过或送审过的人不能自己审批", within=writer.main.locator("article").filter(has_text=number))
    writer.looks_at(number)
    expect(writer.main.get_by_role("button", name="批准")).to_be_disabled()
    other.approves(number)
    office.await_mail("linjiahui@example.com", "答复")


def test_a_grave_case_has_its_grade_confirmed_its_plan_countersigned_and_its_letter_approved_twice(
    office: Office,
) -> None:
    """The manager is away: who stands in for the manager countersigns, and is recorded as the deputy."""
    clerk, supervisor, manager, deputy = office["chen"], office["li"], office["wang"], office["fang"]
    manager.opens("/me")
    manager.chooses(代理人="方慧")
    manager.presses("安排代理")
    manager.sees("代理已安排", "方慧，")

    office.resident_writes(
        "吴桂芳",
        "wuguifang@example.com",
        "请给个说法",
        "我住翠湖花园5栋1单元801室。昨天傍晚5栋楼门口的雨棚突然掉下来，砸伤了我父亲的头，送医院缝了六针，还在住院。"
        "雨棚锈了很久，报修过两次都没人管，这是你们的责任，请给个说法并承担医药费。吴桂芳 13900000102",
    )
    number = clerk.finds_case("吴桂芳")
    clerk.sees("请您判断", "建议定为 A 重大投诉", "等待主任、客户服务部或经理确认")
    clerk.page.keyboard.press("1")
    clerk.sees("已选定")
    expect(clerk.part("请您判断")).to_have_count(0)
    supervisor.opens(f"/cases/{number}")
    supervisor.presses("确认 A 级")
    supervisor.sees("已确认级别")

    clerk.opens(f"/cases/{number}")
    clerk.follows("打开方案")
    clerk.fills(处理意见="立即加固全部雨棚，并承担医疗费。")
    clerk.fills(做什么="更换5栋楼门口雨棚并检查全部雨棚", 责任人="赵建国", 完成日期="2027-03-10")
    clerk.main.get_by_label("可向来信人承诺").fill("承担医疗费")
    clerk.presses("保存并送审")
    clerk.sees("方案已送审")
    supervisor.approves(number)
    deputy.approves(number)
    clerk.opens(f"/cases/{number}/plan")
    clerk.sees("李敏（主任）", "方慧（经理，代 王强）", within=clerk.part("审批记录"))

    clerk.answers(
        number,
        {
            "查明的情况": "经查，雨棚连接件锈蚀断裂。",
            "处理结果": "断裂的雨棚已拆除。",
            "后续安排": "承担医疗费的事宜，由经理与您联系。",
        },
    )
    supervisor.approves(number)
    assert office.mail_to("wuguifang@example.com", "答复") == []
    deputy.approves(number)
    office.await_mail("wuguifang@example.com", "答复")
    clerk.opens(f"/cases/{number}")
    clerk.follows(re.compile("^回函"), within=clerk.part("函件"))
    clerk.sees("李敏（主任）", "方慧（经理，代 王强）", "已发出")


def test_a_complaint_by_telephone_is_registered_and_answered_at_once(office: Office) -> None:
    clerk = office["chen"]
    clerk.opens("/queue")
    clerk.page.keyboard.press("g")
    clerk.page.keyboard.press("r")
    clerk.sees("登记投诉")
    clerk.chooses(投诉来源="电话")
    clerk.fills(事实经过="今天早上七点起，7栋1单元的垃圾没有清运，异味很大。", 诉求与期望="请今天清运。")
    clerk.fills(按房号="7-1-301")
    clerk.presses("查找")
    clerk.main.get_by_label("邓玉珍").check()
    clerk.fills(姓名="邓玉珍", 怎样答复的="已告知环境部上午清运，住户认可。")
    clerk.main.get_by_label("已当场或电话答复住户").check()
    clerk.presses("登记立案")
    clerk.sees("已登记为 TS-", "邓玉珍", "翠湖花园7栋1单元301室", "环境部")
    clerk.sees("回函 按时", within=clerk.part("期限"))


def test_a_scanned_letter_is_read_transcribed_answered_on_paper_and_posted(office: Office) -> None:
    clerk = office["chen"]
    scan = Page(size=40).write(
        "物业公司：\n我家住翠湖花园9栋1单元804室。\n楼上装修，连续两周夜里施工，\n吵得全家无法休息，请制止。\n"
        "唐国强  13900000106"
    )
    office.scanner_leaves("0001.png", saved(scan.image, "PNG"), "翠湖花园")
    number = clerk.finds_case("唐国强")
    expect(clerk.main.get_by_role("img", name="第 1 页的图像")).to_be_visible()
    clerk.sees("唐国强", "翠湖花园9栋1单元804室")
    clerk.fills(来信全文="我家住翠湖花园9栋1单元804室。单元的电梯停运三天，没有人来修。唐国强 13900000106")
    clerk.presses("保存更正", within=clerk.main.locator("form").filter(has_text="对照图像更正文字"))
    clerk.sees("电梯停运", "已人工更正", "工程部")

    clerk.answers(number, FOUND)
    office["li"].approves(number)
    clerk.opens("/outgoing")
    to_print = clerk.part("待打印")
    expect(to_print.locator("tr").filter(has_text=number)).to_have_count(2)
    for box in to_print.get_by_role("checkbox").all():
        box.set_checked(number in (box.locator("xpath=ancestor::tr").inner_text()))
    clerk.presses("合成一份 PDF")
    with clerk.page.expect_download() as coming:
        clerk.follows("下载刚合成的 PDF")
    text = text_of(coming.value.path().read_bytes())
    assert "收悉" in text
    assert "门机部件损坏" in text

    for line in clerk.part("已打印，待寄出").locator("tbody tr").filter(has_text=number).all():
        line.get_by_role("checkbox").check()
        line.get_by_role("textbox").fill("EMS1234567890")
    clerk.presses("记录寄出")
    clerk.sees("已记录寄出 2 封")
    clerk.sees(number, "EMS1234567890", within=clerk.part("今日寄发"))
    clerk.opens(f"/cases/{number}")
    clerk.sees("告知收悉 按时", "回函 按时", within=clerk.part("期限"))


def test_a_letter_that_bounces_is_shown_with_its_reason_and_goes_on_paper(office: Office) -> None:
    clerk = office["chen"]
    office.lift_complaint("许国栋", "xuguodong@example.com", "翠湖花园8栋2单元1701室", "13900000105")
    number = clerk.finds_case("许国栋")
    clerk.answers(number, FOUND)
    office["li"].approves(number)
    office.bounces(office.await_mail("xuguodong@example.com", "答复"), "550 5.1.1 no such user")

    def returned() -> int:
        clerk.opens("/outgoing")
        return clerk.part("被退回").get_by_text(number).count()

    until(returned, "the bounce at the desk")
    letter = clerk.part("被退回").locator("article").filter(has_text=number)
    clerk.sees("550 5.1.1 no such user", within=letter)
    clerk.presses("改为打印邮寄", within=letter)
    clerk.sees("批准后才发往新的地址")
    office["li"].approves(number)

    def queued() -> int:
        clerk.opens("/outgoing")
        return clerk.part("待打印").get_by_text(number).count()

    until(queued, "the letter among those to be printed")
    assert len(office.mail_to("xuguodong@example.com", "答复")) == 1


def test_a_department_sees_its_own_cases_and_another_project_sees_nothing(office: Office) -> None:
    department, elsewhere = office["zhao"], office["gu"]
    office.lift_complaint("丁雪梅", "dingxuemei@example.com", "翠湖花园9栋2单元102室", "13900000108")
    office.resident_writes(
        "陈堃",
        "chenkun@example.com",
        "停车费涨价",
        "我是金桂苑2栋1单元602的陈堃。地下车库停车费从每月三百涨到四百五，没有公示，请说明收费依据。13900000107",
    )
    fee = elsewhere.finds_case("陈堃")
    lift = office["chen"].finds_case("丁雪梅")
    department.opens(f"/cases/{lift}")
    department.sees("电梯停运")
    expect(department.main.get_by_role("button", name="起草回函")).to_have_count(0)
    department.opens("/queue?all=1")
    department.sees_not(lift)  # without a notice it is not in its list yet
    department.sees_not(fee)
    for colleague, number in ((department, fee), (elsewhere, lift)):
        for address in (f"/cases/{number}", f"/cases/{number}/plan"):
            colleague.opens(address)
            colleague.sees("没有找到")
    elsewhere.opens("/queue?all=1")
    elsewhere.sees(fee)
    elsewhere.sees_not(lift)
    elsewhere.opens("/search?q=丁雪梅")
    elsewhere.sees("没有找到")
    office["admin"].opens(f"/cases/{lift}")
    office["admin"].sees("没有权限")


def test_from_the_queue_to_an_approved_letter_by_the_keyboard_alone(office: Office) -> None:
    clerk, supervisor = office["chen"], office["li"]
    office.lift_complaint("何志强", "hezhiqiang@example.com", "翠湖花园9栋2单元1103室", "13900000109")
    number = clerk.finds_case("何志强")

    clerk.types("g", "q")
    clerk.page.wait_for_url("**/queue")
    clerk.sees("待我处理")
    clerk.walks_to("何志强")
    clerk.types("Enter")
    clerk.page.wait_for_url(f"**/cases/{number}")
    clerk.types("r")
    clerk.sees("送审前还有")
    clerk.types("n")
    while clerk.page.locator("textarea:focus").count():
        field = clerk.page.locator("textarea:focus")
        clerk.page.keyboard.insert_text(
            FOUND["查明的情况" if field.get_attribute("name") == "findings" else "处理结果"]
        )
        with clerk.page.expect_navigation():
            clerk.types("Control+Enter")
        clerk.sees("已保存")
        clerk.types("n")
    clerk.types("1")
    clerk.sees("检查通过，可以送审")
    clerk.types("t")
    clerk.sees("已送审")

    supervisor.opens("/queue")
    supervisor.types("g", "a")
    supervisor.page.wait_for_url("**/approvals")
    supervisor.sees(number)
    supervisor.walks_to(number)
    supervisor.types("Enter")
    supervisor.sees("审批")
    supervisor.sees_the_true_page()
    supervisor.types("y")
    supervisor.sees("已批准")
    office.await_mail("hezhiqiang@example.com", "答复")


def test_an_ignored_mail_is_taken_up(office: Office) -> None:
    clerk = office["chen"]
    news = {"List_Id": "<news.example.org>", "Precedence": "bulk"}
    office.resident_writes("城市周刊", "weekly@example.org", "城市周刊第 31 期", "本期导读：五个城市的经验。", **news)

    def listed() -> int:
        clerk.opens("/intake/ignored")
        return clerk.main.locator("tr").filter(has_text="城市周刊第 31 期").count()

    until(listed, "the newsletter among what was ignored")
    clerk.sees("群发邮件", "List-Id: <news.example.org>")
    clerk.presses("取回", within=clerk.main.locator("tr").filter(has_text="城市周刊第 31 期"))
    clerk.sees("已取回，等待立案", "城市周刊第 31 期")
    clerk.opens("/intake")
    clerk.main.get_by_role("link", name="城市周刊第 31 期").click()
    clerk.page.wait_for_url("**/intake/*")
    clerk.types("y")
    clerk.sees("已立案")
    clerk.opens("/intake/ignored")
    clerk.sees_not("城市周刊第 31 期")


def test_a_held_acknowledgement_is_released(office: Office) -> None:
    clerk, resident = office["chen"], "hezhiqiang@example.com"
    office.resident_writes(
        "湖滨社区居委会",
        "juweihui@example.org",
        "转发：楼道灯不亮",
        "请处理。\n\n---------- 转发的邮件 ----------\n"
        f"发件人: 何志强 <{resident}>\n日期: 2026年3月1日 20:15\n"
        "收件人: 居委会 <juweihui@example.org>\n主题: 楼道灯不亮\n\n"
        "我是翠湖花园9栋2单元1103室的业主何志强，楼道灯坏了一个月没有人修，请安排。13900000109\n",
    )

    before = len(office.mail_to(resident, "收悉"))

    def held() -> int:
        clerk.opens("/outgoing/held")
        return clerk.main.locator("tr").filter(has_text=resident).count()

    until(held, "the acknowledgement among those that wait")
    assert len(office.mail_to(resident, "收悉")) == before
    line = clerk.main.locator("tr").filter(has_text=resident)
    clerk.sees("请核对收件人后再发出", within=line)
    line.get_by_role("checkbox").check()
    clerk.presses("放行所选")
    clerk.sees("已放行 1 份告知书")
    until(lambda: len(office.mail_to(resident, "收悉")) == before + 1, "the acknowledgement")
    assert office.mail_to("juweihui@example.org", "收悉") == []
