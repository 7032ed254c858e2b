"""Originals as pages show them: words marked where they stand, lines over their page, attachments each once."""

import pytest
from view_samples import decided

from desk.views.marks import Segment, ids, segments
from desk.views.originals import WEAK, _box, _files, matched, prefix, spans_of
from domain.decision import Match, Reason
from domain.reading import Document, Line, Part
from domain.reading_codes import Method, Source
from workers.intake.originals import BODY


def reasons(*matches):
    made = (Match(source=source, text=text, start=start, end=start + len(text)) for source, text, start in matches)
    return (Reason(slot="topic", rule="lift", file="f", line=1, because="", matched=tuple(made)),)


def test_a_letter_that_nothing_was_decided_of_has_no_marks():
    assert spans_of(None, Source.TEXT) == ()


def test_words_are_marked_in_the_text_they_stand_in():
    made = decided("电梯坏了", "电梯", reasons=reasons((Source.TEXT, "坏了", 2), (Source.SUBJECT, "电梯", 0)))
    assert spans_of(made, Source.TEXT) == ((2, 4),)
    assert spans_of(made, Source.SUBJECT) == ((0, 2),)


def test_words_that_the_text_no_longer_has_there_are_not_marked():
    made = decided("水管坏了", reasons=reasons((Source.TEXT, "电梯", 0), (Source.TEXT, "坏了", 9)))
    assert matched(made.decision, made.input, Source.TEXT) == ()


def test_the_ids_of_two_letters_do_not_meet():
    names = {prefix(intake_id, source) for intake_id in (3, 31) for source in Source}
    assert len(names) == 4
    assert all(name.endswith("-") for name in names)


@pytest.mark.parametrize(
    ("spans", "cut"),
    [
        ([], [("电梯坏了三天", None)]),
        ([(0, 2)], [("电梯", "t0"), ("坏了三天", None)]),
        ([(0, 4), (2, 6)], [("电梯", "t0"), ("坏了", "t2"), ("三天", "t4")]),
        ([(2, 4), (2, 4)], [("电梯", None), ("坏了", "t2"), ("三天", None)]),
        ([(4, 2), (-1, 2), (0, 9)], [("电梯坏了三天", None)]),
    ],
)
def test_a_text_is_cut_at_the_edges_of_its_marks(spans, cut):
    made = segments("电梯坏了三天", spans, "t")
    assert made == tuple(Segment(text=text, mark=mark) for text, mark in cut)
    assert "".join(one.text for one in made) == "电梯坏了三天"


def test_a_reason_lights_up_every_piece_of_its_words():
    spans = [(0, 4), (2, 6)]
    assert ids("电梯坏了三天", spans, (0, 4), "t") == "t0 t2"
    assert ids("电梯坏了三天", spans, (2, 6), "t") == "t2 t4"
    assert ids("", [], (0, 0), "t") == ""


def test_a_line_stands_over_its_page_in_thousandths():
    box = _box(Line(text="电梯", confidence=0.876, box=(0.1, 0.2, 0.5, 0.25)))
    assert (box.left, box.top, box.width, box.height, box.percent) == (100, 200, 400, 50, 88)
    assert box.weak


def test_a_line_of_no_height_can_still_be_pointed_at():
    box = _box(Line(text="一", confidence=WEAK, box=(0.1, 0.2, 0.1, 0.2)))
    assert (box.width, box.height, box.weak) == (1, 1, False)


def part(name, page=None, text="x"):
    return Part(name=name, media_type="application/pdf", method=Method.TEXT, page=page, text=text)


def files(*parts, original="mail.eml"):
    return [(one.number, one.name, one.read) for one in _files(Document(parts=parts), original)]


def test_a_body_is_no_attachment():
    assert files(part(BODY), part(f"a.eml/{BODY}")) == []


def test_a_plain_file_is_no_attachment_of_itself():
    assert files(part("scan.pdf", 1), part("scan.pdf", 2), original="scan.pdf") == []


def test_an_attachment_of_several_pages_stands_once():
    assert files(part(BODY), part("a.pdf", 1), part("a.pdf", 2), part("b.jpg")) == [
        (1, "a.pdf", True),
        (3, "b.jpg", True),
    ]


def test_two_attachments_of_one_name_both_stand():
    assert files(part("a.pdf", 1), part("a.pdf", 1)) == [(0, "a.pdf", True), (1, "a.pdf", True)]


def test_what_could_not_be_read_is_said_to_be_unread():
    assert files(part("a.bin", text="")) == [(0, "a.bin", False)]
