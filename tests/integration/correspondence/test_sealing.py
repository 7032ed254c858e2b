"""A letter whose seal could not be laid over stays approved and says so; a person has it tried once more."""

import io
from datetime import timedelta

import pytest
from PIL import Image
from servers.letters_day import CLERK, MANAGER, approved, furnished, now, one_case

from domain.codes import LetterState
from workers.correspondence.sealing import issue_again
from workers.instance.refusals import Refused
from workers.queue.outgoing import outgoing


@pytest.fixture
def office(house):
    """An office whose picture of the seal is none."""
    office = furnished(house)
    office.services.settings.templates.mkdir(exist_ok=True)
    (office.services.settings.templates / "seal.png").write_bytes(b"no picture")
    return office


def worked(office):
    """Everything, with the tries that come later."""
    for _ in range(office.services.settings.limits.job_attempts):
        office.work()
        office.time[0] += timedelta(hours=1)


@pytest.fixture
def letter(office):
    letter = approved(office, one_case(office))
    worked(office)
    return now(office, letter)


def mended(office):
    image = io.BytesIO()
    Image.new("RGB", (200, 200), "red").save(image, "PNG")
    (office.services.settings.templates / "seal.png").write_bytes(image.getvalue())


def lists(office):
    view = office.ask(lambda session: outgoing(office.services, session, CLERK))
    return [one.letter.id for one in view.unsealed], [one.letter.id for one in view.on_its_way]


def test_what_could_not_be_sealed_is_shown_apart(office, letter):
    assert letter.state is LetterState.APPROVED
    assert letter.error.startswith("未能用印")
    assert lists(office) == ([letter.id], [])


def test_with_the_seal_mended_it_goes_out_once(office, letter):
    mended(office)
    issue_again(office.services, letter.id, actor=CLERK)
    assert lists(office) == ([], [letter.id])
    with pytest.raises(Refused, match="不需要重试"):
        issue_again(office.services, letter.id, actor=CLERK)
    before = len(office.smtp.accepted)
    office.work()
    assert now(office, letter).state is LetterState.SENT
    assert len(office.smtp.accepted) == before + 1
    assert "letter_issue_again" in office.events(office.cases()[0])


def test_it_waits_again_if_it_fails_again(office, letter):
    issue_again(office.services, letter.id, actor=CLERK)
    worked(office)
    assert lists(office) == ([letter.id], [])


def test_only_the_office_has_it_tried_again(office, letter):
    with pytest.raises(Refused, match="权限"):
        issue_again(office.services, letter.id, actor=MANAGER)
    assert lists(office) == ([letter.id], [])
