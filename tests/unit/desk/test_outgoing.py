"""The way out: printed once, posted with its number, what is in doubt or came back is settled by a person.

Covers desk.routes.held and workers.queue.outgoing.
"""

import io

import letters_at_hand as at_hand
import pikepdf
from servers.desk import Desk

from domain.codes import LetterKind, LetterState, Role, Way
from domain.staff import Grant, Person
from store import cases, letters
from store.letters import LetterRow
from workers.correspondence.approving import going_of


def _approved(desk: Desk, clerk: Person, supervisor: Person, **more: str) -> LetterRow:
    letter = at_hand.a_submitted(desk, clerk, **more)
    path = f"/letters/{letter.id}/approve"
    desk.post(desk.client(supervisor), path, path, {"pdf_sha": letter.pdf_sha, "going": going_of(letter)})
    desk.house.work()
    return at_hand.letter(desk, letter.id)


def _look(desk: Desk, approver: Person, letter_id: int) -> None:
    """The approver takes the next step, on the page as it is shown."""
    letter = at_hand.letter(desk, letter_id)
    path = f"/letters/{letter_id}/approve"
    where = letter.to_address if letter.way is Way.MAIL else "，".join(letter.postal)
    assert str(where) in desk.client(approver).get(path).text
    desk.post(desk.client(approver), path, path, {"pdf_sha": letter.pdf_sha, "going": going_of(letter)})
    desk.house.work()


def _brought(desk: Desk, letter: LetterRow, state: LetterState, **values: object) -> None:
    """What only a server's fault brings about."""
    with desk.house.services.database.transaction() as session:
        letters.advance(session, letter.id, letter.state, state, **values)


def _held(desk: Desk) -> LetterRow:
    case = at_hand.a_case(desk, no_letter=True)
    (letter,) = (one for one in desk.house.letters(case) if one.kind is LetterKind.ACKNOWLEDGEMENT)
    assert letter.held
    return letter


def test_a_letter_on_paper_is_printed_once_and_posted_under_its_number(
    desk: Desk, clerk: Person, supervisor: Person
) -> None:
    letter = _approved(desk, clerk, supervisor, way="print")
    client = desk.client(clerk)
    assert letter.state is LetterState.QUEUED
    assert letter.number in client.get("/outgoing").text

    made = desk.post(client, "/outgoing", "/outgoing/print", {"chosen": [str(letter.id)]})
    page = client.get(made.headers["location"]).text
    batch = at_hand.letter(desk, letter.id).batch_id
    assert f'href="/outgoing/batches/{batch}"' in page
    pdf = client.get(f"/outgoing/batches/{batch}")
    assert len(pikepdf.open(io.BytesIO(pdf.content)).pages) >= 1
    assert "filename*=UTF-8''%E6%89%93%E5%8D%B0-2026-03-02" in pdf.headers["content-disposition"]
    again = desk.post(client, "/outgoing", "/outgoing/print", {"chosen": [str(letter.id)]})
    assert "不在打印队列中" in client.get(again.headers["location"]).text

    posted = {"chosen": [str(letter.id)], "letter": [str(letter.id)], "tracking": ["SF100"], "on": "2026-03-02"}
    desk.post(client, "/outgoing", "/outgoing/posted", posted)

    letter = at_hand.letter(desk, letter.id)
    assert (letter.state, letter.tracking) == (LetterState.POSTED, "SF100")
    assert "SF100" in client.get("/outgoing").text


def test_each_letter_is_posted_under_its_own_number(desk: Desk, clerk: Person, supervisor: Person) -> None:
    one, other = (_approved(desk, clerk, supervisor, way="print") for _ in range(2))
    client, both = desk.client(clerk), [str(one.id), str(other.id)]
    desk.post(client, "/outgoing", "/outgoing/print", {"chosen": both})

    desk.post(
        client,
        "/outgoing",
        "/outgoing/posted",
        {"chosen": [str(other.id)], "letter": both, "tracking": ["SF1", "SF2"], "on": "2026-03-02"},
    )

    assert at_hand.letter(desk, one.id).state is LetterState.PRINTED
    assert at_hand.letter(desk, other.id).tracking == "SF2"


def test_a_spoilt_sheet_goes_back_into_the_queue_with_a_reason(desk: Desk, clerk: Person, supervisor: Person) -> None:
    letter = _approved(desk, clerk, supervisor, way="print")
    client = desk.client(clerk)
    desk.post(client, "/outgoing", "/outgoing/print", {"chosen": [str(letter.id)]})

    desk.post(client, "/outgoing", f"/outgoing/{letter.id}/reprint", {"reason": "卡纸"})

    assert at_hand.letter(desk, letter.id).state is LetterState.QUEUED


def test_what_is_in_doubt_is_shown_with_what_is_known_and_settled(
    desk: Desk, clerk: Person, supervisor: Person
) -> None:
    letter = _approved(desk, clerk, supervisor)
    _brought(desk, letter, LetterState.IN_DOUBT, error="连接在发送中断开")
    client = desk.client(clerk)

    page = client.get("/outgoing").text
    assert "连接在发送中断开" in page
    assert "wang@example.com" in page
    assert (letter.message_id or "").strip("<>") in page
    desk.post(client, "/outgoing", f"/outgoing/{letter.id}/settle", {"sent": "yes"})

    assert at_hand.letter(desk, letter.id).state is LetterState.SENT


def test_a_letter_that_never_went_out_is_sent_once_more(desk: Desk, clerk: Person, supervisor: Person) -> None:
    letter = _approved(desk, clerk, supervisor)
    _brought(desk, letter, LetterState.IN_DOUBT)

    desk.post(desk.client(clerk), "/outgoing", f"/outgoing/{letter.id}/settle", {"sent": "no"})
    assert at_hand.letter(desk, letter.id).state is LetterState.QUEUED
    desk.house.work()

    assert at_hand.letter(desk, letter.id).state is LetterState.SENT


def test_what_came_back_goes_on_paper(desk: Desk, clerk: Person, supervisor: Person) -> None:
    letter = _approved(desk, clerk, supervisor)
    _brought(desk, letter, LetterState.BOUNCED, error="550 no such user")
    client = desk.client(clerk)
    assert "550 no such user" in client.get("/outgoing").text

    asked = desk.post(client, "/outgoing", f"/outgoing/{letter.id}/reissue", {"way": "print"})
    assert "批准后才发往新的地址" in client.get(asked.headers["location"]).text
    _look(desk, supervisor, letter.id)

    letter = at_hand.letter(desk, letter.id)
    assert (letter.state, letter.way) == (LetterState.QUEUED, Way.PRINT)


def test_what_came_back_goes_to_another_address_that_somebody_answers_for(
    desk: Desk, clerk: Person, supervisor: Person
) -> None:
    letter = _approved(desk, clerk, supervisor)
    _brought(desk, letter, LetterState.BOUNCED)
    client, path = desk.client(clerk), f"/outgoing/{letter.id}/reissue"

    refused = desk.post(client, "/outgoing", path, {"way": "mail", "address": "new@example.com"})
    assert "请先勾选" in client.get(refused.headers["location"]).text
    assert at_hand.letter(desk, letter.id).state is LetterState.BOUNCED
    desk.post(client, "/outgoing", path, {"way": "mail", "address": "new@example.com", "confirmed": "yes"})
    _look(desk, supervisor, letter.id)

    letter = at_hand.letter(desk, letter.id)
    assert (letter.state, letter.to_address) == (LetterState.SENT, "new@example.com")


def test_a_held_acknowledgement_says_why_and_is_let_go(desk: Desk, clerk: Person) -> None:
    letter = _held(desk)
    client = desk.client(clerk)
    assert letter.held in client.get("/outgoing").text

    desk.post(client, "/outgoing", f"/outgoing/{letter.id}/release", {"way": "mail"})
    desk.house.work()

    assert at_hand.letter(desk, letter.id).state is LetterState.SENT


def test_a_held_acknowledgement_is_dropped_with_a_reason(desk: Desk, clerk: Person) -> None:
    letter = _held(desk)
    client = desk.client(clerk)

    refused = desk.post(client, "/outgoing", f"/outgoing/{letter.id}/drop", {"reason": ""})
    assert "请写明理由" in client.get(refused.headers["location"]).text
    desk.post(client, "/outgoing", f"/outgoing/{letter.id}/drop", {"reason": "已电话告知"})

    assert at_hand.letter(desk, letter.id).state is LetterState.VOID


def test_a_manager_sees_and_cannot_act(desk: Desk, manager: Person) -> None:
    letter = _held(desk)
    client = desk.client(manager)

    page = client.get("/outgoing").text

    assert letter.held in page
    assert "/outgoing/print" not in page or 'data-key="p"' not in page
    assert desk.post(client, "/keys", f"/outgoing/{letter.id}/release", {"way": "mail"}).status_code == 403


def test_another_projects_letters_are_not_shown_nor_moved(desk: Desk, clerk: Person, supervisor: Person) -> None:
    letter = _approved(desk, clerk, supervisor, way="print")
    with desk.house.services.database.transaction() as session:
        at_hand.place(session, letter.case_id, "阳光花园")
    stranger = desk.client(desk.person("zhao", Grant(role=Role.CLERK, project="别处")))

    assert letter.number not in stranger.get("/outgoing").text
    desk.post(stranger, "/outgoing", "/outgoing/print", {"chosen": [str(letter.id)]})
    assert at_hand.letter(desk, letter.id).state is LetterState.QUEUED
    desk.post(desk.client(clerk), "/outgoing", "/outgoing/print", {"chosen": [str(letter.id)]})
    batch = at_hand.letter(desk, letter.id).batch_id
    assert stranger.get(f"/outgoing/batches/{batch}").status_code == 404
    assert f"/outgoing/batches/{batch}" not in stranger.get("/outgoing").text


def test_what_could_not_be_sealed_is_tried_again(desk: Desk, clerk: Person, supervisor: Person) -> None:
    letter = _approved(desk, clerk, supervisor)
    _brought(desk, letter, LetterState.APPROVED, error="未能用印：图片损坏", sealed_sha=None)
    client = desk.client(clerk)
    page = client.get("/outgoing").text
    assert "已批准，未能用印" in page
    assert "未能用印：图片损坏" in page
    desk.post(client, "/outgoing", f"/outgoing/{letter.id}/issue")
    assert "已批准，未能用印" not in client.get("/outgoing").text


def _flooded(desk: Desk) -> list[LetterRow]:
    """Five complaints of one mailbox: two acknowledgements are held by the cap."""
    for number in range(5):
        desk.house.mail(f"电梯{number}", f"三号楼的电梯坏了，请安排。（第{number}封）", sender="v@x.cn")
    desk.house.work()
    found = [letter for case in desk.house.cases() for letter in desk.house.letters(case)]
    assert [letter.held is None for letter in found] == [True, True, True, False, False]
    return found[3:]


def test_held_acknowledgements_have_a_page_and_are_let_go_many_at_once(desk: Desk, clerk: Person) -> None:
    held = _flooded(desk)
    client = desk.client(clerk)
    page = client.get("/outgoing/held").text
    assert page.count("该发件人当日的自动告知已达上限") == 2
    assert 'href="/outgoing/held"' in client.get("/outgoing").text
    chosen = [str(letter.id) for letter in held]
    answer = desk.post(client, "/outgoing/held", "/outgoing/held", {"chosen": chosen, "do": "release"})
    assert "已放行 2 份告知书" in client.get(answer.headers["location"]).text
    desk.house.work()
    assert [at_hand.letter(desk, letter.id).state for letter in held] == [LetterState.SENT] * 2
    again = desk.post(client, "/outgoing/held", "/outgoing/held", {"chosen": chosen, "do": "release"})
    assert "2 份未能办理" in client.get(again.headers["location"]).text


def test_held_acknowledgements_are_dropped_many_at_once_with_a_reason(desk: Desk, clerk: Person) -> None:
    held = _flooded(desk)
    client = desk.client(clerk)
    chosen = [str(letter.id) for letter in held]
    desk.post(client, "/outgoing/held", "/outgoing/held", {"chosen": chosen, "do": "drop", "reason": " "})
    assert at_hand.letter(desk, held[0].id).state is LetterState.DRAFT
    desk.post(client, "/outgoing/held", "/outgoing/held", {"chosen": chosen, "do": "drop", "reason": "冒名"})
    assert [at_hand.letter(desk, letter.id).state for letter in held] == [LetterState.VOID] * 2


def test_held_acknowledgements_are_turned_page_by_page_in_ones_own_projects(desk: Desk, clerk: Person) -> None:
    held = _flooded(desk)
    page = desk.client(clerk).get(f"/outgoing/held?after={held[0].id}").text
    assert f'value="{held[1].id}"' in page
    assert f'value="{held[0].id}"' not in page
    with desk.house.services.database.transaction() as session:
        for case in desk.house.cases():
            cases.update_case(session, case.id, project="阳光花园")
    elsewhere = desk.client(desk.person("qian", Grant(role=Role.CLERK, project="月亮湾")))
    assert "没有等待放行的告知书" in elsewhere.get("/outgoing/held").text
    assert desk.client(desk.person("zhao", Role.DEPARTMENT)).get("/outgoing/held").status_code == 403
