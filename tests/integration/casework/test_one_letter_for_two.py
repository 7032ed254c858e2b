"""A household with two cases in a group gets one reply that names and answers both; nothing goes out twice.

Covers store.shared_letters, workers.audit.beside and workers.correspondence.also_answered.
"""

import pytest
from servers.audited import audited
from servers.bounces import report
from servers.letters_day import CLERK, MANAGER, SUPERVISOR, furnished, now
from servers.one_matter import fault, six

from domain.codes import ClockName, ClockState, Grade, LetterKind, LetterState, Way
from domain.composition import ComposedMatter, Composition
from domain.waiting import Waiting
from domain.work_codes import Met
from letters.word.document import plain_text
from store import cases, groups, letters
from store.queue import queue
from store.queue_items import QueueFilter
from workers.casework.course_facts import facts_of
from workers.casework.groups import acts, serial, texts
from workers.correspondence import editing
from workers.correspondence.approving import approve, going_of, return_
from workers.correspondence.letter_checks import accept_finding, open_findings
from workers.instance.refusals import Refused
from workers.queue.waiting import scope_of
from workers.sending.delivery_exceptions import reissue
from workers.sending.printing import make_batch, mark_posted

GROUP = "QT-2026-000001"
SAID = Composition(
    matters=(ComposedMatter(name="电梯停运", findings="门机部件磨损", result="电梯已恢复运行", met=Met.MET),)
)


@pytest.fixture
def house(house):
    """A confirmed group of seven cases of six households; the first of them has written twice."""
    house = furnished(house)
    six(house)
    house.delivered = 50
    fault(house, 0)
    house.work()
    acts.confirm(house.services, GROUP, actor=CLERK)
    return house


def replies(house):
    found = house.ask(lambda session: letters.in_state(session, tuple(LetterState)))
    return [one for one in found if one.kind is LetterKind.REPLY and one.state is not LetterState.VOID]


def shown(house):
    return {one.id: (one.pdf_sha, going_of(one)) for one in replies(house) if one.state is LetterState.SUBMITTED}


def pair(house):
    found = house.cases()
    return found[0], found[-1]


def written(house):
    """The group's text in every letter; the one of the household that wrote twice."""
    texts.write(house.services, GROUP, SAID, notice="", actor=CLERK, seen=None)
    assert [one.why for one in serial.write_all(house.services, GROUP, actor=CLERK)] == [None] * 6
    return next(one for one in replies(house) if one.case_id == pair(house)[0].id)


def submitted(house, mine):
    assert {one.why for one in serial.submit_all(house.services, GROUP, actor=CLERK)} == {None}
    return now(house, mine)


def sent(house, mine):
    mine = submitted(house, mine)
    approve(house.services, mine.id, actor=SUPERVISOR, pdf_sha=mine.pdf_sha)
    house.work()
    assert now(house, mine).state is LetterState.SENT
    return mine


def addressed(house):
    return house.ask(lambda session: serial.addressees(session, groups.get(session, GROUP)))


def waits(house, case):
    """Whether a letter is to be written in this case."""
    scope = scope_of(house.services.compiled, CLERK, house.services.now())
    found = house.ask(lambda session: queue(session, scope, QueueFilter(waiting=(Waiting.DRAFT,))))
    return case.number in {one.number for one in found}


def test_six_letters_answer_seven_cases_once(house):
    first, second = pair(house)
    lead = min(house.cases(), key=lambda one: one.id)
    assert lead.id == first.id
    mine = written(house)
    text = plain_text(house.services.archive.get(mine.docx_sha))
    assert f"受理编号：{first.number}、{second.number}" in text
    assert open_findings(house.services, mine.id) == ()
    with pytest.raises(Refused, match="一并答复本案"):
        editing.draft(house.services, second.number, LetterKind.REPLY, actor=CLERK)
    assert waits(house, second)
    mine = submitted(house, mine)
    assert not waits(house, second)
    with house.services.database.transaction() as session:
        cases.raise_strictest(session, second.id, Grade.B)
    serial.approve_all(house.services, GROUP, shown(house), actor=SUPERVISOR)
    assert now(house, mine).state is LetterState.SUBMITTED, "the second of the two cases is grave"
    serial.approve_all(house.services, GROUP, shown(house), actor=MANAGER)
    house.work()
    assert len(replies(house)) == len(house.smtp.accepted) - 7 == 6
    for case in (first, second):
        assert house.clocks(case)[ClockName.REPLY, 1].state is ClockState.MET
        assert house.ask(lambda session, case=case: facts_of(session, case)).answered
    assert serial.write_all(house.services, GROUP, actor=CLERK) == ()
    assert [one.case.number for one in addressed(house) if one.also] == [first.number]


def test_what_comes_back_is_unanswered_in_both_and_the_same_letter_answers_both_again(house):
    mine = sent(house, written(house))
    house.receive(report(mine.message_id, to=mine.to_address))
    house.work()
    for case in pair(house):
        assert house.clocks(case)[ClockName.REPLY, 1].state is ClockState.RUNNING
        assert not house.ask(lambda session, case=case: facts_of(session, case)).answered
    with pytest.raises(Refused, match="一并答复本案"):
        editing.draft(house.services, pair(house)[1].number, LetterKind.REPLY, actor=CLERK)
    again = reissue(house.services, mine.id, actor=CLERK, way=Way.PRINT)
    approve(house.services, again.id, actor=SUPERVISOR, pdf_sha=again.pdf_sha)
    house.work()
    make_batch(house.services, [mine.id], actor=CLERK)
    mark_posted(house.services, mine.id, "", actor=CLERK, on=house.time[0].astimezone(house.services.zone).date())
    for case in pair(house):
        assert house.clocks(case)[ClockName.REPLY, 1].state is ClockState.MET
        assert house.ask(lambda session, case=case: facts_of(session, case)).answered
    assert {one.table for one in audited(house)} == {"approval"}, "the people of this house are not entered"


def test_a_case_that_left_the_group_meanwhile_is_not_answered_along(house):
    mine = submitted(house, written(house))
    acts.split(house.services, GROUP, [pair(house)[1].number], actor=CLERK)
    with pytest.raises(Refused, match="不是同一户的同一件事"):
        approve(house.services, mine.id, actor=SUPERVISOR, pdf_sha=mine.pdf_sha)
    return_(house.services, mine.id, actor=SUPERVISOR, remark="重写")
    assert [one.values["words"] for one in open_findings(house.services, mine.id)] == [pair(house)[1].number]
    assert waits(house, pair(house)[1])
    own = editing.draft(house.services, pair(house)[1].number, LetterKind.REPLY, actor=CLERK)
    assert plain_text(house.services.archive.get(own.docx_sha)).count("TS-") == 1


def test_a_draft_that_was_only_opened_gives_way(house):
    opened = editing.draft(house.services, pair(house)[1].number, LetterKind.REPLY, actor=CLERK)
    mine = submitted(house, written(house))
    assert now(house, opened).state is LetterState.VOID
    assert len(replies(house)) == 6
    assert mine.case_id == pair(house)[0].id


def test_a_letter_that_was_written_before_the_case_came_names_it_or_says_why_not(house):
    second = pair(house)[1].number
    acts.split(house.services, GROUP, [second], actor=CLERK)
    mine = written(house)
    acts.link(house.services, second, GROUP, actor=CLERK)
    (open_,) = open_findings(house.services, mine.id)
    assert open_.values == {"number": second}
    assert [one.also for one in addressed(house) if one.also] == [(pair(house)[1],)]
    accept_finding(house.services, mine.id, open_.key, "另一件单独答复", actor=CLERK)
    submitted(house, mine)
    own = editing.draft(house.services, second, LetterKind.REPLY, actor=CLERK)
    assert own.case_id == pair(house)[1].id
    assert [one.also for one in addressed(house)] == [()] * 7


def test_the_common_text_names_the_case_that_came_after_it_was_written(house):
    second = pair(house)[1].number
    acts.split(house.services, GROUP, [second], actor=CLERK)
    mine = written(house)
    acts.link(house.services, second, GROUP, actor=CLERK)
    serial.write_all(house.services, GROUP, actor=CLERK)
    assert second in now(house, mine).body
    assert open_findings(house.services, mine.id) == ()
