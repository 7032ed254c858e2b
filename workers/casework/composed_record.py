"""What was entered in the composer of a letter as a case's record holds it: form, notice and reply say the same."""

from collections.abc import Mapping
from dataclasses import replace

from domain.codes import LetterKind
from domain.composition import ComposedMatter, Composition
from domain.record import CaseRecord, RecordedMatter
from letters.text.wording import one_line
from workers.deciding.recorded import Recorded


def with_composed(known: Recorded, kind: LetterKind, said: Composition, topics: Mapping[str, str]) -> CaseRecord:
    """The record with what was said: of a reply its matters, of an explanation what was found; of other letters as it
    was. topics: name → id in the rulebook.
    """
    if kind is LetterKind.EXPLANATION:
        return _found(known.record, said.findings) if said.findings else known.record
    if kind is not LetterKind.REPLY:
        return known.record
    answered = {one.name: one for one in said.matters}
    record, matters = known.record, []
    for matter in known.matters:
        composed = answered.pop(matter.name, None)
        if composed is None:
            matters.append(matter)
            continue
        if _stands_alone(known, matter):
            record = _found(record, composed.findings)
            composed = replace(composed, findings="")
        matters.append(_filled(matter, composed, proposed=matter.topic in known.proposed))
    new = [_filled(RecordedMatter(topic=topics.get(name, ""), name=name), one) for name, one in answered.items()]
    return replace(record, matters=(*matters, *new))


def _stands_alone(known: Recorded, matter: RecordedMatter) -> bool:
    """Whether what was found of the whole complaint is shown as this matter's: it is the only one and has none."""
    return len(known.matters) == 1 and not matter.findings and bool(known.record.investigation.findings)


def _found(record: CaseRecord, findings: str) -> CaseRecord:
    kept = _same(record.investigation.findings, findings)
    return replace(record, investigation=replace(record.investigation, findings=kept))


def _filled(matter: RecordedMatter, composed: ComposedMatter, *, proposed: bool = False) -> RecordedMatter:
    """What reading proposed as the demand stays where the person said nothing of it: the composer does not show it."""
    wanted = composed.demand or (matter.demand if proposed else "")
    return replace(
        matter,
        demand=_same(matter.demand, wanted),
        findings=_same(matter.findings, composed.findings),
        result=_same(matter.result, composed.result),
        met=composed.met,
        why=_same(matter.why, composed.why),
    )


def _same(before: str, said: str) -> str:
    """The record's own lines, where the composer has put them in one and nothing else."""
    return before if one_line(before) == one_line(said) else said
