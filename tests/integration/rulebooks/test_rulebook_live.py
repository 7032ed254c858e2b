"""A rulebook goes live only when it passes everything, is taken over without a restart, and can be taken back."""

from datetime import UTC, datetime, timedelta

import pytest
from servers.house import NOW
from servers.letters_day import CLERK
from servers.small_rulebook import FILES, NEW_YEAR_2027, write_small

from domain.codes import ClockName, ClockState
from domain.work_codes import Blocker
from rules.load import load_rulebook
from store import cases, events, house_log, rulebooks
from workers.casework.blocking import block
from workers.casework.case_work import resume, wait_for_resident
from workers.rulebooks import versions
from workers.rulebooks.calendars import recalculate_published
from workers.rulebooks.live import KeptRulebookError, LiveRulebook, load_kept
from workers.rulebooks.versions import ActivationError, VersionError

DECEMBER = datetime(2026, 12, 30, 2, 0, tzinfo=UTC)  # Wednesday 10:00 in Shanghai
STRICTER = FILES["clocks.yaml"].replace("3 working days", "2 working days")


@pytest.fixture
def folder(tmp_path):
    return write_small(tmp_path / "rulebook")


@pytest.fixture
def activate(house, folder):
    """Makes the folder live, with some files replaced; a running service then looks at once."""
    services = house.services

    def make(note="", **changed):
        write_small(folder, **changed)
        done = versions.activate(services.database, folder, who="王经理", note=note, now=services.now())
        services.live._look_seconds = 0
        return done

    return make


def history(house):
    return [(one.sha, one.who, one.note, one.active) for one in house.ask(rulebooks.history)]


def text(folder, name="clocks.yaml"):
    return (folder / name).read_text("utf-8")


def test_a_version_has_author_time_and_note_and_decides_from_then_on(house, activate):
    done = activate("首版")
    assert (done.before, done.examples, house.services.compiled.sha256) == (None, 2, done.sha)
    (entry,) = house.ask(rulebooks.history)
    assert (entry.who, entry.note, entry.at, entry.active) == ("王经理", "首版", NOW, True)
    house.mail()
    house.work()
    (case,) = house.cases()
    (made,) = house.ask(lambda session: cases.decisions_of_case(session, case.id))
    assert made.rulebook == done.sha
    assert house.ask(lambda session: rulebooks.version_of(session, made.rulebook, made.made_at)) == entry


def test_a_broken_rulebook_is_refused_with_everything_that_is_wrong_and_the_old_one_stays(house, activate):
    live = activate().sha
    with pytest.raises(ActivationError) as refused:
        activate(clocks=STRICTER.replace("because: 登记", "becuase: 登记"), rules__base="- {id: x}\n")
    assert {finding.split(":")[0] for finding in refused.value.findings} >= {"clocks.yaml", "rules/base.yaml"}
    assert house.ask(rulebooks.active_sha) == live
    assert house.services.compiled.sha256 == live
    with pytest.raises(ActivationError, match=r"two.*rubbish"):
        activate(rules__base="- {id: all, because: 全部, when: {signal: trapped}, then: {topic: rubbish}}\n",
                 examples__base=FILES["examples/base.yaml"].replace("topic: rubbish", "topic: lift_outage"),
                 clocks=FILES["clocks.yaml"])  # fmt: skip
    assert len(history(house)) == 1


def test_another_process_takes_a_new_version_over_within_a_look(house, activate):
    first = activate().sha
    time = [0.0]
    elsewhere = LiveRulebook(house.services.database, load_kept(house.services.database, first), clock=lambda: time[0])
    second = activate(clocks=STRICTER).sha
    in_flight = elsewhere.current()
    assert in_flight.sha256 == first
    time[0] = 1.0
    assert elsewhere.current().sha256 == second
    assert in_flight.sha256 == first


def test_a_kept_version_that_does_not_load_any_more_leaves_the_old_one(house, activate):
    live = activate().sha
    assert house.services.compiled.sha256 == live
    with house.services.database.transaction() as session:
        cases.keep_rulebook(session, "f" * 64, "", {"topics.yaml": "- nonsense"}, NOW)
        rulebooks.add_version(session, sha="f" * 64, at=NOW, who="x", note="", active=True)
    assert house.services.compiled.sha256 == live


def test_an_edited_folder_changes_nothing_and_is_told_of(house, activate, folder):
    live = activate().sha
    assert versions.not_live(house.services.database, folder) is None
    write_small(folder, clocks=STRICTER)
    assert live[:8] in versions.not_live(house.services.database, folder)
    assert house.services.compiled.sha256 == live


def test_rollback_restores_the_files_and_keeps_those_that_stood_there(house, activate, folder):
    first = activate("一").sha
    second = activate("二", clocks=STRICTER).sha
    write_small(folder, clocks="- {id: broken", examples__more="# 另有\n[]\n")
    broken = load_rulebook(folder)
    assert broken.rulebook is None
    done = versions.rollback(house.services.database, folder, None, who="李四", note="退回", now=NOW)
    assert (done.sha, done.before, house.services.compiled.sha256) == (first, second, first)
    assert text(folder) == FILES["clocks.yaml"]
    assert not (folder / "examples/more.yaml").exists()
    assert load_rulebook(folder).rulebook.sha256 == first
    (kept,) = [sha for sha, _, _, active in history(house) if not active]
    assert versions.texts_of(house.services.database, kept)["clocks.yaml"] == "- {id: broken"
    again = versions.rollback(house.services.database, folder, second, who="李四", note="", now=NOW)
    assert (again.sha, text(folder)) == (second, STRICTER)
    entries = house.ask(lambda session: house_log.page(session, house_log.Wanted()))
    assert [(one.what, one.payload["sha"]) for one in reversed(entries)] == [
        ("rules_activated", first),
        ("rules_activated", second),
        ("rules_rolled_back", first),
        ("rules_rolled_back", second),
    ]


def test_versions_are_named_by_their_beginning(house, activate):
    sha = activate().sha
    database = house.services.database
    assert {versions.resolve(database, name) for name in (sha, sha[:8].upper(), "active")} == {sha}
    for unknown in ("abcdef1234", "不是", "%"):
        with pytest.raises(VersionError):
            versions.resolve(database, unknown)
    with pytest.raises(VersionError, match="rollback active"):
        versions.rollback(database, house.services.settings.root, None, who="x", note="", now=NOW)


def test_a_published_year_moves_provisional_deadlines_as_an_event_of_the_case(house, activate):
    activate()
    house.time[0] = DECEMBER
    house.mail()
    house.work()
    (case,) = house.cases()
    before = house.clocks(case)[ClockName.REPLY, 1]
    assert before.provisional
    done = activate("国务院通知", calendar=FILES["calendar.yaml"] + NEW_YEAR_2027, clocks=STRICTER)
    after = house.clocks(case)[ClockName.REPLY, 1]
    assert done.moved == 2  # reply and handle; terms by the clock never were provisional
    assert (after.provisional, after.due_at - before.due_at) == (False, timedelta(days=1))
    assert [step.why for step in after.steps if step.date.isoformat() == "2027-01-04"] == ["放假"]
    (event,) = [
        one for one in house.ask(lambda session: events.history(session, case.id)) if one.what == "calendar_published"
    ]
    assert event.who == "王经理"
    reply = next(one for one in event.payload["clocks"] if one["clock"] == "reply")
    assert reply["due"] == ["2027-01-05T18:00:00+08:00", "2027-01-06T18:00:00+08:00"]
    assert reply["provisional"] == [True, False]
    services = house.services
    assert recalculate_published(services.database, services.compiled.calendar, now=DECEMBER, who="x") == 0
    assert house.ask(lambda session: events.verify(session, case.id)) == []


def told_of(house, case, clock="handle"):
    """What events told of a clock when a year was published: due before and after, round."""
    told = house.ask(lambda session: events.history(session, case.id))
    moved = [one for event in told if event.what == "calendar_published" for one in event.payload["clocks"]]
    return [(one["round"], *(due[:16] for due in one["due"])) for one in moved if one["clock"] == clock]


@pytest.fixture
def waiting(house, activate):
    """A case of Wednesday 30 December, 10:00, whose handling waits for the resident since 15:00."""
    activate()
    house.time[0] = DECEMBER
    house.mail()
    house.work()
    (case,) = house.cases()
    house.time[0] = DECEMBER + timedelta(hours=5)
    wait_for_resident(house.services, case.number, "等住户回家", actor=CLERK)
    return case


def publish(activate):
    return activate("国务院通知", calendar=FILES["calendar.yaml"] + NEW_YEAR_2027)


def test_a_published_year_moves_a_clock_that_stands_still(house, activate, waiting):
    publish(activate)
    row = house.clocks(waiting)[ClockName.HANDLE, 1]
    assert (row.state, row.provisional, row.pauses) == (ClockState.PAUSED, False, ())
    assert told_of(house, waiting) == [(1, "2027-01-07T18:00", "2027-01-08T18:00")]
    # Of five working days and three hours it has used none: from Monday 10:00 they end a week later, at 13:00.
    house.time[0] = datetime(2027, 1, 11, 2, tzinfo=UTC)
    resume(house.services, waiting.number, actor=CLERK)
    row = house.clocks(waiting)[ClockName.HANDLE, 1]
    assert (row.due_at, row.provisional) == (datetime(2027, 1, 18, 5, tzinfo=UTC), False)
    assert house.ask(lambda session: events.verify(session, waiting.id)) == []


def test_a_published_year_moves_the_clock_of_blocked_work(house, activate):
    timed = FILES["clocks.yaml"] + "- {clock: blocked, term: 2 working days, starts: blocked, because: 受阻}\n"
    activate(clocks=timed)
    house.time[0] = DECEMBER
    house.mail()
    house.work()
    (case,) = house.cases()
    block(house.services, case.number, "配件缺货", Blocker.SUPPLIER, actor=CLERK)
    activate("国务院通知", calendar=FILES["calendar.yaml"] + NEW_YEAR_2027, clocks=timed)
    assert told_of(house, case, "blocked") == [(1, "2027-01-04T18:00", "2027-01-03T18:00")]  # a make-up day


def test_a_published_year_moves_a_clock_that_stood_still_before(house, activate, waiting):
    house.time[0] = DECEMBER + timedelta(days=1, hours=5)
    resume(house.services, waiting.number, actor=CLERK)
    assert house.clocks(waiting)[ClockName.HANDLE, 1].provisional
    publish(activate)
    row = house.clocks(waiting)[ClockName.HANDLE, 1]
    # The pause gives back its working time by the days as they turned out: 3, 6, 7, 8 and 11 January.
    assert (row.due_at, row.provisional) == (datetime(2027, 1, 11, 10, tzinfo=UTC), False)
    assert told_of(house, waiting) == [(1, "2027-01-08T18:00", "2027-01-11T18:00")]
    publish(activate)
    assert len(told_of(house, waiting)) == 1


def test_it_is_loaded_when_it_is_first_asked_for_and_names_its_topics_before_that(house, activate):
    done = activate("首版")
    live = LiveRulebook(house.services.database)
    names = live.topic_names()
    assert live._compiled is None
    assert live.current().sha256 == done.sha
    assert names == {topic.id: topic.name for topic in live.current().rulebook.topics} == live.topic_names()


def test_without_a_version_there_is_nothing_to_load(house):
    live = LiveRulebook(house.services.database)
    for ask in (live.current, live.topic_names):
        with pytest.raises(KeptRulebookError):
            ask()
