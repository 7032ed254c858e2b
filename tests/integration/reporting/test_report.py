"""A month's report: its figures, its Word and Excel files and its charts say the same.

Covers workers.reporting.making, workers.reporting.contents, workers.reporting.words, workers.reporting.word,
workers.reporting.sheets, workers.reporting.contract and workers.reporting.charts.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from docx import Document
from lxml import etree
from openpyxl import load_workbook
from servers.house import House
from servers.letters_day import MANAGER, SUPERVISOR, furnished, one_case, person

from domain.codes import Category, Role
from domain.course import Act
from domain.labels import CATEGORY
from domain.rates import Length
from domain.typical import TypicalText
from domain.work_codes import Cause, CauseSaid
from store import projects
from store.projects import ProjectFacts
from store.tasks import Among
from workers.casework.case_work import measures_done, take
from workers.figures.causes import CauseCount
from workers.figures.closing import close_due
from workers.instance.refusals import Refused
from workers.reporting import charts
from workers.reporting.contents import Report, ReportAsked, Texts
from workers.reporting.contract import report_view
from workers.reporting.making import report_for
from workers.reporting.sheets import as_xlsx
from workers.reporting.word import as_docx
from workers.reporting.words import causes_text, title
from workers.typical.published import PublishedCase

MARCH = date(2026, 3, 1)
TEXTS = Texts(analysis="门机老化。", measures="更换门机。\n每周检查。")


def report(house: House, actor=MANAGER, texts: Texts = TEXTS, **asked) -> Report:
    wanted = ReportAsked(**{"month": MARCH, **asked})
    return house.ask(lambda session: report_for(house.services, session, actor, wanted, texts))


@pytest.fixture
def town(house: House) -> House:
    """Three complaints of March in two projects: one done in time, one late, one open and overdue at its end."""
    house = furnished(house)
    with house.services.database.transaction() as session:
        projects.add(session, "阳光花园", ProjectFacts(area="城东"))
        projects.add(session, "月亮湾花园", ProjectFacts(area="城西"))
    lift = one_case(house, subject="电梯停运", text="阳光花园3栋2单元501，电梯停运三天了，请马上修。")
    late = one_case(
        house, subject="电梯停运", text="月亮湾花园1栋1单元201，电梯停运，请修。", Message_ID="<c@x.example>"
    )
    one_case(
        house, subject="保安骂人", text="阳光花园5栋1单元302，门岗保安骂人，要求道歉。", Message_ID="<b@x.example>"
    )
    done(house, lift)
    house.time[0] += timedelta(days=20)
    done(house, late)
    house.time[0] = datetime(2026, 4, 1, 2, 0, tzinfo=UTC)
    close_due(house.services)
    return house


def done(house: House, case) -> None:
    for act in (Act.ACCEPT, Act.INVESTIGATE):
        take(house.services, case.number, act, actor=SUPERVISOR)
    measures_done(house.services, case.number, "门机已换", actor=SUPERVISOR)


def test_the_figures_of_march(town: House) -> None:
    made = report(town)
    assert (made.total.received, made.total.due, made.total.in_time) == (3, 3, 1)
    assert (made.overdue_open, made.overdue_done) == (1, 1)
    still, late = made.overdue
    assert (still.finished, still.place.split()[0], still.days > 20) == (None, "阳光花园", True)
    assert late.finished == date(2026, 3, 22)
    lift = made.matters[0]
    assert (lift.count, lift.before, lift.share) == (2, 0, 2 / 3)
    assert sum(one.count for one in lift.causes) == 2
    assert [one.month for one in made.months][::11] == [date(2025, 4, 1), MARCH]
    assert made.months[-1].counts == made.total
    assert made.closed_at is not None
    assert str(made.overview[0]).startswith("2026年3月，阳光物业服务有限公司共收到客户投诉 3 件")
    assert title(made) == "2026年3月客户投诉处理月度报告"
    assert title(report(town, length=Length.QUARTER)) == "2026年1季度客户投诉处理季度报告"


def test_of_one_project_and_for_those_alone_who_answer_for_it(town: House) -> None:
    made = report(town, among=Among(project="月亮湾花园"))
    assert (made.where, made.total.received, made.overdue_open) == ("月亮湾花园", 1, 0)
    assert charts.PROJECTS not in {one.name for one in charts.charts_of(made)}
    own = person("he", Role.SUPERVISOR, project="月亮湾花园")
    assert report(town, own).total.received == 1
    with pytest.raises(Refused):
        report(town, own, among=Among(project="阳光花园"))


def test_word_excel_and_json_say_the_same(town: House) -> None:
    made = report(town)
    docx, xlsx = as_docx(made), as_xlsx(made)
    assert (docx, xlsx) == (as_docx(made), as_xlsx(made))
    document = Document(BytesIO(docx))
    texts = [one.text for one in document.paragraphs]
    assert texts[0] == title(made)
    assert "".join(str(one) for one in made.overview) in texts
    for heading in ("一、总体情况", "二、投诉处理统计", "三、主要指标与走势", "四、各项目情况"):
        assert heading in texts
    assert {"门机老化。", "更换门机。", "每周检查。"} <= set(texts)
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]
    form = next(table for table in tables if table[0][0] == "类别")
    total = made.forms[0].total
    [month] = [blocks for period, blocks in total.items() if period == "month"]
    assert form[-1][:4] == ["合计", str(month.new), str(month.tasks), str(month.on_time)]
    book = load_workbook(BytesIO(xlsx))
    assert {
        "总体情况",
        "客户投诉处理统计报表",
        "主要指标",
        "各项目",
        "十二个月",
        "突出事项",
        "超期案件",
        "预警",
    } <= set(book.sheetnames)
    assert len(book.sheetnames) == 7 + len(made.forms)
    rows = list(book["客户投诉处理统计报表"].iter_rows(values_only=True))
    assert rows[-1][1:4] == (month.new, month.tasks, month.on_time)
    assert {row[0] for row in rows} >= set(CATEGORY.values())
    shown = report_view(made)
    assert shown["rates"]["total"]["received"] == 3
    assert shown["overview"] == [str(one) for one in made.overview]
    assert (shown["overdue_open"], len(shown["overdue"])) == (1, 2)


def test_causes_in_words() -> None:
    chosen = CauseCount(cause=Cause.MACHINE, said=CauseSaid.CHOSEN, count=12)
    proposed = CauseCount(cause=Cause.METHOD, said=CauseSaid.PROPOSED, count=3)
    unknown = CauseCount(cause=None, said=None, count=1)
    assert causes_text((chosen, proposed, unknown)) == "机 12，法 3（拟定），不详 1"


def test_charts_are_pictures_with_the_same_in_words(town: House) -> None:
    made = report(town)
    found = charts.charts_of(made)
    assert [one.name for one in found] == [charts.TREND, charts.CLASSES, charts.PROJECTS]
    assert "26-03 收到 3 件，完成及时率 33.3%" in found[0].alt
    assert "设备管理 2 件" in found[1].alt
    drawn = charts.as_svg(found[0])
    assert etree.fromstring(drawn).tag.endswith("svg")
    assert drawn == charts.as_svg(found[0])
    shapes = Document(BytesIO(as_docx(made))).inline_shapes
    assert [one._inline.docPr.get("descr") for one in shapes] == [found[1].alt, found[0].alt, found[2].alt]


def test_typical_cases_that_were_published_in_the_period_stand_in_it(town: House) -> None:
    text = TypicalText(title="电梯停了三天", points="门机老化。", causes="备件不足。", lesson="备件先行。")
    at = datetime(2026, 3, 20, 2, 0, tzinfo=UTC)
    one = PublishedCase(id=1, category=Category.EQUIPMENT, topic=None, text=text, published_at=at)
    texts = [row.text for row in Document(BytesIO(as_docx(replace(report(town), typical=(one,))))).paragraphs]
    assert {"（一）电梯停了三天", "案例要点：门机老化。", "启示：备件先行。"} <= set(texts)
    assert report_view(replace(report(town), typical=(one,)))["typical"] == [{"id": 1, "title": "电梯停了三天"}]
    many = as_docx(replace(report(town), typical=tuple(replace(one, id=number) for number in range(1, 121))))
    texts = [row.text for row in Document(BytesIO(many)).paragraphs]
    assert len([text for text in texts if text.endswith(one.text.title)]) == 10
    assert "期内共发布 120 个，此处列出最近的 10 个。" in texts


def test_a_month_without_complaints_has_a_report_too(town: House) -> None:
    made = report(town, month=date(2024, 1, 1), texts=Texts())
    assert charts.charts_of(made) == ()
    assert "没有收到客户投诉" in "".join(one.text for one in Document(BytesIO(as_docx(made))).paragraphs)
