"""Where a letter's Word file stands for people, beside the archive's copy that counts."""

from pathlib import Path

from domain.labels import LETTER
from store.letters import LetterRow
from workers.instance.services import Services
from workers.instance.whole_files import write_whole


def letter_path(case_number: str, letter: LetterRow) -> Path:
    """The letter's .docx, relative to the instance: letters/2026/TS-2026-000123-1-收悉告知书.docx."""
    year = case_number.split("-")[-2]
    version = f"-v{letter.version}" if letter.version > 1 else ""
    return Path("letters") / year / f"{case_number}-{letter.round}-{LETTER[letter.kind]}{version}.docx"


def place(services: Services, case_number: str, letter: LetterRow, docx: bytes) -> None:
    """Put a copy where people find it, in place of the one before."""
    path = services.settings.root / letter_path(case_number, letter)
    write_whole(services, path, docx)
