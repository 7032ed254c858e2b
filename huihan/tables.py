"""The table of cases as staff want to see them at a glance."""

from collections.abc import Iterable, Mapping

from rich.box import HORIZONTALS
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from domain import labels
from domain.clocks import AT_RECEIPT
from domain.codes import ClockName, ClockState, Kind
from store.cases import CaseRow
from store.clocks import ClockRow
from workers.instance.services import Services
from workers.public.records import CaseRecord

_SHOWN = tuple(clock for clock in AT_RECEIPT if clock is not ClockName.REGISTER)


_TABLE_NEEDS = 130
"""Columns of a terminal below which a table would be cut into slivers."""


def case_overview(records: Iterable[CaseRecord], services: Services, *, width: int) -> RenderableType:
    """The cases as a table, or on a narrow terminal as a few lines each."""
    if width >= _TABLE_NEEDS:
        return case_table(records, services)
    names = _topic_names(services)
    return Group(*(Padding(_lines(record, services, names), (0, 0, 1, 0)) for record in records))


def _lines(record: CaseRecord, services: Services, names: Mapping[str, str]) -> Text:
    case = record.case
    parts = (
        Text(f"{case.number}　{_resident(record)}", style="bold"),
        _topic(record, names),
        Text("、".join(labels.DEPARTMENT[department] for department in case.departments)),
        _grade(case, "　"),
        _deadlines(record, services),
    )
    joined = [Text("　").join(part.split("\n")) for part in parts]
    return Text("\n  ").join([joined[0], Text("　").join(joined[1:4]), joined[4], *map(Text, _letters(record))])


def _grade(case: CaseRow, between: str) -> Text:
    """Grade and urgency; of what is no complaint the kind before them."""
    kind = () if case.kind is Kind.COMPLAINT else (labels.KIND[case.kind],)
    words = between.join((*kind, labels.GRADE[case.grade], labels.URGENCY[case.urgency]))
    return Text(words, style=_STYLE.get(case.urgency, ""))


def case_table(records: Iterable[CaseRecord], services: Services) -> Table:
    """One row a case: number, resident, what it is about, who answers, grade, deadlines, letters with their files."""
    table = Table(header_style="bold", show_lines=True, box=HORIZONTALS)
    for column in ("编号", "投诉人", "分类 / 主题", "责任部门", "级别", "期限", "信件"):
        table.add_column(column, overflow="fold", no_wrap=column in {"编号", "期限", "级别"})
    names = _topic_names(services)
    for record in records:
        case = record.case
        table.add_row(
            Text(f"{case.number}\n{case.received_at.astimezone(services.zone):%m-%d %H:%M} 收"),
            Text(_resident(record)),
            _topic(record, names),
            Text("\n".join(labels.DEPARTMENT[department] for department in case.departments)),
            _grade(case, "\n"),
            _deadlines(record, services),
            Text("\n".join(_letters(record))),
        )
    return table


_STYLE = {"urgent": "bold red", "important": "yellow"}


def _resident(record: CaseRecord) -> str:
    case = record.case
    building = case.building and f"{case.building}栋"
    unit = case.unit and f"{case.unit}单元"
    place = "".join(filter(None, (building, unit, case.room)))
    return "\n".join(filter(None, (case.resident_name or case.email or "（不详）", case.project, place)))


def _topic_names(services: Services) -> Mapping[str, str]:
    return services.live.topic_names()


def _topic(record: CaseRecord, names: Mapping[str, str]) -> Text:
    case = record.case
    name = names.get(case.topic or "", case.topic or "（未识别）")
    text = Text(f"{labels.CATEGORY[case.category]}\n{name}")
    if case.also:
        text.append(f"\n另涉 {'、'.join(labels.CATEGORY[category] for category in case.also)}", style="dim")
    if case.needs_person:
        text.append("\n待人工", style="magenta")
    return text


def _deadlines(record: CaseRecord, services: Services) -> Text:
    text = Text()
    for name in _SHOWN:
        found = [clock for clock in record.clocks if clock.clock is name and clock.due_known]
        if found:
            mark, style = _standing(found[-1], services)
            due = f"{found[-1].due_at.astimezone(services.zone):%m-%d %H:%M}{'?' if found[-1].provisional else ''}"
            text.append(f"{chr(10) if text else ''}{labels.CLOCK[name]} {due}")
            text.append(f" {mark}", style=style)
    return text


def _standing(clock: ClockRow, services: Services) -> tuple[str, str]:
    if clock.state is ClockState.RUNNING:
        return ("已逾期", "bold red") if clock.due_at < services.now() else ("", "")
    style = {ClockState.MET: "green", ClockState.LATE: "red"}.get(clock.state, "dim")
    return labels.CLOCK_STATE[clock.state], style


def _letters(record: CaseRecord) -> Iterable[str]:
    for letter in record.letters:
        yield f"{labels.LETTER[letter.kind]}（{'暂缓' if letter.held else labels.LETTER_STATE[letter.state]}）"
        if letter.id in record.paths:
            yield f"  {record.paths[letter.id]}"
