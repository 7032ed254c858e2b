"""A letter is written at the desk: drafted, edited, checked, submitted; nobody's work is lost to another's.

Covers workers.correspondence.letter_context and workers.correspondence.letter_files.
"""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest
from servers.letters_day import CLERK, OTHER_CLERK, SUPERVISOR, now, person, texts, written

from domain.codes import Department, LetterKind, LetterState, Role, Way
from domain.letter_kinds import LETTERS
from domain.plan import Measure
from domain.work_codes import EditHow
from letters.word.blocks import blocks
from letters.word.document import plain_text
from workers.casework.plans import approve_plan, save_plan, submit_plan
from workers.correspondence.addresses import confirm_address
from workers.correspondence.editing import draft, edit_blocks, reopen, upload, versions, void, withdraw
from workers.correspondence.letter_checks import accept_finding, findings
from workers.correspondence.previews import HtmlPreview, page_image, preview
from workers.correspondence.submitting import submit
from workers.instance.pool import ProcessPool
from workers.instance.refusals import Refused


def test_a_reply_is_drafted_once_and_edited_block_by_block(office, case):
    letter = draft(office.services, case.number, LetterKind.REPLY, actor=CLERK)
    assert draft(office.services, case.number, LetterKind.REPLY, actor=OTHER_CLERK) == letter
    edited = edit_blocks(office.services, letter.id, texts(office, letter), actor=CLERK, seen=letter.docx_sha)
    assert "门机部件损坏" in edited.body
    assert [(one.version, one.who, one.how) for one in versions(office.services, letter.id)] == [
        (1, "huihan", EditHow.DRAFTED),
        (2, "li", EditHow.BLOCKS),
    ]
    assert office.events(case)[-1] == "letter_edited"
    assert "门机部件损坏" in plain_text(
        (office.services.settings.root / "letters/2026").glob("*回函.docx").__next__().read_bytes()
    )


def test_what_another_has_changed_meanwhile_is_not_overwritten(office, case):
    letter = draft(office.services, case.number, LetterKind.REPLY, actor=CLERK)
    edit_blocks(office.services, letter.id, texts(office, letter), actor=OTHER_CLERK, seen=letter.docx_sha)
    with pytest.raises(Refused, match="刚被他人修改"):
        edit_blocks(office.services, letter.id, [], actor=CLERK, seen=letter.docx_sha)
    with pytest.raises(Refused, match="刚被他人修改"):
        upload(office.services, letter.id, b"PK", actor=CLERK, seen=letter.docx_sha)


def test_two_edits_at_once_keep_one(office, case):
    letter = draft(office.services, case.number, LetterKind.REPLY, actor=CLERK)

    def edit(who, body):
        try:
            wanted = texts(office, letter, (body,))
            return edit_blocks(office.services, letter.id, wanted, actor=who, seen=letter.docx_sha)
        except Refused:
            return None

    with ThreadPoolExecutor(2) as threads:
        done = list(threads.map(edit, (CLERK, OTHER_CLERK), ("一。", "二。")))
    assert sum(one is not None for one in done) == 1
    assert len(versions(office.services, letter.id)) == 2


def test_what_is_open_blocks_submission_and_placeholders_cannot_be_accepted(office, case):
    letter = draft(office.services, case.number, LetterKind.REPLY, actor=CLERK)
    open_ = [one for one in findings(office.services, letter.id) if not one.acceptable]
    assert open_
    with pytest.raises(Refused, match="处需要修改"):
        submit(office.services, letter.id, actor=CLERK, way=None)
    with pytest.raises(Refused, match="必须修改"):
        accept_finding(office.services, letter.id, open_[0].key, "没关系", actor=CLERK)
    assert now(office, letter).number is None


def test_a_promise_that_nobody_authorised_stands_only_with_a_reason(office, case):
    letter = written(
        office, case, body=("我们将于2026年3月20日完成更换。", "请与客户服务中心陈静联系，电话：010-6655 8899。")
    )
    (promise,) = [one for one in findings(office.services, letter.id) if "3月20日" in one.text]
    with pytest.raises(Refused, match="理由"):
        accept_finding(office.services, letter.id, promise.key, " ", actor=CLERK)
    accept_finding(office.services, letter.id, promise.key, "经理口头同意", actor=CLERK)
    (promise,) = [one for one in findings(office.services, letter.id) if one.accepted]
    assert (promise.accepted.who, promise.accepted.reason) == ("li", "经理口头同意")


def test_submission_fixes_number_date_and_both_files(office, case):
    letter = written(office, case)
    done = submit(office.services, letter.id, actor=CLERK, way=None)
    assert (done.state, done.way, done.submitted_by) == (LetterState.SUBMITTED, Way.MAIL, "li")
    text = plain_text(office.services.archive.get(done.docx_sha))
    assert [mark for mark in (done.number, "2026年3月2日", "【") if mark in text] == [done.number, "2026年3月2日"]
    assert re.fullmatch(r"<[0-9a-f]{32}@wuye\.example>", done.message_id or "")
    assert done.body == text
    assert preview(office.services, done.docx_sha).pdf_sha == done.pdf_sha
    assert page_image(office.services, done.pdf_sha, 1).startswith(b"\x89PNG")
    assert office.services.archive.get(done.pdf_sha).startswith(b"%PDF-")


def test_a_double_click_submits_once_with_one_number(office, case):
    letter = written(office, case)
    with ThreadPoolExecutor(2) as threads:
        both = list(threads.map(lambda _: submit(office.services, letter.id, actor=CLERK, way=None), range(2)))
    assert both[0].number == both[1].number == "物函〔2026〕2号"
    assert office.events(case).count("letter_submitted") == 1
    assert submit(office.services, letter.id, actor=CLERK, way=None).state is LetterState.SUBMITTED


def test_a_letter_written_at_again_keeps_its_number(office, case):
    letter = submit(office.services, written(office, case).id, actor=CLERK, way=None)
    with pytest.raises(Refused, match="已送审"):
        edit_blocks(office.services, letter.id, [], actor=CLERK, seen=letter.docx_sha)
    back = reopen(office.services, letter.id, actor=OTHER_CLERK)
    assert (back.state, back.pdf_sha, back.number) == (LetterState.DRAFT, None, letter.number)
    again = submit(office.services, letter.id, actor=OTHER_CLERK, way=Way.PRINT)
    assert (again.number, again.way) == (letter.number, Way.PRINT)


def test_only_the_submitter_withdraws(office, case):
    letter = submit(office.services, written(office, case).id, actor=CLERK, way=None)
    with pytest.raises(Refused, match="只有送审的人"):
        withdraw(office.services, letter.id, actor=OTHER_CLERK)
    assert withdraw(office.services, letter.id, actor=CLERK).state is LetterState.DRAFT


def test_a_void_letter_makes_room_for_another_and_its_number_is_gone(office, case):
    letter = submit(office.services, written(office, case).id, actor=CLERK, way=None)
    void(office.services, letter.id, "写错了对象", actor=CLERK)
    other = submit(office.services, written(office, case).id, actor=CLERK, way=None)
    assert (other.version, other.number) == (2, "物函〔2026〕3号")


def test_a_word_file_comes_back_as_the_next_version(office, case):
    letter = draft(office.services, case.number, LetterKind.REPLY, actor=CLERK)
    edited = edit_blocks(office.services, letter.id, texts(office, letter), actor=CLERK, seen=letter.docx_sha)
    docx = office.services.archive.get(letter.docx_sha)
    back = upload(office.services, letter.id, docx, actor=OTHER_CLERK, seen=edited.docx_sha)
    assert back.docx_sha != letter.docx_sha, "it is built again"
    assert plain_text(office.services.archive.get(back.docx_sha)) == plain_text(docx)
    assert versions(office.services, letter.id)[-1].how is EditHow.UPLOAD
    with pytest.raises(Refused, match="Word"):
        upload(office.services, letter.id, b"%PDF-1.7", actor=CLERK, seen=back.docx_sha)


def test_an_address_that_nobody_knows_needs_a_person(office, case):
    letter = written(office, case)
    wrong = confirm_address(office.services, letter.id, "wang2@example.com", actor=CLERK)
    assert (wrong.to_address, wrong.address_confirmed_by) == ("wang2@example.com", "li")
    with pytest.raises(Refused, match="不是邮箱地址"):
        confirm_address(office.services, letter.id, "王芳", actor=CLERK)
    assert submit(office.services, letter.id, actor=CLERK, way=Way.MAIL).way is Way.MAIL


def test_who_has_no_role_in_the_project_writes_nothing(office, case):
    stranger = person("ma", Role.CLERK, project="碧水湾")
    manager = person("sun", Role.MANAGER)
    assert case.project == "阳光花园"
    for who, why in ((stranger, "没有编号为"), (manager, "权限")):
        with pytest.raises(Refused, match=why):
            draft(office.services, case.number, LetterKind.REPLY, actor=who)
    assert blocks(
        office.services.archive.get(draft(office.services, case.number, LetterKind.REPLY, actor=SUPERVISOR).docx_sha)
    )


@pytest.mark.parametrize(
    "kind", [kind for kind in LetterKind if kind is not LetterKind.ACKNOWLEDGEMENT and not LETTERS[kind].group_only]
)
def test_every_kind_is_drafted(office, case, kind):
    letter = draft(office.services, case.number, kind, actor=CLERK)
    assert letter.state is LetterState.DRAFT
    assert case.number in plain_text(office.services.archive.get(letter.docx_sha))


def test_a_notice_for_a_group_is_no_letter_of_a_case_that_leads_none(office, case):
    with pytest.raises(Refused, match="群体"):
        draft(office.services, case.number, LetterKind.GROUP_NOTICE, actor=CLERK)


def test_a_form_within_the_house_shows_the_approved_plan_and_is_no_letter_to_go_out(office, case):
    measure = Measure(what="更换门机部件", owner="周工", department=Department.ENGINEERING, due=date(2026, 3, 6))
    plan = save_plan(office.services, case.number, opinion="立即更换", measures=(measure,), actor=CLERK, seen=None)
    submit_plan(office.services, case.number, plan.version, actor=CLERK)
    approve_plan(office.services, case.number, plan.version, actor=SUPERVISOR)
    notice = draft(office.services, case.number, LetterKind.DEPARTMENT_NOTICE, actor=CLERK)
    text = plain_text(office.services.archive.get(notice.docx_sha))
    assert [word for word in ("工程部", "更换门机部件", "周工", "立即更换", "2026年3月6日") if word not in text] == []
    assert notice.to_address is None
    for blank in findings(office.services, notice.id):  # of what the resident wants, if the letter does not say
        accept_finding(office.services, notice.id, blank.key, "来信没有写明", actor=CLERK)
    done = submit(office.services, notice.id, actor=CLERK, way=None)
    assert (done.state, done.way) == (LetterState.SUBMITTED, None)


def test_a_progress_report_needs_no_approval(office, case):
    report = draft(office.services, case.number, LetterKind.PROGRESS_REPORT, actor=CLERK)
    assert submit(office.services, report.id, actor=CLERK, way=None).state is LetterState.APPROVED
    assert draft(office.services, case.number, LetterKind.PROGRESS_REPORT, actor=CLERK).version == 2


@pytest.fixture
def without_libreoffice(office, monkeypatch):
    """The office's services where the processes that make PDFs find no LibreOffice."""
    monkeypatch.setenv("PATH", "")
    pool = ProcessPool(size=1, seconds=60, memory=1_500_000_000)
    yield replace(office.services, previews=pool)
    pool.close()


def test_without_libreoffice_the_text_is_shown_and_the_number_waits_for_it(office, case, without_libreoffice):
    letter = written(office, case)
    shown = preview(without_libreoffice, letter.docx_sha)
    assert isinstance(shown, HtmlPreview)
    assert "LibreOffice" in shown.why
    assert "门机部件损坏" in "".join(block.text for block in shown.blocks)
    with pytest.raises(Refused, match="LibreOffice"):
        submit(without_libreoffice, letter.id, actor=CLERK, way=None)
    assert now(office, letter).state is LetterState.DRAFT
    assert submit(office.services, letter.id, actor=CLERK, way=None).number == "物函〔2026〕2号"
