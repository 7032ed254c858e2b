"""What is kept longer than the settings say goes by itself, once a day, of filed cases; missed days are made good.

Covers store.retention.
"""

import os
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.codes import CaseState, IgnoredReason, IntakeState
from domain.settings import RetentionSettings
from domain.staff import operator
from store import cases, events, house_log, intake
from store.chains import ERASED
from workers.privacy import retention
from workers.privacy.data_requests import hold

YEAR = timedelta(days=365)


@pytest.fixture
def office(house):
    """Three cases: one filed, one filed and held by law, one open; and one mail that was ignored."""
    for name, sender in (("王芳", "wang"), ("李明", "li"), ("赵倩", "zhao")):
        house.mail(
            text=f"我是阳光花园3栋2单元501的业主{name}，电梯停运三天了。", sender=f"{name} <{sender}@example.com>"
        )
        house.work()
    house.mail(subject="自动回复", text="我正在休假", sender="x@example.com", Auto_Submitted="auto-replied")
    house.work()
    with house.services.database.transaction() as session:
        ignored = {"ignored_reason": IgnoredReason.AUTO_REPLY, "note": "自动回复"}
        intake.advance(session, house.last().id, tuple(IntakeState), IntakeState.IGNORED, **ignored)
    for case in house.cases()[:2]:
        with house.services.database.transaction() as session:
            events.append(session, case.id, house.services.now(), "li", "filed", {"reason": ""})
            cases.update_case(session, case.id, state=CaseState.FILED)
    hold(house.services, house.cases()[1].number, actor=operator("cli:li"), reason="诉讼")
    return house


def keeping(house, **spans):
    settings = replace(house.services.settings, retention=RetentionSettings(**spans))
    return replace(house.services, settings=settings)


def test_nothing_goes_unless_it_is_asked_for(office):
    office.time[0] += 20 * YEAR
    assert retention.due(office.services).count == 0
    assert retention.sweep(office.services) is None
    assert all(case.resident_name for case in office.cases())


def test_only_what_is_filed_long_enough_and_not_held_is_due(office):
    services = keeping(office, cases=2 * YEAR, ignored=YEAR)
    assert retention.due(services).count == 0
    office.time[0] += YEAR + timedelta(days=1)
    assert retention.due(services) == retention.Due(ignored=(office.last().id,))
    office.time[0] += YEAR
    assert retention.due(services) == retention.Due(cases=(office.cases()[0].id,), ignored=(office.last().id,))


def test_a_sweep_erases_once_a_day_and_records_it(office):
    services = keeping(office, cases=YEAR, ignored=YEAR)
    office.time[0] += YEAR + timedelta(days=1)
    assert retention.sweep(services) == 2
    assert retention.sweep(services) is None
    first, held, open_ = office.cases()
    assert first.resident_name is None
    assert held.resident_name
    assert open_.resident_name
    said = office.ask(lambda session: events.history(session, first.id))[-1]
    assert (said.what, said.who, said.payload["reason"]) == (ERASED, "huihan", retention.REASON)
    (entry,) = office.ask(lambda session: house_log.page(session, house_log.Wanted(what=(retention.SWEPT,))))
    assert entry.payload == {"cases": 1, "originals": 0, "ignored": 1, "logs": 0}
    assert office.ask(lambda session: events.verify(session, first.id)) == []
    office.time[0] += timedelta(days=1)
    assert retention.sweep(services) == 0


def test_days_that_were_missed_are_made_good(office):
    services = keeping(office, cases=YEAR)
    office.time[0] += 3 * YEAR
    assert retention.sweep(services) == 1


def test_a_sweep_that_died_is_begun_again_after_an_hour(office, monkeypatch):
    services = keeping(office, cases=YEAR)
    office.time[0] += 2 * YEAR

    def dies(*_, **__):
        raise RuntimeError("power cut")

    with monkeypatch.context() as broken:
        broken.setattr(retention, "sweep_now", dies)
        with pytest.raises(RuntimeError):
            retention.sweep(services)
    assert retention.sweep(services) is None
    office.time[0] += timedelta(hours=2)
    assert retention.sweep(services) == 1


def test_originals_may_go_before_their_cases_and_their_words_stay(office):
    services = keeping(office, originals=YEAR, cases=5 * YEAR)
    office.time[0] += 2 * YEAR
    (case_id,) = retention.due(services).originals
    (row,) = office.ask(lambda session: intake.of_case(session, case_id))
    assert retention.sweep(services) == 1
    assert not services.archive.exists(row.sha256)
    assert office.ask(lambda session: intake.load_reading(session, row.id))[0].text
    assert office.cases()[0].resident_name == "王芳"
    assert retention.due(services).count == 0


def test_what_the_law_keeps_is_not_due_before_its_time(office):
    services = keeping(office, cases=YEAR, duty=3 * YEAR)
    office.time[0] += 2 * YEAR
    assert retention.due(services).cases == ()
    office.time[0] += 2 * YEAR
    assert len(retention.due(services).cases) == 1


def test_a_reopened_case_is_kept(office):
    services = keeping(office, cases=YEAR)
    office.time[0] += 2 * YEAR
    with office.services.database.transaction() as session:
        cases.update_case(session, office.cases()[0].id, state=CaseState.REOPENED)
    assert retention.due(services).count == 0


def test_old_logs_go_and_the_one_that_is_written_to_stays(office):

    services = keeping(office, logs=timedelta(days=30))
    folder = office.services.settings.root / "data"
    folder.mkdir(exist_ok=True)
    for name in ("huihan.log", "huihan.log.1"):
        (folder / name).write_text("{}\n")
        os.utime(folder / name, (0, 0))
    assert retention.sweep(services) == 1
    assert sorted(path.name for path in folder.glob("huihan.log*")) == ["huihan.log"]


def test_a_dry_run_changes_nothing(office):
    services = keeping(office, cases=YEAR, originals=YEAR, ignored=YEAR)
    office.time[0] += 2 * YEAR
    before = [office.events(case) for case in office.cases()]
    assert retention.due(services).count == 2
    assert [office.events(case) for case in office.cases()] == before
    assert office.cases()[0].resident_name
