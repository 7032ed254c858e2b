"""Six households, one matter: one text, a letter for each with its own name, flat and demand, one act to approve all.

Covers domain.letter_kinds.group_notice, letters.checks.posted, letters.kinds.group_notice,
workers.casework.groups.notice and workers.casework.groups.serial.
"""

from collections import Counter
from datetime import date

import pytest
from servers.letters_day import CLERK, SUPERVISOR, furnished
from servers.one_matter import NAMES, six

from domain.codes import LetterKind, LetterState
from domain.composition import ComposedMatter, Composition
from domain.plan import Measure
from domain.work_codes import Met
from letters.word.blocks import BlockRole, BlockText, blocks
from letters.word.document import plain_text
from store import letters
from workers.casework.groups import acts, notice, serial, texts
from workers.casework.plans import approve_plan, save_plan, submit_plan
from workers.correspondence.approving import going_of
from workers.correspondence.editing import edit_blocks
from workers.correspondence.letter_checks import open_findings
from workers.correspondence.submitting import submit
from workers.instance.refusals import Refused

GROUP = "QT-2026-000001"
MEASURE = "更换2单元电梯门机"
SAID = Composition(
    matters=(
        ComposedMatter(
            name="电梯停运",
            demand="尽快恢复电梯运行",
            findings="门机部件磨损，造成电梯反复停运",
            measures=(MEASURE,),
            result="电梯已于当日恢复运行",
            met=Met.MET,
        ),
    )
)


@pytest.fixture
def house(house):
    """Six confirmed letters about one lift, whose common plan is approved."""
    house = furnished(house)
    found = six(house)
    acts.confirm(house.services, GROUP, actor=CLERK)
    lead, day = found[0].number, date(house.time[0].year, 12, 30)
    measure = Measure(what=MEASURE, owner="张工", due=day)
    save_plan(house.services, lead, opinion="更换", measures=(measure,), actor=CLERK, seen=None)
    submit_plan(house.services, lead, 1, actor=CLERK)
    approve_plan(house.services, lead, 1, actor=SUPERVISOR)
    return house


def replies(house):
    found = house.ask(lambda session: letters.in_state(session, tuple(LetterState)))
    return [one for one in found if one.kind is LetterKind.REPLY]


def shown(house):
    return {one.id: (one.pdf_sha, going_of(one)) for one in replies(house) if one.state is LetterState.SUBMITTED}


def written(house, said=SAID, *, seen=None):
    texts.write(house.services, GROUP, said, notice="", actor=CLERK, seen=seen)
    return serial.write_all(house.services, GROUP, actor=CLERK)


def test_each_household_is_answered_by_its_own_letter_once(house):
    assert [one.why for one in written(house)] == [None] * 6
    found = replies(house)
    for name, letter in zip(NAMES, found, strict=True):
        text = plain_text(house.services.archive.get(letter.docx_sha))
        assert name in text
        assert not any(other in text for other in NAMES if other != name)
        assert "门机部件磨损" in text
        assert MEASURE in text
    assert [open_findings(house.services, one.id) for one in found] == [()] * 6
    assert [one.why for one in serial.submit_all(house.services, GROUP, actor=CLERK)] == [None] * 6
    told = serial.approve_all(house.services, GROUP, shown(house), actor=SUPERVISOR)
    assert [one.why for one in told] == [None] * 6
    house.work()
    assert {one.state for one in replies(house)} == {LetterState.SENT}
    accepted = Counter(one.message["Message-ID"] for one in house.smtp.accepted)
    assert [accepted[one.message_id] for one in replies(house)] == [1] * 6
    assert written(house, seen=1) == ()
    assert len(replies(house)) == 6


def test_the_acts_are_repeated_without_a_second_letter(house):
    written(house)
    before = [one.docx_sha for one in replies(house)]
    serial.write_all(house.services, GROUP, actor=CLERK)
    assert [one.docx_sha for one in replies(house)] == before
    serial.submit_all(house.services, GROUP, actor=CLERK)
    assert serial.submit_all(house.services, GROUP, actor=CLERK) == ()
    pages = shown(house)
    one = next(iter(pages))
    serial.approve_all(house.services, GROUP, {one: pages[one]}, actor=SUPERVISOR)
    assert len(serial.approve_all(house.services, GROUP, pages, actor=SUPERVISOR)) == 5
    with pytest.raises(Refused, match="没有等待审批"):
        serial.approve_all(house.services, GROUP, pages, actor=SUPERVISOR)


def test_who_may_not_approve_one_letter_may_not_approve_it_here(house):
    written(house)
    own = SUPERVISOR
    first = replies(house)[0]
    submit(house.services, first.id, actor=own, way=None)
    serial.submit_all(house.services, GROUP, actor=CLERK)
    told = serial.approve_all(house.services, GROUP, shown(house), actor=own)
    assert [one.why is None for one in told] == [False, *[True] * 5]
    with pytest.raises(Refused):
        serial.approve_all(house.services, GROUP, shown(house), actor=CLERK)
    stale = {one: ("0" * 64, going) for one, (_, going) in shown(house).items()}
    other = serial.approve_all(house.services, GROUP, stale, actor=own)
    assert all(one.why for one in other)


def test_a_letter_in_its_own_words_and_one_that_left_are_left_alone(house):
    written(house)
    first, *_, last = replies(house)
    found = blocks(house.services.archive.get(first.docx_sha))
    body = next(one for one in found if one.role is BlockRole.BODY and one.editable)
    wanted = [
        BlockText(index=one.index, text=("只对您说：" + one.text) if one.index == body.index else one.text)
        for one in found
        if one.editable
    ]
    edited = edit_blocks(house.services, first.id, wanted, actor=CLERK, seen=first.docx_sha)
    acts.split(house.services, GROUP, [house.cases()[-1].number], actor=CLERK)
    written(house, Composition(matters=(SAID.matters[0],), following="下月再检查一次"), seen=1)
    now = {one.id: one for one in replies(house)}
    assert now[first.id].docx_sha == edited.docx_sha
    assert now[last.id].docx_sha == last.docx_sha
    assert sum("下月再检查" in plain_text(house.services.archive.get(one.docx_sha)) for one in now.values()) == 4


def test_what_is_posted_up_names_no_household(house):
    with pytest.raises(Refused, match="正文"):
        notice.draft_notice(house.services, GROUP, actor=CLERK)
    said = "3栋2单元电梯门机已经更换。\n给大家带来不便，深表歉意。"
    texts.write(house.services, GROUP, SAID, notice=said, actor=CLERK)
    letter = notice.draft_notice(house.services, GROUP, actor=CLERK)
    text = plain_text(house.services.archive.get(letter.docx_sha))
    assert [one for one in (GROUP, "阳光花园各位业主", MEASURE) if one not in text] == []
    assert not any(word in text for case in house.cases() for word in (case.resident_name, case.number, case.room))
    assert open_findings(house.services, letter.id) == ()
    texts.write(house.services, GROUP, SAID, notice="已答复3栋2单元101室王芳", actor=CLERK, seen=1)
    letter = notice.draft_notice(house.services, GROUP, actor=CLERK)
    assert {one.values["words"] for one in open_findings(house.services, letter.id)} == {"王芳", "3栋2单元101室"}
    assert not any(one.acceptable for one in open_findings(house.services, letter.id))
    with pytest.raises(Refused, match="需要修改"):
        submit(house.services, letter.id, actor=CLERK, way=None)
