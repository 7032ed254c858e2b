"""The page of a letter: written block by block, nothing typed is lost, nothing open goes out.

Covers desk.views.letter and desk.views.letter_page.
"""

import letters_at_hand as at_hand
from servers.desk import Desk
from servers.forms import fields_of, sent

from domain.codes import LetterState, Role, Way
from domain.staff import Grant, Person
from domain.work_codes import EditHow
from letters.word.blocks import blocks
from store import case_views, edits

HERE = at_hand.HERE


def _texts(desk: Desk, letter_id: int) -> list[str]:
    letter = at_hand.letter(desk, letter_id)
    return [block.text for block in blocks(desk.house.services.archive.get(letter.docx_sha or ""))]


def test_the_page_shows_the_draft_its_pages_and_what_is_open(desk: Desk, clerk: Person) -> None:
    draft = at_hand.a_draft(desk, clerk)

    html = desk.client(clerk).get(f"/letters/{draft.id}").text

    assert "关于电梯停运问题的复函" in html
    assert "送审前还有" in html
    assert f'data-load="/letters/{draft.id}/preview?v=' in html  # made by and by, after the page
    assert "电梯又停运了" in html  # what the resident wrote stands beside
    assert [view.what for view in desk.house.ask(lambda s: case_views.of_case(s, draft.case_id))] == ["letter"]


def test_what_is_typed_becomes_the_next_version(desk: Desk, clerk: Person) -> None:
    draft = at_hand.a_draft(desk, clerk)

    answer = at_hand.send(desk, clerk, draft.id, "save", lambda text: text.replace("电梯停运问题", "三栋电梯停运"))

    assert answer.status_code == 303
    assert "关于三栋电梯停运的复函" in _texts(desk, draft.id)
    versions = desk.house.ask(lambda session: edits.of_letter(session, draft.id))
    assert [(one.who, one.how) for one in versions] == [("huihan", EditHow.DRAFTED), ("chen", EditHow.BLOCKS)]
    page = desk.client(clerk).get(f"/letters/{draft.id}/versions/2").text
    assert "<ins>三栋</ins>" in page


def test_a_form_that_says_what_stands_makes_no_version(desk: Desk, clerk: Person) -> None:
    draft = at_hand.a_draft(desk, clerk)

    assert at_hand.send(desk, clerk, draft.id, "save").status_code == 303

    assert len(desk.house.ask(lambda session: edits.of_letter(session, draft.id))) == 1


def test_a_paragraph_is_added_without_script_and_kept_when_saved(desk: Desk, clerk: Person) -> None:
    draft = at_hand.a_draft(desk, clerk)
    client = desk.client(clerk)
    before = _texts(desk, draft.id)
    place = next(index for index, text in enumerate(before) if text.startswith("您来信提出"))

    page = at_hand.send(desk, clerk, draft.id, f"add:{place}")
    assert page.status_code == 200
    assert _texts(desk, draft.id) == before  # nothing is saved yet
    fields = fields_of(page.text, "letter")
    new = next(index for index, (name, value) in enumerate(fields) if name == "row" and value.startswith("+"))
    fields[new + 1] = ("text", "新的一段。\r\n又一段。")
    client.post(f"/letters/{draft.id}", data=sent(fields, do="save"), headers=HERE)

    assert _texts(desk, draft.id) == [*before[: place + 1], "新的一段。", "又一段。", *before[place + 1 :]]


def test_two_people_at_one_letter_lose_nothing(desk: Desk, clerk: Person, supervisor: Person) -> None:
    draft = at_hand.a_draft(desk, clerk)
    mine = fields_of(desk.client(clerk).get(f"/letters/{draft.id}").text, "letter")
    at_hand.send(desk, supervisor, draft.id, "save", lambda text: text.replace("特此函复", "此复"))
    typed = [(name, value.replace("停运问题", "故障问题") if name == "text" else value) for name, value in mine]

    answer = desk.client(clerk).post(f"/letters/{draft.id}", data=sent(typed, do="save"), headers=HERE)

    assert answer.status_code == 422
    assert "关于电梯故障问题的复函" in answer.text  # what I typed
    assert "<del>特</del>" in answer.text or "<ins>" in answer.text  # what they changed
    assert "特此函复" not in "".join(_texts(desk, draft.id))
    again = fields_of(answer.text, "letter")
    assert desk.client(clerk).post(f"/letters/{draft.id}", data=sent(again, do="save"), headers=HERE).status_code == 303
    assert "关于电梯故障问题的复函" in _texts(desk, draft.id)


def test_what_was_typed_on_a_letter_that_was_submitted_meanwhile_can_be_copied(
    desk: Desk, clerk: Person, supervisor: Person
) -> None:
    draft = at_hand.a_draft(desk, clerk)
    mine = fields_of(desk.client(supervisor).get(f"/letters/{draft.id}").text, "letter")
    at_hand.finished(desk, clerk, draft)
    at_hand.send(desk, clerk, draft.id, "submit")
    typed = [(name, value.replace("停运问题", "故障问题") if name == "text" else value) for name, value in mine]

    answer = desk.client(supervisor).post(f"/letters/{draft.id}", data=sent(typed, do="save"), headers=HERE)

    assert answer.status_code == 422
    assert "您刚才填写的内容没有保存" in answer.text
    assert "关于电梯故障问题的复函" in answer.text


def test_nothing_open_is_submitted_and_the_text_is_saved_all_the_same(desk: Desk, clerk: Person) -> None:
    draft = at_hand.a_draft(desk, clerk)

    answer = at_hand.send(desk, clerk, draft.id, "submit", lambda text: text.replace("停运问题", "故障问题"))

    assert answer.status_code == 422
    assert "还有" in answer.text
    assert at_hand.letter(desk, draft.id).state is LetterState.DRAFT
    assert "关于电梯故障问题的复函" in _texts(desk, draft.id)


def test_a_finding_is_let_stand_with_a_reason_only(desk: Desk, clerk: Person) -> None:
    draft = at_hand.a_draft(desk, clerk)
    page = desk.client(clerk).get(f"/letters/{draft.id}").text
    key = next(value for name, value in fields_of(page, "letter") if name == "finding")

    assert at_hand.send(desk, clerk, draft.id, f"accept:{key}").status_code == 422
    fields = fields_of(page, "letter")
    at = next(i for i, field in enumerate(fields) if field == ("finding", key))
    fields[at + 1] = ("reason", "电话另附")
    answer = desk.client(clerk).post(f"/letters/{draft.id}", data=sent(fields, do=f"accept:{key}"), headers=HERE)

    assert answer.status_code == 303
    assert desk.house.ask(lambda session: edits.accepted(session, draft.id))[key].reason == "电话另附"
    assert "电话另附" in desk.client(clerk).get(f"/letters/{draft.id}").text


def test_a_finished_letter_is_numbered_and_submitted(desk: Desk, clerk: Person) -> None:
    letter = at_hand.a_submitted(desk, clerk)

    page = desk.client(clerk).get(f"/letters/{letter.id}").text

    assert letter.number is not None
    assert letter.number in page
    assert (letter.way, letter.to_address) == (Way.MAIL, "wang@example.com")
    assert "已送审" in page
    assert 'id="letter"' not in page  # no longer a form


def test_an_address_that_nobody_knows_must_be_answered_for(desk: Desk, clerk: Person) -> None:
    draft = at_hand.a_draft(desk, clerk)
    at_hand.finished(desk, clerk, draft)

    refused = at_hand.send(desk, clerk, draft.id, "submit", to_address="other@example.org")
    assert refused.status_code == 422
    assert "other@example.org" in refused.text
    assert "confirm_address" in refused.text
    assert at_hand.letter(desk, draft.id).to_address == "wang@example.com"

    answer = at_hand.send(
        desk, clerk, draft.id, "submit", to_address="other@example.org", confirm_address="yes", way="mail"
    )
    assert answer.status_code == 303
    letter = at_hand.letter(desk, draft.id)
    assert (letter.to_address, letter.address_confirmed_by) == ("other@example.org", "chen")


def test_a_chosen_way_outlasts_a_saving(desk: Desk, clerk: Person) -> None:
    draft = at_hand.a_draft(desk, clerk)

    answer = at_hand.send(desk, clerk, draft.id, "save", way="print")
    page = desk.client(clerk).get(answer.headers["location"]).text

    assert ("way", "print") in fields_of(page, "letter")


def test_an_interim_letter_may_name_the_day_it_promises(desk: Desk, clerk: Person) -> None:
    draft = at_hand.a_draft(desk, clerk, "interim")
    at_hand.send(desk, clerk, draft.id, "save", lambda text: "将于2026年3月9日前答复您。" if "待填写" in text else text)
    client, path = desk.client(clerk), f"/letters/{draft.id}"
    said = "2026年3月9日"

    answer = at_hand.send(desk, clerk, draft.id, "save", promised="2026-03-09", way="mail")

    assert answer.headers["location"] == f"{path}?way=mail&promised=2026-03-09"
    without, chosen = client.get(path).text, client.get(answer.headers["location"]).text
    assert ("promised", "2026-03-09") in fields_of(chosen, "letter")
    findings = [page[page.index('id="check"') : page.index('id="letter"')] for page in (without, chosen)]
    assert said in findings[0]
    assert said not in findings[1]


def test_a_void_letter_is_drafted_anew(desk: Desk, clerk: Person) -> None:
    draft = at_hand.a_draft(desk, clerk)
    client, path = desk.client(clerk), f"/letters/{draft.id}"
    desk.post(client, path, f"{path}/void", {"reason": "改发"})
    assert "重新起草" in client.get(path).text

    again = at_hand.a_draft(desk, clerk, case=desk.house.cases()[0])

    assert (again.id != draft.id, again.version) == (True, 2)


def test_a_submitted_letter_is_taken_back_by_who_submitted_it(desk: Desk, clerk: Person) -> None:
    letter = at_hand.a_submitted(desk, clerk)

    answer = desk.post(desk.client(clerk), f"/letters/{letter.id}", f"/letters/{letter.id}/withdraw")

    assert answer.status_code == 303
    assert at_hand.letter(desk, letter.id).state is LetterState.DRAFT


def test_a_void_letter_says_why(desk: Desk, clerk: Person) -> None:
    draft = at_hand.a_draft(desk, clerk)

    desk.post(desk.client(clerk), f"/letters/{draft.id}", f"/letters/{draft.id}/void", {"reason": "改发说明函"})

    assert at_hand.letter(desk, draft.id).state is LetterState.VOID


def test_a_letter_of_another_project_is_not_there(desk: Desk, clerk: Person) -> None:
    draft = at_hand.a_draft(desk, clerk)
    stranger = desk.client(desk.person("zhao", Grant(role=Role.CLERK, project="别处")))
    with desk.house.services.database.transaction() as session:
        at_hand.place(session, draft.case_id, "阳光花园")

    for path in ("", "/preview", "/page/1.png", "/docx", "/pdf", "/versions/1"):
        assert stranger.get(f"/letters/{draft.id}{path}").status_code == 404, path
    assert desk.post(stranger, "/keys", f"/letters/{draft.id}", {"base": draft.docx_sha}).status_code == 404


def test_a_manager_reads_and_does_not_write(desk: Desk, clerk: Person, manager: Person) -> None:
    draft = at_hand.a_draft(desk, clerk)
    client = desk.client(manager)

    assert 'id="letter"' not in client.get(f"/letters/{draft.id}").text
    assert desk.post(client, "/keys", f"/letters/{draft.id}", {"base": draft.docx_sha}).status_code == 403
