"""Toggles and attributes of WordprocessingML, and that the lists of what a letter may hold do not contradict."""

import pytest
from lxml import etree

from letters.word.packages import names
from letters.word.packages.names import W, attributes_of, is_on


@pytest.mark.parametrize("value", [None, "1", "true", "on", "", "TRUE"])
def test_a_toggle_without_a_no_is_on(value):
    assert is_on(value)


@pytest.mark.parametrize("value", ["0", "false", "off", "False", "OFF"])
def test_a_toggle_that_says_no_is_off(value):
    assert not is_on(value)


def test_attributes_keep_their_names():
    element = etree.fromstring(f'<w:p xmlns:w="{W[1:-1]}" w:val="甲" plain="1"/>')
    assert attributes_of(element) == {f"{W}val": "甲", "plain": "1"}


def test_no_name_is_both_kept_and_refused():
    kept = names.STRUCTURE | names.PROPERTIES | names.UNWRAPPED | names.DROPPED
    refused = names.TRACKED | names.COMMENTED | names.EMBEDDED | names.NOTED | names.FLOATING
    assert not kept & refused
    assert not names.STRUCTURE & names.UNWRAPPED
