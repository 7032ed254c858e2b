"""What is typed on a letter's page comes back as the blocks of the letter, in the order it was put."""

from desk.views.editor import acted, block_texts, rebased, rows_of, typed_rows
from letters.word.blocks import Block, BlockRole, BlockText

LETTER = tuple(
    Block(index=index, role=role, text=text, editable=role not in (BlockRole.NUMBER, BlockRole.BLANK))
    for index, (role, text) in enumerate(
        [
            (BlockRole.NUMBER, "物函〔2026〕【待编号】号"),
            (BlockRole.TITLE, "关于电梯停运的复函"),
            (BlockRole.BODY, "一段"),
            (BlockRole.BLANK, ""),
            (BlockRole.BODY, "二段"),
        ]
    )
)
ROWS = rows_of(LETTER)


def _keys(rows):
    return [row.key for row in rows]


def test_an_untouched_form_says_what_stands():
    typed = typed_rows(LETTER, _keys(ROWS), ["", "关于电梯停运的复函", "一段", "", "二段"])

    assert typed == ROWS
    assert block_texts(typed) == tuple(BlockText(index=block.index, text=block.text) for block in LETTER)


def test_what_is_locked_cannot_be_typed_over():
    typed = typed_rows(LETTER, _keys(ROWS), ["物函〔2026〕1号", "题", "一段", "有字", "二段"])

    assert typed[0].text == "物函〔2026〕【待编号】号"
    assert typed[3].text == ""


def test_a_browsers_line_breaks_are_ours():
    assert typed_rows(LETTER, ["2"], ["上\r\n下"])[0].text == "上\n下"


def test_a_paragraph_is_added_below_with_the_form_of_the_one_above():
    added = acted(ROWS, "add", 2)

    assert _keys(added) == ["0", "1", "2", "+2", "3", "4"]
    assert (added[3].here, added[3].text) == (True, "")


def test_a_removed_paragraph_is_gone_and_a_locked_one_stays():
    assert _keys(acted(ROWS, "remove", 2)) == ["0", "1", "3", "4"]
    assert _keys(acted(ROWS, "remove", 0)) == ["0", "1", "2", "3", "4"]


def test_after_a_removal_the_cursor_stands_at_what_followed():
    assert [row.key for row in acted(ROWS, "remove", 2) if row.here] == ["4"]


def test_a_moved_paragraph_passes_the_next_one_over_blank_lines():
    down = acted(ROWS, "down", 2)
    assert _keys(down) == ["0", "1", "3", "4", "+2"]
    assert [row.text for row in acted(down, "up", 4)] == [
        "物函〔2026〕【待编号】号",
        "关于电梯停运的复函",
        "",
        "一段",
        "二段",
    ]


def test_a_measure_is_chosen_and_what_was_not_is_struck_out():
    boxes = tuple(
        Block(index=index, role=BlockRole.BODY, text=text, editable=True)
        for index, text in enumerate(["□ 更换轴承。", "□ 张贴告示。", "特此函复。"])
    )

    chosen = acted(rows_of(boxes), "choose", 1)

    assert [row.text for row in chosen] == ["□ 更换轴承。", "张贴告示。", "特此函复。"]
    assert [row.text for row in acted(chosen, "strike", -1)] == ["张贴告示。", "特此函复。"]


def test_at_the_edge_nothing_moves():
    assert _keys(acted(ROWS, "down", 4)) == _keys(ROWS)
    assert _keys(acted(ROWS, "up", 1)) == _keys(ROWS)
    assert _keys(acted(ROWS, "up", 99)) == _keys(ROWS)


def test_what_was_typed_finds_its_place_in_a_letter_that_changed_meanwhile():
    theirs = (*LETTER[:2], Block(index=2, role=BlockRole.BODY, text="他人加的", editable=True))
    theirs += tuple(
        Block(index=block.index + 1, role=block.role, text=block.text, editable=block.editable) for block in LETTER[2:]
    )
    mine = typed_rows(LETTER, [*_keys(ROWS), "+4"], ["", "我的题", "我的一段", "", "二段", "我加的"])

    rows = rebased(mine, LETTER, theirs)

    assert [(row.key, row.text) for row in rows if row.text] == [
        ("0", "物函〔2026〕【待编号】号"),
        ("1", "我的题"),
        ("3", "我的一段"),
        ("5", "二段"),
        ("+5", "我加的"),
    ]


def test_a_paragraph_that_somebody_else_removed_comes_back_as_a_new_one():
    theirs = LETTER[:2]
    mine = typed_rows(LETTER, _keys(ROWS), ["", "题", "一段", "", "我的二段"])

    assert [(row.key, row.text) for row in rebased(mine, LETTER, theirs)][-1] == ("+1", "我的二段")
