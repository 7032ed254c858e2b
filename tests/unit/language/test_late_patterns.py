"""A late pattern is compiled when it is first used, and is then what `re` makes of it."""

import re

import pytest

from ingest import english_names, people
from language.patterns import LatePattern


def test_it_is_compiled_at_its_first_use_and_no_earlier():
    late = LatePattern("(")
    with pytest.raises(re.error):
        late.search("x")


def test_it_finds_what_the_pattern_finds():
    late, text = LatePattern(r"^(?P<name>[a-c]+)", re.IGNORECASE | re.MULTILINE), "ABX\nca"
    assert [found["name"] for found in late.finditer(text)] == ["AB", "ca"]
    assert late.match(text, 4)["name"] == "ca"
    assert late.search(text, 1)["name"] == "ca"
    assert late.match("x") is late.search("x") is None
    assert late.compiled.flags & re.IGNORECASE


@pytest.mark.parametrize("module", [people, english_names])
def test_every_late_pattern_of_a_name_compiles(module):
    found = [one for one in vars(module).values() if isinstance(one, LatePattern)]
    assert found
    assert all(one.compiled.groupindex for one in found)
