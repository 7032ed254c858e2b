"""What changed between two versions is shown word by word, and nothing else."""

from desk.views.changes import changes


def _shown(old, new):
    marks = {"same": "{}", "in": "[+{}]", "out": "[-{}]"}
    return ["".join(marks[piece.how].format(piece.text) for piece in change.pieces) for change in changes(old, new)]


def test_only_the_changed_words_are_marked():
    assert _shown(["题", "电梯于11月20日修好。"], ["题", "电梯于11月22日修好。"]) == ["电梯于11月2[-0][+2]日修好。"]


def test_a_new_paragraph_and_one_that_is_gone():
    assert _shown(["一"], ["一", "二"]) == ["[+二]"]
    assert _shown(["一", "二"], ["一"]) == ["[-二]"]


def test_a_paragraph_written_anew_stands_whole_beside_the_old_one():
    assert _shown(["经查，属实。"], ["感谢您的来信与监督！"]) == ["[+感谢您的来信与监督！]", "[-经查，属实。]"]


def test_a_changed_paragraph_finds_its_old_form_past_others_that_are_gone():
    old = ["甲事待核实。", "乙事待核实吗？", "处理措施：【待选定】"]
    assert _shown(old, ["处理措施：更换轴承"]) == [
        "[-甲事待核实。]",
        "[-乙事待核实吗？]",
        "处理措施：[-【待选定】][+更换轴承]",
    ]


def test_blank_lines_do_not_count():
    assert changes(["一", "", "二"], ["一", "二", ""]) == ()
