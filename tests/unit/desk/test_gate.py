"""What is refused before any page looks at it, and how much each route takes.

Covers desk.pages.
"""

import socket
from collections.abc import Iterator
from dataclasses import replace

import pytest
from servers.desk import Desk, made_desk, served
from servers.house import House
from servers.walk import walked

from desk import forms
from desk.gate import HEAD_BYTES, STRANGERS_BYTES, TARGET_BYTES
from desk.pages import OPEN_PAGE
from domain.codes import Role
from domain.staff import Person, operator
from domain.staff_codes import LinkPurpose
from workers.staff import desk_sessions, sign_in_links

HERE = {"origin": "http://desk.test"}
FORM = {**HERE, "content-type": "application/x-www-form-urlencoded"}
POST = b"POST /signin HTTP/1.1\r\nHost: localhost\r\n"
KINDS = (
    forms.SIGN_IN,
    forms.CODE,
    forms.FORM,
    forms.LETTER,
    forms.TRANSCRIPT,
    forms.UPLOAD,
    forms.LIST,
    forms.PICTURE,
    forms.VISITOR,
    forms.EVIDENCE,
)


@pytest.fixture
def port(house: House) -> Iterator[int]:
    with served(house) as address:
        yield int(address.rpartition(":")[2])


def said(port: int, request: bytes) -> bytes:
    """The head of what comes back."""
    with socket.create_connection(("127.0.0.1", port), timeout=15) as connection:
        connection.sendall(request)
        answer = b""
        while b"\r\n\r\n" not in answer and (part := connection.recv(65536)):
            answer += part
    return answer


def test_every_form_names_what_it_takes_and_nothing_else_takes_anything() -> None:
    for route in walked():
        limits = (route.route.max_body_size, route.route.form_limits)
        if route.method == "POST":
            assert limits in [(kind["max_body_size"], kind["form_limits"]) for kind in KINDS], route.name
            opens = route.guard is None or route.route.path == "/signout"
            strangers = forms.VISITOR if route.route.path == OPEN_PAGE else forms.SIGN_IN
            assert opens == (limits == (strangers["max_body_size"], strangers["form_limits"])), route.name
        else:
            assert limits[0] is None, route.name


def test_a_form_is_cut_off_at_its_own_size(desk: Desk, clerk: Person) -> None:
    for body in (b"login=" + b"x" * 8_000, b"x=1&" * 30):
        answer = desk.visitor().post("/signin", content=body, headers=FORM)
        assert answer.status_code in (413, 400), answer.status_code
    assert "文件过大" in desk.visitor().post("/signin", content=b"x" * 8_001, headers=FORM).text
    client = desk.client(clerk)
    csrf = desk_sessions.session_of(desk.house.services, client.cookies["huihan"]).csrf.encode()
    most = forms.FORM["max_body_size"]
    assert client.post("/me/choices", content=b"x" * (most + 1), headers=FORM).status_code == 413
    fits = b"csrf=" + csrf + b"&language=zh&more=" + b"x" * (most - 200)
    assert client.post("/me/choices", content=fits, headers=FORM).status_code == 303
    assert client.get("/keys", headers={"content-length": "5"}).status_code == 413


def test_without_a_length_it_is_counted_while_it_is_read(port: int) -> None:
    head = b"POST /signin HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    chunk = b"1000\r\n" + b"x" * 4096 + b"\r\n"
    assert said(port, head + b"Transfer-Encoding: chunked\r\n\r\n" + 3 * chunk).startswith(b"HTTP/1.1 413")
    small = b"9\r\nlogin=abc\r\n0\r\n\r\n"
    answer = said(port, head + b"Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n" + small)
    assert answer.startswith(b"HTTP/1.1 422")


def test_a_stranger_sends_no_large_form_whatever_the_route_takes(desk: Desk, clerk: Person) -> None:
    big = b"text=" + b"x" * (2 * STRANGERS_BYTES)
    path = "/cases/TS-2026-000001/correct"
    assert desk.visitor().post(path, content=big, headers=FORM).status_code == 413
    forged = desk.visitor()
    forged.cookies.set("huihan", "x" * 43)
    assert forged.post(path, content=big, headers=FORM).status_code == 413
    assert desk.client(clerk).post(path, content=big, headers=FORM).status_code == 403  # its token is missing


def test_many_fields_or_files_are_too_many(desk: Desk, clerk: Person) -> None:
    client = desk.client(clerk)
    fields = b"&".join(b"a=1" for _ in range(1_001))
    assert client.post("/me/choices", content=fields, headers=FORM).status_code == 400
    files = [("evidence", (f"{number}.txt", b"x")) for number in range(21)]
    assert client.post("/register", files=files, headers=HERE).status_code == 400
    deep = b"&".join(b"a" + b"[x]" * 50 + b"=1" for _ in range(900))
    assert client.post("/me/choices", content=deep, headers=FORM).status_code == 403


def test_a_multipart_form_of_boundaries_ends_at_once(desk: Desk, clerk: Person) -> None:
    bomb = b"--b\r\n" * 200_000
    headers = {**HERE, "content-type": "multipart/form-data; boundary=b"}
    assert desk.client(clerk).post("/register", content=bomb, headers=headers).status_code == 400
    part = b'--b\r\nContent-Disposition: form-data; name="a"\r\n' + b"X-Y: z\r\n" * 20_000
    assert desk.client(clerk).post("/register", content=part, headers=headers).status_code == 400


def test_another_charset_is_not_ours_to_decode_by(desk: Desk) -> None:
    for charset in ("unicode_escape", "utf-7", "utf-16", "idna", "punycode", "'utf-8'x", "raw_unicode_escape"):
        headers = {**HERE, "content-type": f"multipart/form-data; boundary=b; charset={charset}"}
        body = b'--b\r\nContent-Disposition: form-data; name="login"\r\n\r\n\\ud800\r\n--b--\r\n'
        assert desk.visitor().post("/signin", content=body, headers=headers).status_code == 415, charset
    headers = {**HERE, "content-type": "application/x-www-form-urlencoded; charset=UTF-8"}
    assert desk.visitor().post("/signin", content=b"login=a", headers=headers).status_code == 422


def test_what_is_no_text_is_in_no_form_and_no_address(desk: Desk) -> None:
    visitor = desk.visitor()
    assert visitor.post("/signin", content=b"login=a%00b", headers=FORM).status_code == 422
    assert visitor.post("/signin", data={"a\0": "b"}, headers=HERE).status_code == 422
    assert visitor.get("/signin?next=/%00").status_code == 400
    assert visitor.get("/welcome/%00").status_code == 400


def test_heads_and_addresses_have_an_end(desk: Desk, port: int) -> None:
    visitor = desk.visitor()
    assert visitor.get("/signin", headers={"x-a": "b" * HEAD_BYTES}).status_code == 431
    assert visitor.get("/signin", headers=[(f"x-{number}", "b") for number in range(101)]).status_code == 431
    assert visitor.get("/signin?next=" + "a" * TARGET_BYTES).status_code == 414
    assert said(port, b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 100_000 + b"\r\n\r\n")[9:12] in (
        b"400",
        b"431",
    )


@pytest.mark.parametrize(
    "head",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.0\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: \r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
        b"GET http://evil.example/signin HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
        POST + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n",
        POST + b"Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcd",
        POST + b"Content-Length: -4\r\n\r\n",
        POST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    ],
)
def test_an_ambiguous_request_is_refused(port: int, head: bytes) -> None:
    assert said(port, head)[9:12] in (b"400", b"421", b"501")


def test_every_answer_carries_the_headers_that_keep_it_safe(desk: Desk) -> None:
    visitor = desk.visitor()
    answers = [
        visitor.get("/signin"),
        visitor.get("/nothing"),
        visitor.get("/signin", headers={"host": "evil.example"}),
        visitor.post("/signin", content=b"x" * 9_000, headers=FORM),
        visitor.put("/signin"),
    ]
    assert [answer.status_code for answer in answers] == [200, 404, 421, 413, 405]
    for answer in answers:
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "strict-transport-security" not in answer.headers


def test_with_tls_the_cookie_is_secure_and_browsers_remember_it(secure: Desk) -> None:
    clerk = secure.person("chen", Role.CLERK)
    token = sign_in_links.make_link(secure.house.services, clerk.id, LinkPurpose.SIGN_IN, actor=operator("huihan"))
    visitor = secure.visitor()  # by plain HTTP, as from a proxy: what the request says of itself counts for nothing
    answer = visitor.post(f"/welcome/{token}", headers={"origin": "https://desk.test", "host": "desk.test"})
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-huihan=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=lax"} <= set(cookie.split("; "))
    assert answer.headers["strict-transport-security"] == "max-age=31536000"
    refused = visitor.post(f"/welcome/{token}", headers={"origin": "http://desk.test", "host": "desk.test"})
    assert refused.status_code == 403
    proxied = visitor.get("/signin", headers={"x-forwarded-proto": "http", "host": "127.0.0.1:8080"})
    assert proxied.status_code == 200


@pytest.fixture
def secure(house: House) -> Desk:
    """The desk of a house that browsers reach by TLS."""
    services = house.services
    desk = replace(services.settings.desk, base_url="https://desk.test")
    return made_desk(replace(house, services=replace(services, settings=replace(services.settings, desk=desk))))


def test_the_sentence_for_another_name_says_which_setting_is_missing(house: House) -> None:
    services = house.services
    desk = replace(services.settings.desk, base_url=None)
    bare = made_desk(replace(house, services=replace(services, settings=replace(services.settings, desk=desk))))
    answer = bare.visitor().get("/signin")
    assert answer.status_code == 421
    assert "[desk]" in answer.text
    assert "base_url" in answer.text
    assert bare.visitor().get("/signin", headers={"host": "127.0.0.1:8080"}).status_code == 200
