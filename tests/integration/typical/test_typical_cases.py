"""From a case to a typical case: drafted without anybody's data, mended, published by a second person, found again.

Covers workers.typical.drafting, workers.typical.publishing, workers.typical.published, workers.typical.before,
workers.typical.handout and workers.typical.known.
"""

import io
import re
from datetime import date, timedelta

import pytest
from docx import Document
from servers.house import LIFT, House
from servers.letters_day import CLERK, MANAGER, OTHER_CLERK, SECOND_SUPERVISOR, SUPERVISOR, approved, one_case, person

from domain.codes import CaseState, Role
from domain.record import Facts, Hearing, Investigation
from domain.staff import operator
from domain.typical import TypicalState, TypicalText
from domain.work_codes import Cause
from letters.pdf.printed.layer import read_pages
from store import cases, events, house_log, typical_cases
from store.cases import CaseRow
from store.directory import NewHousehold
from store.typical_cases import TypicalRow
from workers.casework.recording import save_facts, save_hearing, save_investigation
from workers.instance.refusals import Refused
from workers.privacy.data_requests import Asked, erase
from workers.privacy.subjects import Wanted
from workers.typical import drafting, handout, publishing
from workers.typical.before import answered_before
from workers.typical.published import published

WRITTEN = TypicalText(
    title="电梯停运投诉的处理",
    points="电梯停运三天，无人告知何时修好。",
    causes="门机部件损坏，备件未储备。",
    handling="当日更换部件，次日回访。",
    lesson="先告知，再维修。",
    correction="储备门机部件。",
)
PERSONAL = (
    "王芳",
    "王",
    "13800138000",
    "501",
    "3栋",
    "2单元",
    "阳光花园",
    "赵铁柱",
    "周大成",
    "wang@example.com",
    "李铁军",
)


@pytest.fixture
def recorded_case(office: House) -> CaseRow:
    """A case whose record names everybody it may name."""
    office.directory(
        NewHousehold(project="阳光花园", building="3", unit="2", room="501", name="王芳、李铁军", phone="13800138000")
    )
    case = one_case(office)
    found = "王女士（501）家门口的电梯门机皮带断裂，赵铁柱师傅拍照，车牌粤B12345的车堵住了设备间。"
    facts = Facts(
        complained_of="电梯", place="阳光花园3栋2单元", happened="3月2日", told="王芳13800138000投诉电梯停运三天"
    )
    save_facts(office.services, case.number, facts, actor=CLERK, seen=0)
    look = Investigation(
        by="周大成", company="王芳", findings=found, responsibility="维保单位", causes=(Cause.MACHINE,)
    )
    save_investigation(office.services, case.number, look, actor=CLERK, seen=1)
    heard = Hearing(heard_on=date(2026, 3, 2), resident_said="老人出不了门", other="李铁军", other_said="李铁军说不急")
    save_hearing(office.services, case.number, heard, actor=CLERK, seen=2)
    return office.ask(lambda session: cases.get_case(session, case.id))


def now(house: House, row: TypicalRow) -> TypicalRow:
    return house.ask(lambda session: typical_cases.get(session, row.id))


def text_of(house: House, row: TypicalRow) -> TypicalText:
    return house.ask(lambda session: typical_cases.latest(session, now(house, row)))


def is_published(house: House, case: CaseRow, text: TypicalText = WRITTEN) -> TypicalRow:
    row = drafting.begin(house.services, case.number, actor=CLERK)
    version = publishing.save(house.services, row.id, text, actor=CLERK, seen=row.version)
    publishing.publish(house.services, row.id, actor=SUPERVISOR, seen=version)
    return now(house, row)


def test_a_draft_holds_the_record_and_nobody(office: House, recorded_case: CaseRow) -> None:
    row = drafting.begin(office.services, recorded_case.number, actor=CLERK)
    text = text_of(office, row)
    said = "\n".join(text.parts.values())
    for words in PERSONAL:
        assert words not in said, said
    assert "粤B12345" not in said
    assert "电梯停运三天" in text.points
    assert "某项目" in text.points
    assert "门机皮带断裂" in text.causes
    assert "维保单位" in text.causes
    assert "机" in text.causes
    assert office.ask(lambda session: publishing.standing(office.services, session, row)).left == ()
    assert drafting.begin(office.services, recorded_case.number, actor=OTHER_CLERK).id == row.id


def test_a_second_person_publishes_what_is_whole_and_names_nobody(office: House, recorded_case: CaseRow) -> None:
    services = office.services
    row = drafting.begin(services, recorded_case.number, actor=CLERK)
    with pytest.raises(Refused, match="还没有写"):
        publishing.publish(services, row.id, actor=SUPERVISOR, seen=1)
    named = TypicalText(**{**WRITTEN.parts, "lesson": "王芳说得对，石磊也说得对。"})
    assert publishing.save(services, row.id, named, actor=SECOND_SUPERVISOR, seen=1) == 2
    with pytest.raises(Refused, match=r"启示.*王芳"):
        publishing.publish(services, row.id, actor=SUPERVISOR, seen=2)
    mended = TypicalText(**{**WRITTEN.parts, "lesson": "业主石磊路的路灯也要修。"})
    publishing.save(services, row.id, mended, actor=CLERK, seen=2)
    with pytest.raises(Refused, match="刚被他人修改"):
        publishing.save(services, row.id, WRITTEN, actor=CLERK, seen=2)
    with pytest.raises(Refused, match="检查没有指出"):
        publishing.let_stand(services, row.id, "路灯", actor=CLERK, seen=3)
    for one in office.ask(lambda session: publishing.standing(services, session, now(office, row))).left:
        publishing.let_stand(services, row.id, one.words, actor=CLERK, seen=3)
    for writer in (CLERK, SECOND_SUPERVISOR):
        with pytest.raises(Refused):
            publishing.publish(services, row.id, actor=writer, seen=3)
    publishing.publish(services, row.id, actor=SUPERVISOR, seen=3)
    kept = now(office, row)
    assert (kept.state, kept.published_by, kept.version) == (TypicalState.PUBLISHED, SUPERVISOR.login, 3)
    with pytest.raises(Refused, match="先撤回"):
        publishing.save(services, row.id, WRITTEN, actor=CLERK, seen=3)
    said = [one.what for one in office.ask(lambda session: house_log.page(session, house_log.Wanted()))]
    assert said[0] == "typical_published"
    assert said.count("typical_saved") == 2


def test_what_is_withdrawn_may_be_mended_and_published_again(office: House, recorded_case: CaseRow) -> None:
    services, row = office.services, is_published(office, recorded_case)
    with pytest.raises(Refused):
        publishing.withdraw(services, row.id, actor=CLERK, reason="有误")
    with pytest.raises(Refused, match="理由"):
        publishing.withdraw(services, row.id, actor=SUPERVISOR, reason=" ")
    publishing.withdraw(services, row.id, actor=SUPERVISOR, reason="有误")
    assert office.ask(lambda session: published(session, office.time[0], office.time[0] + timedelta(days=1))) == ()
    better = TypicalText(**{**WRITTEN.parts, "worsened": "没有及时告知。"})
    version = publishing.save(services, row.id, better, actor=CLERK, seen=row.version)
    assert now(office, row).state is TypicalState.DRAFT
    publishing.publish(services, row.id, actor=MANAGER, seen=version)
    (one,) = office.ask(lambda session: published(session, office.time[0], office.time[0] + timedelta(days=1)))
    assert (one.id, one.text) == (row.id, better)


def test_others_see_nothing_until_it_is_published(office: House, recorded_case: CaseRow) -> None:
    row = drafting.begin(office.services, recorded_case.number, actor=CLERK)
    elsewhere = person("he", Role.SUPERVISOR, project="月亮湾花园")
    row = office.ask(lambda session: typical_cases.get(session, row.id))
    if row.project is not None:
        assert not publishing.may_read(elsewhere, row)
        with pytest.raises(Refused, match="没有这个典型案例"):
            publishing.save(office.services, row.id, WRITTEN, actor=elsewhere, seen=1)
        with pytest.raises(Refused):
            drafting.begin(office.services, recorded_case.number, actor=elsewhere)
    publishing.save(office.services, row.id, WRITTEN, actor=CLERK, seen=1)
    publishing.publish(office.services, row.id, actor=SUPERVISOR, seen=2)
    assert publishing.may_read(elsewhere, now(office, row))
    assert not publishing.may_write(elsewhere, now(office, row))


def test_the_report_s_list_goes_by_span_and_project(office: House, recorded_case: CaseRow) -> None:
    row, at = is_published(office, recorded_case), office.time[0]

    def listed(since, until, projects=None):
        return [one.id for one in office.ask(lambda session: published(session, since, until, projects))]

    day = timedelta(days=1)
    assert listed(at, at + day) == listed(at, at + day, ("阳光花园",)) == [row.id]
    assert listed(at, at + day, ("翠湖",)) == listed(at - day, at) == listed(at + day, at + 2 * day) == []


def test_erasing_the_case_leaves_the_published_text_alone(office: House, recorded_case: CaseRow) -> None:
    row = is_published(office, recorded_case)
    with office.services.database.transaction() as session:
        events.append(session, recorded_case.id, office.services.now(), "li", "filed", {"reason": ""})
        cases.update_case(session, recorded_case.id, state=CaseState.FILED)
    asked = Asked(wanted=Wanted(name="王芳", phone="13800138000"))
    erase(office.services, asked, actor=operator("cli:li"), reason="本人申请")
    left = now(office, row)
    assert left.case_id is None
    assert text_of(office, row) == WRITTEN
    assert len(office.ask(lambda session: typical_cases.versions(session, row.id))) == 1
    with pytest.raises(Refused, match="已依法删除"):
        drafting.begin(office.services, recorded_case.number, actor=CLERK)
    assert office.ask(lambda session: publishing.standing(office.services, session, left)).left == ()


def test_how_it_was_answered_before(office: House, recorded_case: CaseRow) -> None:
    approved(office, recorded_case)
    row = is_published(office, recorded_case)
    asks = one_case(office, sender="李强 <li@example.com>", text=LIFT.replace("王芳", "李强").replace("501", "802"))
    before = office.ask(lambda session: answered_before(session, asks, CLERK))
    assert [one.id for one in before.typical] == [row.id]
    assert [one.case_number for one in before.answers] == [recorded_case.number]
    elsewhere = person("he", Role.SUPERVISOR, project="月亮湾花园")
    assert [one.case_number for one in office.ask(lambda s: answered_before(s, asks, elsewhere)).answers] == (
        [] if recorded_case.project else [recorded_case.number]
    )


def test_one_and_several_on_paper(office: House, recorded_case: CaseRow) -> None:
    row = is_published(office, recorded_case)
    other_case = one_case(
        office, subject="保安骂人", text="阳光花园5栋1单元302，门岗保安骂人，要求道歉。", sender="a@example.com"
    )
    other = is_published(office, other_case, TypicalText(**{**WRITTEN.parts, "title": "门岗言语冲突的处理"}))
    one = Document(io.BytesIO(handout.as_word(office.services, [row.id], actor=CLERK)))
    assert one.paragraphs[0].text == WRITTEN.title
    several = Document(io.BytesIO(handout.as_word(office.services, [other.id, row.id, other.id], actor=CLERK)))
    listed = [line.text for line in several.paragraphs if line.style.name == "目录条目"]
    assert listed == ["1. 门岗言语冲突的处理\t2", "2. 电梯停运投诉的处理\t3"]
    contents, *pages = read_pages(handout.as_pdf(office.services, [row.id, other.id], actor=CLERK))
    assert re.search(r"电梯停运投诉的处理\.+2", contents)
    assert re.search(r"门岗言语冲突的处理\.+3", contents)
    assert [WRITTEN.title in pages[0], "门岗言语冲突的处理" in pages[1]] == [True, True]
    draft = drafting.begin(
        office.services,
        one_case(office, subject="噪音", text="楼下广场舞太吵", sender="b@example.com").number,
        actor=CLERK,
    )
    for ids in ([], [draft.id], [999], list(range(1, 200))):
        with pytest.raises(Refused):
            handout.as_word(office.services, ids, actor=CLERK)
