"""Automatic numbers become typed ones; a list that counts in an unknown way is refused, never guessed at."""

import pytest
from lxml import etree

from letters.word.packages.names import W
from letters.word.packages.numbering import UnknownNumber, type_numbers

NS = f'xmlns:w="{W[1:-1]}"'


def level(number=0, fmt="decimal", text="%1.", start=1, suff="space"):
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="{start}"/><w:numFmt w:val="{fmt}"/>'
        f'<w:suff w:val="{suff}"/><w:lvlText w:val="{text}"/></w:lvl>'
    )


def numbering(*levels, nums='<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'):
    made = f'<w:abstractNum w:abstractNumId="0">{"".join(levels or [level()])}</w:abstractNum>'
    return etree.fromstring(f"<w:numbering {NS}>{made}{nums}</w:numbering>")


def paragraph(text="甲", num="1", ilvl=0):
    numbered = f'<w:pPr><w:numPr><w:ilvl w:val="{ilvl}"/><w:numId w:val="{num}"/></w:numPr></w:pPr>' if num else ""
    return f"<w:p>{numbered}<w:r><w:t>{text}</w:t></w:r></w:p>"


def body(*paragraphs):
    return etree.fromstring(f"<w:body {NS}>{''.join(paragraphs)}</w:body>")


def typed(story, numbers=None, styles=None):
    type_numbers([story], numbering() if numbers is None else numbers, styles)
    assert next(story.iter(f"{W}numPr"), None) is None, "nothing counts by itself any more"
    return ["".join(leaf.text or "" for leaf in one.iter(f"{W}t")) for one in story.iter(f"{W}p")]


def test_paragraphs_are_counted_through():
    assert typed(body(paragraph("甲"), paragraph("乙", num=""), paragraph("丙"))) == ["1. 甲", "乙", "2. 丙"]


@pytest.mark.parametrize(
    ("fmt", "start", "label"),
    [
        ("decimal", 12, "12."),
        ("decimalZero", 3, "03."),
        ("upperLetter", 27, "AA."),
        ("lowerLetter", 2, "b."),
        ("upperRoman", 49, "XLIX."),
        ("lowerRoman", 4, "iv."),
        ("chineseCounting", 10, "十."),
        ("chineseCounting", 21, "二十一."),
        ("chineseCounting", 101, "一百零一."),
        ("chineseCounting", 110, "一百一十."),
        ("chineseLegalSimplified", 12, "拾贰."),
        ("decimalEnclosedCircle", 1, "①."),
        ("decimalEnclosedCircle", 21, "21."),
        ("none", 1, "."),
    ],
)
def test_the_ways_of_counting(fmt, start, label):
    assert typed(body(paragraph()), numbering(level(fmt=fmt, start=start))) == [f"{label} 甲"]


def test_a_bullet_is_a_bullet():
    assert typed(body(paragraph()), numbering(level(fmt="bullet", text="\uf0b7"))) == ["• 甲"]


def test_deeper_levels_begin_again_and_name_the_higher():
    numbers = numbering(level(0), level(1, text="%1.%2"))
    story = body(paragraph(), paragraph(ilvl=1), paragraph(ilvl=1), paragraph(), paragraph(ilvl=1))
    assert typed(story, numbers) == ["1. 甲", "1.1 甲", "1.2 甲", "2. 甲", "2.1 甲"]


def test_two_lists_of_one_form_count_on_unless_one_begins_again():
    nums = (
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="3"><w:abstractNumId w:val="0"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride></w:num>'
    )
    story = body(paragraph(), paragraph(num="2"), paragraph(num="3"), paragraph())
    assert typed(story, numbering(nums=nums)) == ["1. 甲", "2. 甲", "7. 甲", "3. 甲"]


def test_a_style_may_number_its_paragraphs_and_a_paragraph_may_say_no():
    styles = etree.fromstring(
        f'<w:styles {NS}><w:style w:styleId="List"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        "</w:styles>"
    )
    own = '<w:p><w:pPr><w:pStyle w:val="List"/></w:pPr><w:r><w:t>甲</w:t></w:r></w:p>'
    off = (
        '<w:p><w:pPr><w:pStyle w:val="List"/><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr>'
        "<w:r><w:t>乙</w:t></w:r></w:p>"
    )
    assert typed(body(own, off), styles=styles) == ["1. 甲", "乙"]
    assert next(styles.iter(f"{W}numPr"), None) is None


def test_an_empty_paragraph_takes_no_number():
    empty = '<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:p>'
    assert typed(body(empty, paragraph())) == ["", "1. 甲"]


@pytest.mark.parametrize(
    "numbers",
    [
        numbering(level(fmt="hebrew1")),
        numbering(level(start=1000)),
        numbering(level(text="一二三四五六七八九十一二%1")),
        numbering(level(1)),
    ],
)
def test_what_is_not_known_is_refused_with_its_paragraph(numbers):
    story = body(paragraph("好", num=""), paragraph("坏"))
    with pytest.raises(UnknownNumber) as refused:
        type_numbers([story], numbers, None)
    assert refused.value.paragraph is story[1]


def test_a_list_that_is_not_there_is_refused():
    with pytest.raises(UnknownNumber):
        type_numbers([body(paragraph(num="9"))], None, None)


def test_a_label_with_a_tab_keeps_it():
    story = body(paragraph())
    type_numbers([story], numbering(level(suff="tab")), None)
    assert next(story.iter(f"{W}tab"), None) is not None
