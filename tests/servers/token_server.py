"""A small authorization server of ours on loopback, written to RFC 6749, 7636 and 6819, that can be told to do wrong.

It gives codes for PKCE alone, and refresh tokens that it rotates if it is told to; what access tokens are is the
caller's to say, so that a real mail server takes them.
"""

import base64
import hashlib
import json
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

from domain.oauth import OAuthSettings

CLIENT, SECRET = "huihan-mail", "a secret: with + and %"
SCOPE = "mail.read offline_access"


@dataclass
class TokenServer:
    """url: of the server. access: makes an access token. lasts: seconds of it. rotates: whether a refresh token counts
    once. refuses: an error code for all that is asked. status: of every answer, None for what is right. slow: seconds
    before it answers. asked: the forms that came; refresh: the refresh tokens that count. denies: the person does not
    agree.
    """

    url: str
    access: Callable[[], str]
    lasts: object = 3600
    rotates: bool = False
    refuses: str | None = None
    status: int | None = None
    body: bytes | None = None
    slow: float = 0.0
    denies: bool = False
    asked: list[dict[str, str]] = field(default_factory=list)
    questions: list[dict[str, str]] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    refresh: set[str] = field(default_factory=set)

    def settings(self, grant: Path) -> OAuthSettings:
        """Of the application that it knows, with what was granted in that file."""
        return OAuthSettings(
            client_id=CLIENT,
            client_secret=SECRET,
            authorize_url=f"{self.url}/authorize?tenant=1",
            token_url=f"{self.url}/token",
            scope=SCOPE,
            grant=grant,
            timeout=timedelta(seconds=2),
        )

    def new_refresh(self) -> str:
        """A refresh token that counts."""
        token = f"refresh-{secrets.token_urlsafe(24)}"
        self.refresh.add(token)
        return token

    def authorize(self, query: dict[str, str]) -> str:
        """Where the browser goes back to."""
        self.questions.append(query)
        assert query["client_id"] == CLIENT
        assert query["response_type"] == "code"
        assert query["code_challenge_method"] == "S256"
        if self.denies:
            return query["redirect_uri"] + "?" + urlencode({"error": "access_denied", "state": query["state"]})
        code = secrets.token_urlsafe(16)
        self.codes[code] = query
        return query["redirect_uri"] + "?" + urlencode({"code": code, "state": query["state"]})

    def give(self, form: dict[str, str]) -> tuple[int, dict[str, object]]:
        """What it answers a form with."""
        self.asked.append(form)
        if self.refuses is not None:
            return 400, {"error": self.refuses, "error_description": f"no: {form.get('refresh_token')}"}
        if (form.get("client_id"), form.get("client_secret")) != (CLIENT, SECRET):
            return 401, {"error": "invalid_client"}
        given: dict[str, object] = {"token_type": "Bearer", "expires_in": self.lasts, "access_token": self.access()}
        if form["grant_type"] == "authorization_code":
            query = self.codes.pop(form.get("code", ""), None)
            digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
            challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
            if query is None or (query["redirect_uri"], query["code_challenge"]) != (form["redirect_uri"], challenge):
                return 400, {"error": "invalid_grant"}
            return 200, given | {"refresh_token": self.new_refresh()}
        if form.get("refresh_token") not in self.refresh:
            return 400, {"error": "invalid_grant"}
        if self.rotates:
            self.refresh.discard(form["refresh_token"])
            given["refresh_token"] = self.new_refresh()
        return 200, given


def _made_up() -> str:
    return f"access-{secrets.token_urlsafe(12)}"


@contextmanager
def running_token_server(access: Callable[[], str] = _made_up) -> Iterator[TokenServer]:
    """The server; ended at the end."""
    given = TokenServer(url="", access=access)
    over = threading.Event()
    one = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            query = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
            self.say(302, b"", Location=given.authorize(query))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            over.wait(given.slow)
            with one:
                status, said = given.give({name: values[0] for name, values in parse_qs(body).items()})
            data = json.dumps(said).encode() if given.body is None else given.body
            self.say(status if given.status is None else given.status, data)

        def say(self, status: int, data: bytes, **headers: str) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(data)))
            with suppress(ConnectionError):  # the other end may have lost patience
                self.end_headers()
                self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.block_on_close = False
    given.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield given
    finally:
        over.set()
        server.shutdown()
        server.server_close()
        thread.join()
