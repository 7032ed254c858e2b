"""A row of any table that matters, changed, taken away or put in unseen, is named by the next audit.

Covers store.watched, workers.audit.approvals, workers.audit.contacts, workers.audit.found, workers.audit.letters,
workers.audit.numbers, workers.audit.orphans, workers.audit.rows, workers.audit.staff and workers.audit.walk.
"""

import gzip
from datetime import date, timedelta

import pytest
from servers.audited import audited, change, first_row, key_of, other, put_in, remove, signed, unseen, worked

from store.all_tables import SCHEMA
from store.case_tables import event_payload
from store.desk_tables import house_event_payload, house_head
from store.tables import contact, counter
from store.watched import UNWATCHED, WATCHED, stream
from workers.audit.case_file import of_cases

TABLES = list(WATCHED.values())


def test_every_table_is_watched_or_says_why_not():
    assert WATCHED.keys() | UNWATCHED.keys() == SCHEMA.tables.keys()
    assert not WATCHED.keys() & UNWATCHED.keys()


@pytest.fixture
def office(house):
    house = worked(house)
    assert list(audited(house)) == []
    signed(house)
    assert list(audited(house)) == []
    return house


def named(found, table, row):
    return any((one.table, one.id) == (table.name, key_of(table, row)) for one in found)


def test_whatever_is_changed_in_a_row_its_table_and_id_are_told(office):
    untold = []
    for watched in TABLES:
        table = watched.table
        for name in {*watched.layout.fixed, *watched.layout.changing} - {one.name for one in table.primary_key}:
            with unseen(office) as session:
                row = first_row(session, table)
                change(session, table, row, table.c[name], other(table.c[name], row[name]))
                if not named(audited(office, session), table, row):
                    untold.append(f"{table.name}.{name}")
    assert not untold, ", ".join(untold)


def test_a_row_that_is_taken_away_is_told(office):
    untold = []
    for watched in TABLES:
        with unseen(office) as session:
            row = first_row(session, watched.table)
            remove(session, watched.table, row)
            if not named(audited(office, session), watched.table, row):
                untold.append(watched.table.name)
    assert not untold, ", ".join(untold)


UNIQUE = {
    "past_case": {"case_id": 1},
    "intake": {"source_key": "1:999"},
    "case": {"number": "TS-2026-000099", "intake_id": 999},
    "letter": {"number": "物函〔2026〕99号", "version": 99, "message_id": "<forged@example.com>"},
    "event": {"seq": 99},
    "correction": {"version": 99},
    "letter_edit": {"version": 99},
    "clock": {"round": 99},
    "clock_firing": {"kind": "nearing "},
    "plan": {"version": 99},
    "closed_month": {"month": date(2026, 1, 1)},
    "closed_figures": {"number": 9},
    "case_record": {"version": 99},
    "case_group": {"number": "QT-2026-000099"},
    "group_member": {"case_id": 999},
    "group_text": {"version": 99},
    "acceptance": {"finding": "other:1"},
    "reading": {"intake_id": 999},
    "letter_hand": {"who": "mallory"},
    "letter_case": {"letter_id": 1},
    "second_factor": {"person_id": 2},
    "household": {"match_room": "502"},
    "project": {"name": "别处"},
    "person": {"login": "mallory"},
    "role_grant": {"role": "admin"},
    "api_token": {"name": "forged", "token_hash": "0" * 64},
    "mailbox_state": {"source": "mailbox:other"},
    "rulebook": {"sha": "0" * 64},
    "rendition": {"docx_sha": "0" * 64},
    "house_event": {"seq": 99},
}
"""What a copied row must have of its own, beside its id."""
TODAY = {"mailbox_state": "a mailbox that is looked at for the first time, and nothing depends on it"}
"""What nobody can tell from what came today."""


def test_a_row_that_is_put_in_is_told(office):
    untold = []
    for watched in (one for one in TABLES if one.table.name not in TODAY):
        table = watched.table
        with unseen(office) as session:
            row = first_row(session, table)
            more = {"id": 999} if "id" in table.c else {}
            if watched.appended and watched.born:
                more[watched.born] = row[watched.born] - timedelta(days=2)  # as if it had been there all the time
            copy = put_in(session, table, row, **more, **UNIQUE.get(table.name, {}))
            if not named(audited(office, session), table, copy):
                untold.append(table.name)
    assert not untold, ", ".join(untold)


def test_a_payload_is_told_by_its_entry(office):
    for table, entry in ((event_payload, "event"), (house_event_payload, "house_event")):
        with unseen(office) as session:
            row = first_row(session, table)
            change(session, table, row, table.c.payload, '{"forged":1}')
            assert (entry, str(row["event_id"])) in {(one.table, one.id) for one in audited(office, session)}
        with unseen(office) as session:
            remove(session, table, row)
            assert (entry, str(row["event_id"])) in {(one.table, one.id) for one in audited(office, session)}


def test_the_end_of_the_house_log_and_the_counters_are_told(office):
    with unseen(office) as session:
        row = first_row(session, house_head)
        change(session, house_head, row, house_head.c.events, row["events"] - 1)
        assert "house_event" in {one.table for one in audited(office, session)}
    for value in (1, 50):
        with unseen(office) as session:
            row = first_row(session, counter)
            change(session, counter, row, counter.c.value, value)
            assert audited(office, session).differences, value


def test_a_case_that_is_gone_with_all_its_rows_is_told_by_its_number(office):
    with unseen(office) as session:
        second = office.cases()[1]
        for watched in of_cases():
            for seen in list(stream(session, watched, [second.id])):
                row = {one.name: seen.values[one.name] for one in watched.table.primary_key}
                remove(session, watched.table, row)
        found = audited(office, session)
        assert ("case", str(second.id), second.number) in {(one.table, one.id, one.case) for one in found}
        assert {"intake", "event", "decision", "letter"} <= {one.table for one in found if one.case == second.number}


def test_an_address_by_which_a_household_is_found_is_told_and_signed_nowhere(office):
    for alter in (
        lambda session, row: change(session, contact, row, contact.c.value, "mallory@example.com"),
        lambda session, row: remove(session, contact, row),
        lambda session, row: put_in(session, contact, row, value="mallory@example.com"),
    ):
        with unseen(office) as session:
            row = first_row(session, contact)
            alter(session, row)
            told = {(one.table, one.id) for one in audited(office, session)}
            assert ("contact", f"{row['household_id']}/{row['kind']}") in told
    for path in office.services.settings.audit.glob("*.rows.gz"):
        rows = gzip.decompress(path.read_bytes())
        assert b"13800138000" not in rows
        assert b"wang@example.com" not in rows
