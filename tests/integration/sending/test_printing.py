"""What goes by post is printed once and counted as posted; nothing of it ever goes by mail."""

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pikepdf
import pytest
from servers.letters_day import CLERK, OTHER_CLERK, approved, now, one_case, person

from domain.codes import ClockName, ClockState, LetterState, Role, Way
from store import printing
from workers.instance.refusals import Refused
from workers.queue.outgoing import outgoing
from workers.sending.held_acknowledgements import release
from workers.sending.printing import batch_pdf, make_batch, mark_posted, reprint

TODAY = date(2026, 3, 2)


def on_its_way(office, who):
    return office.ask(lambda session: outgoing(office.services, session, who))


def queued(office, **mail):
    """A reply that is approved and waits to be printed."""
    letter = approved(office, one_case(office, **mail), way=Way.PRINT)
    office.work()
    return now(office, letter)


def test_a_letter_on_paper_never_goes_by_mail(office):
    letter = queued(office)
    assert (letter.state, letter.to_address) == (LetterState.QUEUED, "wang@example.com")
    assert len(office.smtp.accepted) == 1
    assert [one.letter.id for one in on_its_way(office, CLERK).to_print] == [letter.id]
    assert on_its_way(office, person("ma", Role.CLERK, project="碧水湾")).to_print == ()


def test_the_days_letters_are_one_file_each_on_sheets_of_its_own_behind_its_address(office):
    letters = [queued(office), queued(office, sender="李明 <li@example.com>")]
    batch = make_batch(office.services, [one.id for one in letters], actor=CLERK)
    with pikepdf.open(io.BytesIO(batch_pdf(office.services, batch.id, actor=CLERK))) as bound:
        assert len(bound.pages) == batch.pages == 7
    assert (batch.letters, batch.made_by) == (2, "li")
    kept = office.ask(lambda session: printing.letters_of(session, batch.id))
    assert [(one.id, one.state) for one in kept] == [(one.id, LetterState.PRINTED) for one in letters]
    assert len(on_its_way(office, CLERK).to_post) == 2


def test_two_who_print_at_once_print_a_letter_once(office):
    letter = queued(office)

    def attempt(who):
        try:
            return make_batch(office.services, [letter.id], actor=who)
        except Refused:
            return None

    with ThreadPoolExecutor(2) as threads:
        done = list(threads.map(attempt, (CLERK, OTHER_CLERK)))
    assert sum(one is not None for one in done) == 1
    assert len(office.ask(printing.newest)) == 1


def test_a_batch_holds_all_of_its_letters_or_there_is_none(office):
    letter = queued(office)
    make_batch(office.services, [letter.id], actor=CLERK)
    other = queued(office, sender="李明 <li@example.com>")
    with pytest.raises(Refused, match="不在打印队列"):
        make_batch(office.services, [other.id, letter.id], actor=CLERK)
    assert now(office, other).state is LetterState.QUEUED


def test_a_letter_is_printed_again_only_with_a_reason(office):
    letter = queued(office)
    first = make_batch(office.services, [letter.id], actor=CLERK)
    with pytest.raises(Refused, match="理由"):
        reprint(office.services, letter.id, " ", actor=CLERK)
    assert reprint(office.services, letter.id, "卡纸", actor=CLERK).state is LetterState.QUEUED
    assert make_batch(office.services, [letter.id], actor=CLERK).id != first.id


def test_posting_stops_the_clock_as_of_the_day_it_was_posted(office):
    letter = queued(office)
    case = office.cases()[-1]
    make_batch(office.services, [letter.id], actor=CLERK)
    with pytest.raises(Refused, match="晚于今天"):
        mark_posted(office.services, letter.id, "", actor=CLERK, on=TODAY + timedelta(days=1))
    office.time[0] += timedelta(days=10)
    with pytest.raises(Refused, match="早于打印"):
        mark_posted(office.services, letter.id, "", actor=CLERK, on=TODAY - timedelta(days=1))
    posted = mark_posted(office.services, letter.id, " EMS123 ", actor=CLERK, on=TODAY)
    assert (posted.state, posted.tracking) == (LetterState.POSTED, "EMS123")
    assert office.clocks(case)[ClockName.REPLY, 1].state is ClockState.MET
    assert len(office.smtp.accepted) == 1


def test_an_acknowledgement_without_an_address_is_printed(office):
    case = one_case(office, no_letter=True)
    (letter,) = office.letters(case)
    release(office.services, letter.id, actor=CLERK, way=Way.PRINT)
    office.work()
    assert now(office, letter).state is LetterState.QUEUED
    make_batch(office.services, [letter.id], actor=CLERK)
    mark_posted(office.services, letter.id, "", actor=CLERK, on=TODAY)
    assert office.clocks(case)[ClockName.ACKNOWLEDGE, 1].state is ClockState.MET
    assert not office.smtp.accepted
