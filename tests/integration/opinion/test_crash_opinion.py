"""kill -9 around a call to a language model: the case, its decision and its letters are whole."""

import signal

import pytest
from servers.instance import make_instance, stop
from servers.language_model import running_language_model, says
from servers.smtp import running_smtp

from domain.events import EventName
from store import cases, events
from workers.instance.crash_points import OPINION

LETTER = "小区花坛里的月季都枯了，草坪枯黄一片，绿化没有人养护。7栋1单元302 赵强"


@pytest.mark.parametrize("point", OPINION)
def test_a_kill_at_this_point_loses_nothing_and_doubles_nothing(point, dovecot, sqlite_url, tmp_path):
    (tmp_path / "smtp").mkdir()
    with running_smtp(tmp_path / "smtp") as smtp, running_language_model(says(urgent=True)) as model:
        instance = make_instance(tmp_path, dovecot, smtp, sqlite_url)
        settings = instance.root / "huihan.toml"
        asked = f'\n[opinion]\nurl = "{model.url}"\nmodel = "small-1"\n'
        settings.write_text(settings.read_text("utf-8") + asked, encoding="utf-8")
        (instance.root / "inbox" / "letter.txt").write_text(LETTER, encoding="utf-8")
        assert instance.start(crash_at=point).wait(timeout=60) == -signal.SIGKILL, instance.log()
        process = instance.start()
        try:
            instance.await_quiet(0, process)
        finally:
            assert stop(process) == 0, instance.log()
    [case] = instance.cases()
    with instance.database() as database, database.reading() as session:
        told = [one.what for one in events.history(session, case.id)]
        decisions = cases.decisions_of_case(session, case.id)
        assert events.verify(session, case.id) == []
    assert told.count(EventName.SECOND_OPINION) == told.count(EventName.DECIDED_AGAIN) == 1
    assert len(decisions) == 2
    assert case.needs_person
    assert len(model.requests) <= 2
