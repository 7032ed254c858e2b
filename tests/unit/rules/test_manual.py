"""The manual cannot drift: it is written from the keys that the rulebook is read by."""

from dataclasses import fields
from pathlib import Path

import pytest

from rules.facts import MODIFIERS, PREDICATES
from rules.manual import Reader, reader_of, with_reference
from rules.model import Language, Scoring
from rules.schema.keys import KEYS
from rules.stages import STAGES

DOCS = Path(__file__).parents[3] / "docs"
MANUALS = {Reader.EN: DOCS / "rulebook.md", Reader.ZH: DOCS / "rulebook.zh.md"}


@pytest.mark.parametrize("reader", Reader)
def test_the_manual_holds_what_would_be_written(reader):
    text = MANUALS[reader].read_text("utf-8")
    assert with_reference(text, reader) == text, "run: python -m rules.manual docs/rulebook.md docs/rulebook.zh.md"


def test_a_manual_is_for_the_reader_that_its_name_says():
    assert {reader: reader_of(path) for reader, path in MANUALS.items()} == {reader: reader for reader in Reader}


def test_a_manual_without_marks_is_refused():
    with pytest.raises(ValueError, match="are missing"):
        with_reference("# The rulebook\n", Reader.EN)


def test_every_name_of_the_code_is_a_key_and_every_key_a_name_of_the_code():
    assert set(KEYS["condition"]) == {"all", "any", "not", *MODIFIERS, *PREDICATES}
    assert set(KEYS["scoring"]) == {field.name for field in fields(Scoring)}
    assert set(KEYS["language"]) == {field.name for field in fields(Language)}
    assert set(KEYS["then"]) == {slot for slots in STAGES for slot in slots}


def test_every_key_is_told_in_both_languages():
    for keys in KEYS.values():
        for name, key in keys.items():
            assert key.en.strip(), name
            assert any(char >= "\u4e00" for char in key.zh), name


def test_every_place_can_be_asked_for(decided):
    for place in KEYS["PLACE"]:
        changed = {"rules/more.yaml": f"- {{id: r, because: b, when: {{word: 坏, in: {place}}}, then: {{grade: E}}}}\n"}
        text = "坏" if place != "demand" else "希望坏的换掉"
        given = {"attachments_from": 0, "ocr": ((0, 9),)}
        letter = {"text": "电梯", "subject": "坏"} if place == "subject" else {"text": text}
        assert decided(letter.pop("text"), changed, **letter, **given).grade == "E", place
