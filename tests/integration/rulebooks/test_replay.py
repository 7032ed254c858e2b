"""Stored decisions run through a changed rulebook: what would differ, and why, before it goes live.

Covers huihan.commands.rules.replay and huihan.replay_sheet.
"""

import pytest
from openpyxl import load_workbook
from servers.small_rulebook import FILES, write_small

from huihan.commands.rules.replay import counted
from huihan.replay_sheet import write_sheet
from rules.load import load_rulebook
from workers.rulebooks import versions
from workers.rulebooks.replay import replay

CHANGED = {
    "topics": FILES["topics.yaml"].replace("category: environment", "category: service"),
    "rules__base": FILES["rules/base.yaml"].replace("then: {grade: B}", "then: {grade: A}"),
    "clocks": FILES["clocks.yaml"].replace("3 working days", "2 working days"),
    "examples__base": FILES["examples/base.yaml"],
}
LIFT = "电梯坏了，已经三天没有人修"
RUBBISH = "=楼下的垃圾没有人清运"


@pytest.fixture
def decided(house, tmp_path):
    """An instance in which the small rulebook has decided three letters."""
    services = house.services
    folder = write_small(tmp_path / "rulebook")
    versions.activate(services.database, folder, who="x", note="", now=services.now())
    services.live._look_seconds = 0
    for number, text in enumerate((LIFT, RUBBISH, RUBBISH)):
        house.mail("来信", text, sender=f"r{number}@example.com")
    house.work()
    return house


def test_the_same_rulebook_changes_nothing(decided, tmp_path):
    done: list[int] = []
    book = load_rulebook(tmp_path / "rulebook").rulebook
    result = replay(decided.services.database, book, 10, report=done.append)
    assert (result.replayed, result.changed, result.counts, result.failed, sum(done)) == (3, (), {}, (), 3)


@pytest.mark.parametrize("processes", [1, 2])
def test_what_would_differ_is_counted_and_told_with_both_reasons(decided, tmp_path, processes):
    book = load_rulebook(write_small(tmp_path / "changed", **CHANGED)).rulebook
    result = replay(decided.services.database, book, 10, processes=processes)
    assert result.counts == {
        ("category", "environment", "service"): 2,
        ("department", "environment", "customer_service"): 2,
        ("grade", "B", "A"): 1,
        ("clock:reply", "", "earlier"): 3,
    }
    lift = next(case for case in result.changed if case.number == "TS-2026-000001")
    grade = next(slot for slot in lift.slots if slot.slot == "grade")
    assert (grade.old, grade.new) == ("B", "A")
    assert [(why.rule, why.words) for why in grade.old_why] == [("waiting", ("已经三天",))]
    assert [case.number for case in result.changed] == ["TS-2026-000003", "TS-2026-000002", "TS-2026-000001"]
    assert ("分类", "环境管理", "综合服务", 2) in counted(result)
    assert replay(decided.services.database, book, 1, processes=1).replayed == 1


def test_the_workbook_holds_both_sheets_and_no_formula(decided, tmp_path):
    book = load_rulebook(write_small(tmp_path / "changed", **CHANGED)).rulebook
    result = replay(decided.services.database, book, 10)
    path = tmp_path / "重判.xlsx"
    write_sheet(path, [("=1+1", "\x01坏", "", 2), *counted(result)], result.changed)
    workbook = load_workbook(path)
    assert workbook.sheetnames == ["统计", "案件"]
    first = workbook["统计"]["A2"]
    assert (first.value, first.data_type) == ("=1+1", "s")
    assert workbook["案件"].max_row == 1 + sum(len(case.slots) for case in result.changed)
