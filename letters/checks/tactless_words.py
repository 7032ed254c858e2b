"""The tactless phrases of tactless.yaml, compiled when first wanted."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

_FILE = Path(__file__).parent / "tactless.yaml"


@dataclass(frozen=True, kw_only=True)
class Tactless:
    """One phrase. why follows the quoted words in a sentence; better: a wording to take instead."""

    pattern: re.Pattern[str]
    why: str
    better: str


@cache
def tactless() -> tuple[Tactless, ...]:
    """All phrases, in the order of the file: the first that fits a place is told."""
    entries = YAML(typ="safe").load(_FILE.read_text(encoding="utf-8"))
    return tuple(
        Tactless(pattern=re.compile("|".join(entry["words"])), why=entry["why"], better=entry["better"])
        for entry in entries
    )
