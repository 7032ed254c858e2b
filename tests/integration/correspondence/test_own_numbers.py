"""Papers of the house are numbered in series of their own; no letter to a resident is missing a number for them.

Covers workers.correspondence.numbering and store.numbers.
"""

from dataclasses import replace

from servers.audited import audited, change, first_row, unseen
from servers.letters_day import CLERK, one_case, written

from domain.codes import LetterKind
from store.case_tables import letter as letter_table
from workers.correspondence.editing import draft, void
from workers.correspondence.submitting import submit


def submitted(office, case, kind):
    drafted = draft(office.services, case.number, kind, actor=CLERK)
    return submit(office.services, drafted.id, actor=CLERK, way=None)


def test_a_form_takes_no_number_from_the_letters(office):
    case = one_case(office)
    first = submitted(office, case, LetterKind.RECORD_FORM)
    assert first.number == "物记〔2026〕1号"
    assert "物记〔2026〕1号" in first.body
    void(office.services, first.id, "填错", actor=CLERK)
    assert submitted(office, case, LetterKind.RECORD_FORM).number == "物记〔2026〕2号"
    # The acknowledgement is the first letter, so the reply is the second: no form stands between them.
    reply = submit(office.services, written(office, case).id, actor=CLERK, way=None)
    assert reply.number == "物函〔2026〕2号"
    assert list(audited(office)) == []


def test_an_instance_chooses_its_own_prefixes(office):
    company = replace(office.services.settings.company, form_prefixes={LetterKind.RECORD_FORM: "记录"})
    office.services = replace(office.services, settings=replace(office.services.settings, company=company))
    assert submitted(office, one_case(office), LetterKind.RECORD_FORM).number == "记录〔2026〕1号"


def test_a_gap_in_a_series_of_forms_is_told_and_a_number_of_the_old_kind_is_none(office):
    case = one_case(office)
    first = submitted(office, case, LetterKind.RECORD_FORM)
    void(office.services, first.id, "填错", actor=CLERK)
    submitted(office, case, LetterKind.RECORD_FORM)
    with unseen(office) as session:
        change(session, letter_table, {"id": first.id}, letter_table.c.number, None)
        told = "\n".join(one.what for one in audited(office, session).differences)
        assert "2026 年第 1 号投诉处理记录表不见了" in told
    with unseen(office) as session:
        acknowledged = first_row(session, letter_table)
        change(session, letter_table, {"id": first.id}, letter_table.c.number, "物函〔2026〕2号")
        told = "\n".join(one.what for one in audited(office, session).differences)
        assert acknowledged["number"] == "物函〔2026〕1号"
        assert "不合格式" not in told
        assert "2026 年的编号已用到 2，计数器却是 1" in told
