"""The desk of a running house: people with roles, and a client for each that is signed in."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from servers.house import House

from desk.access import COOKIE
from desk.app import create_app
from desk.server import DeskServer
from domain.codes import Role
from domain.staff import Grant, Person, operator
from domain.staff_codes import LinkPurpose
from store import people
from store.people import NewPerson
from workers.staff import sign_in_links
from workers.staff.people import person_of

PROJECT = "阳光花园"


class _Csrf(HTMLParser):
    """Finds the token that the page's forms carry."""

    def __init__(self) -> None:
        super().__init__()
        self.found = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "input" and given.get("name") == "csrf":
            self.found = given.get("value") or ""


@dataclass
class Desk:
    """The desk as a program meets it. clients: by login."""

    house: House
    app: FastAPI
    clients: dict[str, TestClient] = field(default_factory=dict)

    def person(self, login: str, *grants: Grant | Role, name: str | None = None, language: str = "zh") -> Person:
        """Enter a person; a bare role is held for all projects."""
        services = self.house.services
        with services.database.transaction() as session:
            new = NewPerson(
                login=login, name=name or login, language=language, made_at=services.now(), made_by="huihan"
            )
            row = people.create(session, new)
            assert row is not None
            for grant in grants:
                people.grant(session, row.id, grant if isinstance(grant, Grant) else Grant(role=grant))
        with services.database.reading() as session:
            found = person_of(services, session, row.id)
        assert found is not None
        return found

    def client(self, person: Person) -> TestClient:
        """A browser of theirs, signed in; it does not follow redirects by itself."""
        if person.login not in self.clients:
            services = self.house.services
            token = sign_in_links.make_link(services, person.id, LinkPurpose.SIGN_IN, actor=operator("huihan"))
            client = self.visitor()
            client.cookies.set(COOKIE, sign_in_links.use_sign_in(services, token).token)
            self.clients[person.login] = client
        return self.clients[person.login]

    def visitor(self) -> TestClient:
        """A browser that nobody has signed in with."""
        return TestClient(self.app, base_url="http://desk.test", follow_redirects=False)

    def post(
        self, client: TestClient, page: str, action: str, data: dict[str, Any] | None = None, **more: Any
    ) -> Response:
        """Send a form that stands on `page`, as a browser does: with its token and its origin."""
        parser = _Csrf()
        parser.feed(client.get(page, follow_redirects=True).text)
        headers = {"origin": "http://desk.test", "referer": f"http://desk.test{page}"}
        return client.post(action, data={"csrf": parser.found, **(data or {})}, headers=headers, **more)


def made_desk(house: House) -> Desk:
    """The desk of a house, in this process. It tells nothing live: a client of this process would read to the end."""
    desk = Desk(house=house, app=create_app(house.services))
    desk.app.state.pulse.close()
    return desk


@contextmanager
def served(house: House) -> Iterator[str]:
    """The desk over HTTP on loopback; its address."""
    with DeskServer(house.services, host="127.0.0.1", port=0) as server:
        host, port = server.address
        yield f"http://{host}:{port}"
