"""One case of each kind from the letter to the file, through the real pages, on a desktop and on a phone.

At every stage the page names the next step, and it is taken there; at the end the database is asked. Covers
desk.views.overrun.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from servers.house import running_house
from servers.walking import SIZES, WORKSHOP, Walks, household, walking

from domain.codes import CaseState, ClockName, Grade, LetterKind, LetterState, Urgency
from domain.events import EventName
from rules.compiled import Compiled
from store.cases import CaseRow
from store.directory import NewHousehold
from workers.instance.pool import ProcessPool

AWNING = household("5-1-801", "吴桂芳", "13900000102", "wu@example.com")
WATER = household("6-1-903", "林嘉慧", "13900000103", "lin@example.com")
LIFT = household("3-2-501", "王芳", "13800138000", "wang@example.com")
PILES = household("7-1-301", "邓玉珍", "13900000104", "deng@example.com")
FEES = household("8-2-1701", "许国栋", "13900000105", "xu@example.com")
TRAPPED = household("9-1-804", "唐国强", "13900000106", "tang@example.com")
HOMES = (AWNING, WATER, LIFT, PILES, FEES, TRAPPED)
STANDS_STILL = ("电梯停运", "我们单元的电梯停运三天没有人修，请尽快维修。")


@pytest.fixture(params=SIZES)
def walks(
    tmp_path: Path,
    sqlite_url: str,
    compiled: Compiled,
    pool: ProcessPool,
    browser: Browser,
    request: pytest.FixtureRequest,
) -> Iterator[Walks]:
    """The office with its staff before screens of that size."""
    with (
        running_house(tmp_path, sqlite_url, compiled, pool) as house,
        walking(house, browser, SIZES[request.param], *HOMES) as found,
    ):
        yield found


def looked_into(walks: Walks, case: CaseRow) -> None:
    """The clerk accepts the case, looks into it and finds it valid."""
    clerk = walks["clerk"]
    clerk.takes(case, "受理")
    clerk.takes(case, "开始调查")
    clerk.takes(case, "认定是否有效", "现场查看，情况属实。", 认定为="有效")


def answered(walks: Walks, case: CaseRow, *approvers: str) -> None:
    """The clerk puts the reply together; those who must approve it do, one after the other."""
    walks["clerk"].answers(case)
    for login in approvers or ("supervisor",):
        walks[login].approves(case)


def worked(walks: Walks, case: CaseRow) -> None:
    """The work is arranged and done, and the resident is told."""
    clerk = walks["clerk"]
    clerk.takes(case, "安排处理")
    clerk.takes(case, "处理完毕", "已更换门机部件，试运行正常。")
    clerk.takes(case, "把结果告诉住户", "电话告知，住户表示感谢。")


def filed(walks: Walks, case: CaseRow) -> None:
    """A day later the resident is satisfied; the supervisor signs the record and files the case."""
    clerk, supervisor = walks["clerk"], walks["supervisor"]
    walks.passes(days=1)
    clerk.takes(case, "回访住户", "没有其他意见。", 结果="满意")
    clerk.waits(case, "签署投诉处理记录表", "主任")
    supervisor.takes(case, "签署投诉处理记录表")
    clerk.waits(case, "归档", "主任")
    supervisor.takes(case, "归档")


def stands_filed(walks: Walks, case: CaseRow, home: NewHousehold, *, replies: int = 1) -> None:
    """The database says: filed, no clock runs, and each letter to the resident left the house once."""
    assert walks.now(case).state is CaseState.FILED
    assert walks.running(case) == []
    sent = [one for one in walks.house.letters(case) if one.kind in (LetterKind.ACKNOWLEDGEMENT, LetterKind.REPLY)]
    assert [one.state for one in sent] == [LetterState.SENT] * (1 + replies)
    subjects = [subject for subject in walks.sent(home.email) if case.number in subject]
    assert sorted("收悉" in subject for subject in subjects) == [False] * replies + [True]
    walks["clerk"].opens(f"/cases/{case.number}")
    expect(walks["clerk"].next).to_contain_text("没有要办的事")
    walks["clerk"].opens("/queue?all=1")
    expect(walks["clerk"].main).not_to_contain_text(case.number)


def test_an_ordinary_complaint(walks: Walks) -> None:
    """Grade C: accepted, looked into, answered, worked on, told, visited, signed, filed."""
    case = walks.writes(LIFT, *STANDS_STILL)
    assert (case.grade, case.urgency) == (Grade.C, Urgency.ORDINARY)
    walks["clerk"].finds(case)
    looked_into(walks, case)
    answered(walks, case)
    worked(walks, case)
    filed(walks, case)
    stands_filed(walks, case, LIFT)


def test_a_major_complaint_with_danger(walks: Walks) -> None:
    """Grade A, urgent: before everything else somebody calls; the manager countersigns and reads the day's report."""
    walks.writes(LIFT, *STANDS_STILL)
    case = walks.writes(
        AWNING,
        "要求给个说法",
        "昨天傍晚5栋楼门口的雨棚突然掉下来，砸伤了我父亲的头，送医院缝了六针，还在住院。雨棚锈了很久，报修过两次都没人管，"
        "这是你们的责任，请给个说法并承担医药费。",
    )
    assert (case.grade, case.urgency) == (Grade.A, Urgency.URGENT)
    clerk, supervisor, manager = walks["clerk"], walks["supervisor"], walks["manager"]
    for walker in (clerk, supervisor, manager):
        walker.finds(case, first=True)
    clerk.takes(case, "马上联系来信人", "已联系，父亲在医院，已派人到场警戒。")
    clerk.takes(case, "核对住户与事由")
    supervisor.takes(case, "确认级别")
    looked_into(walks, case)
    clerk.plans(case, "更换5栋楼门口雨棚并检查全部雨棚", "2026-03-06")
    supervisor.approves(case)
    manager.approves(case)
    answered(walks, case, "supervisor", "manager")
    walks.passes(hours=6)
    clerk.takes(case, "向经理报告今日进展", "雨棚已拆除，新雨棚已订货。")
    worked(walks, case)
    filed(walks, case)
    assert EventName.PROGRESS_REPORTED in walks.house.events(case)
    stands_filed(walks, case, AWNING)


def test_a_complaint_of_many_with_the_press(walks: Walks) -> None:
    """Grade B: confirmed by a head, its plan and its reply countersigned by the manager."""
    case = walks.writes(
        WATER,
        "小区长期水压不足",
        "我们6栋二十户业主家里水压不足已经两周，多次反映没有解决，大家已经联系了电视台，再不解决就请记者来曝光。",
    )
    assert (case.grade, case.urgency) == (Grade.B, Urgency.IMPORTANT)
    looked_into(walks, case)
    walks["manager"].takes(case, "确认级别")
    walks["clerk"].plans(case, "检修加压泵并公示水压", "2026-03-06")
    for approver in ("supervisor", "manager"):
        walks[approver].approves(case)
    answered(walks, case, "supervisor", "manager")
    worked(walks, case)
    filed(walks, case)
    stands_filed(walks, case, WATER)


def test_the_opinion_of_several_households_and_a_question(walks: Walks) -> None:
    """Grades D and E run the same course; the urgent one that comes later stands before both."""
    many = walks.writes(PILES, "建议增设充电桩", "我们七户业主建议在地下车库增设电动汽车充电桩，现有的两个不够用。")
    one = walks.writes(FEES, "咨询物业费", "请问明年的物业费可以按季度交吗？什么时候开始交？")
    assert (many.grade, one.grade) == (Grade.D, Grade.E)
    trapped = walks.writes(
        TRAPPED, "电梯困人", "9栋1单元的电梯刚才突然停了，我母亲现在还被困在里面，按铃没有人应，请马上来人！"
    )
    walks["clerk"].finds(trapped, first=True)
    for case, home in ((many, PILES), (one, FEES)):
        looked_into(walks, case)
        answered(walks, case)
        worked(walks, case)
        filed(walks, case)
        stands_filed(walks, case, home)


def test_a_dissatisfied_resident_is_handled_answered_and_visited_once_more(walks: Walks) -> None:
    case = walks.writes(LIFT, *STANDS_STILL)
    looked_into(walks, case)
    answered(walks, case)
    worked(walks, case)
    walks.passes(days=1)
    clerk, supervisor = walks["clerk"], walks["supervisor"]
    clerk.takes(case, "回访住户", "电梯昨晚又停了一次。", 结果="不满意")
    clerk.waits(case, "住户不满意：再办理一轮", "主任")
    supervisor.takes(case, "住户不满意：再办理一轮", "请彻底检修，重新答复。")
    clerk.finds(case)
    clerk.takes(case, "受理")
    clerk.takes(case, "开始调查")
    answered(walks, case)
    worked(walks, case)
    filed(walks, case)
    stands_filed(walks, case, LIFT, replies=2)
    assert {(ClockName.HANDLE, 2), (ClockName.REPLY, 2), (ClockName.VISIT, 2)} <= set(walks.house.clocks(case))


def test_an_investigated_case_is_answered_in_four_clicks_and_one_sentence(walks: Walks) -> None:
    """What was found, the measures and their dates are known: nobody types them again. The aim is six clicks."""
    case = walks.writes(LIFT, *STANDS_STILL)
    looked_into(walks, case)
    clerk, supervisor = walks["clerk"], walks["supervisor"]
    clerk.plans(case, "更换门机部件", "2026-03-06", proposed=False)
    supervisor.approves(case)
    clerk.opens(f"/cases/{case.number}")
    clerk.counts_clicks()
    clerk.next.get_by_role("button", name="写回函").click()
    expect(clerk.main.get_by_label("查明的情况")).to_have_value("现场查看，情况属实。")
    clerk.main.get_by_label("处理结果").click()
    clerk.page.keyboard.insert_text("门机部件已更换，电梯恢复运行。")
    clerk.main.get_by_text("已满足", exact=True).click()
    clerk.presses(clerk.main.get_by_role("button", name="保存并送审").first)
    clerk.says("已送审")
    assert clerk.clicks() == 4
    supervisor.opens("/approvals")
    letter, whole = (supervisor.main.locator(part).first.bounding_box() for part in (".leaves", "article"))
    assert letter is not None
    assert whole is not None
    assert letter["width"] > 0.55 * whole["width"], "the letter fills its place"
    supervisor.needs_no_scrolling(supervisor.main.get_by_role("button", name="批准勾选的"))
    supervisor.main.get_by_role("checkbox").check()
    supervisor.presses(supervisor.main.get_by_role("button", name="批准勾选的"))
    supervisor.says("已批准 1 件")


def test_blocked_work_is_the_supervisors_next_step_until_the_way_is_clear(walks: Walks) -> None:
    case = walks.writes(LIFT, *STANDS_STILL)
    looked_into(walks, case)
    clerk, supervisor = walks["clerk"], walks["supervisor"]
    clerk.opens(f"/cases/{case.number}")
    clerk.main.get_by_text("登记受阻").click()
    clerk.main.get_by_label("受阻情况").fill("配件断货。")
    clerk.presses(clerk.main.locator("form[action$='/block'] button"))
    supervisor.finds(case)
    supervisor.takes(case, "排除障碍，或上交上一级", "已向另一供应商订货，明日到货。")
    clerk.opens(f"/cases/{case.number}")
    clerk.says("障碍已排除：已向另一供应商订货")
    assert EventName.UNBLOCKED in walks.house.events(case)


def test_a_second_complaint_of_a_household_is_raised_and_shows_the_first(walks: Walks) -> None:
    first = walks.writes(LIFT, *STANDS_STILL)
    looked_into(walks, first)
    answered(walks, first)
    worked(walks, first)
    filed(walks, first)
    walks.passes(days=2)
    again = walks.writes(LIFT, "电梯又停了", "上次说修好了，电梯今天又停运了，请彻底修好。")
    assert (again.id != first.id, again.urgency) == (True, Urgency.IMPORTANT)
    clerk = walks["clerk"]
    clerk.opens(f"/cases/{again.number}")
    clerk.says(first.number)
    looked_into(walks, again)
    answered(walks, again)
    worked(walks, again)
    filed(walks, again)
    stands_filed(walks, first, LIFT)
    stands_filed(walks, again, LIFT)


def test_a_department_answers_its_notice_by_mail(walks: Walks) -> None:
    """What the notice's answer says is the department's report: its clocks stop, and the clerk goes on from there."""
    house, clerk = walks.house, walks["clerk"]
    case = walks.writes(LIFT, *STANDS_STILL)
    looked_into(walks, case)
    clerk.records(case, "尽快恢复电梯运行")
    clerk.plans(case, "更换门机部件", "2026-03-06", proposed=False)
    walks["supervisor"].approves(case)
    answered(walks, case)
    clerk.notifies(case, "工程部")
    walks["supervisor"].approves(case)
    (mail,) = [one.message for one in house.smtp.accepted if one.recipients == (WORKSHOP,)]
    house.mail(
        f"Re: {mail['Subject']}",
        "完成。\n门机已更换，试运行正常。",
        sender=f"工程部 <{WORKSHOP}>",
        found="dmarc=pass header.from=wuye.example",
        In_Reply_To=mail["Message-ID"],
        Cc=mail["Reply-To"],
    )
    house.work()
    clerk.opens(f"/cases/{case.number}")
    clerk.says("门机已更换，试运行正常。")
    worked(walks, case)
    filed(walks, case)
    stands_filed(walks, case, LIFT)
    assert house.events(case).count(EventName.DEPARTMENT_REPORT) == 1


def test_a_case_is_handed_up_and_comes_back_with_an_answer(walks: Walks) -> None:
    case = walks.writes(LIFT, *STANDS_STILL)
    looked_into(walks, case)
    clerk, supervisor = walks["clerk"], walks["supervisor"]
    clerk.hands_up(case, "需要更换曳引机，超出维修费用权限。")
    supervisor.finds(case)
    supervisor.takes(case, "答复上交的问题", "同意更换，费用由维修资金列支。")
    clerk.finds(case)
    clerk.says("同意更换，费用由维修资金列支。")
    clerk.takes(case, "看上级的答复，继续办理")
    answered(walks, case)
    worked(walks, case)
    filed(walks, case)
    stands_filed(walks, case, LIFT)
    happened = [EventName.HANDED_UP, EventName.HANDED_BACK, EventName.ANSWER_TAKEN]
    assert [one for one in walks.house.events(case) if one in happened] == happened
