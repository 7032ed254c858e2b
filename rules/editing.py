"""Changes one entry of a rulebook's file, as a form does, and leaves every other line and comment as it stands."""

import difflib
import io
import json
import re
from collections.abc import Callable, Mapping, MutableMapping
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from rules.model import Finding
from rules.schema.source import Item, Reader

Value = str | int | float | bool | dict[str, "Value"] | list["Value"] | None
"""What YAML holds, by the few rules of `rules.schema.source`."""
Values = MutableMapping[str, Value]
Change = Callable[[Values], None]
"""Changes an entry in place: keys that it leaves alone keep their comments and their way of writing."""

_NESTED = re.compile(r"^( *)[^\s#-][^\n]*:\n( *)- ", re.MULTILINE)
_TIMESTAMP = "tag:yaml.org,2002:timestamp"


class NotEditableError(Exception):
    """The file is written in a way that a form cannot change line by line: it is edited as YAML."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One entry of a list. first, last: its lines from 0, half open, without comments that follow it."""

    first: int
    last: int
    values: Mapping[str, Value]


@lru_cache(maxsize=32)
def entries(text: str) -> tuple[Entry, ...]:
    """The entries of a file that is a list of mappings; of one that is not, none. Never changed by the caller."""
    root = Reader("", []).parse(text)
    if root is None or not isinstance(root.value, list):
        return ()
    lines = text.splitlines()
    starts = [item.line - 1 for item in root.value]
    return tuple(
        Entry(first=start, last=_end(lines, start, after), values=values)
        for item, start, after in zip(root.value, starts, [*starts[1:], len(lines)], strict=False)
        if isinstance(values := plain(item), dict)
    )


@lru_cache(maxsize=8)
def whole(text: str) -> Mapping[str, Value]:
    """The content of a file that is a mapping; of one that is not, nothing. Never changed by the caller."""
    root = Reader("", []).parse(text)
    values = plain(root) if root is not None else None
    return values if isinstance(values, dict) else {}


def broken(text: str) -> bool:
    """Whether the text is no YAML at all."""
    findings: list[Finding] = []
    Reader("", findings).parse(text)
    return bool(findings)


def plain(item: Item) -> Value:
    """A piece of YAML without its lines."""
    if isinstance(item.value, dict):
        return {key: plain(part) for key, part in item.value.items()}
    if isinstance(item.value, list):
        return [plain(part) for part in item.value]
    return item.value


def as_item(value: Value, line: int = 1) -> Item:
    """The same the other way: a value as a piece of YAML that stands on one line."""
    if isinstance(value, dict):
        return Item({key: as_item(part, line) for key, part in value.items()}, line, dict.fromkeys(value, line))
    return Item([as_item(part, line) for part in value] if isinstance(value, list) else value, line)


def settle(values: Values, key: str, wanted: Value) -> None:
    """Make `values[key]` mean `wanted`: the pieces that already do keep their comments and their way of writing."""
    held = values.get(key)
    if key in values and _key(held) == _key(wanted):
        return
    if isinstance(held, dict) and isinstance(wanted, dict):
        for name in [name for name in held if name not in wanted]:
            del held[name]
        for name, part in wanted.items():
            settle(held, name, part)
    elif isinstance(held, list) and isinstance(wanted, list):
        _settle_list(held, wanted)
    else:
        values[key] = laid_out(wanted)


def laid_out(value: Value, *, inner: bool = False) -> Value:
    """A new piece as people write it: what holds words and numbers alone stands on one line."""
    if isinstance(value, list):
        listed = CommentedSeq([laid_out(part) for part in value])
        if not any(isinstance(part, dict | list) for part in value):
            listed.fa.set_flow_style()
        return listed
    if not isinstance(value, dict):
        return value
    mapped = CommentedMap({name: laid_out(part, inner=True) for name, part in value.items()})
    if inner and not any(_is_deep(part) for part in value.values()):
        mapped.fa.set_flow_style()
    return mapped


def _is_deep(value: Value) -> bool:
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(isinstance(part, dict | list) for part in parts)


def _settle_list(held: list[Value], wanted: list[Value]) -> None:
    matcher = difflib.SequenceMatcher(a=[_key(one) for one in held], b=[_key(one) for one in wanted], autojunk=False)
    for what, start, end, first, last in reversed(matcher.get_opcodes()):
        if what == "equal":
            continue
        for number in reversed(range(start, end)):
            del held[number]
        for number, part in enumerate(wanted[first:last]):
            held.insert(start + number, laid_out(part))


def _key(value: Value) -> str:
    """What a piece means: one value may stand without the brackets of its list."""
    return json.dumps(_bare(value), sort_keys=True)


def _bare(value: Value) -> Value:
    if isinstance(value, dict):
        return {name: _bare(part) for name, part in value.items()}
    if isinstance(value, list):
        return value[0] if len(value) == 1 and isinstance(value[0], str) else [_bare(part) for part in value]
    return value


def changed(text: str, at: int, change: Change) -> str:
    """The file with its entry number `at` (from 0) changed. Raises NotEditableError, IndexError."""
    entry = entries(text)[at]
    lines = text.splitlines()
    written = lines[entry.first : entry.last]
    margin = written[0][: len(written[0]) - len(written[0].lstrip())]
    if not written[0].startswith(f"{margin}- ") or len(entries(text)) != _count(text):
        raise NotEditableError
    depth = len(margin) + 2
    body = "\n".join([written[0][depth:], *(_outdented(line, depth) for line in written[1:])]) + "\n"
    wanted = deepcopy(dict(entry.values))
    change(wanted)
    made = _again(body, change).splitlines()
    lines[entry.first : entry.last] = [
        f"{margin}{'  ' if number else '- '}{line}".rstrip() for number, line in enumerate(made)
    ]
    new = _joined(lines)
    expected = [dict(one.values) for one in entries(text)]
    expected[at] = wanted
    return _checked(new, expected)


def added(text: str, values: Mapping[str, Value]) -> str:
    """The file with one more entry at its end. Raises NotEditableError."""
    before = entries(text)
    lines = [line for line in text.splitlines() if before or line.strip() != "[]"]
    margin = ""
    if before:
        first = lines[before[0].first]
        margin = first[: len(first) - len(first.lstrip())]
    made = _dumped(dict(values), _yaml("")).splitlines()
    lines += [f"{margin}{'  ' if number else '- '}{line}".rstrip() for number, line in enumerate(made)]
    return _checked(_joined(lines), [*(dict(one.values) for one in before), dict(values)])


def removed(text: str, at: int) -> str:
    """The file without its entry number `at`; comments around it stay. Raises NotEditableError, IndexError."""
    entry = entries(text)[at]
    lines = text.splitlines()
    del lines[entry.first : entry.last]
    if len(entries(text)) == 1:
        lines.append("[]")
    left = [dict(one.values) for number, one in enumerate(entries(text)) if number != at]
    return _checked(_joined(lines), left)


def file_changed(text: str, change: Change) -> str:
    """A file that is a mapping, changed. Raises NotEditableError."""
    wanted = deepcopy(dict(whole(text)))
    change(wanted)
    new = _again(text, change)
    if dict(whole(new)) != wanted:
        raise NotEditableError
    return new


def _again(body: str, change: Change) -> str:
    yaml = _yaml(body)
    try:
        held = yaml.load(body)
    except (YAMLError, ValueError) as error:
        raise NotEditableError from error
    if not isinstance(held, MutableMapping):
        raise NotEditableError
    change(held)
    return _dumped(held, yaml)


def _yaml(body: str) -> YAML:
    """A round trip that writes as the file is written; days stay the texts that they are."""
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 100_000
    yaml.brace_single_entry_mapping_in_flow_sequence = True
    nested = _NESTED.search(body)
    if nested is None or len(nested[2]) > len(nested[1]):
        yaml.indent(mapping=2, sequence=4, offset=2)
    for known in yaml.resolver.versioned_resolver.values():
        known[:] = [one for one in known if one[0] != _TIMESTAMP]
    return yaml


def _dumped(held: Values, yaml: YAML) -> str:
    _quote(held)
    out = io.StringIO()
    yaml.dump(held, out)
    return out.getvalue()


def _quote(held: Values | list[Value]) -> None:
    """A colon within a plain word is none to every parser: such words stand in quotes."""
    for key, value in list(held.items()) if isinstance(held, MutableMapping) else list(enumerate(held)):
        if isinstance(value, MutableMapping | list):
            _quote(value)
        elif type(value) is str and ":" in value:
            held[key] = DoubleQuotedScalarString(value)  # type: ignore[index]  # of its own keys


def _outdented(line: str, depth: int) -> str:
    """A line of an entry as it would stand by itself; so comments keep their column."""
    return line[depth:] if not line[:depth].strip() else line.lstrip()


def _end(lines: list[str], start: int, after: int) -> int:
    end = after
    while end > start + 1 and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#")):
        end -= 1
    return end


def _count(text: str) -> int:
    root = Reader("", []).parse(text)
    return len(root.value) if root is not None and isinstance(root.value, list) else 0


def _joined(lines: list[str]) -> str:
    return "\n".join(lines) + "\n"


def _checked(text: str, expected: list[dict[str, Value]]) -> str:
    """What was written means what was wanted, or nothing is changed."""
    if [dict(one.values) for one in entries(text)] != expected or len(expected) != _count(text):
        raise NotEditableError
    return text
