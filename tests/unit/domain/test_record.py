"""A signature holds for the words it was put under, and what a statistic counts stays without a word."""

from dataclasses import replace
from datetime import UTC, datetime

from domain.record import (
    CaseRecord,
    Facts,
    Hearing,
    Investigation,
    RecordedMatter,
    for_new_round,
    unsigned_if_changed,
    without_words,
)
from domain.work_codes import Cause, Met

MATTER = RecordedMatter(topic="roof_leak", name="屋面渗漏", demand="尽快修", findings="防水层开裂", met=Met.PARTLY)
FOUND = Investigation(by="周工", findings="顶层防水层开裂", causes=(Cause.MATERIAL,), signed_by="zhou")
SIGNED = CaseRecord(
    facts=Facts(told="下雨就漏"),
    matters=(MATTER,),
    investigation=replace(FOUND, signed_at=datetime(2026, 11, 23, tzinfo=UTC)),
)


def test_a_change_of_what_was_signed_takes_the_signature_away() -> None:
    other_findings = replace(SIGNED, matters=(replace(MATTER, findings="落水口堵塞"),))
    other_cause = replace(SIGNED, investigation=replace(SIGNED.investigation, causes=(Cause.METHOD,)))
    for changed in (other_findings, other_cause):
        assert unsigned_if_changed(SIGNED, changed).investigation.signed_by == ""
        assert unsigned_if_changed(SIGNED, changed).investigation.signed_at is None


def test_a_change_of_anything_else_leaves_it() -> None:
    for changed in (
        replace(SIGNED, facts=Facts(told="又漏了")),
        replace(SIGNED, matters=(replace(MATTER, result="已补做防水", met=Met.MET),)),
        replace(SIGNED, hearing=Hearing(resident_said="漏", other_said="不漏")),
    ):
        assert unsigned_if_changed(SIGNED, changed) == changed


def test_the_main_cause_is_the_one_chosen_else_the_only_one_found() -> None:
    both = Investigation(causes=(Cause.MATERIAL, Cause.METHOD))
    assert CaseRecord().main_cause is None
    assert SIGNED.main_cause is Cause.MATERIAL
    assert CaseRecord(investigation=both).main_cause is None
    assert CaseRecord(investigation=both, cause=Cause.PEOPLE).main_cause is Cause.PEOPLE
    assert for_new_round(replace(SIGNED, cause=Cause.PEOPLE)).main_cause is Cause.PEOPLE


def test_a_dispute_is_heard_when_both_sides_were() -> None:
    assert not Hearing(resident_said="半夜有响声").both
    assert Hearing(resident_said="半夜有响声", other_said="没有").both


def test_without_words_stay_the_matters_and_the_causes() -> None:
    added = RecordedMatter(name="3栋王女士的车位")
    bare = without_words(replace(SIGNED, matters=(MATTER, added)))
    assert bare.matters == (RecordedMatter(topic="roof_leak", name="屋面渗漏", met=Met.PARTLY), RecordedMatter(name=""))
    assert bare.investigation == Investigation(causes=(Cause.MATERIAL,))
    assert bare.facts is None
    chosen = without_words(CaseRecord(cause=Cause.METHOD, cause_remark="王女士家的门没有关"))
    assert (chosen.cause, chosen.cause_remark) == (Cause.METHOD, "")
