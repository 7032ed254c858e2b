"""Fields of Word: a page number is one that a letter may have; every other is found, wherever it hides."""

import pytest
from lxml import etree

from letters.word.packages.fields import fields_of
from letters.word.packages.names import W

NS = f'xmlns:w="{W[1:-1]}"'


def char(kind):
    return f'<w:fldChar w:fldCharType="{kind}"/>'


def instr(text):
    return f"<w:instrText>{text}</w:instrText>"


def whole(instruction, result="1"):
    return f"{char('begin')}{instr(instruction)}{char('separate')}<w:t>{result}</w:t>{char('end')}"


def found(runs):
    story = etree.fromstring(f"<w:ftr {NS}><w:p><w:r>{runs}</w:r></w:p></w:ftr>")
    return [(one.name, one.allowed, one.outside) for one in fields_of(story)]


def test_a_story_without_fields_has_none():
    assert found("<w:t>甲</w:t>") == []


@pytest.mark.parametrize(
    "instruction",
    ["PAGE", " PAGE ", "NUMPAGES", "page", "SECTIONPAGES", r"PAGE \* MERGEFORMAT", r"PAGE \* CHINESENUM3"],
)
def test_page_numbers_are_allowed(instruction):
    ((_, allowed, outside),) = found(whole(instruction))
    assert allowed
    assert not outside


@pytest.mark.parametrize("instruction", ["DATE", "AUTHOR", r"PAGE \* EVIL", "PAGE 1", "", "=1+1"])
def test_any_other_changes_by_itself(instruction):
    ((_, allowed, outside),) = found(whole(instruction))
    assert not allowed
    assert not outside


@pytest.mark.parametrize("name", ["INCLUDETEXT", "INCLUDEPICTURE", "DDEAUTO", "LINK", "HYPERLINK", "macrobutton"])
def test_some_bring_in_what_lies_elsewhere(name):
    assert found(whole(f'{name} "file"')) == [(name, False, True)]


def test_a_simple_field_is_one_too():
    assert found('<w:fldSimple w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>') == [("PAGE", True, False)]
    assert found('<w:fldSimple w:instr="DATE"/>') == [("DATE", False, False)]


def test_an_instruction_in_pieces_is_read_together():
    assert found(f"{char('begin')}{instr('PA')}{instr('GE')}{char('separate')}{char('end')}") == [("PAGE", True, False)]


def test_a_field_within_a_field_is_found_and_spoils_the_outer():
    inner = whole("DATE")
    runs = f"{char('begin')}{instr('PAGE')}{inner}{char('separate')}{char('end')}"
    assert found(runs) == [("DATE", False, False), ("PAGE", False, False)]


@pytest.mark.parametrize(
    "runs",
    [
        f"{char('begin')}{instr('PAGE')}",
        char("end"),
        char("separate"),
        char("odd"),
        instr("PAGE"),
        f"{char('begin')}{instr('PAGE')}{char('separate')}{char('separate')}{char('end')}",
        f"{char('begin')}{instr('PAGE')}{char('separate')}{instr('PAGE')}{char('end')}",
        f"{char('begin')}<w:t>甲</w:t>{instr('PAGE')}{char('separate')}{char('end')}",
    ],
)
def test_what_is_not_a_whole_field_is_never_allowed(runs):
    assert found(runs)
    assert not all(allowed for _, allowed, _ in found(runs))


def test_a_name_is_cut_for_the_sentence_that_shows_it():
    ((name, _, _),) = found(whole("A" * 60))
    assert name == "A" * 20
