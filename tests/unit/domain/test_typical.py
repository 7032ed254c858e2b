"""A typical case has its parts in the order in which they are read; only why it grew worse may be missing."""

from domain.typical import PART, TITLE_NAME, TypicalText, part_name


def test_what_is_missing_is_named() -> None:
    assert TypicalText(title="电梯", points=" ").missing == ("points", "causes", "handling", "lesson", "correction")
    whole = TypicalText(**dict.fromkeys(("title", *PART), "写了"))
    assert whole.missing == ()
    assert tuple(whole.parts) == ("title", *PART)


def test_every_part_has_a_name() -> None:
    assert part_name("title") == TITLE_NAME
    assert [part_name(name) for name in PART] == list(PART.values())
