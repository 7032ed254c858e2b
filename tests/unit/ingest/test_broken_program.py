"""A program that is not whole is no fault of the letter: reading fails, to be tried again, and quarantines nothing."""

import pytest

from domain.settings import Limits
from ingest import read
from ingest.read import read_letters


def test_a_missing_module_is_raised_and_not_made_a_problem_of_the_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        NAME = "broken"
        ORDER = 0

        @staticmethod
        def read(data: bytes, name: str, context: object) -> None:
            raise ImportError(name)

    monkeypatch.setattr(read, "format_of", lambda data, name: Broken)
    with pytest.raises(ImportError):
        read_letters(b"words", name="a.txt", limits=Limits())
