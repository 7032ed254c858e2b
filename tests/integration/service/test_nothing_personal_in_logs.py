"""A road with everything that goes wrong on it: no line of the log names the resident, whoever wrote the line."""

import logging
import threading

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from domain.staff import operator
from huihan.log import also_to_stderr, log_to
from workers.deciding import searchable
from workers.intake import opening
from workers.intake.poll import poll_once
from workers.privacy import retention
from workers.privacy.data_requests import Asked, erase
from workers.privacy.resident import Resident
from workers.privacy.subjects import Wanted
from workers.service.housekeeping import reindex

WHO = Resident.of(name="郑晓岚", phone="13712340000", email="zheng.xl@example.com")
SAID = "我是阳光花园3栋2单元501的业主郑晓岚，电梯停运三天。电话13712340000"
MAIL = {"subject": "郑晓岚投诉电梯", "text": SAID, "sender": "郑晓岚 <zheng.xl@example.com>"}


pytestmark = pytest.mark.usefixtures("logging_as_before")


def fails(*arguments, **named):
    raise ValueError(f"{SAID} {arguments} {named}")


def test_no_line_of_the_log_names_the_resident(house, monkeypatch, capfd):
    root = house.services.settings.root
    log_to(root)
    also_to_stderr()
    house.mail(**MAIL)
    house.work()
    with monkeypatch.context() as broken:
        broken.setattr(opening, "open_case", fails)
        house.mail(**MAIL, Message_ID="<second@example.com>")
        house.work()
    house.receive(b"From: zheng.xl@example.com\r\nSubject: 13712340000\r\n\r\n\xff\xfe\x00 \xd6\xa3", name="郑晓岚.eml")
    (root / "inbox").mkdir(exist_ok=True)
    (root / "inbox" / "郑晓岚13712340000.txt").write_text(SAID, encoding="utf-8")
    (root / "inbox" / "郑晓岚.lnk").symlink_to("/nowhere")
    poll_once(house.services)
    house.work()
    with monkeypatch.context() as broken:
        broken.setattr(searchable, "reindex", fails)
        reindex(house.services, threading.Event())
    with pytest.raises(SQLAlchemyError) as refused, house.services.database.transaction() as session:
        session.execute(text("INSERT INTO nowhere VALUES (:said)"), {"said": SAID})
    logging.getLogger("sqlalchemy").error(str(refused.value))
    logging.getLogger("mailparser").warning("cannot parse %s", SAID)
    retention.sweep(house.services)
    erase(house.services, Asked(wanted=Wanted(phone="13712340000")), actor=operator("cli:li"), reason="住户要求")
    logged = "".join(path.read_text("utf-8") for path in (root / "data").glob("huihan.log*"))
    said = capfd.readouterr()
    assert "job_failed" in logged
    assert "search_failed" in logged
    assert not WHO.named_in(logged)
    assert not WHO.named_in(said.err)
    assert not WHO.named_in(said.out)


def test_a_statement_that_fails_does_not_quote_what_it_was_given(database):
    with pytest.raises(SQLAlchemyError) as refused, database.transaction() as session:
        session.execute(text("INSERT INTO nowhere VALUES (:said)"), {"said": SAID})
    assert not WHO.named_in(str(refused.value))
