"""A receiver of webhooks on loopback that answers as a test tells it and keeps what came."""

import json
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from servers.tls import Certificates, make_certificates

Reply = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Webhook:
    """port: where it listens. reply: how it answers the next posts. came: the JSON of each post, in order.

    heads, bodies: as they came.
    """

    port: int
    reply: Reply
    certificates: Certificates | None = None
    came: list[dict] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    heads: list[dict[str, str]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Its address as apprise writes it."""
        return f"json{'s' if self.certificates else ''}://127.0.0.1:{self.port}/hook"


def answers(status: int = 200, body: bytes = b"{}", **headers: str) -> Reply:
    """This status and body."""

    def reply(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        with suppress(OSError):  # the other side has read enough
            handler.wfile.write(body)

    return reply


def hangs_up(handler: BaseHTTPRequestHandler) -> None:
    """Took it all, and says nothing."""
    handler.close_connection = True


@contextmanager
def running_webhook(folder: Path, *, tls: bool = False) -> Iterator[Webhook]:
    """Listening on a free port."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            hook.came.append(json.loads(body))
            hook.paths.append(self.path)
            hook.heads.append(dict(self.headers.items()))
            hook.bodies.append(body)
            hook.reply(self)

        def log_message(self, *_: object) -> None:
            """Quietly."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    hook = Webhook(port=server.server_port, reply=answers())
    if tls:
        hook.certificates = make_certificates(folder)
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(hook.certificates.cert, hook.certificates.key)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield hook
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
