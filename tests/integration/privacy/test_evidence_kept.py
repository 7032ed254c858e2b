"""Evidence is part of a resident's data: handed out, erased, gone after its time; what is missing or damaged is named.

Covers huihan.checks.evidence_files.
"""

import json
import zipfile
from dataclasses import replace
from datetime import timedelta

import pytest
from servers.audited import audited
from servers.letters_day import CLERK, one_case

from domain.codes import CaseState
from domain.settings import RetentionSettings
from domain.staff import operator
from domain.work_codes import EvidenceSource
from huihan.checks import Patient, examine
from huihan.export import case_files
from store import cases, events
from store import evidence as kept
from workers.casework import evidence
from workers.casework.evidence import About, Handed
from workers.correspondence.case_record import record_of
from workers.instance.refusals import Refused
from workers.privacy import retention
from workers.privacy.anonymise import anonymise
from workers.privacy.data_requests import Asked, erase
from workers.privacy.export import export
from workers.privacy.subjects import Wanted

WANG = Wanted(name="王芳", phone="13800138000")
PHOTO = Handed(name="王芳家门口.jpg", data=b"\xff\xd8\xff\xe0 photo")
SHARED = Handed(name="楼道.jpg", data=b"\xff\xd8\xff\xe0 the corridor of both")
MISTAKE = Handed(name="别家.jpg", data=b"\xff\xd8\xff\xe0 of another case")
ME = operator("cli:li")


@pytest.fixture
def case(house):
    """Her case with two photos that stand and one that does not; a neighbour's case has one of them too."""
    case = one_case(house)
    about = About(source=EvidenceSource.RESIDENT, note="王芳与邻居李明13911112222拍")
    evidence.add(house.services, case.number, (PHOTO, SHARED, MISTAKE), about, actor=CLERK)
    evidence.withdraw(house.services, case.number, pieces(house, case)[2].id, "另一案件的", actor=CLERK)
    other = one_case(house, subject="楼道灯", text="楼道灯坏了。阳光花园5栋1单元302", sender="zhao@example.com")
    evidence.add(house.services, other.number, (SHARED,), replace(about, note=""), actor=CLERK)
    return case


def pieces(house, case):
    return house.ask(lambda session: kept.of_case(session, case.id))


def filed(house, case):
    with house.services.database.transaction() as session:
        events.append(session, case.id, house.services.now(), "li", "filed", {"reason": ""})
        cases.update_case(session, case.id, state=CaseState.FILED)


def alarms(house):
    """What an audit says of evidence and files; these cases were filed without their course."""
    return [one for one in audited(house) if one.table in {"evidence", "file"}]


def there(house, file):
    return any(house.services.archive.root.rglob(file))


def test_a_resident_gets_the_evidence_of_their_cases_with_others_covered(house, case, tmp_path):
    export(house.services, WANG, tmp_path / "w.zip", actor=ME)
    with zipfile.ZipFile(tmp_path / "w.zip") as package:
        files = {name: package.read(name) for name in package.namelist()}
    assert sorted(data for name, data in files.items() if name.startswith("证据/")) == [PHOTO.data, SHARED.data]
    told = json.loads(files["资料.json"])["案件"][0]["证据"]
    assert [one["文件"] for one in told] == [PHOTO.name, SHARED.name, MISTAKE.name]
    assert told[0]["来源"] == "住户提供"
    assert "王芳" in told[0]["说明"]
    assert "13911112222" not in files["资料.json"].decode()
    assert "误加后已撤下" in files["目录.md"].decode()


def test_a_case_that_is_handed_over_brings_its_evidence_and_one_for_training_none(house, case, tmp_path):
    names = {str(name) for name in case_files(house.services, case.number)}
    assert {"evidence/1-王芳家门口.jpg", "evidence/2-楼道.jpg"} <= names
    anonymise(house.services, case.number, tmp_path / "a.zip", actor=ME)
    with zipfile.ZipFile(tmp_path / "a.zip") as package:
        assert "证据：image/jpeg" in package.read("说明.md").decode()
        assert not any("证据" in name for name in package.namelist())


def test_an_erasure_takes_the_files_that_no_other_case_needs_and_leaves_rows_that_say_so(house, case):
    own, shared, mistake = pieces(house, case)
    filed(house, case)
    erase(house.services, Asked(wanted=WANG), actor=ME, reason="住户要求")
    assert [there(house, one.sha256) for one in (own, shared, mistake)] == [False, True, False]
    assert {(one.sha256, one.name, one.note) for one in pieces(house, case)} == {(None, "", "")}
    with pytest.raises(Refused, match="已依法删除"):
        evidence.raw(house.services, pieces(house, case)[0])
    assert alarms(house) == []


def test_past_their_time_the_files_go_with_the_originals_and_the_rows_stay(house, case):
    filed(house, case)
    own, shared, _ = pieces(house, case)
    settings = replace(house.services.settings, retention=RetentionSettings(originals=timedelta(days=30)))
    house.time[0] += timedelta(days=31)
    services = replace(house.services, settings=settings)
    assert retention.due(services).originals == (case.id,)
    assert retention.sweep_now(services, actor=ME) == 1
    assert [there(house, one.sha256) for one in (own, shared)] == [False, True]
    left = pieces(house, case)
    assert [(one.sha256, one.name) for one in left[:2]] == [(None, PHOTO.name), (None, SHARED.name)]
    day = house.services.now().date()
    assert "（已依法删除）" in house.ask(lambda s: record_of(house.services, s, case, day)).evidence[1]
    assert retention.due(services).count == 0
    assert alarms(house) == []


@pytest.mark.parametrize(("harm", "said"), [("gone", "不见了"), ("changed", "已损坏")])
def test_doctor_and_audit_name_what_is_missing_or_damaged(house, case, harm, said):
    kept_in = house.services.settings.root / "data" / "huihan.db"
    kept_in.parent.mkdir(exist_ok=True)
    kept_in.touch()  # doctor looks into no database before there is one
    patient = Patient(settings=house.services.settings, now=house.services.now())
    assert [one.what for one in examine(patient, frozenset({"evidence"}))] == ["证据文件 4 件，都在存档中"]
    path = house.services.archive.path(pieces(house, case)[0].sha256)
    path.chmod(0o600)
    path.unlink() if harm == "gone" else path.write_bytes(bytes(len(PHOTO.data)))
    (finding,) = examine(patient, frozenset({"evidence"}))
    assert (finding.ok, finding.what) == (False, f"证据文件有误：{case.number} 的“{PHOTO.name}”{said}")
    (told,) = alarms(house)
    assert (told.table, told.case) == ("file", case.number)
    assert "evidence" in told.what
