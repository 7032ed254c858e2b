"""mailboxes.toml: what admins set up in the browser, in the form of huihan.toml; read and written whole."""

import json
import os
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from domain.settings import MAILBOXES_FILE
from store.private import open_private
from workers.instance.refusals import Refused

Table = dict[str, object]
"""One `[[mailbox]]`, or `[smtp]`: its keys as in huihan.toml."""
_HEAD = "# 由网页工作台“收信邮箱”页写入；密码和授权在 data/secrets/，不在这里。\n"


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What the file holds. smtp: None where the way out is as huihan.toml has it."""

    boxes: tuple[Table, ...] = ()
    smtp: Table | None = None

    def box(self, name: str) -> Table:
        """The mailbox of that name; an empty table for none. Raises Refused for one that is not kept here."""
        if not name:
            return {}
        found = next((table for table in self.boxes if table.get("name") == name), None)
        if found is None:
            raise Refused("{name} 不是在网页上设置的邮箱；请在 huihan.toml 里改，再重启服务", name=name)
        return found

    def with_box(self, old: Table, new: Table) -> "Kept":
        """With another in its place, or one more where the old one is empty."""
        boxes = tuple(new if table is old else table for table in self.boxes) if old else (*self.boxes, new)
        return replace(self, boxes=boxes)

    def without_box(self, old: Table) -> "Kept":
        """With one less."""
        return replace(self, boxes=tuple(table for table in self.boxes if table is not old))


def read(root: Path) -> Kept:
    """What is kept. Raises Refused where somebody has made the file unreadable by hand."""
    try:
        content = tomllib.loads((root / MAILBOXES_FILE).read_text("utf-8-sig"))
        smtp = content.get("smtp")
        return Kept(boxes=tuple(dict(box) for box in content.get("mailbox", [])), smtp=dict(smtp) if smtp else None)
    except FileNotFoundError:
        return Kept()
    except (OSError, ValueError, TypeError):
        raise Refused("{file} 读不了，没有改动；请在服务器上运行 huihan doctor 查看", file=MAILBOXES_FILE) from None


def text_of(kept: Kept) -> str:
    """The whole file."""
    tables = [("[smtp]", kept.smtp)] if kept.smtp is not None else []
    return _HEAD + "".join(_section(*one) for one in [*tables, *(("[[mailbox]]", box) for box in kept.boxes)])


def write(root: Path, kept: Kept) -> None:
    """Whole or not at all."""
    part = root / f".{MAILBOXES_FILE}.part"
    with open(part, "w", encoding="utf-8", opener=open_private) as file:
        file.write(text_of(kept))
        file.flush()
        os.fsync(file.fileno())
    part.replace(root / MAILBOXES_FILE)


def changed(old: Mapping[str, object], new: Mapping[str, object], names: Iterable[str] | None = None) -> list[str]:
    """The keys whose values differ, of all or of `names`."""
    return sorted(name for name in (names or {*old, *new}) if old.get(name) != new.get(name))


def _section(head: str, table: Mapping[str, object]) -> str:
    return f"\n{head}\n" + "".join(f"{name} = {_value(value)}\n" for name, value in table.items())


def _value(value: object) -> str:
    """As TOML: a text in JSON is a basic string of TOML as long as nothing in it is unprintable."""
    return value.isoformat() if isinstance(value, datetime) else json.dumps(value, ensure_ascii=False)
