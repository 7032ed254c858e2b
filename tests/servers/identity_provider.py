"""A small identity provider of ours on loopback, written to OpenID Connect Core 1.0, that can be told to do wrong.

It checks what a provider must: the client and its secret, the redirect, a code's one use, the PKCE verifier (S256).
Another's provider, which knows no wrong but ignores PKCE, is `servers.foreign_provider`.
"""

import base64
import hashlib
import json
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, RSAKey

CLIENT, SECRET = "huihan", "a secret: with + and %"
Values = dict[str, Any]


@cache
def _own_key() -> RSAKey:
    """Made once: it takes a while."""
    return RSAKey.generate_key(2048, {"kid": "one"})


@dataclass
class Code:
    """A code that was given. asked: with the request."""

    asked: dict[str, str]
    claims: Values


@dataclass
class IdentityProvider:
    """claims: of whoever signs in. more: over the ID token's own claims; None takes one out. sign: another signature.

    described: over what it says of itself. answer: over what stands in its redirect. down: it says nothing but 503.
    """

    issuer: str
    now: Callable[[], float]
    key: RSAKey = field(default_factory=_own_key)
    published: list[Any] = field(default_factory=list)
    claims: Values = field(default_factory=lambda: {"sub": "u-1"})
    more: Values = field(default_factory=dict)
    sign: Callable[[Values], str] | None = None
    described: Values = field(default_factory=dict)
    answer: Values = field(default_factory=dict)
    down: bool = False
    codes: dict[str, Code] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    @property
    def metadata(self) -> Values:
        """What it says of itself."""
        said = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize?tenant=1",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "end_session_endpoint": f"{self.issuer}/out",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
            "authorization_response_iss_parameter_supported": True,
        }
        return {name: value for name, value in {**said, **self.described}.items() if value is not None}

    def keys(self) -> Values:
        """Its public keys."""
        return KeySet(self.published or [self.key]).as_dict(private=False)

    def authorize(self, query: dict[str, str]) -> str:
        """Where the browser goes back to, with a code."""
        assert query["client_id"] == CLIENT
        assert query["response_type"] == "code"
        assert query["code_challenge_method"] == "S256"
        assert "openid" in query["scope"].split()
        code = secrets.token_urlsafe(16)
        self.codes[code] = Code(asked=query, claims=dict(self.claims))
        said = {"code": code, "state": query["state"], "iss": self.issuer, **self.answer}
        return query["redirect_uri"] + "?" + urlencode({k: v for k, v in said.items() if v is not None})

    def redeem(self, form: dict[str, str], authorization: str) -> tuple[int, Values]:
        """The tokens for a code, once."""
        pair = base64.b64decode(authorization.removeprefix("Basic ")).decode()
        if pair != urlencode({CLIENT: SECRET}).replace("=", ":", 1):
            return 401, {"error": "invalid_client"}
        code = self.codes.pop(form.get("code", ""), None)
        if code is None or form.get("redirect_uri") != code.asked["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != code.asked["code_challenge"]:
            return 400, {"error": "invalid_grant"}
        return 200, {"token_type": "Bearer", "access_token": "x", "expires_in": 60, "id_token": self.token(code)}

    def token(self, code: Code) -> str:
        """The ID token."""
        now = int(self.now())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": code.asked.get("nonce"),
            **code.claims,
            **self.more,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        if self.sign is not None:
            return self.sign(claims)
        return jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, self.key)


def unsigned(claims: Values) -> str:
    """A token of `alg: none`."""
    return f"{coded({'alg': 'none', 'typ': 'JWT'})}.{coded(claims)}."


def coded(part: Values) -> str:
    """One part of a token."""
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()


def signed_by(key: RSAKey | ECKey, algorithm: str, kid: str | None) -> Callable[[Values], str]:
    """Tokens signed by another key under a name."""
    return lambda claims: jwt.encode(
        {"alg": algorithm, **({"kid": kid} if kid else {})}, claims, key, algorithms=[algorithm]
    )


@contextmanager
def running_identity_provider(now: Callable[[], float]) -> Iterator[IdentityProvider]:
    """The provider; now: its clock, in seconds since 1970."""
    provider = IdentityProvider(issuer="", now=now)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            provider.asked.append(parts.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            if provider.down:
                self.say(503, b"")
            elif parts.path == "/.well-known/openid-configuration":
                self.say(200, json.dumps(provider.metadata).encode())
            elif parts.path == "/keys":
                self.say(200, json.dumps(provider.keys()).encode())
            elif parts.path == "/authorize":
                self.say(302, b"", Location=provider.authorize(query))
            else:
                self.say(200, b"<!doctype html><title>out</title>")

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            status, said = provider.redeem(form, self.headers.get("Authorization", ""))
            self.say(status, json.dumps(said).encode())

        def say(self, status: int, data: bytes, **headers: str) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.block_on_close = False
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
