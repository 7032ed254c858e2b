"""A record form says what was written down of a case and nothing else; a further round's papers, what that one found.

Covers workers.correspondence.written_down and workers.deciding.rounds.
"""

import io
from datetime import UTC, date, datetime, timedelta

import docx
import letters_at_hand as at_hand
from servers.desk import Desk

from domain.codes import Channel, Department, Grade, LetterKind, VisitOutcome
from domain.correction import Correction
from domain.course import Act
from domain.override import Override
from domain.plan import Measure
from domain.record import CaseRecord, Facts, Investigation, RecordedMatter, for_new_round
from domain.staff import Person
from domain.work_codes import Blocker, Cause, EvidenceSource, Met
from letters.word.document import plain_text
from store import case_records, cases
from store import plans as store_plans
from store.cases import CaseRow
from workers.casework import blocking, case_work, composing, evidence, gravity, plans, recording
from workers.casework.case_work import take
from workers.casework.overriding import confirm_grade, override_slots
from workers.correspondence.letter_context import letter_context
from workers.correspondence.written_down import WrittenDown, divided
from workers.intake.register import Record, register
from workers.intake.taken_down import Evidence

FACTS = "昨晚八点，5栋2单元的电梯停在六楼。\n按铃没有人应，打值班电话也没有人接；住户走楼梯回家。"
DEMAND = "派人检查电梯。\n值班电话要有人接。"


def registered(desk: Desk, clerk: Person, channel: Channel = Channel.PHONE) -> CaseRow:
    who = Correction(name="周敏女士", phone="13800138006", project="丽水湾", building="5", unit="2", room="602")
    record = Record(
        key=f"{len(desk.house.cases()) + 1:032x}",
        channel=channel,
        received=datetime(2026, 3, 2, 1, 30, tzinfo=UTC),
        about="2单元电梯",
        facts=FACTS,
        demand=DEMAND,
        who=who,
        evidence=(Evidence(name="通话截图.png", data=b"\x89PNG none"),),
    )
    return register(desk.house.services, record, actor=clerk).case


def boxes(desk: Desk, clerk: Person, case: CaseRow) -> dict[str, str]:
    """Label → what the record form says beside it."""
    form = at_hand.a_draft(desk, clerk, LetterKind.RECORD_FORM, case=case)
    found = {}
    for row in docx.Document(io.BytesIO(desk.house.services.archive.get(form.docx_sha or ""))).tables[0].rows:
        cells = row.cells
        for label, value in ((cells[0], cells[1]), (cells[2], cells[3])):
            if label.text != value.text:
                found["".join(label.text.split())] = value.text.strip()
    return found


def test_a_spoken_complaint_s_form_says_what_was_typed_and_leaves_the_rest_open(desk: Desk, clerk: Person) -> None:
    said = boxes(desk, clerk, registered(desk, clerk))
    pen = "　　　　　　　　日期：　　　年　　月　　日"
    assert said == {
        "投诉人": "周敏女士",
        "联系电话": "13800138006",
        "地址": "丽水湾5栋2单元602室",
        "收到日期": "2026年3月2日",
        "来源": "电话",
        "分类": said["分类"],
        "级别": "C 一般投诉",
        "紧急程度": said["紧急程度"],
        "责任部门": said["责任部门"],
        "有效性": "",
        "投诉内容": f"投诉对象：2单元电梯\n{FACTS}",
        "诉求期望": "派人检查电梯。 值班电话要有人接。",
        "证据材料": "电话登记，2026年3月2日收到\n通话截图.png，登记时附上，2026年3月2日收到",
        "调查情况": f"调查人签字：{pen}",
        "处理意见": f"主任签字：{pen}",
        "处理措施": "",
        "处理结果": f"经办人签字：{pen}",
        "回访情况": f"满意 □　部分满意 □　不满意 □　无法回访 □\n回访人签字：{pen}",
        "审签": f"主任审签：{pen}",
        "登记人": "陈晓",
        "填表日期": "2026年3月2日",
    }


def test_what_was_entered_for_a_message_stands_there_too(desk: Desk, clerk: Person) -> None:
    said = boxes(desk, clerk, registered(desk, clerk, Channel.WECHAT))
    assert said["投诉内容"].startswith("投诉对象：2单元电梯\n昨晚八点")
    assert said["诉求期望"] == "派人检查电梯。 值班电话要有人接。"


def test_the_composer_begins_with_the_whole_demand_that_was_typed(desk: Desk, clerk: Person) -> None:
    case = registered(desk, clerk)
    reply = at_hand.a_draft(desk, clerk, LetterKind.REPLY, case=case)
    said = desk.house.ask(lambda session: composing.composition_of(desk.house.services, session, case, reply))
    assert said.matters[0].demand == "派人检查电梯。 值班电话要有人接。"


def test_what_a_person_confirmed_of_the_facts_stands_there_with_object_place_and_time(
    desk: Desk, clerk: Person
) -> None:
    case = registered(desk, clerk)
    facts = Facts(complained_of="电梯", place="5栋2单元", happened="3月1日20时", told="电梯停在六楼。")
    recording.save_facts(desk.house.services, case.number, facts, actor=clerk, seen=0)
    assert boxes(desk, clerk, case)["投诉内容"] == "投诉对象：电梯\n地点：5栋2单元\n时间：3月1日20时\n电梯停在六楼。"


def test_a_registration_is_divided_at_its_last_label() -> None:
    assert divided("投诉对象：灯\n\n他说：\n诉求：没有\n\n诉求：换灯\n尽快") == WrittenDown(
        facts="投诉对象：灯\n他说：\n诉求：没有", demand="换灯\n尽快"
    )
    assert divided("灯坏了") == WrittenDown(facts="灯坏了", demand="")


def test_a_new_round_keeps_what_is_wanted_and_the_causes_and_opens_the_rest() -> None:
    record = CaseRecord(
        facts=Facts(told="灯坏了"),
        matters=(
            RecordedMatter(name="照明", demand="换灯", findings="镇流器坏", result="已换", met=Met.MET, why="无"),
        ),
        investigation=Investigation(by="周工", findings="查过", causes=(Cause.MATERIAL,), signed_by="chen"),
    )
    assert for_new_round(record) == CaseRecord(
        facts=Facts(told="灯坏了"),
        matters=(RecordedMatter(name="照明", demand="换灯"),),
        investigation=Investigation(causes=(Cause.MATERIAL,)),
    )


def handled(desk: Desk, clerk: Person, supervisor: Person, case: CaseRow, found: str, done: str, measure: str) -> None:
    """Investigated, planned, done and told, as far as the reply."""
    services = desk.house.services
    row = desk.house.ask(lambda session: case_records.latest(session, case.id))
    recording.save_investigation(
        services, case.number, Investigation(by="周工", findings=found), actor=clerk, seen=row.version if row else 0
    )
    kept = desk.house.ask(lambda session: store_plans.of_case(session, case.id))
    repair = Measure(what=measure, department=Department.ENGINEERING, owner="赵工", due=date(2026, 3, 20))
    seen = kept[-1].version if kept else None
    plan = plans.save_plan(services, case.number, opinion="抓紧办理。", measures=(repair,), actor=clerk, seen=seen)
    plans.submit_plan(services, case.number, plan.version, actor=clerk)
    plans.approve_plan(services, case.number, plan.version, actor=supervisor)
    case_work.measures_done(services, case.number, done, actor=clerk)


def test_a_second_round_s_form_and_reply_say_what_that_round_found(
    desk: Desk, clerk: Person, supervisor: Person
) -> None:
    case, services = at_hand.a_case(desk), desk.house.services
    handled(desk, clerk, supervisor, case, "门机皮带断裂", "皮带已换", "更换皮带")
    case_work.result_told(services, case.number, "电话告知", actor=clerk)
    case_work.record_visit(services, case.number, VisitOutcome.DISSATISFIED, "又停了", actor=clerk)
    desk.house.time[0] += timedelta(days=5)
    take(services, case.number, Act.NEW_ROUND, actor=supervisor, reason="住户不满意")
    again = desk.house.ask(lambda session: cases.get_case(session, case.id))
    first = ("皮带", "又停了")

    open_form = boxes(desk, clerk, again)
    for box in ("调查情况", "处理意见", "处理措施", "处理结果", "回访情况"):
        assert not any(words in open_form[box] for words in first), box
    assert "调查人签字：　" in open_form["调查情况"]

    handled(desk, clerk, supervisor, again, "主板受潮", "主板已换", "更换主板")
    text = plain_text(
        services.archive.get(at_hand.a_draft(desk, clerk, LetterKind.DEPARTMENT_NOTICE, case=again).docx_sha or "")
    )
    assert "更换主板" in text
    assert "更换皮带" not in text
    reply = at_hand.a_draft(desk, clerk, LetterKind.REPLY, case=again)
    said = desk.house.ask(lambda session: composing.composition_of(services, session, again, reply))
    (matter,) = said.matters
    assert (matter.findings, matter.result, matter.measures) == ("主板受潮", "主板已换", ("更换主板",))
    versions = desk.house.ask(lambda session: case_records.of_case(session, case.id))
    assert versions[0].content.investigation.findings == "门机皮带断裂"  # the first round's stays to be read


def test_a_report_of_progress_says_what_was_reported_what_is_open_and_what_blocks(
    desk: Desk, clerk: Person, supervisor: Person, manager: Person
) -> None:
    case, services = at_hand.a_case(desk), desk.house.services
    confirm_grade(services, case.number, Grade.A, actor=manager)
    repair = Measure(what="更换门机", department=Department.ENGINEERING, owner="赵工", due=date(2026, 3, 5))
    plans.save_plan(services, case.number, opinion="抓紧。", measures=(repair,), actor=clerk, seen=None)
    plans.submit_plan(services, case.number, 1, actor=clerk)
    plans.approve_plan(services, case.number, 1, actor=supervisor)
    plans.approve_plan(services, case.number, 1, actor=manager)
    gravity.report(services, case.number, "维保单位已到场。", actor=clerk)
    case_work.department_report(services, case.number, Department.ENGINEERING, "已拆下门机", actor=clerk, done=False)
    blocking.block(services, case.number, "备件缺货", Blocker.SUPPLIER, actor=clerk)
    report = at_hand.a_draft(desk, clerk, LetterKind.PROGRESS_REPORT, case=case)
    text = plain_text(services.archive.get(report.docx_sha or ""))
    for line in (
        "维保单位已到场。",
        "工程部：已拆下门机",
        "更换门机，计划于2026年3月5日前完成",
        "备件缺货（供应商或施工单位）",
    ):
        assert line in text.splitlines()


def test_many_files_of_one_day_share_a_line(desk: Desk, clerk: Person) -> None:
    case, services = at_hand.a_case(desk), desk.house.services
    files = tuple(evidence.Handed(name=f"照片{at}.jpg", data=f"{at}".encode()) for at in range(1, 7))
    given = evidence.About(source=EvidenceSource.RESIDENT, dated=date(2026, 3, 1))
    evidence.add(services, case.number, files, given, actor=clerk)
    evidence.add(
        services, case.number, (evidence.Handed(name="现场.jpg", data=b"x"),),
        evidence.About(source=EvidenceSource.VISIT, dated=date(2026, 3, 2)), actor=clerk,
    )  # fmt: skip
    assert boxes(desk, clerk, case)["证据材料"].splitlines() == [
        "电子邮件原件，2026年3月2日收到",
        "照片1.jpg、照片2.jpg、照片3.jpg、照片4.jpg、照片5.jpg、照片6.jpg，共6件，住户提供，2026年3月1日",
        "现场.jpg，现场查看，2026年3月2日",
    ]


def test_what_is_quoted_of_an_entry_is_not_its_labels(desk: Desk, clerk: Person) -> None:
    case = registered(desk, clerk, Channel.WECHAT)
    reply = at_hand.a_draft(desk, clerk, LetterKind.REPLY, case=case)
    context = desk.house.ask(
        lambda session: letter_context(desk.house.services, session, case, reply, date(2026, 3, 2))
    )
    assert context.quote == FACTS
    assert not any("投诉对象" in matter.resident_words for matter in context.matters)


def test_a_further_category_that_a_person_leaves_out_is_no_matter_of_the_reply(desk: Desk, clerk: Person) -> None:
    text = "电梯又停运了，三天没人修。另外停车费从300元涨到450元，没有公示，要求退还多收的停车费。"
    case, services = at_hand.a_case(desk, text=text), desk.house.services
    reply = at_hand.a_draft(desk, clerk, LetterKind.REPLY, case=case)

    def names() -> list[str]:
        now = desk.house.ask(lambda session: cases.get_case(session, case.id))
        made = desk.house.ask(lambda session: letter_context(services, session, now, reply, date(2026, 3, 2)))
        return [matter.name for matter in made.matters]

    assert names() == ["停车收费", "电梯停运"]
    override_slots(services, case.number, Override(also=(), because="电梯另案办理"), actor=clerk)
    assert names() == ["停车收费"]
