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
        return _found(known, said.findings) if said.findings else known.own
    if kind is not LetterKind.REPLY:
        return known.own
    answered = {one.name: one for one in said.matters}
    record, matters = known.own, []
    for own, matter in zip(known.own_matters, known.matters, strict=True):
        composed = answered.pop(matter.name, None)
        if composed is None:
            matters.append(own)
            continue
        if _stands_alone(known, matter):
            record = _found(known, composed.findings)
            composed = replace(composed, findings="")
        matters.append(_filled(own, matter, composed, proposed=matter.topic in known.proposed))
    added = {name: RecordedMatter(topic=topics.get(name, ""), name=name) for name in answered}
    new = [_filled(added[name], added[name], one) for name, one in answered.items()]
    return replace(record, matters=(*matters, *new))


def _stands_alone(known: Recorded, matter: RecordedMatter) -> bool:
    """Whether what was found of the whole complaint is shown as this matter's: it is the only one and has none. Where
    its group found it, other words are the matter's own."""
    return (
        not known.led_by
        and len(known.matters) == 1
        and not matter.findings
        and bool(known.record.investigation.findings)
    )


def _found(known: Recorded, findings: str) -> CaseRecord:
    own = known.own.investigation
    kept = _same(own.findings, known.record.investigation.findings, findings)
    return replace(known.own, investigation=replace(own, findings=kept))


def _filled(
    own: RecordedMatter, shown: RecordedMatter, composed: ComposedMatter, *, proposed: bool = False
) -> RecordedMatter:
    """What reading proposed as the demand stays where the person said nothing of it: the composer does not show it."""
    wanted = composed.demand or (own.demand if proposed else "")
    return replace(
        own,
        demand=_same(own.demand, shown.demand, wanted),
        findings=_same(own.findings, shown.findings, composed.findings),
        result=_same(own.result, shown.result, composed.result),
        met=own.met if composed.met is shown.met else composed.met,
        why=_same(own.why, shown.why, composed.why),
    )


def _same(own: str, shown: str, said: str) -> str:
    """The record's own lines, where the composer has put what it showed of them in one and nothing else: what stands
    on the leading case of a group is not copied."""
    return own if one_line(shown) == one_line(said) else said
