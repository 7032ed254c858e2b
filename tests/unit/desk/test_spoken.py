"""Sentences with values: said in a language, sentences within sentences too, and carried to the next page."""

from desk.messages import known, translations
from desk.spoken import Flash, Tone, Undo, sayer
from domain.said import Sentence
from workers.instance.refusals import Refused

ENGLISH = sayer(translations("en").gettext, known())
CHINESE = sayer(translations("zh").gettext, known())
REFUSED = Refused("案件现在是“{state}”，不能这样办理", state=Sentence("已归档"))


def test_a_value_that_is_a_sentence_is_translated_with_the_sentence_around_it() -> None:
    assert ENGLISH(REFUSED.message, REFUSED.values) == "The case is in state “Filed”; this cannot be done"
    assert CHINESE(REFUSED.message, REFUSED.values) == "案件现在是“已归档”，不能这样办理" == str(REFUSED)


def test_any_other_value_stays_as_it_is() -> None:
    assert (
        ENGLISH("没有编号为 {number} 的案件；请核对编号", {"number": "已归档"})
        == "There is no case 已归档; check the number"
    )


def test_braces_in_what_people_wrote_are_no_values() -> None:
    assert ENGLISH("{slot}：{old} → {new}", {"slot": "Name", "old": "{new}", "new": "{}"}) == "Name: {new} → {}"
    assert ENGLISH("{what}", None) == "{what}"


def test_a_word_goes_with_its_number() -> None:
    assert ENGLISH("还剩 {days} 个工作日", {"days": 1}) == "1 working day left"
    assert ENGLISH("还剩 {days} 个工作日", {"days": 2}) == "2 working days left"
    assert CHINESE("还剩 {days} 个工作日", {"days": 1}) == "还剩 1 个工作日"


def test_nothing_is_said_as_nothing() -> None:
    assert ENGLISH("", None) == ""


def test_the_next_page_says_the_same() -> None:
    values = {"state": Sentence("已归档"), "days": 3}
    carried = Flash.unpacked(Flash(tone=Tone.REFUSED, message=REFUSED.message, values=values).packed())
    assert carried == Flash(tone=Tone.REFUSED, message=REFUSED.message, values={**values, "days": "3"})
    assert ENGLISH(carried.message, carried.values) == "The case is in state “Filed”; this cannot be done"


def test_values_are_filled_only_into_sentences_of_the_catalogue() -> None:
    assert CHINESE("别人写的 {name}", {"name": "x"}) == "别人写的 {name}"


def test_the_way_back_is_carried_along() -> None:
    flash = Flash(tone=Tone.DONE, message="已指派跟进人", undo=Undo(path="/cases/1/owner", fields={"to": "li"}))
    assert Flash.unpacked(flash.packed()) == flash


def test_what_an_older_version_left_in_a_session_is_still_said() -> None:
    assert Flash.unpacked('["done", "已保存", {}]') == Flash(tone=Tone.DONE, message="已保存")
