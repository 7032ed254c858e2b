"""What a real server shows is held against the rows: equal, lacking, out of reach; on the page and on the command line.

Covers workers.mailboxes.comparing, store.comparisons and huihan.checks.mail.
"""

from pathlib import Path

import pytest
from servers.dovecot import Dovecot
from servers.instance import make_instance
from servers.smtp import running_smtp

from domain.codes import Role
from domain.staff import Grant, Person
from huihan.checks import Patient, examine
from huihan.opened import open_services
from ingest.sources.trying import STEP_SECONDS
from workers.instance.refusals import Refused
from workers.intake.poll import poll_once
from workers.mailboxes import comparing

MAIL = b"Subject: lift\r\nFrom: a@example.com\r\n\r\nA letter\r\n"
ADMIN = Person(id=0, login="guan", name="guan", grants=(Grant(role=Role.ADMIN),))


def test_it_is_equal_lacking_and_out_of_reach(
    dovecot: Dovecot, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running_smtp(tmp_path) as smtp:
        instance = make_instance(tmp_path / "a", dovecot, smtp, database_url)
    for name, value in instance.environment.items():
        monkeypatch.setenv(name, value)
    (name,) = instance.users
    (instance.root / "data").mkdir(exist_ok=True)
    (instance.root / "data" / "huihan.db").touch()  # doctor asks no database before the first use
    with open_services(instance.settings()) as services:
        dovecot.append(instance.user, [MAIL, MAIL + b"\r\n"])
        found = comparing.compare(services, name, actor=ADMIN)
        assert (found.shown, found.missing, [one.size for one in found.named]) == (2, 2, [len(MAIL), len(MAIL) + 2])
        patient = Patient(settings=instance.settings(), now=services.now())
        (said,) = examine(patient, frozenset({"ledger"}))
        assert (said.ok, "2 件中有 2 件没有登记" in said.what) == (False, True)
        poll_once(services)
        found = comparing.compare(services, name, actor=ADMIN)
        assert (found.shown, found.missing, found.named) == (2, 0, ())
        (said,) = examine(patient, frozenset({"ledger"}))
        assert (said.ok, "一致，共 2 件" in said.what) == (True, True)
        monkeypatch.setenv("TEST_IMAP_PASSWORD", "another")
        found = comparing.compare(services, name, actor=ADMIN)
        assert "登录被拒绝" in str(found.unreachable)
        with pytest.raises(Refused, match="核对没有完成"):
            comparing.compare(services, "gone", actor=ADMIN)
    assert comparing.LIMIT.total_seconds() > STEP_SECONDS
