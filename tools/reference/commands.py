"""The commands, from their table: of the line in the help the first half is Chinese, the second English."""

import re
from collections.abc import Iterator

from huihan.command_table import TABLE, Command
from reference.words import Told, table

HEAD = Told("Commands", "命令")
_ABOUT = Told(
    "`huihan --help`, `huihan GROUP --help` and `huihan GROUP COMMAND --help` say the same, with every option. "
    "Options, output and exit codes: [commands](commands.md).",
    "`huihan --help`、`huihan 组 --help`、`huihan 组 命令 --help` 说的相同，并列出全部选项。"
    "选项、输出与退出码见[命令](commands.zh.md)。",
)
_HALVES = re.compile(r"(.*。)\s*([A-Z][ -~’…–]*)")


def halves(line: str) -> Told:
    """The line of a help in its two languages; ValueError where it has only one."""
    found = _HALVES.fullmatch(line)
    if found is None:
        raise ValueError(f"not in both languages: {line}")
    return Told(en=found[2], zh=found[1])


def named() -> Iterator[tuple[str, str]]:
    """Every command as it is typed, with its line."""
    for row in TABLE:
        if isinstance(row, Command):
            yield f"huihan {row.name}", row.help
        else:
            yield from ((f"huihan {row.name} {one.name}", one.help) for one in row.commands)


def chapter(language: str) -> Iterator[str]:
    """One table, in the order of the help."""
    yield f"## {HEAD.to(language)}\n"
    yield _ABOUT.to(language) + "\n"
    head = (Told("command", "命令"), Told("what it does", "作用"))
    rows = ((f"`{name}`", halves(line).to(language)) for name, line in named())
    yield from table([one.to(language) for one in head], rows)
