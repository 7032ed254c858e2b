"""Hands one mail to the SMTP server and says what is known of it for certain: accepted, refused, not sent, in doubt.

RFC 5321 section 4.2.5 and 6.1: only the answer to the end of the data moves responsibility; before that nothing was
sent, and a connection lost between the two leaves the letter in doubt.
"""

import smtplib
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from domain.settings import Security, SmtpSettings
from workers.instance.oauth_tokens import Lack, TokenError, access_token


class Outcome(StrEnum):
    """What is known after a try."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    """A permanent answer (5xx) to this letter: trying again will not help."""
    NOT_SENT = "not_sent"
    """Nothing was handed over: try again later."""
    IN_DOUBT = "in_doubt"
    """The whole letter went out and no answer came: a person must look."""


class Fault(StrEnum):
    """Where a try came to its end, for the sentence that people are told (`workers.instance.smtp_faults`)."""

    HOST = "host"
    CONNECT = "connect"
    TIMEOUT = "timeout"
    TLS = "tls"
    LOGIN = "login"
    SENDER = "sender"
    RECIPIENT = "recipient"
    CONTENT = "content"
    LOST = "lost"
    GRANT = "grant"
    CLIENT = "client"
    TOKEN = "token"  # noqa: S105 - the name of a fault


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """The outcome of one try, with the server's own words or what went wrong. fault: None for what was accepted."""

    outcome: Outcome
    answer: str
    fault: Fault | None = None


class SmtpTransport:
    """One way out, opened for each letter."""

    def __init__(
        self, settings: SmtpSettings, point: Callable[[str], None], now: Callable[[], datetime] | None = None
    ) -> None:
        """now: the time by which tokens end; None: the machine's."""
        self._settings = settings
        self._point = point
        self._now = now or _machine_time

    def send(self, *, to_address: str, message: bytes) -> Delivery:
        """Try once. Never raises for what a server or network does."""
        try:
            client = self._connect()
        except _TROUBLES as error:
            return _not_sent(error)
        try:
            return self._hand_over(client, to_address, message)
        finally:
            client.close()

    def check(self) -> Delivery | None:
        """Connect and log in without sending anything; None if that works, else what went wrong."""
        try:
            client = self._connect()
        except _TROUBLES as error:
            return _not_sent(error)
        client.close()
        return None

    def rehearse(self, to_address: str) -> Delivery:
        """As far as a mail to that address would be taken, and no further: nothing is sent. Empty: none is named.

        A person asks, so that an authorisation that was refused is put to the proof.
        """
        try:
            client = self._connect(insisting=True)
        except _TROUBLES as error:
            return _not_sent(error)
        try:
            fault, (code, answer) = Fault.SENDER, client.mail(self._settings.from_address)
            if code < 400 and to_address:
                fault, (code, answer) = Fault.RECIPIENT, client.rcpt(to_address)
            if code >= 400:
                return _refusal(code, answer, fault)
            client.rset()
        except UnicodeError:
            return Delivery(outcome=Outcome.REFUSED, answer="—", fault=Fault.SENDER)
        except (OSError, smtplib.SMTPException) as error:
            return _not_sent(error)
        finally:
            client.close()
        return Delivery(outcome=Outcome.ACCEPTED, answer=_said(code, answer))

    def _connect(self, *, insisting: bool = False) -> smtplib.SMTP:
        oauth = self._settings.oauth
        if oauth is None:
            return self._opened(self._settings.oauth_token)
        token = access_token(oauth, self._now, insisting=insisting, point=self._point)
        try:
            return self._opened(token)
        except smtplib.SMTPAuthenticationError:
            other = access_token(oauth, self._now, again=True, point=self._point)
            if other == token:
                raise
        return self._opened(other)

    def _opened(self, token: str | None) -> smtplib.SMTP:
        settings = self._settings
        seconds = settings.timeout.total_seconds()
        if settings.security is Security.TLS:
            tls = _trusting(settings)
            client: smtplib.SMTP = smtplib.SMTP_SSL(settings.host, settings.port, timeout=seconds, context=tls)
        else:
            client = smtplib.SMTP(settings.host, settings.port, timeout=seconds)
        try:
            if settings.security is Security.STARTTLS:
                client.starttls(context=_trusting(settings))  # raises without it: no silent fall back to plain
            client.ehlo_or_helo_if_needed()
            if token and settings.user:
                self._oauth(client, settings.user, token)
            elif settings.password and settings.user:
                client.login(settings.user, settings.password)
        except BaseException:
            client.close()
            raise
        return client

    @staticmethod
    def _oauth(client: smtplib.SMTP, user: str, token: str) -> None:
        said = f"user={user}\x01auth=Bearer {token}\x01\x01"
        client.auth("XOAUTH2", lambda challenge=None: said if challenge is None else "")  # a challenge is an error

    def _hand_over(self, client: smtplib.SMTP, to_address: str, message: bytes) -> Delivery:
        try:
            for fault, (code, answer) in (
                (Fault.SENDER, client.mail(self._settings.from_address)),
                (Fault.RECIPIENT, client.rcpt(to_address)),
                (Fault.CONTENT, client.docmd("DATA")),
            ):
                if code >= 400:
                    return _refusal(code, answer, fault)
        except UnicodeError:
            said = "the address has characters that mail cannot carry"
            return Delivery(outcome=Outcome.REFUSED, answer=said, fault=Fault.RECIPIENT)
        except (OSError, smtplib.SMTPException) as error:
            return _not_sent(error)
        self._point("dispatch.connected")
        try:
            client.send(_dot_stuffed(message))
            self._point("dispatch.data_sent")
            code, answer = client.getreply()
        except (OSError, smtplib.SMTPException) as error:
            return Delivery(outcome=Outcome.IN_DOUBT, answer=_words(error), fault=Fault.LOST)
        self._point("dispatch.answered")
        if code >= 400:
            return _refusal(code, answer, Fault.CONTENT)
        return Delivery(outcome=Outcome.ACCEPTED, answer=_said(code, answer))


_TROUBLES = (OSError, smtplib.SMTPException, TokenError)
_LACKING = {
    Lack.MISSING: Fault.GRANT,
    Lack.REFUSED: Fault.GRANT,
    Lack.CLIENT: Fault.CLIENT,
    Lack.AWAY: Fault.TOKEN,
}


def _machine_time() -> datetime:
    return datetime.now(UTC)


def _trusting(settings: SmtpSettings) -> ssl.SSLContext:
    """What a server's certificate is held against."""
    return ssl.create_default_context(cafile=str(settings.ca_file) if settings.ca_file else None)


def _refusal(code: int, answer: bytes, fault: Fault) -> Delivery:
    outcome = Outcome.REFUSED if code >= 500 else Outcome.NOT_SENT
    return Delivery(outcome=outcome, answer=_said(code, answer), fault=fault)


def _not_sent(error: OSError | smtplib.SMTPException | TokenError) -> Delivery:
    if isinstance(error, TokenError):
        return Delivery(outcome=Outcome.NOT_SENT, answer=error.detail or "—", fault=_LACKING[error.lack])
    return Delivery(outcome=Outcome.NOT_SENT, answer=_words(error), fault=_fault(error))


def _fault(error: OSError | smtplib.SMTPException) -> Fault:
    """What an error of the library or the network means; the first kind that it is of tells."""
    if isinstance(error.__context__, TimeoutError):  # smtplib calls silence a connection that was closed
        return Fault.TIMEOUT
    if isinstance(error, smtplib.SMTPNotSupportedError) and "STARTTLS" in str(error):
        return Fault.TLS
    return next((fault for kind, fault in _FAULTS if isinstance(error, kind)), Fault.CONNECT)


_FAULTS: tuple[tuple[type[Exception], Fault], ...] = (
    (smtplib.SMTPServerDisconnected, Fault.LOST),
    (smtplib.SMTPConnectError, Fault.LOST),
    (smtplib.SMTPHeloError, Fault.LOST),
    (smtplib.SMTPResponseException, Fault.LOGIN),
    (smtplib.SMTPException, Fault.LOGIN),  # no way of signing in that the server knows too
    (ssl.SSLError, Fault.TLS),
    (TimeoutError, Fault.TIMEOUT),
    (socket.gaierror, Fault.HOST),
)


def _said(code: int, answer: bytes) -> str:
    return f"{code} {answer.decode('utf-8', 'replace')}"


def _words(error: Exception) -> str:
    return str(error) or type(error).__name__


def _dot_stuffed(message: bytes) -> bytes:
    """The message with leading dots doubled and its end marked (RFC 5321 section 4.5.2)."""
    body = message.replace(b"\r\n.", b"\r\n..")
    if body.startswith(b"."):
        body = b"." + body
    return body + (b".\r\n" if body.endswith(b"\r\n") else b"\r\n.\r\n")
