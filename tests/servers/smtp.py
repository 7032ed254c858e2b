"""A real SMTP listener on loopback that records what it accepted and can be told to misbehave at any step.

What it accepted goes to a file, one JSON object a line, before the answer is given: a sender that is killed while it
waits for the answer leaves the same trace as on a real server.
"""

import asyncio
import base64
import json
import os
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from enum import StrEnum
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from servers.tls import Certificates, make_certificates

PASSWORD = "smtp-pass-1"


class Stage(StrEnum):
    """Where in a transaction something happens."""

    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"
    """At the DATA command, before 354."""
    IN_DATA = "in_data"
    """After 354 and the first line of the message."""
    ACCEPTED = "accepted"
    """The message is recorded, the answer not yet given."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """What the server does once instead of going on: answer `reply`, wait `stall` seconds, or drop the connection.

    A reply at ACCEPTED replaces the acceptance: the message is not recorded.
    """

    stage: Stage
    reply: str | None = None
    stall: float = 0.0
    drop: bool = False


@dataclass(frozen=True, kw_only=True)
class Received:
    """A message that was accepted, with its envelope."""

    sender: str
    recipients: tuple[str, ...]
    data: bytes
    tls: bool
    user: str | None

    @property
    def message(self) -> EmailMessage:
        """The message, parsed."""
        return message_from_bytes(self.data, policy=policy.default)  # type: ignore[return-value]


class Server(SMTP):
    """aiosmtpd with a hook at the DATA command, which it does not offer itself."""

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - aiosmtpd's name
        step = self.event_handler.take(Stage.DATA)
        if step is not None and (answer := await _perform(self, step)) is not None:
            await self.push(answer)
            return
        if step is not None and step.drop:
            return
        if (step := self.event_handler.take(Stage.IN_DATA)) is not None:
            await self.push("354 End data with <CR><LF>.<CR><LF>")
            await self._reader.readline()
            await _perform(self, step)
            self.transport.abort()
            return
        await super().smtp_DATA(arg)


async def _perform(server: SMTP, step: Step) -> str | None:
    if step.stall:
        await asyncio.sleep(step.stall)
    if step.drop and server.transport is not None:
        server.transport.abort()
    return step.reply


class SmtpServer:
    """A running listener on `port`; `steps` are its misdeeds to come, each performed once at its stage."""

    def __init__(
        self, folder: Path, certificates: Certificates, *, implicit_tls: bool, starttls: bool, auth: bool
    ) -> None:
        self.host = "127.0.0.1"
        self.password = PASSWORD
        self.ca_file = certificates.ca
        self.record = folder / "accepted.jsonl"
        self.record.touch()
        self._steps: list[Step] = []
        self._lock = threading.Lock()
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificates.cert, certificates.key)
        self._implicit_tls = implicit_tls
        self._auth = auth
        self._controller = _Controller(
            self,
            hostname=self.host,
            port=0,
            ssl_context=context if implicit_tls else None,
            tls_context=context if starttls else None,
            require_starttls=starttls,
            auth_require_tls=starttls,
            timeout=60,
        )

    def start(self) -> None:
        self._controller.start()

    def stop(self) -> None:
        self._controller.stop(no_assert=True)

    @property
    def port(self) -> int:
        """The port it listens on."""
        assert self._controller.server is not None
        port: int = self._controller.server.sockets[0].getsockname()[1]
        return port

    def plan(self, *steps: Step) -> None:
        """Add misdeeds; of several at one stage the first planned comes first."""
        with self._lock:
            self._steps += steps

    def take(self, stage: Stage) -> Step | None:
        """The next misdeed for a stage, which is then spent."""
        with self._lock:
            for step in self._steps:
                if step.stage is stage:
                    self._steps.remove(step)
                    return step
        return None

    def _lines(self) -> list[str]:
        """What was recorded, but for a line that is just being written."""
        text = self.record.read_text() if self.record.exists() else ""
        return text[: text.rfind("\n") + 1].splitlines()

    @property
    def accepted(self) -> list[Received]:
        """Everything accepted so far, in order."""
        return [
            Received(
                sender=row["sender"],
                recipients=tuple(row["recipients"]),
                data=base64.b64decode(row["data"]),
                tls=row["tls"],
                user=row["user"],
            )
            for row in map(json.loads, self._lines())
        ]

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, mail_options: list[str]
    ) -> str:
        # aiosmtpd's own check knows of STARTTLS only, not of implicit TLS.
        if self._auth and not session.authenticated:
            return "530 5.7.0 Authentication required"
        step = self.take(Stage.MAIL)
        if step is not None and (answer := await _perform(server, step)) is not None:
            return answer
        envelope.mail_from = address
        envelope.mail_options.extend(mail_options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, rcpt_options: list[str]
    ) -> str:
        step = self.take(Stage.RCPT)
        if step is not None and (answer := await _perform(server, step)) is not None:
            return answer
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(rcpt_options)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        step = self.take(Stage.ACCEPTED)
        if step is not None and step.reply is not None:
            return step.reply
        self._write(session, envelope)
        if step is not None:
            await _perform(server, step)
        return "250 OK: queued"

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object
    ) -> AuthResult:
        """PLAIN and LOGIN: any user with PASSWORD."""
        if getattr(data, "password", b"") == PASSWORD.encode():
            return AuthResult(success=True, auth_data=data.login.decode())  # type: ignore[attr-defined]
        return AuthResult(success=False, handled=False)

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:  # noqa: N802 - aiosmtpd's name
        """Any user with the token `token-<user>`."""
        said = base64.b64decode(args[1]).decode() if len(args) > 1 else ""
        fields = dict(part.partition("=")[::2] for part in said.split("\x01") if part)
        if fields.get("auth") == f"Bearer token-{fields.get('user')}":
            return AuthResult(success=True, auth_data=fields["user"])
        return AuthResult(success=False, handled=False)

    def _write(self, session: Session, envelope: Envelope) -> None:
        row = {
            "sender": envelope.mail_from,
            "recipients": envelope.rcpt_tos,
            "data": base64.b64encode(bytes(envelope.content or b"")).decode(),
            "tls": self._implicit_tls or session.ssl is not None,
            "user": session.auth_data if isinstance(session.auth_data, str) else None,
        }
        with self._lock, self.record.open("a") as out:
            out.write(json.dumps(row) + "\n")
            out.flush()
            os.fsync(out.fileno())


class _Controller(Controller):
    """A controller on a port that the system chooses."""

    def __init__(self, handler: SmtpServer, **options: object) -> None:
        super().__init__(handler, authenticator=handler.authenticate, **options)

    def factory(self) -> Server:
        return Server(self.handler, **self.SMTP_kwargs)

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def running_smtp(
    folder: Path, *, implicit_tls: bool = False, starttls: bool = False, auth: bool = False
) -> Iterator[SmtpServer]:
    """Start a listener that keeps its record and certificates in `folder`, and stop it at the end.

    Plain text unless told otherwise; with `starttls` it refuses MAIL in plain text; with `auth` it wants a login.
    """
    server = SmtpServer(folder, make_certificates(folder), implicit_tls=implicit_tls, starttls=starttls, auth=auth)
    server.start()
    try:
        yield server
    finally:
        server.stop()
