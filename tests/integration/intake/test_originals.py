"""Originals that cannot be shown are said to be so, and the service goes on.

Covers workers.intake.originals_tasks.
"""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from servers.house import House

from domain.reading import Document
from store import intake
from workers.instance.pool import ProcessPool
from workers.instance.refusals import Refused
from workers.instance.services import Services
from workers.intake import originals


@pytest.fixture
def hurried(house: House) -> Iterator[Services]:
    """The same instance, whose processes are killed at once."""
    with_no_time = ProcessPool(size=1, seconds=0.0, memory=10**9)
    yield replace(house.services, previews=with_no_time)
    with_no_time.close()


def read(house: House) -> Document:
    (document,) = house.ask(lambda session: intake.load_reading(session, 1))
    return document


def test_a_mail_that_takes_too_long_to_clean_is_said_and_the_next_one_is_shown(house, hurried):
    house.mail()
    house.work()
    (row,) = house.rows()
    long = b"Content-Type: text/html\r\n\r\n" + b"<p>no end</p>" * 300_000
    with pytest.raises(Refused, match="原件太大或有损坏"):
        originals.mail_page(hurried, replace(row, sha256=house.services.archive.put(long)))
    assert originals.mail_page(house.services, row) is None  # a plain mail: there is no markup to show
    assert originals.is_mail(read(house))


def test_an_original_that_never_came_is_said(house):
    house.mail()
    house.work()
    row = replace(house.rows()[0], sha256=None)
    with pytest.raises(Refused, match="没有取得原件"):
        originals.raw(house.services, row)


def test_a_body_is_no_attachment_and_no_page(house):
    house.mail()
    house.work()
    (row,) = house.rows()
    with pytest.raises(Refused, match="无法单独取出"):
        originals.attachment(house.services, row, read(house), 0)
    with pytest.raises(Refused, match="不是页面"):
        originals.page(house.services, row, read(house), 0)
