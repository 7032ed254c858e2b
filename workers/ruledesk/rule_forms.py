"""A rule as a form: its reason, its conditions line by line, what it settles, and a letter that shows it."""

from collections.abc import Callable, Collection, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass

from domain.staff import Person
from rules import editing
from rules.condition_lines import Lines, one_written, read_lines, written
from rules.defined import defined
from rules.editing import Entry, Value, Values
from rules.model import Finding
from rules.predicate import Names
from rules.schema.conditions import condition
from rules.schema.rules import LOWEST_PRIORITY, read_then
from rules.schema.source import Reader
from workers.instance.refusals import Refused
from workers.instance.services import Services
from workers.ruledesk import drafts
from workers.ruledesk.drafts import Texts
from workers.ruledesk.examples import example_kept

FOLDER = "rules/"
OWN = "rules/desk.yaml"
"""Where the rules of the form stand; those that stand elsewhere stay there."""
_ORDINARY = 100
_ADD_UP = frozenset({"copy_to", "also"})
"""What several rules fill together: an example of one of them cannot tell all."""


@dataclass(frozen=True, kw_only=True)
class RuleForm:
    """A rule as its form has it. then: slot → value, as written. example: a letter for which it holds, or nothing."""

    because: str
    priority: str
    when: Lines
    then: Mapping[str, Value]
    example: str = ""


@dataclass(frozen=True, kw_only=True)
class Found:
    """A rule of the draft: where it stands."""

    file: str
    at: int
    entry: Entry


class UnsoundError(Exception):
    """What is wrong with a form, by field: findings of `0.1` (a line of a group), or of the name of a slot."""

    def __init__(self, findings: Mapping[str, tuple[Finding, ...]]) -> None:
        super().__init__(str(dict(findings)))
        self.findings = findings


def find_rule(texts: Texts, rule: str) -> Found | None:
    """The rule of that id; the first where several have it."""
    return next((one for one in _every(texts) if str(one.entry.values.get("id")) == rule), None)


def set_rule(services: Services, rule: str, form: RuleForm, *, actor: Person, seen: int) -> str:
    """A rule as it is to be; its id. rule: the id, empty for one more. Raises Refused; UnsoundError."""
    with services.database.reading() as session:
        texts = drafts.draft_of(session).texts
    found = find_rule(texts, rule) if rule else None
    if rule and found is None:
        raise Refused("草稿里没有这条规则；请回到列表再看")
    _check(texts, form, found)
    name = rule or free_id((str(one.entry.values.get("id")) for one in _every(texts)), "rule")
    change = _change(form, name)
    if found is None:
        values: dict[str, Value] = {}
        change(values)
        file, make = OWN, _adds(values)
    else:
        file, make = found.file, _changes(found.at, change)
    files: dict[str, str | None] = {file: drafts.rewritten(file, texts.get(file, "[]\n"), make)}
    files |= example_kept(texts, name, form.example, _expected(form.then), at=services.now())
    drafts.save(services, files, actor=actor, seen=seen)
    return name


def remove_rule(services: Services, rule: str, *, actor: Person, seen: int) -> None:
    """One rule less, with the letter that its form kept. Raises Refused."""
    with services.database.reading() as session:
        texts = drafts.draft_of(session).texts
    found = find_rule(texts, rule)
    if found is None:
        raise Refused("草稿里没有这条规则；请回到列表再看")
    at = found.at
    files: dict[str, str | None] = {
        found.file: drafts.rewritten(found.file, texts[found.file], lambda text: editing.removed(text, at)),
        **example_kept(texts, rule, "", {}, at=services.now()),
    }
    drafts.save(services, files, actor=actor, seen=seen)


def free_id(taken: Iterator[str], stem: str) -> str:
    """The first id `stem-1`, `stem-2`, … that nothing has."""
    held: Collection[str] = set(taken)
    return next(name for number in range(1, len(held) + 2) if (name := f"{stem}-{number}") not in held)


def _every(texts: Texts) -> Iterator[Found]:
    for file in sorted(texts):
        if file.startswith(FOLDER):
            for at, entry in enumerate(editing.entries(texts[file])):
                yield Found(file=file, at=at, entry=entry)


def _adds(values: Mapping[str, Value]) -> Callable[[str], str]:
    return lambda text: editing.added(text, values)


def _changes(at: int, change: editing.Change) -> Callable[[str], str]:
    return lambda text: editing.changed(text, at, change)


def _change(form: RuleForm, name: str) -> editing.Change:
    """Writes the form into an entry; a condition that says the same is left as it is written."""
    rank = _rank(form.priority)

    def change(entry: Values) -> None:
        entry.setdefault("id", name)
        because = " ".join(form.because.split())
        if entry.get("because") != because:
            entry["because"] = because
        if rank != _ORDINARY or "priority" in entry:
            entry["priority"] = rank
        for key, wanted in (("when", written(form.when)), ("then", dict(form.then))):
            if key == "when" and "when" in entry and read_lines(deepcopy(entry["when"])) == form.when:
                continue
            if key in entry:
                editing.settle(entry, key, wanted)
            else:
                entry[key] = editing.laid_out(wanted, inner=True)

    return change


def _rank(priority: str) -> int:
    rank = int(priority) if priority.isascii() and priority.isdecimal() and len(priority) < 5 else -1
    if not 0 <= rank <= LOWEST_PRIORITY:
        raise Refused("优先级是 0 至 1000 的整数，小者优先")
    return rank


def _check(texts: Texts, form: RuleForm, found: Found | None) -> None:
    """What can be told of the form alone; what other files make of it, the check of the draft tells."""
    _rank(form.priority)
    if not form.because.strip():
        raise Refused("名称、理由和句子不能为空")
    if not form.when.each:
        raise Refused("请至少加一个条件")
    if not form.then:
        raise Refused("请至少选一项结论")
    names = defined(texts)
    held = found.entry.values.get("then") if found else None
    before = held if isinstance(held, dict) else {}
    findings = {**dict(_of_lines(form.when, names)), **dict(_of_slots(form.then, before, names))}
    if findings:
        raise UnsoundError(findings)


def _of_lines(lines: Lines, names: Names) -> Iterator[tuple[str, tuple[Finding, ...]]]:
    for number, group in enumerate(lines.groups):
        for place, line in enumerate(group.lines):
            findings: list[Finding] = []
            if line.fact:
                condition(Reader("", findings), editing.as_item(one_written(line)), names)
            if findings:
                yield f"{number}.{place}", tuple(findings)


def _of_slots(
    then: Mapping[str, Value], before: Mapping[str, Value], names: Names
) -> Iterator[tuple[str, tuple[Finding, ...]]]:
    for slot, value in then.items():
        findings: list[Finding] = []
        if before.get(slot) != value:
            read_then(names, Reader("", findings), editing.as_item({slot: value}))
        if findings:
            yield slot, tuple(findings)


def _expected(then: Mapping[str, Value]) -> dict[str, Value]:
    """What an example of the rule may expect of its letter."""
    return {
        slot: True if slot == "needs_person" else deepcopy(value) for slot, value in then.items() if slot not in _ADD_UP
    }
