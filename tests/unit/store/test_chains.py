"""A chain of entries: whole as written; whatever is altered, cut off, added or erased unsaid is found."""

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from store import chains
from store.chains import EMPTY, ERASED, End, Flaw

NOW = datetime(2026, 12, 31, 23, 59, tzinfo=UTC)


@dataclass(frozen=True)
class Entry:
    """A row as `flaws` looks at it."""

    seq: int
    what: str
    previous_hash: str
    hash: str
    digest: str
    kept: int | None
    salt: str | None
    payload: str | None


def hash_of(entry):
    return chains.link(entry.previous_hash, 7, entry.seq, NOW, "li", entry.what, entry.digest)


def chain(*payloads, what="decided"):
    """Entries whose hashes follow one another, and the end that the chain has."""
    entries, head = [], ""
    for seq, payload in enumerate(payloads, start=1):
        sealed = chains.seal(payload)
        entry = Entry(seq, what, head, "", sealed.digest, seq, sealed.salt, sealed.text)
        head = hash_of(entry)
        entries.append(replace(entry, hash=head))
    return entries, End(count=len(entries), head=head)


def found(entries, end, start=EMPTY):
    return [(flaw.seq, flaw.what) for flaw in chains.flaws([(one, hash_of(one)) for one in entries], end, start=start)]


def test_a_chain_as_it_was_written_has_no_flaw():
    assert found(*chain({"a": 1}, {"b": "电梯"}, {})) == []
    assert found([], EMPTY) == []


def test_equal_payloads_have_different_digests_so_that_they_cannot_be_guessed():
    one, other = chains.seal({"name": "王芳"}), chains.seal({"name": "王芳"})
    assert one.text == other.text
    assert one.digest != other.digest


def test_a_payload_has_one_text_whatever_the_order_of_its_keys():
    assert chains.seal({"b": 1, "a": 2}).text == chains.seal({"a": 2, "b": 1}).text == '{"a":2,"b":1}'


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_json_cannot_say_is_refused(value):
    with pytest.raises(ValueError, match="JSON"):
        chains.seal({"a": value})


def test_the_moment_counts_not_the_offset_it_is_written_with():
    shanghai = NOW.astimezone(timezone(timedelta(hours=8)))
    assert chains.link("", 7, 1, NOW, "li") == chains.link("", 7, 1, shanghai, "li")
    assert chains.link("", 7, 1, NOW, "li") != chains.link("", 7, 1, NOW + timedelta(microseconds=1), "li")


def test_parts_cannot_run_into_one_another():
    assert chains.link("", 7, 1, NOW, "a", "bc") != chains.link("", 7, 1, NOW, "ab", "c")
    assert chains.link("", 7, 1, NOW) != chains.link("", 71, 1, NOW)


def test_an_altered_payload_is_found():
    (first, second), end = chain({"grade": "A"}, {})
    assert found([replace(first, payload='{"grade":"E"}'), second], end) == [(1, chains.PAYLOAD_ALTERED)]


def test_an_altered_entry_is_found():
    (first, second), end = chain({}, {})
    assert found([replace(first, what="filed"), second], end) == [(1, chains.ALTERED)]


def test_an_entry_that_was_taken_out_is_found_at_the_next():
    (first, _, third), end = chain({}, {}, {})
    assert found([first, third], end) == [(3, chains.NOT_FOLLOWING)]


def test_a_cut_off_end_is_found():
    (first, _), end = chain({}, {})
    assert found([first], end) == [(None, chains.CUT_OFF)]


def test_an_added_end_is_found():
    entries, _ = chain({}, {})
    _, end = chain({})
    assert (None, chains.CUT_OFF) in found(entries, end)


def test_a_payload_that_is_gone_with_its_row_has_no_tombstone():
    (one,), end = chain({})
    assert found([replace(one, kept=None, payload=None, salt=None)], end) == [(1, chains.NO_TOMBSTONE)]


def test_an_erased_payload_is_a_flaw_unless_a_later_entry_names_it():
    (one, *rest), end = chain({"name": "王芳"}, {})
    gone = replace(one, payload=None, salt=None)
    assert found([gone, *rest], end) == [(1, chains.ERASED_UNSAID)]
    (first, second), end = chain({"name": "王芳"}, {"events": [1]})
    named = replace(second, what=ERASED)
    named = replace(named, hash=hash_of(named))
    end = End(count=2, head=named.hash)
    assert found([replace(first, payload=None, salt=None), named], end) == []
    assert json.loads(named.payload)["events"] == [1]


def test_a_later_stretch_is_looked_at_from_where_the_earlier_ended():
    entries, end = chain({}, {}, {})
    start = End(count=1, head=entries[0].hash)
    assert found(entries[1:], end, start) == []
    assert found(entries[1:], end) != []


def test_a_flaw_says_which_event_it_is():
    assert str(Flaw(seq=3, what=chains.ALTERED)) == "Event 3 was altered"
    assert str(Flaw(seq=None, what=chains.CUT_OFF)) == chains.CUT_OFF
