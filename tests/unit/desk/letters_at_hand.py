"""Letters of a case that came by mail, brought to where a test needs them, through the pages that staff use."""

import re

from httpx2 import Response
from servers.desk import Desk
from servers.forms import fields_of, sent
from sqlalchemy.orm import Session

from domain.codes import LetterState
from domain.staff import Person
from store import cases, letters
from store.cases import CaseRow
from store.letters import LetterRow

HERE = {"origin": "http://desk.test"}
_MARK = re.compile(r"【[^】]*】")
_UNSET = re.compile(r"〔(\D[^〕]*)〕")


def a_case(desk: Desk, **mail: str) -> CaseRow:
    desk.house.mail(**mail)
    desk.house.work()
    return desk.house.cases()[-1]


def a_draft(desk: Desk, writer: Person, kind: str = "reply", case: CaseRow | None = None) -> LetterRow:
    case = case or a_case(desk)
    answer = desk.post(desk.client(writer), "/keys", f"/cases/{case.number}/letters", {"kind": kind})
    found = re.match(r"/letters/(\d+)", answer.headers["location"])
    assert found is not None
    return letter(desk, int(found[1]))


def letter(desk: Desk, letter_id: int) -> LetterRow:
    found = desk.house.ask(lambda session: letters.get(session, letter_id))
    assert found is not None
    return found


def send(desk: Desk, person: Person, letter_id: int, do: str, change=lambda text: text, **more: str) -> Response:
    """The letter's form as it stands, each text changed by `change`, sent by the button `do`."""
    client = desk.client(person)
    fields = fields_of(client.get(f"/letters/{letter_id}").text, "letter")
    typed = [(name, change(value) if name == "text" else value) for name, value in fields]
    return client.post(f"/letters/{letter_id}", data=sent(typed, do=do, **more), headers=HERE)


def mended(text: str) -> str:
    """What a person would write where the draft leaves something open; choices of measures are struck out."""
    if text.startswith("□"):
        return ""
    return _UNSET.sub(r"\1", _MARK.sub("", text)).replace("先生／女士", "女士")


def finished(desk: Desk, writer: Person, draft: LetterRow) -> None:
    """Write it to its end, and let stand, with a reason, what the checks still say."""
    send(desk, writer, draft.id, "save", mended)
    client = desk.client(writer)
    while keys := [
        value for name, value in fields_of(client.get(f"/letters/{draft.id}").text, "letter") if name == "finding"
    ]:
        fields = fields_of(client.get(f"/letters/{draft.id}").text, "letter")
        typed = [(name, "已核对" if name == "reason" else value) for name, value in fields]
        answer = client.post(f"/letters/{draft.id}", data=sent(typed, do=f"accept:{keys[0]}"), headers=HERE)
        assert answer.status_code == 303, answer.text


def a_submitted(desk: Desk, writer: Person, **more: str) -> LetterRow:
    draft = a_draft(desk, writer)
    finished(desk, writer, draft)
    answer = send(desk, writer, draft.id, "submit", **more)
    assert answer.status_code == 303, answer.text
    found = letter(desk, draft.id)
    assert found.state is LetterState.SUBMITTED
    return found


def place(session: Session, case_id: int, project: str) -> None:
    cases.update_case(session, case_id, project=project)
