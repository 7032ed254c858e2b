"""Connections that keep the desk waiting, over real sockets: with a patience of a fraction of a second.

Covers desk.http, which makes the server.
"""

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress

import pytest
from servers.desk import Desk
from servers.house import House

from desk.access import COOKIE
from desk.patience import Patience
from desk.server import DeskServer
from domain.codes import Role
from letters.upload import UPLOAD_BYTES

QUICK = Patience(seconds=0.5, bytes=5_000, connections=20)
HEAD = b"POST /signin HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"


@pytest.fixture
def server(house: House) -> Iterator[DeskServer]:
    with DeskServer(house.services, host="127.0.0.1", port=0, patience=QUICK) as running:
        yield running


@pytest.fixture
def port(server: DeskServer) -> int:
    return server.address[1]


def connected(port: int) -> socket.socket:
    made = socket.create_connection(("127.0.0.1", port), timeout=20)
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return made


def until_closed(connection: socket.socket, each: bytes = b"", every: float = 0.05) -> tuple[float, bytes]:
    """Send `each` again and again until the other side ends it: after how long, and what it said."""
    start, said = time.monotonic(), b""
    connection.settimeout(every)
    while time.monotonic() - start < 15:
        try:
            if each:
                connection.sendall(each)
            part = connection.recv(65536)
            if not part:
                break
            said += part
        except TimeoutError:
            continue
        except OSError:
            break
    return time.monotonic() - start, said


@pytest.mark.parametrize(
    ("begun", "each"),
    [
        (b"", b""),  # nothing at all
        (b"GET /signin HTTP/1.1\r\nHost: localhost\r\n", b""),  # half a head
        (b"GET /signin HTTP/1.1\r\nHost: localhost\r\n", b"X-a: b\r\n"),  # a head that trickles
        (b"\x16\x03\x01\x02\x00\x01\x00", b""),  # TLS where there is none
        (HEAD + b"Content-Length: 5000\r\n\r\n", b""),  # a body that never comes
        (HEAD + b"Content-Length: 5000\r\n\r\n", b"x"),  # or trickles
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
        (b"GET /signin HTTP/1.1\r\nHost: localhost\r\n\r\n", b""),  # an answer, and then nothing more
        (
            b"GET /signin HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500000\r\n\r\n",
            b"x",
        ),  # unread
    ],
)
def test_a_connection_that_keeps_us_waiting_ends(port: int, begun: bytes, each: bytes) -> None:
    with connected(port) as connection:
        connection.sendall(begun)
        lasted, _ = until_closed(connection, each)
    assert lasted < 10 * QUICK.seconds


def test_an_answer_that_nobody_takes_ends(server: DeskServer) -> None:
    """Many requests on one connection, and not one answer read: the kernel's buffers fill, then ours."""
    request = b"GET /static/desk.css HTTP/1.1\r\nHost: localhost\r\n\r\n"
    held = server._server.server_state.connections
    with connected(server.address[1]) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.settimeout(0.2)
        connection.sendall(request)
        assert eventually(lambda: len(held) == 1)
        with suppress(OSError):
            for _ in range(20_000):
                connection.sendall(request * 20)
        assert eventually(lambda: not held)


def eventually(true: Callable[[], bool]) -> bool:
    """Whether it comes true within some seconds; the connection is left open meanwhile."""
    end = time.monotonic() + 20
    while not true() and time.monotonic() < end:
        time.sleep(0.01)
    return true()


def test_a_large_form_on_a_slow_but_steady_line_is_read_to_its_end(desk: Desk, port: int) -> None:
    """20 MB in pieces, each well after the patience for one began; it lasts many times that patience."""
    clerk = desk.person("chen", Role.CLERK)
    token = desk.client(clerk).cookies[COOKIE]
    boundary = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.docx"\r\n\r\n'
    piece, pieces = b"x" * (UPLOAD_BYTES // 40), 40
    length = len(boundary) + len(piece) * pieces + len(b"\r\n--b--\r\n")
    head = (
        f"POST /letters/1/upload HTTP/1.1\r\nHost: localhost\r\nCookie: {COOKIE}={token}\r\n"
        f"Content-Type: multipart/form-data; boundary=b\r\nContent-Length: {length}\r\n\r\n"
    )
    with connected(port) as connection:
        start = time.monotonic()
        connection.sendall(head.encode() + boundary)
        for _ in range(pieces):
            time.sleep(QUICK.seconds / 10)  # the line's own pace, which is what is shown here
            connection.sendall(piece)
        connection.sendall(b"\r\n--b--\r\n")
        status = connection.recv(65536).split(b" ")[1]
        assert time.monotonic() - start > 3 * QUICK.seconds
    assert status == b"403"  # read whole; its token was missing


def test_those_that_say_nothing_make_room(port: int) -> None:
    with ExitStack() as held:
        for _ in range(3 * QUICK.connections):
            held.enter_context(connected(port))
        with connected(port) as connection:
            connection.sendall(b"GET /signin HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            said = b""
            with suppress(OSError):
                while part := connection.recv(65536):
                    said += part
    assert said.startswith(b"HTTP/1.1 200")
