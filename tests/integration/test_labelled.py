"""What people have confirmed is kept as labelled letters, until the case is decided anew."""

from servers.house import LIFT

from domain.correction import Correction
from workers.correct import confirm, correct
from workers.labelled import labelled
from workers.poll import poll_once

NUMBER = "TS-2026-000001"


def test_a_confirmed_case_is_a_labelled_letter(house):
    inbox = house.services.settings.inbox
    inbox.mkdir(parents=True, exist_ok=True)
    (inbox / "来信.txt").write_text(LIFT, encoding="utf-8")
    poll_once(house.services)
    house.work()
    assert house.ask(labelled) == ()
    confirm(house.services, NUMBER, who="张三")
    [letter] = house.ask(labelled)
    [case] = house.cases()
    assert letter.topic == case.topic
    assert letter.text.strip() in LIFT
    correct(house.services, NUMBER, Correction(text="另外，垃圾也没有人清运。" + LIFT), who="张三")
    assert house.ask(labelled) == ()
