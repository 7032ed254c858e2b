"""Writes the reference of docs/rulebook.md and docs/rulebook.zh.md from the keys the rulebook is read by.

`python -m rules.manual docs/rulebook.md docs/rulebook.zh.md` writes it into the files; a test holds that nothing is
left to write.
"""

import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

from rules.facts import PREDICATES
from rules.schema.keys import KEYS

BEGIN = "<!-- written by python -m rules.manual from rules/schema/keys.py and rules/facts: do not edit -->"
END = "<!-- end of what is written -->"


class Reader(StrEnum):
    """In which language a manual is."""

    EN = "en"
    ZH = "zh"


_TITLES = {
    "condition": "`when`: predicates",
    "PLACE": "`in`: places",
    "then": "`then`: slots",
    "near": "`signals.yaml`: near",
    "scoring": "`rulebook.yaml`: scoring",
    "language": "`rulebook.yaml`: language",
    "defaults": "`rulebook.yaml`: defaults",
    "likeness": "`rulebook.yaml`: likeness",
    "published": "`calendar.yaml`: published",
    "OWNER": "`owners.yaml`: rules",
    "REGION": "`glossary.yaml`: a region",
    "history": "`examples/*.yaml`: history",
    "second_opinion": "`examples/*.yaml`: second_opinion",
}
_ZH_TITLES = {
    **{where: title.replace(": ", "：") for where, title in _TITLES.items()},
    "condition": "`when`：谓词",
    "PLACE": "`in`：位置",
    "then": "`then`：结论",
    "REGION": "`glossary.yaml`：一个地区",
}
_HEADS = {Reader.EN: ("key", "meaning", "reads"), Reader.ZH: ("键", "含义", "读取的结论")}


def reference(reader: Reader) -> str:
    """The whole reference in one language, one table for every place where keys stand."""
    return "\n".join(line for where in KEYS for line in _table(where, reader))


def _table(where: str, reader: Reader) -> Iterator[str]:
    titles = _TITLES if reader is Reader.EN else _ZH_TITLES
    yield f"\n### {titles.get(where, f'`{where}`')}\n"
    heads = _HEADS[reader] if where == "condition" else _HEADS[reader][:2]
    yield "| " + " | ".join(heads) + " |"
    yield "|---" * len(heads) + "|"
    for name, key in KEYS[where].items():
        meaning = key.en if reader is Reader.EN else key.zh
        row = f"| `{name}` | {meaning.replace('|', chr(92) + '|')} |"
        slot = PREDICATES[name].reads if len(heads) > 2 and name in PREDICATES else None
        yield row + ((f" `{slot}` |" if slot else " |") if len(heads) > 2 else "")


def with_reference(manual: str, reader: Reader) -> str:
    """The manual with the reference between its marks; ValueError if they are not there."""
    before, begin, rest = manual.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{BEGIN} … {END} are missing")
    return f"{before}{BEGIN}\n{reference(reader)}\n\n{END}{after}"


def reader_of(path: Path) -> Reader:
    """Whom a manual is for, by its name: rulebook.md or rulebook.zh.md."""
    return Reader.ZH if path.suffixes[:1] == [".zh"] else Reader.EN


if __name__ == "__main__":
    for name in sys.argv[1:]:
        path = Path(name)
        path.write_text(with_reference(path.read_text("utf-8"), reader_of(path)), "utf-8")
