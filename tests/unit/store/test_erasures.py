"""What is erased by law is named by an event of its case, and by nothing else."""

import pytest
from store_samples import NOW, a_case

from store import erasures, events
from store.database import Database
from store.erasures import Erasure

GONE = Erasure(
    events=frozenset({1}), rows=frozenset({("reading", "7"), ("contact", "3/phone/139")}), files=frozenset({"ab" * 32})
)


def test_an_erasure_is_read_back_as_it_was_recorded(database: Database) -> None:
    with database.transaction() as session:
        case_id = a_case(session).id
        events.append(session, case_id, NOW, "huihan", "received", {"name": "王芳"})
        erasures.erase(session, case_id, NOW, "boss", GONE, reason="住户要求删除", number=3)
        assert erasures.of_case(session, case_id) == GONE
        assert erasures.of_case(session, case_id + 1) == Erasure()
        last = events.history(session, case_id)[-1]
        assert (last.what, last.who) == ("personal_data_erased", "boss")
        assert last.payload == GONE.payload("住户要求删除", number=3)


def test_all_erasures_of_cases_and_of_the_house_count_together(database: Database) -> None:
    elsewhere = erasures.read(Erasure(rows=frozenset({("household", "4")})).payload("迁出"))
    with database.transaction() as session:
        case_id = a_case(session).id
        events.append(session, case_id, NOW, "huihan", "received", {})
        erasures.erase(session, case_id, NOW, "boss", GONE, reason="住户要求删除")
        found = erasures.recorded(session, elsewhere=[elsewhere])
        assert found.by_case == {case_id: GONE}
        assert found.total == GONE | elsewhere


@pytest.mark.parametrize("seq", [2, 9])
def test_neither_a_missing_event_nor_the_record_of_an_erasure_can_be_erased(database: Database, seq: int) -> None:
    with database.transaction() as session:
        case_id = a_case(session).id
        events.append(session, case_id, NOW, "huihan", "received", {})
        erasures.erase(session, case_id, NOW, "boss", GONE, reason="住户要求删除")
        with pytest.raises(ValueError, match=f"Event {seq}"):
            erasures.erase(session, case_id, NOW, "boss", Erasure(events=frozenset({seq})), reason="x")
