"""What people have confirmed is kept as labelled letters, until the case is decided anew; what they chose even then.

Covers store.labelled.
"""

from servers.house import LIFT

from domain.codes import Grade
from domain.correction import Correction
from domain.override import Override
from domain.staff import operator
from workers.casework.correcting import confirm, correct
from workers.casework.overriding import override_slots
from workers.intake.poll import poll_once
from workers.rulebooks.labelled import labelled

NUMBER = "TS-2026-000001"


def test_a_confirmed_case_is_a_labelled_letter(house):
    inbox = house.services.settings.inbox
    inbox.mkdir(parents=True, exist_ok=True)
    (inbox / "来信.txt").write_text(LIFT, encoding="utf-8")
    poll_once(house.services)
    house.work()
    assert house.ask(labelled) == ()
    confirm(house.services, NUMBER, actor=operator("张三"))
    [letter] = house.ask(labelled)
    [case] = house.cases()
    assert letter.topic == case.topic
    assert letter.text.strip() in LIFT
    correct(house.services, NUMBER, Correction(text="另外，垃圾也没有人清运。" + LIFT), actor=operator("张三"))
    assert house.ask(labelled) == ()


def test_a_topic_that_a_person_chose_labels_the_letter_as_it_is_corrected(house):
    house.mail("来信", "没有人来修，我不满意！")
    house.work()
    override_slots(house.services, NUMBER, Override(topic="lift_outage"), actor=operator("zhang"))
    correct(house.services, NUMBER, Correction(text="轿厢停在五楼不动，没有人来修。"), actor=operator("li"))
    [letter] = house.ask(labelled)
    assert (letter.text, letter.topic) == ("轿厢停在五楼不动，没有人来修。", "lift_outage")


def test_another_choice_is_a_confirmation_of_the_topic_until_the_case_is_decided_anew(house):
    house.mail("来信", LIFT)
    house.work()
    override_slots(house.services, NUMBER, Override(grade=Grade.D), actor=operator("zhang"))
    [letter] = house.ask(labelled)
    assert letter.topic == "lift_outage"
    correct(house.services, NUMBER, Correction(phone="13900139000"), actor=operator("li"))
    assert house.ask(labelled) == ()
