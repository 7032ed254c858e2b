"""Every cookie, header, query, path and form field of every route is sent what attackers send; nothing comes of it.

Routes and their fields are found from the application (`servers.walk`): a new route is covered by being there.
"""

import asyncio
import base64
import os
import pickle
import resource
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from urllib.parse import quote

import letters_at_hand as at_hand
import pytest
from fastapi import FastAPI, Form, Request, Response
from fastapi.responses import PlainTextResponse
from servers.desk import Desk, made_desk
from servers.house import House
from servers.raw_asgi import Answered, Asked, RawClient, form, running_loop
from servers.walk import Walked, walked

from desk.access import COOKIE
from desk.views.public_form import new_token
from domain.codes import Department, Role
from domain.settings import PublicSettings
from domain.staff import Grant, operator
from domain.staff_codes import LinkPurpose
from workers.staff import sign_in_links

CANARY = "canary-of-the-environment-2b7e"
SECRET = "canary-of-the-settings-9f41"
PRODUCT = b"1787569"
"""1337 * 1337: what an evaluated template would say."""


class _Run:
    """Pickled: it runs a command where it is unpickled."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.getenv, ("HUIHAN_CANARY",)


ATTACKS: Mapping[str, bytes] = {
    "format": (
        b"{0.__class__.__init__.__globals__}{a.__class__}{message.__init__.__globals__}{number.__class__}{number!r}"
        b"{a:>400000000}{0:>400000000}{number:>400000000}%s%n%(a)s%400000000d"
    ),
    "format, packed as the cookie once was": base64.urlsafe_b64encode(
        b'["done", "{a.__init__.__globals__}{a:>400000000}", {"a": {"message": "x", "values": {}}}]'
    ),
    "template": (
        b"{{1337*1337}}${1337*1337}${{1337*1337}}#{1337*1337}<%= 1337*1337 %>{% print(1337*1337) %}"
        b"{{request.app.state.services.settings}}{{cycler.__init__.__globals__.os.environ}}"
    ),
    "pickle": base64.b64encode(pickle.dumps(_Run())),
    "broken base64": b"====AAA*&^%$#@!=",
    "huge number": b"9" * 5_000,
    "number past 64 bits": b"9223372036854775808",
    "negative": b"-1",
    "no number": b"NaN1e400",
    "number in other digits": "٣１".encode(),
    "line break": b"a\r\nSet-Cookie: evil=1\r\nX-Evil: 1\r\n\r\n<html>\xe2\x80\xa8\xc2\x85\xe5\x98\x8d\xe5\x98\x8a",
    "bidi marks, controls": "\u202e\u2066evil\u2069\u200f\ufeff".encode()
    + bytes(range(1, 9))
    + b"\x1b[31m\x7f\xc2\x9b31m",
    "nul": b"a\0b",
    "half a character": b"\xed\xa0\x80\xff\xfe\xc0\x80",
    "markup": b"\"'><script>alert(1)<img src=x onerror=alert(1)>' OR 1=1; DROP TABLE letter; -- %_ ..\\..\\etc",
    "path": b"../../../../etc/passwd",
    "date": b"9999-12-31",
    "very long": b"[(A" * 2_300 + b'{"a":' * 20,
    "empty": b"",
}
FRAGMENTS = {
    "multipart, no boundary": (b"multipart/form-data", b"x"),
    "multipart, cut off": (
        b"multipart/form-data; boundary=b",
        b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n',
    ),
    "multipart, no name": (b"multipart/form-data; boundary=b", b"--b\r\n\r\nx\r\n--b--\r\n"),
    "multipart, a file for words": (
        b"multipart/form-data; boundary=b",
        b'--b\r\nContent-Disposition: form-data; name="csrf"; filename="\xff\r\n"\r\n\r\nx\r\n--b--\r\n',
    ),
    "percent signs": (b"application/x-www-form-urlencoded", b"%" * 3_000 + b"&=&==&%zz=%z"),
    "json": (b"application/json", b"[" * 50_000),
    "no type": (b"\xff/\xfe; charset=\x80", b"a=b"),
}
HEADERS = (
    *(b"accept-language", b"user-agent", b"x-forwarded-for", b"x-forwarded-host", b"x-forwarded-proto", b"forwarded"),
    *(b"range", b"if-none-match", b"if-modified-since", b"accept", b"authorization", b"referer", b"expect"),
)
MORE_HEADERS = (b"content-type", b"sec-fetch-site", b"origin", b"transfer-encoding", b"cookie", b"host")
"""What forms are refused by: each alone."""
COOKIES = (b"huihan_said", b"__Host-huihan", b"other")
SECONDS, MEGABYTES = 5.0, 300
PARTS = 6
"""The routes are walked in so many tests: each ends well within a test's time, and they share the cores."""


@dataclass(frozen=True)
class Actor:
    """Who asks. cookie: of a session that stands; csrf: its token. values: what there is for each name."""

    name: str
    cookie: bytes
    csrf: bytes
    values: Mapping[str, str]


@pytest.fixture
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    with running_loop() as running:
        yield running


@pytest.fixture
def guarded(house: House, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk with a canary in the environment and one in the settings, and with all its doors open."""
    monkeypatch.setenv("HUIHAN_CANARY", CANARY)
    services = house.services
    door = PublicSettings(enabled=True, projects=True, forms_per_address=10_000, forms_per_hour=10_000)
    smtp = replace(services.settings.smtp, password=SECRET)
    settings = replace(services.settings, smtp=smtp, public=replace(door, looks_per_address=10_000))
    return made_desk(replace(house, services=replace(services, settings=settings)))


def attacks(route: Walked, actor: Actor) -> Iterator[tuple[str, Asked]]:
    """Every request to a route, each with its name."""
    for turn, (what, attack) in enumerate(ATTACKS.items()):
        for name in route.path:
            yield f"path {name}: {what}", _asked(route, actor, path={name: quote(attack, safe="")})
        if route.query:
            yield f"query: {what}", _asked(route, actor, query=dict.fromkeys((*route.query, "unknown"), attack))
        for name in _alone(route, turn):
            yield f"form {name}: {what}", _asked(route, actor, form={name: attack})
        if len(route.form) > 1:
            yield f"form: {what}", _asked(route, actor, form={name: attack for name in route.form if name != "csrf"})
        plain = attack.replace(b"\r", b"").replace(b"\n", b"").replace(b"\0", b"")  # no head carries these
        others = dict.fromkeys(HEADERS, plain[:800])
        cookies = b"; ".join([actor.cookie, *(name + b"=" + plain[:800] for name in COOKIES)])
        query = {} if route.query else {"unknown": attack}
        yield f"headers, cookies: {what}", _asked(route, actor, query=query, headers={**others, b"cookie": cookies})
        if route.method == "POST":
            header = MORE_HEADERS[turn % len(MORE_HEADERS)]
            yield f"header {header.decode()}: {what}", _asked(route, actor, headers={header: plain})
    if route.method == "POST":
        for what, (kind, body) in FRAGMENTS.items():
            asked = _asked(route, actor, headers={b"content-type": kind})
            yield f"body: {what}", replace(asked, body=body)


def _alone(route: Walked, turn: int) -> tuple[str, ...]:
    """The fields that are attacked alone: of a wide form some with each attack, in turn, so that each has its own."""
    if len(route.form) <= 6:
        return route.form
    return route.form[turn :: len(ATTACKS)]


def _asked(
    route: Walked,
    actor: Actor,
    *,
    path: Mapping[str, str] | None = None,
    query: Mapping[str, bytes] | None = None,
    form: Mapping[str, bytes] | None = None,
    headers: Mapping[bytes, bytes] | None = None,
) -> Asked:
    target = route.at(**{**actor.values, **(path or {})})
    if query:
        target += "?" + "&".join(f"{quote(name)}={quote(value, safe='')}" for name, value in query.items())
    head = {b"cookie": actor.cookie, b"origin": b"http://localhost", **(headers or {})}
    if route.method != "POST":
        return Asked(route.method, target, tuple(head.items()))
    fields = {name: route.choices.get(name, actor.values.get(name, "1")).encode() for name in route.form}
    body = _encoded({**fields, "csrf": actor.csrf, **(form or {})})
    head.setdefault(b"content-type", b"application/x-www-form-urlencoded")
    return Asked("POST", target, tuple(head.items()), body)


_encoded = form


def wrong_with(answered: Answered) -> str:
    """What is wrong with an answer; empty for nothing."""
    found = []
    if answered.raised or answered.status >= 500 or not answered.status:
        found.append(f"{answered.status} {answered.raised}")
    if CANARY.encode() in answered.everything or SECRET.encode() in answered.everything:
        found.append("tells a secret")
    if PRODUCT in answered.everything:
        found.append("a template was evaluated")
    names = {name.lower() for name, _ in answered.headers}
    if b"x-evil" in names or any(b"\r" in value or b"\n" in value or b"\0" in value for _, value in answered.headers):
        found.append("a header was injected")
    if any(value.startswith(b"evil") for name, value in answered.headers if name.lower() == b"set-cookie"):
        found.append("a cookie was injected")
    if b"<script>alert(1)" in answered.body:
        found.append("a script came back as it was sent")
    if answered.seconds > SECONDS:
        found.append(f"took {answered.seconds:.1f} s")
    return ", ".join(found)


def attacked(client: RawClient, routes: list[Walked], actor: Actor) -> dict[str, str]:
    """What is wrong, by request; at most a few of each route."""
    found: dict[str, str] = {}
    for route in routes:
        for name, asked in attacks(route, actor):
            before = _megabytes()
            wrong = wrong_with(client.ask(asked))
            if _megabytes() - before > MEGABYTES:
                wrong += f" took {_megabytes() - before:.0f} MB"
            if wrong:
                found[f"{actor.name} {route.name} {name}"] = wrong
            if len(found) > 20:
                return found
    return found


def _megabytes() -> float:
    """The most that this process ever had resident."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def test_a_stranger_comes_by_nothing(guarded: Desk, loop: asyncio.AbstractEventLoop) -> None:
    """At the doors that are open with everything; at the others with each attack as the session."""
    client = RawClient(guarded.app, loop)
    services = guarded.house.services
    token = new_token(services, made=services.now() - timedelta(minutes=5)).sealed(services)
    values = {"token": token, "phone": "13800138000", "agreed": "yes"}
    stranger = Actor(name="stranger", cookie=b"huihan=made-up", csrf=b"made-up", values=values)
    assert attacked(client, [route for route in walked() if route.guard is None], stranger) == {}
    for what, attack in ATTACKS.items():
        forged = Actor(name=what, cookie=b"huihan=" + attack.replace(b"\r\n", b""), csrf=attack, values={})
        for route in walked():
            if route.guard is not None:
                path = {name: quote(attack, safe="") for name in route.path}
                assert wrong_with(client.ask(_asked(route, forged, path=path))) == "", f"{route.name}: {what}"


@pytest.mark.parametrize("part", range(PARTS))
def test_staff_of_every_role_come_by_nothing(guarded: Desk, loop: asyncio.AbstractEventLoop, part: int) -> None:
    values = _things(guarded)
    grants = [Grant(role=role, department=Department.ENGINEERING if role is Role.DEPARTMENT else None) for role in Role]
    everybody = guarded.person("everybody", *grants)
    services = guarded.house.services
    client = RawClient(guarded.app, loop)
    found: dict[str, str] = {}
    for route in walked()[part::PARTS]:
        link = sign_in_links.make_link(services, everybody.id, LinkPurpose.SIGN_IN, actor=operator("huihan"))
        signed = sign_in_links.use_sign_in(services, link)
        cookie = f"{COOKIE}={signed.token}".encode()
        staff = Actor(name="staff", cookie=cookie, csrf=signed.csrf.encode(), values=values)
        found |= attacked(client, [route], staff)
    assert found == {}


def _things(desk: Desk) -> dict[str, str]:
    """One of each thing that a path may name."""
    clerk = desk.person("chen", Role.CLERK)
    letter = at_hand.a_draft(desk, clerk)
    case = desk.house.cases()[-1]
    desk.house.mail(X_Spam_Flag="YES")
    desk.house.work()
    return {
        "number": case.number,
        "letter_id": str(letter.id),
        "intake_id": str(desk.house.last().id),
        "login": "chen",
        "base": letter.docx_sha or "",
        "seen": "0",
    }


def test_these_attacks_find_what_there_is_to_be_found(
    loop: asyncio.AbstractEventLoop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same on an application that has each fault once."""
    monkeypatch.setenv("HUIHAN_CANARY", CANARY)
    app = FastAPI()

    @app.get("/formats")
    def formats(request: Request) -> Response:
        said = request.cookies.get("huihan_said", "").partition("{a:>")[0]  # the width would take the gigabyte
        try:
            return PlainTextResponse(said.format(_Holder(), a=1, message=_Holder(), number=1))
        except (LookupError, ValueError, AttributeError):
            return PlainTextResponse("")

    @app.get("/injects")
    def injects(q: str = "") -> Response:
        response = PlainTextResponse("")
        response.raw_headers.append((b"x-said", q.encode("utf-8", "replace")))
        return response

    @app.post("/fails")
    def fails(number: str = Form("")) -> Response:
        return PlainTextResponse(str(int(number)))

    @app.get("/reflects/{name}")
    def reflects(name: str) -> Response:
        return Response(f"<p>{name}</p>".encode("utf-8", "replace"), media_type="text/html")

    @app.get("/evaluates")
    def evaluates(q: str = "") -> Response:
        return PlainTextResponse(q.replace("{{1337*1337}}", str(1337 * 1337)))

    stranger = Actor(name="stranger", cookie=b"", csrf=b"", values={})
    client = RawClient(app, loop)
    found = {
        route.route.path: set(attacked(client, [route], stranger).values())
        for route in walked(app)
        if "docs" not in route.route.path
    }
    assert any("tells a secret" in wrong for wrong in found["/formats"])
    assert "a header was injected" in found["/injects"]
    assert any("ValueError" in wrong for wrong in found["/fails"])
    assert "a script came back as it was sent" in found["/reflects/{name}"]
    assert "a template was evaluated" in found["/evaluates"]


class _Holder:
    """Something whose module can be reached, and with it the environment."""

    def __init__(self) -> None:
        self.environment = os.environ
