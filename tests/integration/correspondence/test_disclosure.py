"""What only the directory knows never leaves to a stranger: name, flat, phone, whatever matched and in any letter."""

import re
from io import BytesIO

import pdfplumber
import pytest

from domain.codes import LetterKind, Role, Way
from domain.correction import Correction
from domain.staff import Grant, Person, operator
from letters.word.blocks import BlockRole, BlockText, blocks
from letters.word.document import plain_text
from store import letters
from store.directory import NewHousehold
from workers.casework import correcting
from workers.correspondence import addresses
from workers.correspondence.disclosure import confirm_household, told
from workers.correspondence.draft import draft_letter
from workers.correspondence.editing import edit_blocks
from workers.correspondence.letter_checks import findings

OWNER = NewHousehold(
    project="阳光花园",
    building="3栋",
    unit="2单元",
    room="501",
    name="欧阳丽",
    phone="13900139000",
    email="ouyang@example.com",
)
SECRETS = ("欧阳丽", "欧阳", "13900139000")
CLERK = Person(id=0, login="chen", name="陈晓", grants=(Grant(role=Role.CLERK),))
BY_FLAT = "3栋2单元501的电梯又停运了，已经三天，没有人来修，请尽快安排。"
BY_PHONE = "电梯又停运了，已经三天，没有人来修，请尽快安排。电话13900139000"


@pytest.fixture(autouse=True)
def _directory(house):
    house.directory(OWNER)


def written(house, text=BY_FLAT, sender="x@stranger.example", **headers):
    house.mail("电梯停运", text, sender=sender, **headers)
    house.work()
    return house.cases()[-1]


_RANDOM = re.compile(r"[0-9a-f]{32,}")
"""Message-IDs, signatures and boundaries, in which any figures may stand by chance."""


def all_said(house):
    """Everything that left by mail, and every draft, as text with its subject."""
    said = []
    for case in house.cases():
        for letter in house.letters(case):
            docx = plain_text(house.services.archive.get(letter.docx_sha)) if letter.docx_sha else ""
            said.append("\n".join(filter(None, (letter.subject, letter.body, docx))))
    said += [_RANDOM.sub("", text) for one in house.smtp.accepted for text in _texts(one.message)]
    return "\n".join(said)


def _texts(message):
    """The headers of every part, and what a reader of the mail reads in it: figures in base64 stand there by chance."""
    for part in message.walk():
        yield "\n".join(f"{name}: {value}" for name, value in part.items())
        if part.get_content_maintype() == "text":
            yield part.get_content()
        elif part.get_content_type() == "application/pdf":
            with pdfplumber.open(BytesIO(part.get_content())) as pdf:
                yield "\n".join(page.extract_text() for page in pdf.pages)
        elif not part.is_multipart():
            yield plain_text(part.get_content())


@pytest.mark.parametrize("kind", [LetterKind.REPLY, LetterKind.INTERIM, LetterKind.EXPLANATION])
def test_a_stranger_who_names_a_flat_never_learns_whose_it_is(house, kind):
    case = written(house)
    assert case.household_id is not None
    assert case.resident_name == "欧阳丽"  # the staff see it
    draft_letter(house.services, case.number, kind)
    assert house.smtp.accepted
    assert not [one for one in SECRETS if one in all_said(house)]


def test_a_stranger_who_names_a_phone_number_never_learns_the_flat(house):
    case = written(house, BY_PHONE)
    draft_letter(house.services, case.number, LetterKind.REPLY)
    said = all_said(house)
    assert not [one for one in ("欧阳", "501", "阳光花园") if one in said]


def test_what_the_writer_said_is_repeated(house):
    case = written(house, f"{BY_FLAT}我是业主欧阳丽。")
    draft_letter(house.services, case.number, LetterKind.REPLY)
    said = all_said(house)
    assert "欧阳丽" in said
    assert "501" in said
    assert "阳光花园" not in said


def test_the_households_own_address_is_told_by_name(house):
    written(house, "电梯又停运了，已经三天，没有人来修，请尽快安排。", sender="ouyang@example.com")
    said = all_said(house)
    assert "欧阳丽" in said
    assert "阳光花园" in said  # the project alone: the trouble need not be where the household lives


def test_a_clerk_confirms_the_household_and_later_letters_name_it(house):
    case = written(house)
    draft_letter(house.services, case.number, LetterKind.REPLY)
    confirmed = confirm_household(house.services, case.number, actor=CLERK)
    assert confirmed.household_confirmed == case.household_id
    assert "household_confirmed" in house.events(case)
    again = draft_letter(house.services, case.number, LetterKind.REPLY)
    assert "欧阳丽" in plain_text(house.services.archive.get(again.docx_sha))


@pytest.mark.parametrize(
    "settle",
    [
        lambda house, case: correcting.confirm(house.services, case.number, actor=operator("chen")),
        lambda house, case: correcting.correct(
            house.services,
            case.number,
            Correction(household_id=case.household_id, subject="电梯"),
            actor=operator("chen"),
        ),
    ],
)
def test_a_clerk_who_confirms_the_case_or_names_the_household_has_confirmed_it(house, settle):
    case = written(house)
    settle(house, case)
    reply = draft_letter(house.services, case.number, LetterKind.REPLY)
    assert "欧阳丽" in plain_text(house.services.archive.get(reply.docx_sha))


def test_what_was_confirmed_is_not_for_others_who_write_to_the_case(house):
    case = written(house)
    confirm_household(house.services, case.number, actor=CLERK)
    case = house.cases()[-1]
    reply = draft_letter(house.services, case.number, LetterKind.REPLY)
    addresses.confirm_address(house.services, reply.id, "other@stranger.example", actor=CLERK)
    letter = house.ask(lambda session: letters.get(session, reply.id))
    answered_for = house.ask(lambda session: told(session, case, letter))
    assert answered_for.name == "欧阳丽"  # a person answers for that address
    unasked = letter.__class__(**{**vars(letter), "address_confirmed_by": None})
    stranger = house.ask(lambda session: told(session, case, unasked))
    assert stranger.name is None
    assert stranger.withheld == ("欧阳丽", "13900139000")


def test_a_letter_on_paper_says_no_more_than_one_by_mail(house):
    case = written(house)
    reply = draft_letter(house.services, case.number, LetterKind.REPLY)
    paper = reply.__class__(**{**vars(reply), "to_address": None, "way": Way.PRINT})
    assert house.ask(lambda session: told(session, case, paper)).name is None


def test_a_name_that_somebody_typed_from_the_directory_is_found_before_the_letter_goes(house):
    case = written(house)
    reply = draft_letter(house.services, case.number, LetterKind.REPLY)
    texts = [
        BlockText(index=one.index, text="尊敬的欧阳丽女士：" if one.role is BlockRole.ADDRESSEE else one.text)
        for one in blocks(house.services.archive.get(reply.docx_sha))
    ]
    edit_blocks(house.services, reply.id, texts, actor=CLERK, seen=reply.docx_sha)
    assert any("只见于住户名册" in one.message for one in findings(house.services, reply.id))
