"""The letters of bench_fields.py are read no worse than they once were."""

from bench_fields import FIELDS, LETTERS, compared, samples

from domain.reading_codes import FieldName

NAMES = LETTERS.with_name("names.jsonl")


def test_nearly_every_field_is_exact() -> None:
    for name, rows in compared(samples(LETTERS)).items():
        wrong = [letter.id for letter, values, expected in rows if values != expected]
        assert len(wrong) <= 0.05 * len(rows), f"{name}: {wrong}"


def test_only_known_fields_are_expected() -> None:
    letters = samples(LETTERS)
    assert {letter.half for letter in letters} == {"tuned", "apart", "later"}
    assert {name for letter in letters for name in letter.expected} <= set(FIELDS)


def test_nearly_every_name_is_exact_and_none_invented() -> None:
    rows = compared(samples(NAMES))[FieldName.RESIDENT]
    assert sum(values == expected for _, values, expected in rows) >= 0.97 * len(rows)
    assert [letter.id for letter, values, expected in rows if not values <= expected] == []
