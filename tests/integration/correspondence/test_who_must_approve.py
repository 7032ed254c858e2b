"""The strictest grade that a case ever had decides who approves; nobody approves what they had a hand in; and what was
approved for one address does not leave for another.

Covers workers.casework.lowering, workers.correspondence.countersigned, workers.deciding.strictest_grade and
workers.queue.to_approve.
"""

import itertools
from datetime import date

import pytest
from servers.letters_day import (
    CLERK,
    MANAGER,
    OTHER_CLERK,
    SECOND_SUPERVISOR,
    SERVICE,
    SUPERVISOR,
    approved,
    lowered,
    now,
    one_case,
    person,
    submitted,
    written,
)

from domain.approval import letter_steps
from domain.codes import Grade, LetterKind, LetterState, Role, Way
from domain.correction import Correction
from domain.override import Override
from domain.plan import Measure
from domain.staff import operator
from domain.waiting import Waiting
from domain.work_codes import PlanState, Subject
from letters.pdf.seal import text_layer
from store import approvals, cases, letters, lowerings, plans
from store.queue_items import QueueFilter
from workers.casework.correcting import correct
from workers.casework.lowering import ask, confirm, refuse
from workers.casework.overriding import confirm_grade, override_slots
from workers.casework.plans import approve_plan, save_plan, submit_plan
from workers.correspondence.addresses import confirm_address
from workers.correspondence.approving import approve
from workers.correspondence.editing import reopen, withdraw
from workers.correspondence.submitting import submit
from workers.deciding.validation import CorrectionError
from workers.instance.refusals import Refused
from workers.queue.to_approve import to_approve
from workers.queue.waiting import queue_for
from workers.sending.delivery_exceptions import reissue
from workers.sending.held_acknowledgements import release
from workers.sending.printing import make_batch

HURT = "我是阳光花园3栋2单元501的业主王芳，电梯突然下坠，我母亲摔伤骨折住院，我要投诉！电话13800138000"
DOOR = Measure(what="更换门机部件", owner="周工", due=date(2026, 3, 6))


def look(office, letter, who):
    return approve(office.services, letter.id, actor=who, pdf_sha=now(office, letter).pdf_sha)


def stands(office, case):
    return office.ask(lambda session: cases.get_case(session, case.id))


def judged(office, case, grade, who="wang"):
    override_slots(office.services, case.number, Override(grade=grade), actor=operator(who))


def bounced(office, letter):
    with office.services.database.transaction() as session:
        letters.advance(session, letter.id, LetterState.SENT, LetterState.BOUNCED, error="550 no such user")


def planned(office, case, seen=None):
    save_plan(office.services, case.number, opinion="更换", measures=(DOOR,), actor=CLERK, seen=seen)
    plan = submit_plan(office.services, case.number, (seen or 0) + 1, actor=CLERK)
    return approve_plan(office.services, case.number, plan.version, actor=SUPERVISOR)


def test_a_clerks_correction_of_the_text_leaves_the_managers_signature(office):
    case = one_case(office, subject="电梯伤人", text=HURT)
    assert case.grade is Grade.A
    correct(
        office.services,
        case.number,
        Correction(text="电梯有点慢，请看看。", subject="电梯"),
        actor=operator(CLERK.login),
    )
    assert stands(office, case).grade is not Grade.A
    assert stands(office, case).strictest is Grade.A
    letter = submitted(office, case, by=OTHER_CLERK)
    look(office, letter, SUPERVISOR)
    assert now(office, letter).state is LetterState.SUBMITTED
    assert look(office, letter, MANAGER).state is LetterState.APPROVED


def test_a_follow_up_that_is_graver_raises_the_case(office, case):
    (ours,) = office.letters(case)
    office.mail(subject="Re: 电梯停运", text=HURT, In_Reply_To=ours.message_id, References=ours.message_id)
    office.work()
    graver = [one for one in office.cases() if one.grade is Grade.A or one.strictest is Grade.A]
    assert graver, "the grave letter counts, in the case it joined or in one of its own"


def test_no_head_lowers_a_grave_case_alone(office, case):
    judged(office, case, Grade.B)
    for lower in (
        lambda: judged(office, case, Grade.C, "sun"),
        lambda: confirm_grade(office.services, case.number, Grade.E, actor=operator("wang")),
    ):
        with pytest.raises(CorrectionError, match="共同办理"):
            lower()
    judged(office, case, Grade.A)
    with pytest.raises(CorrectionError, match="共同办理"):
        judged(office, case, Grade.B)


def test_a_supervisor_asks_and_a_manager_confirms_with_the_reason_in_the_history(office, case):
    judged(office, case, Grade.A)
    with pytest.raises(Refused, match="理由"):
        ask(office.services, case.number, Grade.C, " ", actor=SUPERVISOR)
    with pytest.raises(Refused, match="权限"):
        ask(office.services, case.number, Grade.C, "误判", actor=CLERK)
    ask(office.services, case.number, Grade.C, "误判", actor=SUPERVISOR)
    with pytest.raises(Refused, match="正在等待确认"):
        ask(office.services, case.number, Grade.D, "误判", actor=MANAGER)
    wish = office.ask(lambda session: lowerings.asked(session, case.id))
    both = person("wang", Role.SUPERVISOR, Role.MANAGER)
    in_their_place = person("zhou", Role.MANAGER, deputy_of="wang")
    for who, why in ((SUPERVISOR, "权限"), (SERVICE, "权限"), (both, "另一个人"), (in_their_place, "另一个人")):
        with pytest.raises(Refused, match=why):
            confirm(office.services, case.number, wish.id, actor=who)
    assert confirm(office.services, case.number, wish.id, actor=MANAGER).strictest is Grade.C
    assert "lowering_confirmed" in office.events(case)
    with pytest.raises(Refused, match="已经办理"):
        confirm(office.services, case.number, wish.id, actor=MANAGER)
    letter = submitted(office, case)
    assert look(office, letter, SUPERVISOR).state is LetterState.APPROVED


def test_a_manager_asks_and_a_supervisor_confirms_or_refuses(office, case):
    judged(office, case, Grade.B)
    ask(office.services, case.number, Grade.D, "影响一户", actor=MANAGER)
    wish = office.ask(lambda session: lowerings.asked(session, case.id))
    refuse(office.services, case.number, wish.id, "尚未核实", actor=SUPERVISOR)
    assert stands(office, case).strictest is Grade.B
    assert lowered(office, case, Grade.D, asks=MANAGER, confirms=SERVICE).grade is Grade.D


def test_what_was_lowered_by_two_stays_so_when_the_same_letter_is_decided_again(office):
    case = one_case(office, subject="电梯伤人", text=HURT)
    lowered(office, case, Grade.C)
    correct(office.services, case.number, Correction(phone="13900002222"), actor=operator(CLERK.login))
    assert (stands(office, case).grade, stands(office, case).strictest) == (Grade.C, Grade.C)


def test_no_rulebook_takes_the_managers_signature_away():
    assert letter_steps(LetterKind.REPLY, ["supervisor"], []).grave == (Role.SUPERVISOR, Role.MANAGER)
    assert letter_steps(LetterKind.REPLY, [], ["supervisor"]).grave == (Role.SUPERVISOR, Role.MANAGER)
    assert letter_steps(LetterKind.REPLY, [], None).ordinary == (Role.SUPERVISOR,)


def test_a_plan_approved_for_less_waits_for_the_manager_when_the_grade_rises(office, case):
    planned(office, case)
    assert office.ask(lambda session: plans.approved(session, case.id)) is not None
    judged(office, case, Grade.B)
    assert office.ask(lambda session: plans.approved(session, case.id)) is None
    assert "plan_to_manager" in office.events(case)
    with pytest.raises(Refused, match="权限"):
        approve_plan(office.services, case.number, 1, actor=SECOND_SUPERVISOR)
    assert approve_plan(office.services, case.number, 1, actor=MANAGER).state is PlanState.APPROVED


def test_a_plan_that_a_later_draft_outdoes_is_void_when_the_grade_rises(office, case):
    planned(office, case)
    save_plan(office.services, case.number, opinion="再换", measures=(DOOR,), actor=CLERK, seen=1)
    judged(office, case, Grade.A)
    states = [one.state for one in office.ask(lambda session: plans.of_case(session, case.id))]
    assert states == [PlanState.VOID, PlanState.DRAFT]


def test_a_letter_that_waits_to_be_printed_needs_the_manager_when_the_grade_rises(office, case):
    letter = approved(office, case, way=Way.PRINT)
    office.work()
    judged(office, case, Grade.A)
    with pytest.raises(Refused, match="经理会签"):
        make_batch(office.services, [letter.id], actor=CLERK)
    assert now(office, letter).state is LetterState.SUBMITTED
    assert look(office, letter, MANAGER).state is LetterState.APPROVED
    office.work()
    assert make_batch(office.services, [letter.id], actor=CLERK).letters == 1


def test_a_letter_that_waits_for_the_mail_server_needs_the_manager_when_the_grade_rises(office, case):
    letter = approved(office, case)
    judged(office, case, Grade.A)
    before = len(office.smtp.accepted)
    office.work()
    assert (now(office, letter).state, len(office.smtp.accepted)) == (LetterState.SUBMITTED, before)
    assert "letter_countersign" in office.events(case)


def test_whoever_submitted_it_once_does_not_approve_it_when_another_has_submitted_it_since(office, case):
    letter = written(office, case)
    submit(office.services, letter.id, actor=SUPERVISOR, way=None)
    withdraw(office.services, letter.id, actor=SUPERVISOR)
    submit(office.services, letter.id, actor=CLERK, way=None)
    with pytest.raises(Refused, match="写过或送审过"):
        look(office, letter, SUPERVISOR)


def test_whoever_gave_it_an_address_does_not_approve_it(office, case):
    letter = written(office, case)
    confirm_address(office.services, letter.id, "wang2@example.com", actor=SUPERVISOR)
    submit(office.services, letter.id, actor=CLERK, way=Way.MAIL)
    with pytest.raises(Refused, match="写过或送审过"):
        look(office, letter, SUPERVISOR)


def test_whoever_corrected_what_the_letter_says_does_not_approve_it(office, case):
    correct(office.services, case.number, Correction(room="502", name="王芳"), actor=operator(SUPERVISOR.login))
    correct(office.services, case.number, Correction(phone="13900002222"), actor=operator(SECOND_SUPERVISOR.login))
    letter = submitted(office, case)
    with pytest.raises(Refused, match="写过或送审过"):
        look(office, letter, SUPERVISOR)
    assert look(office, letter, SECOND_SUPERVISOR).state is LetterState.APPROVED


def test_two_steps_are_two_people_also_by_deputies(office, case):
    judged(office, case, Grade.A)
    letter = submitted(office, case)
    look(office, letter, SUPERVISOR)
    in_the_first_ones_place = person("zhou", Role.MANAGER, deputy_of="wang")
    with pytest.raises(Refused, match="代理他们的人"):
        look(office, letter, in_the_first_ones_place)
    reopen(office.services, letter.id, actor=CLERK)
    submit(office.services, letter.id, actor=CLERK, way=None)
    look(office, letter, person("zhou", Role.SUPERVISOR, deputy_of="sun"))
    with pytest.raises(Refused, match="两个人"):
        look(office, letter, MANAGER)


def test_another_address_needs_whoever_approved_last_and_not_the_person_that_asks(office, case):
    letter = approved(office, case)
    office.work()
    bounced(office, letter)
    confirm_address(office.services, letter.id, "else@example.net", actor=SECOND_SUPERVISOR)
    again = reissue(office.services, letter.id, actor=SECOND_SUPERVISOR, way=Way.MAIL)
    office.work()
    assert (again.state, again.pdf_sha) == (LetterState.SUBMITTED, letter.pdf_sha)
    assert office.smtp.accepted[-1].recipients != ("else@example.net",)
    for who, why in ((CLERK, "权限"), (SECOND_SUPERVISOR, "写过或送审过")):
        with pytest.raises(Refused, match=why):
            look(office, letter, who)
    look(office, letter, SUPERVISOR)
    office.work()
    assert office.smtp.accepted[-1].recipients == ("else@example.net",)


def test_another_address_of_a_grave_case_needs_the_manager_alone_again(office, case):
    judged(office, case, Grade.A)
    letter = submitted(office, case)
    look(office, letter, SUPERVISOR)
    look(office, letter, MANAGER)
    office.work()
    bounced(office, letter)
    reissue(office.services, letter.id, actor=CLERK, way=Way.PRINT)
    with pytest.raises(Refused, match="权限"):
        look(office, letter, SECOND_SUPERVISOR)
    assert look(office, letter, MANAGER).state is LetterState.APPROVED


def test_the_window_page_shows_the_address_that_was_approved(office, case):
    letter = approved(office, case, way=Way.PRINT)
    office.work()
    assert now(office, letter).postal == ("王芳", "阳光花园", "3栋2单元501室")
    with office.services.database.transaction() as session:
        cases.update_case(session, case.id, room="1801", building="9", resident_name="别人")
    batch = make_batch(office.services, [letter.id], actor=CLERK)
    window = "".join(text_layer(office.services.archive.get(batch.pdf_sha))[0].split())
    assert "王芳" in window
    assert "3栋2单元501室" in window
    assert "1801" not in window


def test_an_acknowledgement_goes_to_no_address_that_nobody_knows(office):
    case = one_case(office, no_letter=True)
    (held,) = office.letters(case)
    with pytest.raises(Refused, match="不经审批"):
        confirm_address(office.services, held.id, "stranger@example.net", actor=CLERK)
    confirm_address(office.services, held.id, "Wang@Example.com", actor=CLERK)
    release(office.services, held.id, actor=CLERK)
    office.work()
    assert now(office, held).state is LetterState.SENT


PEOPLE = (
    CLERK,
    SUPERVISOR,
    SECOND_SUPERVISOR,
    SERVICE,
    MANAGER,
    person("both", Role.SUPERVISOR, Role.MANAGER),
    person("zhou", Role.SUPERVISOR, deputy_of="wang"),
    person("hu", Role.MANAGER, deputy_of="wang"),
    person("he", Role.MANAGER, Role.SUPERVISOR, deputy_of="sun"),
    person("ma", Role.SUPERVISOR, Role.MANAGER, project="碧水湾"),
)


def queue_and_permission_agree(office):
    """For every person: what the queue says waits for their approval, and what they may approve."""
    for who in PEOPLE:
        with office.services.database.reading() as session:
            may = {
                (one.case.number, Waiting.APPROVE_LETTER if one.letter else Waiting.APPROVE_PLAN)
                for one in to_approve(office.services, session, who)
                if one.why is None
            }
            approving = (Waiting.APPROVE_LETTER, Waiting.APPROVE_PLAN)
            shown = queue_for(office.services, session, who, QueueFilter(waiting=approving, mine=True), limit=50)
            told = {(line.item.number, why) for line in shown.lines for why in line.item.why if why in approving}
        assert told == may, who.login


def test_the_queue_shows_to_each_person_what_they_may_approve_and_nothing_else(office, case):
    letter = submitted(office, case, by=SUPERVISOR)
    save_plan(office.services, case.number, opinion="更换", measures=(DOOR,), actor=SUPERVISOR, seen=None)
    submit_plan(office.services, case.number, 1, actor=CLERK)
    takers = (*PEOPLE, *PEOPLE)
    for grade, taker in zip(itertools.cycle((None, Grade.B, None, Grade.A)), takers, strict=False):
        queue_and_permission_agree(office)
        if grade is not None:
            judged(office, case, stands(office, case).strictest if stands(office, case).strictest < grade else grade)
            queue_and_permission_agree(office)
        for act in (
            lambda who=taker: look(office, letter, who),
            lambda who=taker: approve_plan(office.services, case.number, 1, actor=who),
        ):
            try:
                act()
            except Refused:
                continue
            queue_and_permission_agree(office)
    with office.services.database.reading() as session:
        taken = approvals.standing(session, Subject.LETTER, letter.id)
    assert [one.role for one in taken] == [Role.SUPERVISOR, Role.MANAGER]
