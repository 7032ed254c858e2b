"""What is in another project is answered exactly as what is not there: every route is asked for both, by every role."""

import re
from dataclasses import dataclass

import letters_at_hand as at_hand
import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from servers.desk import Desk
from servers.house import NOW
from servers.walk import Walked, walked
from sqlalchemy import func, select

from desk.access import COOKIE, SETTING_UP, THINGS
from domain.codes import Category, Department, LetterKind, Role
from domain.staff import CASE_ROLES, Grant, Person
from domain.typical import TypicalText
from store import case_tables, cases, desk_tables, directory, tables, typical_cases
from store import printing as batches
from store.typical_cases import NewTypical
from workers.staff import desk_sessions

OWN, OTHER = "阳光花园", "翠湖"
NO_PROJECT = {
    *("login", "token", "row", "change_id", "notice_id", "upload_id", "ledger_id", "way", "topic", "name"),
    *("webhook_id", "delivery_id", "sha", "rule"),
}
"""What a path may name that belongs to no project: a person, a one-time link, one's own deputy, a change of people,
one's own notice, an older ledger (its sender's, and the heads' of every project), one's own way of being told, another
program and what it was sent, a made-up sample letter, a rule of the rulebook."""
HERE = {"origin": "http://desk.test"}


@dataclass(frozen=True)
class Pair:
    """A thing of another project, and one of the same length that there is not."""

    there: str
    nowhere: str


@pytest.fixture(params=sorted(CASE_ROLES))
def role(request: pytest.FixtureRequest) -> Role:
    return request.param


@pytest.fixture
def theirs(desk: Desk) -> dict[str, Pair]:
    """Of each kind one thing of the other project, by the name that paths have for it."""
    everywhere = desk.person("zhou", Role.SERVICE_DEPARTMENT)
    draft = at_hand.a_draft(desk, everywhere)
    case = desk.house.cases()[-1]
    at_hand.a_draft(desk, everywhere, kind="department_notice", case=case)
    other = desk.house.cases()[-1]
    desk.house.mail(subject="投诉保安", X_Spam_Flag="YES", Message_ID="<spam@example.com>")
    desk.house.work()
    waits = desk.house.last()
    (acknowledged,) = (one for one in desk.house.letters(case) if one.kind is LetterKind.ACKNOWLEDGEMENT)
    with desk.house.services.database.transaction() as session:
        at_hand.place(session, other.id, OTHER)
        session.execute(tables.intake.update().where(tables.intake.c.id == waits.id).values(project=OTHER))
        batch = printing_batch(session, desk, acknowledged.id)
        directory.import_households(session, [_household(OTHER)])
        typical = a_draft_elsewhere(session, other.id)
        (household,) = session.execute(select(tables.household.c.id)).scalars()
    return {
        "number": Pair(case.number, "TS-2026-999999"),
        "letter_id": Pair(str(draft.id), "9"),
        "intake_id": Pair(str(waits.id), "9"),
        "batch_id": Pair(str(batch), "9"),
        "household": Pair(str(household), "9"),
        "typical_id": Pair(str(typical), "9"),
    }


def printing_batch(session, desk: Desk, letter_id: int) -> int:
    sha = desk.house.services.archive.put(b"%PDF-1.7 a batch")
    values = {"pdf_sha": sha, "letters": 1, "pages": 1, "at": desk.house.time[0], "by": "zhou"}
    batch = batches.add(session, **values)
    session.execute(case_tables.letter.update().where(case_tables.letter.c.id == letter_id).values(batch_id=batch.id))
    return batch.id


def a_draft_elsewhere(session, case_id: int) -> int:
    made = {"made_at": NOW, "made_by": "zhou"}
    new = NewTypical(case_id=case_id, project=OTHER, category=Category.EQUIPMENT, topic=None, **made)
    return typical_cases.add(session, new, TypicalText(title="电梯")).id


def _household(project: str) -> directory.NewHousehold:
    return directory.NewHousehold(project=project, building="8", unit="1", room="801", name="李四", phone="13900000000")


def _person(desk: Desk, role: Role) -> Person:
    department = Department.ENGINEERING if role is Role.DEPARTMENT else None
    return desk.person("who", Grant(role=role, project=OWN, department=department))


def _ask(desk: Desk, client: TestClient, route: Walked, path: str, values: dict[str, str]) -> Response:
    if route.method == "GET":
        return client.get(path, params=values)
    signed = desk_sessions.session_of(desk.house.services, client.cookies[COOKIE])
    assert signed is not None
    return client.post(path, data={**values, "csrf": signed.csrf}, headers=HERE)


def _answer(response: Response, pair: Pair) -> tuple[int, dict[str, str], str]:
    """Everything that a browser is told, with what was asked for, and the token of a form, taken out."""
    either = re.compile(rf"(?<![0-9])({re.escape(pair.there)}|{re.escape(pair.nowhere)})(?![0-9])")
    text = re.sub(r'name="(csrf|key)" value="[^"]*"', "", response.text)
    headers = {name: either.sub("*", value) for name, value in response.headers.items()}
    return response.status_code, headers, either.sub("*", text)


def _traces(desk: Desk, number: str) -> tuple[int, ...]:
    """How much is told of their case: looks at it, events, letters."""
    case = desk.house.ask(lambda session: cases.get_case(session, number))
    counted = (desk_tables.case_view, case_tables.event, case_tables.letter)
    queries = [select(func.count()).select_from(one).where(one.c.case_id == case.id) for one in counted]
    return desk.house.ask(lambda session: tuple(session.execute(query).scalar() for query in queries))


def test_every_path_names_something_whose_project_is_asked_for() -> None:
    for route in walked():
        if route.path:
            assert route.path[0] in THINGS or route.path[0] in NO_PROJECT, route.name


def test_by_its_path(desk: Desk, theirs: dict[str, Pair], role: Role) -> None:
    client = desk.client(_person(desk, role))
    asked = [route for route in walked() if route.path and route.path[0] in theirs]
    assert len(asked) > 50
    before = _traces(desk, theirs["number"].there)
    told = []
    for route in asked:
        if route.guard is None or role not in route.guard.roles:
            continue
        pair = theirs[route.path[0]]
        more = {"intake_id": theirs["intake_id"].there}
        form = {name: route.choices.get(name, "1") for name in route.form}
        there, nowhere = (
            _answer(_ask(desk, client, route, route.at(**{**more, route.path[0]: value}), form), pair)
            for value in (pair.there, pair.nowhere)
        )
        if there != nowhere or there[0] != 404:
            told.append(f"{route.name}: {there[0]} and {nowhere[0]}")
    assert told == []
    assert _traces(desk, theirs["number"].there) == before


FIELDS = {
    "/intake/{intake_id}/join": "intake_id",
    "/cases/{number}/correct": "number",
    "/cases/{number}/judge": "number",
}
"""Forms of a thing of one's own in which another may be named."""


@pytest.mark.parametrize("role", [Role.CLERK, Role.SUPERVISOR, Role.MANAGER])
def test_by_a_field_or_a_question(desk: Desk, theirs: dict[str, Pair], role: Role) -> None:
    client = desk.client(_person(desk, role))
    desk.house.mail(Message_ID="<own@example.com>", subject="水管漏水", text="阳光花园3栋2单元501水管漏水，请来修。")
    # Its words hold every number asked with: a search finds what is one's own by either of a pair.
    spam = {"subject": "投诉噪音", "text": "1、2、9号楼太吵。", "Message_ID": "<own-spam@example.com>"}
    desk.house.mail(X_Spam_Flag="YES", **spam)
    desk.house.work()
    own = {"number": desk.house.cases()[-1].number, "intake_id": str(desk.house.last().id)}
    told = []
    before = _traces(desk, theirs["number"].there)
    for route in walked():
        if route.guard is None or role not in route.guard.roles or (route.path and route.route.path not in FIELDS):
            continue
        if route.route.path == "/signout":  # it ends what the others need
            continue
        if route.route.path == "/me/calendar":  # it names no thing, and says another secret each time
            continue
        if route.route.path.startswith(SETTING_UP):  # it names no thing, and holds up whoever has guessed five codes
            continue
        client.get("/keys")  # what the form before has left to be said is said here
        for pair in (*theirs.values(), Pair(OTHER, "灵湖")):
            there, nowhere = (
                _answer(_ask(desk, client, route, route.at(**own), form), pair)
                for form in (_filled(route, pair.there), _filled(route, pair.nowhere))
            )
            if there != nowhere:
                told.append(f"{route.name} {pair.there}: {there[0]} and {nowhere[0]}")
    assert told == []
    assert _traces(desk, theirs["number"].there) == before


def _filled(route: Walked, value: str) -> dict[str, str]:
    fields = {name: route.choices.get(name, value) for name in (*route.query, *route.form)}
    if "key" in fields:
        fields |= {"key": "0" * 32, "facts": "水管漏水", "day": "2026-03-02", "hour": "09:00", "channel": "phone"}
    if route.route.path == "/approvals":
        fields["chosen"] = f"letter:{value}:0:0" if value.isdecimal() else f"plan:{value}:1"
    if "on" in fields:
        fields["on"] = "2026-03-02"
    return {name: text for name, text in fields.items() if name not in ("do", "project")}


def test_of_another_project_not_even_the_name_is_told(desk: Desk) -> None:
    with desk.house.services.database.transaction() as session:
        directory.import_households(session, [_household(OWN), _household(OTHER)])
    client = desk.client(_person(desk, Role.CLERK))
    for path in ("/queue", "/register"):
        shown = client.get(path).text
        assert OWN in shown
        assert OTHER not in shown


def test_a_batch_from_which_its_letters_were_taken_is_not_everybodys(desk: Desk, theirs: dict[str, Pair]) -> None:
    with desk.house.services.database.transaction() as session:
        session.execute(case_tables.letter.update().values(batch_id=None))
    path = f"/outgoing/batches/{theirs['batch_id'].there}"
    assert desk.client(_person(desk, Role.CLERK)).get(path).status_code == 404
    assert desk.client(desk.person("sun", Role.CLERK)).get(path).content.startswith(b"%PDF")
