"""What was typed and not sent is part of a resident's data: found, told by doctor, erased with its case or covered.

Covers huihan.keeping.
"""

import json

import pytest
from servers.audited import audited
from servers.letters_day import CLERK, one_case

from domain.codes import CaseState
from domain.staff import operator
from huihan.checks import Patient, examine
from store import cases, events, form_drafts, people
from store.form_drafts import FormDraft
from store.people import NewPerson
from workers.privacy.data_requests import Asked, erase, plan
from workers.privacy.finding import find
from workers.privacy.subjects import Wanted

WANG = Wanted(name="王芳", phone="13800138000")
ME = operator("cli:li")


@pytest.fixture
def case(house):
    """Her case with a draft, and two complaints that are being registered: one names her, one another."""
    case = one_case(house)
    typed = [
        ("a" * 16, case.id, "act-call", "已致电"),
        ("b" * 16, None, "register", "王芳来电：13800138000"),
        ("c" * 16, None, "register", "李明来电"),
    ]
    with house.services.database.transaction() as session:
        new = NewPerson(login="li", name="李", language="zh", made_at=house.services.now(), made_by="huihan")
        person = people.create(session, new).id
        for key, case_id, form, words in typed:
            fields = (("note", words, True),)
            form_drafts.save(
                session,
                FormDraft(
                    person_id=person,
                    key=key,
                    case_id=case_id,
                    form=form,
                    stand=0,
                    fields=fields,
                    saved_at=house.services.now(),
                ),
            )
        events.append(session, case.id, house.services.now(), CLERK.login, "filed", {"reason": ""})
        cases.update_case(session, case.id, state=CaseState.FILED)
    return case


def left(house):
    found = house.ask(lambda session: form_drafts.of_person(session, 1, [1, None], house.services.now()))
    return sorted(words for one in found for _, words, _ in one.fields)


def test_it_is_found_erased_with_the_case_and_covered_where_no_case_is_yet(house, case):
    own = [place for place in find(house.services, WANG).own if place.kind == "form_draft"]
    assert sorted(place.number or "" for place in own) == ["", case.number]
    asked = Asked(wanted=WANG)
    fates = {step.place.case_id: step.fate.value for step in plan(house.services, asked).steps if step.place in own}
    assert fates == {case.id: "erased", None: "covered"}
    erase(house.services, asked, actor=ME, reason="住户要求")
    words = left(house)
    assert len(words) == 2
    assert "李明来电" in words
    assert not any("王芳" in one or "13800138000" in one for one in words)
    assert [one for one in audited(house) if "form_draft" in json.dumps(vars(one), default=str)] == []


def test_doctor_says_how_much_lies_there(house, case):
    patient = Patient(settings=house.services.settings, now=house.services.now())
    kept_in = house.services.settings.root / "data" / "huihan.db"
    kept_in.parent.mkdir(exist_ok=True)
    kept_in.touch()  # doctor looks into no database before there is one
    said = [one for one in examine(patient, frozenset({"privacy"})) if "草稿" in one.what]
    assert [one.ok for one in said] == [True]
    assert said[0].what.startswith("未提交的表单草稿 3 份，涉及 1 个案件，共 ")
    assert "14 天" in said[0].mend
