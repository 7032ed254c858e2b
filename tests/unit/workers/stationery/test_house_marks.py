"""Name, head and seal of the company, entered by an admin: letters, mails and calls say them from then on.

Covers store.company and workers.instance.company.
"""

import io

import pytest
from PIL import Image
from servers.house import House

from domain.codes import LetterKind, Role
from domain.events import HouseEvent
from domain.reading_codes import Script
from domain.staff import Grant, Person
from domain.work_codes import TemplateOrigin
from letters.templating.letterhead import Letterhead
from letters.word.document import plain_text
from store import company, house_log
from store.house_log import Wanted
from workers.correspondence.draft import draft_letter
from workers.instance.company import company_now
from workers.instance.refusals import Refused
from workers.stationery import house_marks
from workers.stationery.standing import in_force

ADMIN = Person(id=0, login="shell:root", name="root", grants=(Grant(role=Role.ADMIN),))
CLERK = Person(id=0, login="chen", name="陈晓", grants=(Grant(role=Role.CLERK),))
WHITE = Image.new("RGB", (200, 200), "white")


def png(image: Image.Image = WHITE) -> bytes:
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()


def told(house: House, what: HouseEvent) -> list[dict[str, object]]:
    return [dict(one.payload or {}) for one in house.ask(lambda session: house_log.page(session, Wanted(what=(what,))))]


def test_what_is_entered_counts_over_the_settings_and_the_rest_stays(house: House) -> None:
    before = house.services.settings.company
    changed = house_marks.enter_company(house.services, {"name": " 永安  物业 ", "phone": "020-8888 0000"}, actor=ADMIN)
    now = company_now(house.services)
    assert changed == ("name", "phone")
    assert (now.name, now.phone, now.office) == ("永安 物业", "020-8888 0000", before.office)
    assert told(house, HouseEvent.COMPANY_ENTERED) == [{"changed": ["name", "phone"]}]
    house.mail()
    house.work()
    letter = draft_letter(house.services, house.cases()[0].number, LetterKind.REPLY)
    assert "020-8888 0000" in plain_text(house.services.archive.get(letter.docx_sha or ""))


def test_emptied_again_the_settings_count_and_each_state_stays(house: House) -> None:
    house_marks.enter_company(house.services, {"name": "永安物业"}, actor=ADMIN)
    assert house_marks.enter_company(house.services, {}, actor=ADMIN) == ("name",)
    assert company_now(house.services) == house.services.settings.company
    assert house_marks.enter_company(house.services, {}, actor=ADMIN) == ()
    assert len(told(house, HouseEvent.COMPANY_ENTERED)) == 2
    assert house.ask(company.profile) is not None


def test_a_letterhead_is_proposed_for_every_letter_that_has_the_shipped_one(house: House) -> None:
    shipped = in_force(house.services, LetterKind.REPLY, Script.HANS)
    made = house_marks.propose_letterhead(house.services, Letterhead(colour="#14566B"), actor=ADMIN)
    assert [(row.kind, row.version, row.origin) for row in made] == [
        (kind, 1, TemplateOrigin.LETTERHEAD)
        for kind in LetterKind
        if kind
        in {
            LetterKind.ACKNOWLEDGEMENT,
            LetterKind.INTERIM,
            LetterKind.REPLY,
            LetterKind.EXPLANATION,
            LetterKind.GROUP_NOTICE,
        }
    ]
    assert in_force(house.services, LetterKind.REPLY, Script.HANS) == shipped


def test_a_picture_that_is_none_is_refused_in_words(house: House) -> None:
    with pytest.raises(Refused, match="PNG 或 JPEG"):
        house_marks.propose_letterhead(house.services, Letterhead(logo=b"x"), actor=ADMIN)


def test_a_seal_is_changed_and_taken_away(house: House) -> None:
    house_marks.set_seal(house.services, png(), actor=ADMIN)
    assert house_marks.seal(house.services) == png()
    house_marks.set_seal(house.services, None, actor=ADMIN)
    assert house_marks.seal(house.services) is None
    assert [bool(one["sha256"]) for one in told(house, HouseEvent.SEAL_CHANGED)] == [False, True]


@pytest.mark.parametrize("data", [b"x", b"x" * 5_000_001], ids=["no picture", "too large"])
def test_what_cannot_be_a_seal_leaves_the_one_in_force(house: House, data: bytes) -> None:
    house_marks.set_seal(house.services, png(), actor=ADMIN)
    with pytest.raises(Refused):
        house_marks.set_seal(house.services, data, actor=ADMIN)
    assert house_marks.seal(house.services) == png()


def test_only_an_admin_may(house: House) -> None:
    for act in (
        lambda: house_marks.enter_company(house.services, {"name": "x"}, actor=CLERK),
        lambda: house_marks.propose_letterhead(house.services, Letterhead(), actor=CLERK),
        lambda: house_marks.set_seal(house.services, png(), actor=CLERK),
    ):
        with pytest.raises(Refused, match="只有管理员"):
            act()


def test_a_field_is_no_page(house: House) -> None:
    with pytest.raises(Refused, match="最多 100"):
        house_marks.enter_company(house.services, {"name": "长" * 101}, actor=ADMIN)
