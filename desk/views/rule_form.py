"""A rule's form: its conditions, what it settles, and what the check says beside each."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from starlette.datastructures import FormData

from desk.formed import text
from desk.messages import N_
from desk.views import rulebook_forms as form_views
from desk.views.rule_lines import Asked, asked, operators
from desk.views.rule_sentences import names_of, sentence
from domain.clocks import AT_RECEIPT
from domain.codes import Category, Department, Grade, Kind, LetterKind, Urgency
from domain.said import Sentence
from domain.work_codes import Cause
from rules.condition_lines import Group, Line, Lines, read_lines
from rules.editing import Value
from rules.model import Finding
from rules.schema.source import Item, Reader
from workers.ruledesk.drafts import Texts
from workers.ruledesk.rule_forms import Found, RuleForm

_CHOICES: Mapping[str, tuple[str, ...]] = {
    "category": tuple(Category),
    "grade": tuple(Grade),
    "urgency": tuple(Urgency),
    "kind": tuple(Kind),
    "cause": tuple(Cause),
}
_SEVERAL: Mapping[str, tuple[str, ...]] = {"copy_to": tuple(Department), "also": tuple(Category)}
_FLAGS = ("group", "fee")
SECTIONS = ("id", "because", "priority", "when", "then")
SLOTS: Mapping[str, str] = {
    "category": N_("分类"),
    "topic": N_("主题"),
    "departments": N_("责任部门"),
    "grade": N_("级别"),
    "urgency": N_("紧急程度"),
    "kind": N_("性质"),
    "group": N_("群体来信"),
    "fee": N_("收费问题"),
    "cause": N_("原因"),
    "households": N_("户数"),
    "needs_person": N_("转人工，写明为什么"),
    "copy_to": N_("抄送部门"),
    "also": N_("另涉"),
    "clocks": N_("时限（自收到起算）"),
    "letters": N_("函件"),
}
"""What a rule may settle, as the form calls it."""


@dataclass(frozen=True, kw_only=True)
class LineShown:
    """A line of the form. kept: where it stands in the condition as written, for one that no form shows."""

    place: str
    line: Line
    operators: tuple[str, str]
    fields: tuple[Asked, ...]
    said: Sentence
    kept: str = ""


@dataclass(frozen=True, kw_only=True)
class GroupShown:
    """A group of the form."""

    number: int
    group: Group
    lines: tuple[LineShown, ...]


@dataclass(frozen=True, kw_only=True)
class Term:
    """The fields of a clock's term; of one that the rule leaves alone they are empty."""

    clock: str
    amount: str
    unit: str
    time: str


def shown(lines: Lines, written: Lines, texts: Texts) -> tuple[GroupShown, ...]:
    """The groups of the form. written: the condition as it stands."""
    names = names_of(texts)
    held = [(line, f"{g}.{at}") for g, group in enumerate(written.groups) for at, line in enumerate(group.lines)]
    return tuple(
        GroupShown(
            number=number,
            group=group,
            lines=tuple(
                LineShown(
                    place=f"{number}.{at}",
                    line=line,
                    operators=operators(line.fact) if line.fact else ("", ""),
                    fields=asked(line, texts) if line.fact else (),
                    said=sentence(line.written, names),
                    kept=next((place for one, place in held if one == line), ""),
                )
                for at, line in enumerate(group.lines)
            ),
        )
        for number, group in enumerate(lines.groups)
    )


def typed_then(typed: FormData, held: Mapping[str, Value]) -> dict[str, Value]:
    """What the rule settles, as it was sent. held: as it stands, of which what no form shows is kept."""
    found: dict[str, Value] = {slot: held[slot] for slot in unshown(held)}
    found |= {slot: value for slot, value in _typed(typed, held) if slot not in found}
    return {slot: found[slot] for slot in (*held, *found) if slot in found}


def unshown(held: Mapping[str, Value]) -> tuple[str, ...]:
    """The slots that are written in a way that the form cannot show."""
    return tuple(slot for slot, value in held.items() if not _shows(slot, value))


def terms(held: Mapping[str, Value]) -> tuple[Term, ...]:
    """The terms that the rule gives, of every clock that starts with the receipt of a letter."""
    clocks = held.get("clocks")
    given = clocks if isinstance(clocks, dict) else {}
    parts = {clock: form_views.parts_of(str(given[clock])) if clock in given else ("", "", "") for clock in AT_RECEIPT}
    return tuple(Term(clock=clock, amount=one[0], unit=one[1], time=one[2]) for clock, one in parts.items())


def of_found(found: Found | None) -> RuleForm:
    """The form of a rule as it stands."""
    values = found.entry.values if found else {}
    then = values.get("then")
    return RuleForm(
        because=str(values.get("because") or ""),
        priority=str(values.get("priority", 100)),
        when=read_lines(values.get("when")),
        then=then if isinstance(then, dict) else {},
    )


def by_section(findings: Iterable[Finding], found: Found, texts: Texts) -> Mapping[str, tuple[Finding, ...]]:
    """What the check says of this rule, by the part of it where it stands; of the whole rule under `id`."""
    root = Reader("", []).parse(texts[found.file])
    item = root.value[found.at] if root is not None and isinstance(root.value, list) else Item(None, 0)
    starts = sorted((line, name) for name, line in item.key_lines.items() if name in SECTIONS)
    held: dict[str, list[Finding]] = {}
    for one in findings:
        if one.file == found.file and found.entry.first < one.line <= found.entry.last:
            before = [name for line, name in starts if line <= one.line]
            alone = len({line for line, _ in starts}) > 1
            held.setdefault(before[-1] if before and alone and one.line > item.line else "id", []).append(one)
    return {name: tuple(listed) for name, listed in held.items()}


def _shows(slot: str, value: Value) -> bool:
    if slot in _CHOICES:
        return value in _CHOICES[slot]
    if slot in _SEVERAL or slot == "departments":
        codes = _SEVERAL.get(slot, tuple(Department))
        return isinstance(value, list) and all(one in codes for one in value)
    if slot in _FLAGS:
        return isinstance(value, bool)
    if slot == "clocks":
        terms_ = value.items() if isinstance(value, dict) else ()
        return bool(terms_) and all(clock in AT_RECEIPT and form_views.parts_of(str(term))[1] for clock, term in terms_)
    if slot == "letters":
        return isinstance(value, dict) and all(
            kind in set(LetterKind) and isinstance(one, bool) for kind, one in value.items()
        )
    return slot in SLOTS and not isinstance(value, dict | list | bool) and value is not None


def _typed(typed: FormData, held: Mapping[str, Value]) -> Iterator[tuple[str, Value]]:
    """Slot → what it is given; what is no number stays as it was typed, for the check to name."""
    first, number = text(typed, "then-first"), text(typed, "then-households").strip()
    departments: list[Value] = [*filter(None, (first,)), *_several(typed, "departments", held)]
    found: dict[str, Value] = {
        **{slot: text(typed, f"then-{slot}") for slot in (*_CHOICES, "topic")},
        "departments": list(dict.fromkeys(departments)),
        **{slot: _several(typed, slot, held) for slot in _SEVERAL},
        **{slot: _flag(typed, slot) for slot in _FLAGS},
        "households": int(number) if number.isascii() and number.isdecimal() and len(number) < 10 else number,
        "needs_person": " ".join(text(typed, "then-needs_person").split()),
        "clocks": {str(clock): term for clock in AT_RECEIPT if (term := _term(typed, clock))},
        "letters": {str(kind): flag for kind in LetterKind if (flag := _flag(typed, f"letter-{kind}")) is not None},
    }
    return ((slot, value) for slot, value in found.items() if value not in ("", None) and value not in ([], {}))


def _flag(typed: FormData, name: str) -> bool | None:
    return {"yes": True, "no": False}.get(text(typed, f"then-{name}"))


def _several(typed: FormData, slot: str, held: Mapping[str, Value]) -> list[Value]:
    """What is ticked, in the order in which it stands."""
    ticked = [str(one) for one in typed.getlist(f"then-{slot}")]
    before = held.get(slot)
    order = [str(one) for one in before] if isinstance(before, list) else []
    return sorted(ticked, key=lambda one: order.index(one) if one in order else len(order))


def _term(typed: FormData, clock: str) -> str:
    unit = text(typed, f"then-{clock}-unit")
    return form_views.term_of(text(typed, f"then-{clock}-amount"), unit, text(typed, f"then-{clock}-time"))
