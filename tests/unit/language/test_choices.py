"""Which options of a form were chosen, however boxes, brackets and ticks are set."""

import pytest

from language.choices import untaken
from language.folding import half_width


def left(text: str) -> str:
    """What remains of a text without options and questions that nobody chose."""
    folded = half_width(text)
    kept = list(text)
    for start, end in untaken(folded):
        kept[start:end] = "\0" * (end - start)
    return "".join("".join(kept).replace("\0", "").split())


@pytest.mark.parametrize(
    ("text", "remains"),
    [
        ("类别：☐火情 ☐漏水 ☑照明", "类别：☑照明"),
        ("类别：☐火情 ☒照明", "类别：☒照明"),
        ("类别：○火情 ●照明", "类别：●照明"),
        ("类别：◯火情 ◉照明", "类别：◉照明"),
        ("类别：□火情 ■照明", "类别：■照明"),
        ("类别：□火情 □√照明", "类别：□√照明"),
        ("类别：[ ]火情 [x]照明", "类别：[x]照明"),
        ("火情（ ） 照明（√） 漏水（　）", "照明（√）"),
        ("（√）照明 （  ）火情", "（√）照明"),
        ("火情□照明☑漏水□", "照明☑"),
        ("火情____（ ）照明（✓）", "照明（✓）"),
        ("类别：火情 照明√ 漏水", "类别：照明√"),
        ("类别：火情 √照明", "类别：√照明"),
        ("火情\t□\n照明\t☑", "照明☑"),
        ("□\t火情\t☑\t照明", "☑照明"),
        ("类别：\n□火情\n☑照明", "类别：☑照明"),
        ("口火情 口漏水 √照明", "√照明"),
        ("£火情 R照明", "R照明"),
        ("\uf0a3火情 \uf052照明", "\uf052照明"),
        ("〇火情 ●照明", "●照明"),
    ],
)
def test_only_ticked_options_are_chosen(text: str, remains: str) -> None:
    assert left(text) == remains


@pytest.mark.parametrize(
    ("text", "remains"),
    [
        ("是否有人受伤：□是 ☑否", "☑否"),
        ("是否有人受伤：是□ 否☑", "否☑"),
        ("是否有人受伤：是 否√", "否√"),
        ("是否有人受伤：□是 □否", ""),
        ("是否有人受伤：☑是 □否", "有人受伤：☑是"),
        ("有无人员被困：有√ 无□", "人员被困：有√"),
        ("是否有人受伤：\n□是\n☑否", "☑否"),
        ("是否报警 □是 ☑否 是否受伤 ☑是 □否", "☑否受伤☑是"),
        ("是否有人受伤\t□是 ☑否", "☑否"),
    ],
)
def test_a_question_stands_only_if_it_was_answered_with_yes(text: str, remains: str) -> None:
    assert left(text) == remains


@pytest.mark.parametrize(
    ("text", "remains"),
    [
        ("□其他：水箱有异味 □火情", "□其他：水箱有异味"),
        ("□火情 □其他____水箱异味____", "□其他____水箱异味____"),
        ("□火情 □其他：______", ""),
        ("☐火情 ☐漏水 楼道里的灯三天不亮，请来修", "楼道里的灯三天不亮，请来修"),
    ],
)
def test_what_was_written_beside_the_boxes_remains(text: str, remains: str) -> None:
    assert left(text) == remains


@pytest.mark.parametrize(
    "text",
    [
        "我家住○○小区，二○二六年搬来，门口（）有积水。",
        "业主陈□，电话见附件。",
        "□ 楼道的灯坏了三天，没人修。\n□ 门禁坏了，谁都能进。",
        "■■■小区的路灯不亮",
        "门口堆满垃圾，路口也是。",
        "请在相应的□内打√",
        "这件事(见附件)已经说过√",
        "■ 楼道的灯不亮\n■ 门禁坏了",
    ],
)
def test_letters_in_which_a_sign_is_no_box_stay_whole(text: str) -> None:
    assert untaken(half_width(text)) == []


def test_a_text_of_nothing_but_boxes_takes_no_time() -> None:
    assert untaken("□" * 100_000 + "( )" * 30_000) is not None
