"""The letters of bench_fields.py are read no worse than they once were."""

from bench_fields import FIELDS, LETTERS, compared, samples


def test_nearly_every_field_is_exact() -> None:
    letters = [letter for letter in samples(LETTERS) if letter.half == "tuned"]
    for name, rows in compared(letters).items():
        wrong = [letter.id for letter, values, expected in rows if values != expected]
        assert len(wrong) <= 0.05 * len(rows), f"{name}: {wrong}"


def test_only_known_fields_are_expected() -> None:
    assert {name for letter in samples(LETTERS) for name in letter.expected} <= set(FIELDS)
