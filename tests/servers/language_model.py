"""A language model's server on loopback that answers as a test tells it: well, slowly, brokenly, or with ill intent."""

import json
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from servers.tls import Certificates, make_certificates

Reply = Callable[[BaseHTTPRequestHandler], None]


@dataclass(frozen=True, kw_only=True)
class Request:
    """One request as it came in."""

    path: str
    headers: dict[str, str]
    body: dict

    @property
    def letter(self) -> dict:
        """What was sent of the letter."""
        return json.loads(self.body["messages"][1]["content"])


@dataclass
class LanguageModel:
    """url: its base, as in the settings. reply: how it answers the next requests."""

    url: str
    reply: Reply
    certificates: Certificates | None = None
    requests: list[Request] = field(default_factory=list)


def says(**answer: object) -> Reply:
    """Answers in the form that is asked for."""
    held = {"category": "equipment", "confidence": 0.9, "urgent": False, "understanding": None, "reply": None, **answer}
    return content(json.dumps(held, ensure_ascii=False))


def content(text: object) -> Reply:
    """An answer of the right envelope with this text in it."""
    return raw(json.dumps({"choices": [{"message": {"role": "assistant", "content": text}}]}).encode())


def raw(data: bytes, status: int = 200, **headers: str) -> Reply:
    """These bytes."""

    def reply(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        handler.wfile.write(data)

    return reply


def silent(seconds: float) -> Reply:
    """Nothing for so long."""

    def reply(handler: BaseHTTPRequestHandler) -> None:
        del handler
        time.sleep(seconds)

    return reply


def dripping(start: bytes, seconds: float) -> Reply:
    """`start`, then a character every twentieth of a second: each read gets something, and there is no end."""

    def reply(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(start)
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            handler.wfile.write(b"x")
            handler.wfile.flush()
            time.sleep(0.05)

    return reply


def endless(handler: BaseHTTPRequestHandler) -> None:
    """As fast as it is read."""
    handler.send_response(200)
    handler.end_headers()
    while True:
        handler.wfile.write(b"[" * 65536)


@contextmanager
def running_language_model(reply: Reply | None = None, *, tls: Path | None = None) -> Iterator[LanguageModel]:
    """The server; tls: a folder for its certificates, plain HTTP without."""
    model = LanguageModel(url="", reply=reply or says())

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            model.requests.append(Request(path=self.path, headers=dict(self.headers), body=json.loads(body)))
            try:
                model.reply(self)
            except OSError:  # the client has gone, as some tests mean it to
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.block_on_close = False
    scheme = "http"
    if tls is not None:
        model.certificates = make_certificates(tls)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(model.certificates.cert, model.certificates.key)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        scheme = "https"
    model.url = f"{scheme}://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield model
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
