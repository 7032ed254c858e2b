from desk.views.marks import Segment, ids, segments

TEXT = "电梯停运三天，没有人来修"


def test_the_words_that_mattered_are_marked_and_the_rest_is_plain():
    assert segments(TEXT, [(0, 4)], "t") == (
        Segment(text="电梯停运", mark="t0"),
        Segment(text="三天，没有人来修"),
    )


def test_words_that_overlap_are_cut_so_that_each_reason_can_light_up_its_own():
    found = segments(TEXT, [(0, 4), (2, 6)], "t")
    assert [(one.text, one.mark) for one in found[:3]] == [("电梯", "t0"), ("停运", "t2"), ("三天", "t4")]
    assert ids(TEXT, [(0, 4), (2, 6)], (0, 4), "t") == "t0 t2"
    assert ids(TEXT, [(0, 4), (2, 6)], (2, 6), "t") == "t2 t4"


def test_nothing_of_the_text_is_lost_however_odd_the_places():
    spans = [(5, 5), (-1, 3), (7, 99), (1, 2), (1, 2)]
    assert "".join(one.text for one in segments(TEXT, spans, "t")) == TEXT


def test_an_empty_text_has_no_segments():
    assert segments("", [(0, 4)], "t") == ()
