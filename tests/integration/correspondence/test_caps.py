"""Acknowledgements are no weapon: caps, held and never dropped; nothing of a stranger's is repeated; no mail loops."""

from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace

import pytest
from servers.house import LIFT

from domain.codes import IntakeState, LetterState, Role, Way
from domain.correction import Correction
from domain.reading_codes import Authentication
from domain.staff import Grant, Person, operator
from store import intake
from store.directory import NewHousehold
from store.letters import advance, get
from workers.correspondence.addresses import confirm_address
from workers.correspondence.caps import why_over
from workers.correspondence.draft import DraftStage
from workers.deciding.validation import CorrectionError
from workers.instance.refusals import Refused
from workers.intake.triage import accept
from workers.sending import held_acknowledgements
from workers.service.lanes import lanes
from workers.service.runner import Runner

CLERK = Person(id=0, login="chen", name="陈晓", grants=(Grant(role=Role.CLERK),))
TEXT = "三号楼的电梯坏了一个星期还没修好，请尽快安排。"


def limited(house, **limits):
    settings = replace(house.services.settings, limits=replace(house.services.settings.limits, **limits))
    house.services = replace(house.services, settings=settings)
    return house


def work_without(house, stage):
    """The road up to a stage."""
    fewer = {name: [one for one in stages if one.name != stage] for name, stages in lanes().items()}
    runners = [Runner(house.services, stages, name=name) for name, stages in fewer.items()]
    while sum(runner.work_once() for runner in runners):
        pass


def flood(house, *senders):
    for number, sender in enumerate(senders):
        house.mail(f"电梯{number}", f"{TEXT}（第{number}封）", sender=sender)
    house.work()
    return [letter for case in house.cases() for letter in house.letters(case)]


@pytest.mark.parametrize(
    ("limits", "senders", "why"),
    [
        ({}, ["v@x.cn", "v+1@x.cn", "V+2@X.cn", "v+3@x.cn"], "该发件人当日"),
        ({}, ["v.i@gmail.com", "vi@gmail.com", "v.i+a@googlemail.com", "VI@gmail.com"], "该发件人当日"),
        ({"letters_per_domain_and_day": 3}, ["a@x.cn", "b@x.cn", "c@m.x.cn", "d@n.x.cn"], "发往 x.cn"),
        ({"letters_per_freemail_and_day": 3}, ["a@qq.com", "b@qq.com", "c@qq.com", "d@qq.com"], "发往 qq.com"),
        ({"letters_per_hour": 3}, ["a@a.cn", "a@b.cn", "a@c.cn", "a@d.cn"], "一小时内"),
        ({"letters_per_day": 3}, ["a@a.cn", "a@b.cn", "a@c.cn", "a@d.cn"], "全公司当日"),
    ],
)
def test_beyond_a_cap_letters_are_held_and_none_is_dropped(house, limits, senders, why):
    letters = flood(limited(house, **limits), *senders)
    assert len(letters) == len(house.cases()) == 4
    assert [letter.state for letter in letters] == [LetterState.SENT] * 3 + [LetterState.DRAFT]
    assert why in letters[-1].held
    assert len(house.smtp.accepted) == 3


def test_a_domains_cap_is_not_for_the_residents_of_the_directory(house):
    house.directory(NewHousehold(project="阳光花园", building="9", room="101", email="d@x.cn"))
    letters = flood(limited(house, letters_per_domain_and_day=2), "a@x.cn", "b@x.cn", "c@x.cn", "d@x.cn")
    assert [letter.held is None for letter in letters] == [True, True, False, True]


def test_one_conversation_is_acknowledged_so_often_a_day(house):
    house.mail()
    house.work()
    (ours,) = house.letters(house.cases()[0])
    limited(house, letters_per_case_and_day=2, letters_per_sender_and_day=100)
    for number in range(3):
        house.mail("补充", f"电梯还是停运，请回复。（{number}）", In_Reply_To=ours.message_id)
    house.work()
    (case,) = house.cases()
    assert [letter.held is None for letter in house.letters(case)] == [True, True, False, False]


def test_two_at_once_do_not_both_take_the_last_place(house):
    limited(house, letters_per_sender_and_day=1)
    for number in range(2):
        house.mail(f"电梯{number}", f"{TEXT}（第{number}封）", sender="v@x.cn")
    work_without(house, "draft")
    ids = [letter.id for case in house.cases() for letter in house.letters(case)]
    assert len(ids) == 2

    with ThreadPoolExecutor(1) as pool:
        with house.services.database.transaction() as session:
            first = get(session, ids[0])
            assert why_over(house.services, session, first) is None
            advance(session, first.id, first.state, first.state, number="物函〔2026〕9号")
            second = pool.submit(DraftStage().prepare, house.services, [ids[1]])
            wait([second], timeout=0.3)  # long enough for one that waits for nobody
        second.result()
    letters = [letter for case in house.cases() for letter in house.letters(case)]
    assert sorted(letter.held is None for letter in letters) == [False, True]


def test_what_a_person_releases_goes_out_whatever_the_cap(house):
    letters = flood(limited(house, letters_per_sender_and_day=1), "v@x.cn", "v+1@x.cn")
    held_acknowledgements.release(house.services, letters[1].id, actor=CLERK, way=Way.MAIL)
    house.work()
    assert len(house.smtp.accepted) == 2


LURE = "加微信 13900001111 领红包 http://evil.example"


def test_nothing_of_a_strangers_is_repeated(house):
    house.mail(LURE, f"{LURE}\n{TEXT}", sender=f"{LURE} <victim@x.cn>")
    house.work()
    (received,) = house.smtp.accepted
    said = received.message["Subject"] + received.message.get_body().get_content()
    for words in ("微信", "13900001111", "evil", "红包"):
        assert words not in said
    assert received.message["Subject"] == f"[{house.cases()[0].number}] 您的来信已收悉"


def test_who_is_proved_to_have_written_reads_the_own_subject_again(house):
    house.mail("电梯停运三天", LIFT, sender="v@x.cn")
    work_without(house, "decide")
    with house.services.database.transaction() as session:
        (row,) = intake.list_by_state(session, IntakeState.READ)
        intake.advance(session, row.id, row.state, row.state, authentication=Authentication.PASS)
    house.work()
    (received,) = house.smtp.accepted
    assert "电梯停运三天" in received.message["Subject"]


def test_a_matter_that_nobody_heard_is_not_quoted_to_a_stranger(house):
    house.mail("问一下", "你们这帮骗子，去死吧，到此一游", sender="victim@x.cn")
    house.work()
    (received,) = house.smtp.accepted
    text = received.message.get_body().get_content()
    assert "去死" not in text
    assert "具体事项以来信为准" in text


def test_a_person_who_releases_a_letter_answers_for_what_it_repeats(house):
    house.mail("电梯停运三天", LIFT, sender="v@x.cn", no_letter=True)
    house.work()
    (letter,) = house.letters(house.cases()[0])
    held_acknowledgements.release(house.services, letter.id, actor=CLERK, way=Way.MAIL)
    house.work()
    (received,) = house.smtp.accepted
    assert "电梯停运三天" in received.message["Subject"]


@pytest.mark.parametrize("sender", ["noreply@forms.example", "mailer-daemon@x.cn", "Kefu+1@Wuye.Example"])
def test_robots_and_our_own_mailboxes_get_no_letter(house, sender):
    house.mail(sender=sender)
    house.work()
    case = accept(house.services, house.last().id, actor=operator("chen"))
    house.work()
    assert not house.smtp.accepted
    assert house.cases()[0].reply_to_email is None
    (letter,) = house.letters(case)
    assert letter.to_address is None
    with pytest.raises(Refused, match="本公司自己的收件邮箱"):
        confirm_address(house.services, letter.id, "KEFU@wuye.example", actor=CLERK)


def test_a_clerk_may_not_send_letters_to_our_own_mailbox(house):
    house.mail(X_Spam_Flag="YES")
    house.work()
    with pytest.raises(CorrectionError, match="本公司自己的收件邮箱"):
        accept(
            house.services, house.last().id, actor=operator("chen"), correction=Correction(reply_to="kefu@wuye.example")
        )
