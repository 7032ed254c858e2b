"""Writes the reference of docs/rulebook.md from the keys the rulebook is read by.

`python -m rules.manual docs/rulebook.md` writes it into the file; a test holds that nothing is left to write.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from rules.facts import PREDICATES
from rules.schema.keys import KEYS

BEGIN = "<!-- written by python -m rules.manual from rules/schema/keys.py and rules/facts: do not edit -->"
END = "<!-- end of what is written -->"

_TITLES = {
    "condition": "`when`: predicates 谓词",
    "PLACE": "`in`: places 位置",
    "then": "`then`: slots 结论",
    "near": "`signals.yaml`: near",
    "scoring": "`rulebook.yaml`: scoring",
    "language": "`rulebook.yaml`: language",
    "defaults": "`rulebook.yaml`: defaults",
    "published": "`calendar.yaml`: published",
    "OWNER": "`owners.yaml`: rules",
    "REGION": "`glossary.yaml`: a region",
    "history": "`examples/*.yaml`: history",
    "second_opinion": "`examples/*.yaml`: second_opinion",
}


def reference() -> str:
    """The whole reference, in English and Chinese, one table for every place where keys stand."""
    return "\n".join(line for where in KEYS for line in _table(where))


def _table(where: str) -> Iterator[str]:
    yield f"\n### {_TITLES.get(where, f'`{where}`')}\n"
    reads = where == "condition"
    yield "| key | meaning | 含义 |" + (" reads |" if reads else "")
    yield "|---|---|---|" + ("---|" if reads else "")
    for name, key in KEYS[where].items():
        row = f"| `{name}` | {key.en.replace('|', chr(92) + '|')} | {key.zh} |"
        slot = PREDICATES[name].reads if reads and name in PREDICATES else None
        yield row + ((f" `{slot}` |" if slot else " |") if reads else "")


def with_reference(manual: str) -> str:
    """The manual with the reference between its marks; ValueError if they are not there."""
    before, begin, rest = manual.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{BEGIN} … {END} are missing")
    return f"{before}{BEGIN}\n{reference()}\n\n{END}{after}"


if __name__ == "__main__":
    path = Path(sys.argv[1])
    path.write_text(with_reference(path.read_text("utf-8")), "utf-8")
