"""A condition as the lines of a form: groups of questions, each with the parts that its predicate takes, and back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rules.editing import Value
from rules.facts import PREDICATES
from rules.part import SEVERAL, VALUE, Part, Takes

ALL, ANY, NONE = "all", "any", "none"
"""How the lines of a group are joined: every one holds, at least one, not one of them."""
EVERY = "*"
"""For `alarm: true`: any that the rulebook has."""
_PERCENT = 100
_BARE = (Takes.SIGNALS, Takes.TEXTS)
"""Of which one stands without brackets."""

Fields = Mapping[str, Sequence[str]]


@dataclass(frozen=True, kw_only=True)
class Line:
    """One question. denied: it must not hold. fields: part → what is written there, shares in percent.

    written: the piece as it stands where its fields cannot be shown; then there are none, and no fact.
    """

    fact: str = ""
    denied: bool = False
    fields: Fields = field(default_factory=dict)
    written: Value = None


@dataclass(frozen=True, kw_only=True)
class Group:
    """Lines that belong together. joined: empty for one line that stands by itself."""

    joined: str = ""
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Lines:
    """A whole condition. joined: ALL or ANY."""

    joined: str = ALL
    groups: tuple[Group, ...] = ()

    @property
    def each(self) -> tuple[Line, ...]:
        """All lines in order."""
        return tuple(line for group in self.groups for line in group.lines)


def read_lines(when: Value) -> Lines:
    """The lines of a `when`; what no form can show is kept as it is written."""
    if not isinstance(when, dict) or not when:
        return Lines()
    joined, parts = _joined(when)
    if joined not in (ALL, ANY):
        joined, parts = ALL, [when]
    return Lines(joined=joined, groups=tuple(_group(part) for part in parts))


def written(lines: Lines) -> Value:
    """The `when` that says the same; nothing for no line."""
    parts = [_of_group(group) for group in lines.groups if group.lines]
    if not parts:
        return None
    alone = len(parts) == 1 and lines.joined == ALL and _joined(parts[0])[0] not in (ALL, ANY)
    return parts[0] if alone else {lines.joined: parts}


def one_written(line: Line) -> Value:
    """One line as it is written."""
    if not line.fact:
        return line.written
    takes, found = PREDICATES[line.fact], dict[str, Value]()
    parts = {name: _value(part, line.fields.get(name, ())) for name, part in takes.parts.items()}
    inside = {name: value for name, value in parts.items() if name != VALUE and name not in takes.beside}
    wanted = {name: value for name, value in inside.items() if value is not None or not takes.parts[name].optional}
    found[line.fact] = parts[VALUE] if VALUE in parts else dict(wanted)
    found |= {name: parts[name] for name in takes.beside if parts.get(name) is not None}
    return {"not": found} if line.denied else found


def _of_group(group: Group) -> Value:
    parts = [one_written(line) for line in group.lines]
    if len(parts) == 1 and group.joined != NONE:
        return parts[0]
    return {"not": {ANY: parts}} if group.joined == NONE else {group.joined: parts}


def _joined(piece: Value) -> tuple[str, list[Value]]:
    """How a piece joins its parts, and these; nothing for one that is no group."""
    if not isinstance(piece, dict) or len(piece) != 1:
        return "", []
    ((key, inner),) = piece.items()
    if key == "not" and isinstance(inner, dict):
        joined, parts = _joined(inner)
        return (NONE, parts) if joined == ANY else ("", [])
    return (key, inner) if key in (ALL, ANY) and isinstance(inner, list) else ("", [])


def _group(piece: Value) -> Group:
    joined, parts = _joined(piece)
    if not joined:
        return Group(lines=(_line(piece),))
    if len(parts) == 1 and joined != NONE:
        return _group(parts[0])
    lines = tuple(_line(part) for part in parts)
    if lines and all(line.fact for line in lines):
        return Group(joined=joined, lines=lines)
    return Group(lines=(Line(written=piece),))


def _line(piece: Value) -> Line:
    """A line, if what is written there is just what the line would write."""
    bare, denied = piece, False
    if isinstance(piece, dict) and list(piece) == ["not"]:
        bare, denied = piece["not"], True
    fact = next((key for key in bare if key in PREDICATES), "") if isinstance(bare, dict) else ""
    if not isinstance(bare, dict) or not fact or not PREDICATES[fact].parts:
        return Line(written=piece)
    takes = PREDICATES[fact]
    held: dict[str, Value] = {name: bare[name] for name in takes.beside if name in bare}
    value = bare[fact]
    held |= {VALUE: value} if VALUE in takes.parts else value if isinstance(value, dict) else {}
    texts = {name: _texts(takes.parts[name], one) for name, one in held.items() if name in takes.parts}
    line = Line(fact=fact, denied=denied, fields={name: found for name, found in texts.items() if found is not None})
    return line if _same(one_written(line), piece) else Line(written=piece)


def _same(one: Value, other: Value) -> bool:
    """Whether they mean the same: a list of one may stand without brackets."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(part, other[key]) for key, part in one.items())
    if isinstance(one, list) != isinstance(other, list):
        return one == [other] or other == [one]
    return one == other


def _texts(part: Part, value: Value) -> tuple[str, ...] | None:
    """A part as its fields show it; None where they cannot."""
    if part.takes in SEVERAL:
        if value is True and part.takes is Takes.ALARMS:
            return (EVERY,)
        listed = value if isinstance(value, list) else [value]
        return tuple(one for one in listed if isinstance(one, str))
    if part.takes is Takes.FLAG:
        return ("yes" if value else "no",) if isinstance(value, bool) else None
    if part.takes is Takes.SHARE and isinstance(value, int | float) and not isinstance(value, bool):
        return (f"{value * _PERCENT:g}",)
    return None if isinstance(value, dict | list) or value is None else (str(value),)


def _value(part: Part, given: Sequence[str]) -> Value:
    """What the fields of a part write; None where nothing stands in them. What is no number stays as it was typed."""
    if part.takes in SEVERAL:
        if EVERY in given and part.takes is Takes.ALARMS:
            return True
        listed: list[Value] = list(dict.fromkeys(given))
        return listed[0] if len(listed) == 1 and part.takes in _BARE else listed
    text = given[0].strip() if given else ""
    if part.takes is Takes.FLAG:
        return text != "no"
    if part.takes is Takes.WHOLE and text.isascii() and text.isdecimal() and len(text) < 12:
        return int(text)
    if part.takes is Takes.SHARE:
        return _share(text)
    return text or None


def _share(text: str) -> Value:
    try:
        share = round(float(text.removesuffix("%")) / _PERCENT, 6)
    except (ValueError, OverflowError):
        return text or None
    if not 0 <= share <= 1:
        return text
    return int(share) if share.is_integer() else share
