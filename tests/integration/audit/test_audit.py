"""What is changed behind the program's back is told: from the records themselves, or from what was signed before.

Covers workers.audit.chains, workers.audit.clocks, workers.audit.files, workers.audit.house, workers.audit.rulebooks,
workers.audit.signed, workers.audit.states and workers.audit.verify.
"""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from servers.audited import HOME, audited, change, first_row, hired, public, put_in, signed, unseen, worked
from servers.course import filed, investigated
from servers.letters_day import CLERK, furnished, one_case, person, submitted
from sqlalchemy import delete, func, select, update

from domain.codes import Channel, IntakeState, Role
from domain.staff import Grant, operator
from domain.work_codes import Cause
from store import chains, erasures, events, house_log, mailboxes, people
from store.case_tables import case, clock, decision, event, event_payload, letter
from store.desk_tables import approval
from store.erasures import Erasure
from store.tables import intake, rulebook
from store.watched import WATCHED
from workers.audit import keys
from workers.audit.days import names, rows_path
from workers.audit.sign import sign, sign_due
from workers.casework import case_work
from workers.casework.recording import save_cause
from workers.intake import triage
from workers.privacy.data_requests import Asked, erase
from workers.privacy.subjects import Wanted
from workers.staff.people import add_person


def said(found):
    """Every difference on a line."""
    return "\n".join(f"{one.table} {one.id} {one.case}: {one.what}" for one in found)


def rewrite(session, case_id, seq, payload):
    """Another payload for one event, and the whole chain made to fit it again."""
    head, rows = "", list(session.execute(events.CHAINS.where(event.c.case_id == case_id)))
    for row in rows:
        digest = row.digest
        if row.seq == seq:
            sealed = chains.seal(payload)
            digest = sealed.digest
            values = {"salt": sealed.salt, "payload": sealed.text}
            session.execute(update(event_payload).where(event_payload.c.event_id == row.id).values(values))
        hashed = chains.link(head, case_id, row.seq, row.at, row.who, row.what, digest)
        values = {"digest": digest, "previous_hash": head, "hash": hashed}
        session.execute(update(event).where(event.c.id == row.id).values(values))
        head = hashed
    session.execute(update(case).where(case.c.id == case_id).values(event_head=head))
    assert events.verify(session, case_id) == []


def cut_off(session, case_id, keep):
    """The end of a chain gone, and the case made to fit that."""
    gone = select(event.c.id).where(event.c.case_id == case_id, event.c.seq > keep)
    session.execute(delete(event_payload).where(event_payload.c.event_id.in_(gone)))
    session.execute(delete(event).where(event.c.case_id == case_id, event.c.seq > keep))
    head = session.execute(select(event.c.hash).where(event.c.case_id == case_id, event.c.seq == keep)).scalar_one()
    session.execute(update(case).where(case.c.id == case_id).values(events=keep, event_head=head))
    assert events.verify(session, case_id) == []


def test_a_chain_that_was_computed_anew_is_told_by_the_signed_heads(house):
    one = one_case(house)
    signed(house)
    with unseen(house) as session:
        rewrite(session, one.id, 1, {"intake": one.intake_id, "channel": "phone"})
        found = audited(house, session)
    assert "经过被重写过" in said(found)
    assert {item.case for item in found} == {one.number}
    first = next(item for item in found if item.table == "event")
    assert first.id == str(house.ask(lambda session: events.history(session, one.id))[0].id)


def test_an_end_that_was_cut_off_is_told_as_is_an_older_copy_of_the_database(house):
    one = one_case(house)
    had = len(house.events(one))
    signed(house)
    with unseen(house) as session:
        cut_off(session, one.id, had - 1)
        assert f"{one.number}: 经过的末尾被截去" in said(audited(house, session))
    case_work.record_call(house.services, one.number, "已说明", actor=CLERK, reached=True)
    signed(house)
    with unseen(house) as session:  # yesterday's copy
        cut_off(session, one.id, had)
        assert f"现在只有 {had} 条" in said(audited(house, session))


def test_work_after_a_signing_is_no_alarm_and_is_signed_with_the_next(house):
    house = worked(house)
    signed(house)
    first, _ = house.cases()
    house.mail(text="Cheap watches!!! Buy now http://spam.example/", subject="Sale")
    house.mail(text="楼上天天装修，噪音很大。阳光花园5栋1单元302", sender="赵强 <zhao@example.com>")
    house.work()
    *_, third = house.cases()
    investigated(house, third)
    with house.services.database.transaction() as session:
        people.revoke(session, 1, Grant(role=Role.CLERK))
        people.grant(session, 1, Grant(role=Role.DEPARTMENT))
        for what, role in (("role_revoked", "clerk"), ("role_granted", "department")):
            now = house.services.now()
            house_log.append(session, at=now, who="sun", what=what, whom="li", payload={"role": role})
    case_work.measures_done(house.services, first.number, "已修好", actor=CLERK)
    assert said(audited(house)) == ""
    signed(house)
    assert said(audited(house)) == ""
    assert said(audited(house, recent=True)) == ""


def test_a_letter_set_aside_and_taken_up_again_is_no_alarm_but_unsaid_it_is(house):
    house.receive(b"\xff\xd8\xff\xe0 no picture", name="x.jpg")
    house.work()
    row = house.last()
    assert row.state is IntakeState.QUARANTINED
    signed(house)
    triage.set_aside(house.services, row.id, why="空白页", actor=operator("li"))
    assert said(audited(house)) == ""
    signed(house)
    triage.take_up(house.services, row.id, actor=operator("li"))
    assert said(audited(house)) == ""
    signed(house)
    with unseen(house) as session:
        change(session, intake, {"id": row.id}, intake.c.state, "ignored")
        assert f"intake {row.id}" in said(audited(house, session))


def test_the_signer_signs_nothing_that_was_altered(house):
    one = one_case(house)
    signed(house)
    with house.services.database.transaction() as session:
        session.execute(update(decision).values(made_by="somebody"))
    case_work.record_call(house.services, one.number, "已说明", actor=CLERK, reached=True)
    signing, found = sign(house.services, actor=operator("huihan"))
    assert "判定被改动" in said(found)
    house.time[0] += timedelta(days=1)
    assert "判定被改动" in said(audited(house))
    assert "判定被改动" in said(audited(house, recent=True))
    assert signing.day.previous is not None


def test_days_that_are_altered_removed_or_signed_by_another_are_told(house):
    one_case(house)
    folder = house.services.settings.audit
    for _ in range(3):
        signed(house)
        one_case(house)
    first, second, third = names(folder)
    assert said(audited(house)) == ""

    def told(path, data=None):
        kept = path.read_bytes()
        path.unlink()
        if data is not None:
            path.write_bytes(data)
        found = said(audited(house))
        path.write_bytes(kept)
        assert said(audited(house)) == ""
        return found

    assert "前一次签署的审计文件不见了" in told(second)
    assert "2026-03-02 None: 日志中有这一天的审计文件，它却不见了" in told(first)
    assert "2026-03-04 None: 日志中有这一天的审计文件，它却不见了" in told(third)
    forged = json.loads(second.read_bytes())
    forged["heads"][0]["events"] -= 1
    assert "签名不对：审计文件被改动过" in told(second, json.dumps(forged).encode())
    assert "内容不对" in told(second, b"[]")
    assert ".rows.gz 不见了" in told(rows_path(second))
    assert ".rows.gz 与签名不符" in told(rows_path(second), b"x")
    assert "审计文件不是另行保存的记录中的那一份" in said(audited(house, expected={"2026-03-02": "0" * 64}))
    key = house.services.settings.audit_key
    key.rename(key.with_suffix(".old"))
    assert "由另一把密钥" in said(audited(house))


def test_a_day_is_signed_once_by_itself_and_made_up_for_after_sleep(house):
    one_case(house)
    one = sign_due(house.services)
    assert one.name == "2026-03-02"
    assert sign_due(house.services) is None
    house.time[0] += timedelta(days=3)
    later = sign_due(house.services)
    assert later.name == "2026-03-05"
    assert later.day.previous == one.sha256
    by_hand, _ = sign(house.services, actor=operator("huihan"))
    assert by_hand.name == "2026-03-05.2"
    assert said(audited(house)) == ""
    mode = house.services.settings.audit.stat().st_mode
    assert mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in house.services.settings.audit.iterdir()} == {0o600}
    assert house.services.settings.audit_key.stat().st_mode & 0o777 == 0o600


def test_two_machines_that_sign_at_once_sign_once(house):
    one_case(house)
    services = house.services
    other = replace(services, worker="elsewhere:2")
    with services.database.transaction() as session:
        assert mailboxes.acquire(session, "audit", other.worker, services.now(), timedelta(hours=2))
    assert sign_due(services) is None
    assert sign_due(other) is not None


def test_columns_that_an_upgrade_adds_are_signed_from_then_on(house, monkeypatch):
    one_case(house)
    whole = WATCHED["case"]
    monkeypatch.setitem(WATCHED, "case", replace(whole, loose=whole.loose | {"subject"}))  # type: ignore[arg-type]
    signed(house)
    monkeypatch.setitem(WATCHED, "case", whole)
    assert said(audited(house)) == ""
    with unseen(house) as session:
        change(session, case, {"id": 1}, case.c.subject, "别的")
        assert said(audited(house, session)) == ""  # nobody had signed it
    signed(house)
    with unseen(house) as session:
        change(session, case, {"id": 1}, case.c.subject, "别的")
        assert "案件被改动" in said(audited(house, session))


class TestBeforeAnySigning:
    """The records of one day against each other."""

    def test_an_approval_that_nobody_gave(self, house):
        house = worked(house)
        one = one_case(house)
        waiting = submitted(house, one)
        with unseen(house) as session:
            row = first_row(session, approval)
            given = put_in(
                session, approval, row, id=99, subject="letter", subject_id=waiting.id, pdf_sha=waiting.pdf_sha
            )
            assert f"approval {given['id']} {one.number}: 审批与经过中的不同" in said(audited(house, session))
            values = {"state": "approved"}
            session.execute(update(letter).where(letter.c.id == waiting.id).values(values))
            assert "信件算作已审批，经过中却没有审批" in said(audited(house, session))

    def test_approvals_by_the_wrong_people_or_of_other_bytes(self, house):
        house = worked(house)
        gone = next(one for one in house.letters(house.cases()[0]) if one.kind == "reply")

        def told(**values):
            with unseen(house) as session:
                session.execute(update(approval).where(approval.c.subject == "letter").values(values))
                return said(audited(house, session))

        assert "写过或送审过这封信的人审批了它" in told(person="li")
        assert "作出审批的人不在人员之列" in told(person="nobody")
        assert "有一级审批针对的不是这份文件" in told(pdf_sha="0" * 64)
        assert "有一级审批的角色不是这一级要求的" in told(role="clerk")
        with unseen(house) as session:
            session.execute(delete(approval).where(approval.c.subject == "letter"))
            found = said(audited(house, session))
        assert "它却不见了" in found
        assert f"letter {gone.id}" in found
        with unseen(house) as session:
            session.execute(update(letter).where(letter.c.id == gone.id).values(pdf_sha="0" * 64))
            assert "信件不是审批的那一份" in said(audited(house, session))

    def test_a_state_that_no_event_led_to(self, house):
        house = worked(house)
        one = house.cases()[0]
        for table, column, value in (
            (case, case.c.state, "filed"),
            (case, case.c.grade, "A"),
            (clock, clock.c.state, "running"),
            (letter, letter.c.number, "物函〔2026〕77号"),
            (intake, intake.c.case_id, 2),
        ):
            with unseen(house) as session:
                change(session, table, {"id": 1}, column, value)
                assert f"{table.name} 1 " in said(audited(house, session)), column
        assert one.channel is Channel.EMAIL

    def test_a_decision_that_the_rules_did_not_make(self, house):
        one = one_case(house)
        with unseen(house) as session:
            row = first_row(session, decision)
            assert '"fee":false' in row["decision"]
            forged = row["decision"].replace('"fee":false', '"fee":true')
            change(session, decision, row, decision.c.decision, forged)
            found = said(audited(house, session))
        assert f"decision {row['id']} {one.number}: 按当时的输入和规则重算，得出的判定不同" in found

    def test_a_decision_of_an_older_program_that_says_the_same_is_no_alarm(self, house):
        one = one_case(house)
        with unseen(house) as session:
            row = first_row(session, decision)
            made = json.loads(row["decision"])
            for reason in made["reasons"]:
                reason["line"] = 1 if reason["rule"] == "default" else reason["line"]
            del made["engine"], made["schemes"]
            change(session, decision, row, decision.c.decision, json.dumps(made, ensure_ascii=False))
            found = audited(house, session)
            assert "重算" not in said(found)
            assert any(note.startswith("1 件判定由旧版程序作出") for note in found.notes)
            change(session, decision, row, decision.c.decision, json.dumps(made | {"fee": not made["fee"]}))
            found = said(audited(house, session))
        told = "按当时的输入和规则重算，得出的判定不同（判定由旧版程序作出）"
        assert f"decision {row['id']} {one.number}: {told}" in found

    def test_rules_that_are_not_those_that_decided(self, house):
        one_case(house)
        with unseen(house) as session:
            row = first_row(session, rulebook)
            change(session, rulebook, row, rulebook.c.files, row["files"].replace("priority", "priorita", 1))
            assert f"rulebook {row['sha']} None: 规则簿的文件被改动" in said(audited(house, session))

    def test_a_file_that_is_altered_or_gone(self, house):
        house = worked(house)
        one = house.cases()[0]
        sent = next(row for row in house.letters(one) if row.pdf_sha)
        path = house.services.archive.path(sent.pdf_sha)
        kept = path.read_bytes()
        path.write_bytes(kept + b" ")
        assert f"file {sent.pdf_sha} {one.number}: 存档文件的内容与名字（散列）不符" in said(audited(house))
        path.unlink()
        assert f"file {sent.pdf_sha} {one.number}: 存档文件不见了" in said(audited(house))
        path.write_bytes(kept)

    def test_a_number_that_is_missing(self, house):
        one_case(house)
        one_case(house, subject="门禁坏了", text="门禁坏了。阳光花园3栋2单元501")
        with unseen(house) as session:
            change(session, case, {"id": 1}, case.c.number, "TS-2026-000009")
            found = said(audited(house, session))
        assert "2026 年第 1 号案件不见了" in found
        assert "计数器却是 2" in found

    def test_a_value_that_cannot_be_read_ends_no_audit(self, house):
        one = one_case(house)
        with unseen(house) as session:
            change(session, decision, {"id": 1}, decision.c.decision, "no json")
            assert f"decision 1 {one.number}" in said(audited(house, session))


def test_what_is_lawfully_erased_is_no_alarm_and_what_is_erased_unsaid_is(house):
    one = one_case(house)
    signed(house)
    original = house.rows()[0].sha256
    gone = Erasure(
        events=frozenset({1}), rows=frozenset({("reading", "1"), ("intake", "1")}), files=frozenset({original})
    )

    def erase(session):
        session.execute(update(intake).values(subject=None, sender=None))
        session.execute(delete(WATCHED["reading"].table))

    with unseen(house) as session:
        erase(session)
        events.erase_payload(session, events.history(session, one.id)[0].id)
        found = said(audited(house, session))
        assert "被抹去，而没有依法删除的记录" in found
        assert "reading 1" in found
        assert "intake 1" in found
    with house.services.database.transaction() as session:
        erase(session)
        erasures.erase(session, one.id, house.services.now(), "sun", gone, reason="住户要求删除")
    house.services.archive.path(original).unlink()
    assert said(audited(house)) == ""
    signed(house)
    assert said(audited(house)) == ""


def test_the_public_key_alone_verifies(house, tmp_path):
    one_case(house)
    signed(house)
    path = tmp_path / "public.pem"
    path.write_text(keys.pem_of(public(house)[0]))
    assert keys.name_of(keys.public_key(path)) == keys.name_of(public(house)[0])
    with pytest.raises(keys.AuditKeyError, match="不是 PEM"):
        keys.public_key(house.services.settings.root / "data" / "keys" / "audit.key")


def test_figures_of_what_was_looked_at(house):
    house = worked(house)
    checked = audited(house, replay=None).checked
    assert checked["cases"] == 2
    assert checked["letters"] == 3
    assert checked["replayed"] == checked["decisions"] == 3
    assert checked["files"] >= 4
    with house.services.database.reading() as session:
        assert checked["events"] == session.execute(select(func.count()).select_from(event)).scalar_one()


def test_a_role_that_no_entry_gave_is_told(house):
    services = house.services
    admin = person("sun", Role.ADMIN)
    add_person(services, login="mallory", name="马", actor=admin)
    assert said(audited(house)) == ""
    with unseen(house) as session:
        people.grant(session, people.by_login(session, "mallory").id, Grant(role=Role.MANAGER))
        assert "mallory 的岗位 manager 不是按日志给出的" in said(audited(house, session))
    with unseen(house) as session:
        people.set_password_hash(session, people.by_login(session, "mallory").id, "$argon2id$forged")
        assert "mallory 有密码，日志中却没有设定过" in said(audited(house, session))
    signed(house)
    with unseen(house) as session:
        people.change(session, people.by_login(session, "mallory").id, active=False)
        found = said(audited(house, session))
    assert "mallory 的账号按日志应为启用" in found
    assert "人员被改动" in found


def test_a_resident_erased_on_request_is_no_alarm(house):
    house.directory(HOME)
    house = furnished(house)
    hired(house)
    one = one_case(house)
    filed(house, one)
    with house.services.database.transaction() as session:
        now = house.services.now()
        house_log.append(session, at=now, who="sun", what="directory_imported", payload={"new": 1})
    signed(house)
    asked = Asked(wanted=Wanted(name="王芳", phone="13800138000"))
    assert erase(house.services, asked, actor=operator("cli:li"), reason="住户要求删除").steps
    assert said(audited(house)) == ""
    signed(house)
    assert said(audited(house)) == ""


def test_a_cause_that_nobody_chose_is_told(house):
    one = one_case(house)
    save_cause(house.services, one.number, Cause.METHOD, "没有按时到场", actor=CLERK, seen=0)
    assert list(audited(house)) == []
    for column, what in ((case.c.cause, "案件的原因与案件记录中的不同"), (case.c.proposed_cause, "proposed_cause")):
        with unseen(house) as session:
            session.execute(update(case).where(case.c.id == one.id).values({column: Cause.PEOPLE}))
            assert what in said(audited(house, session))
