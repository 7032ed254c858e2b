"""How long a connection may keep the desk waiting: HTTP/1.1 of uvicorn, which has no limit for a head or a body itself.

A head is complete in time, a body and an answer move at a least rate, and of too many connections those that say
nothing go first. A large upload over a slow line takes as long as it takes; one that trickles ends.
"""

import asyncio
from dataclasses import dataclass
from enum import Enum, auto
from typing import ClassVar

import h11
import structlog
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

_LOOKS = 10
"""How often in its time a connection is looked at."""

log = structlog.get_logger("huihan.desk")


@dataclass(frozen=True, kw_only=True)
class Patience:
    """seconds: for a head, and for each `bytes` of a body or an answer. connections: open at once."""

    seconds: float = 10.0
    bytes: int = 10_000
    connections: int = 400


class _Phase(Enum):
    HEAD = auto()
    """Waiting for a request: nothing has come, or not the whole head."""
    BODY = auto()
    """Reading a body."""
    WORK = auto()
    """The desk works; the other side waits."""
    ANSWER = auto()
    """The answer is on its way and not taken yet."""
    REST = auto()
    """Answered, and the other side still sends a body that no one reads."""


class PatientProtocol(H11Protocol):
    """One connection. `patience_of` makes a class with another patience."""

    patience: ClassVar[Patience] = Patience()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's own
        """Start the watch; at the limit of connections one that says nothing yields, else this one goes."""
        super().connection_made(transport)
        self._phase = _Phase.HEAD
        self._of: RequestResponseCycle | None = None
        self._begin()
        self._watch = self.loop.call_later(self._interval, self._look)
        if len(self.connections) > self.patience.connections:
            silent = [one for one in self.connections if isinstance(one, PatientProtocol) and one.is_silent]
            first = min(silent, key=lambda one: one.since)
            log.warning("connections_full", most=self.patience.connections)
            first.transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Ended by either side."""
        self._watch.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Something came."""
        if self._phase is _Phase.BODY:
            self._moved += len(data)
        super().data_received(data)
        self._enter()

    def on_response_complete(self) -> None:
        """The answer is written."""
        super().on_response_complete()
        self._enter()

    def resume_writing(self) -> None:
        """The other side took what was written."""
        super().resume_writing()
        self._moved += self.patience.bytes

    @property
    def is_silent(self) -> bool:
        """Whether no request has come that is not answered yet."""
        return self._phase is _Phase.HEAD

    @property
    def since(self) -> float:
        """When it began to wait, by the loop's clock."""
        return self._began

    @property
    def _interval(self) -> float:
        return self.patience.seconds / _LOOKS

    def _now_in(self) -> _Phase:
        if self.transport.get_write_buffer_size():
            return _Phase.ANSWER
        if self.conn.their_state is h11.SEND_BODY:
            answered = self.cycle is not None and self.cycle.response_complete
            if answered:
                return _Phase.REST
            return _Phase.WORK if self.flow.read_paused else _Phase.BODY
        return _Phase.HEAD if self.conn.their_state is h11.IDLE else _Phase.WORK

    def _enter(self) -> None:
        """Note another phase, or the same one of another request: its time begins."""
        phase = self._now_in()
        if phase is not self._phase or self.cycle is not self._of:
            self._phase, self._of = phase, self.cycle
            self._begin()

    def _begin(self) -> None:
        self._began, self._moved = self.loop.time(), 0
        self._left = self.transport.get_write_buffer_size()

    def _look(self) -> None:
        self._enter()
        late = self.loop.time() - self._began >= self.patience.seconds
        if late and self._is_stuck():
            log.info("connection_too_slow", waiting_for=self._phase.name.lower())
            self.transport.abort()
            return
        if late:
            self._begin()
        self._watch = self.loop.call_later(self._interval, self._look)

    def _is_stuck(self) -> bool:
        """Whether too little has moved since the time began."""
        if self._phase is _Phase.WORK:
            return False
        if self._phase is _Phase.ANSWER:
            taken = self._left - self.transport.get_write_buffer_size()
            return taken + self._moved < min(self.patience.bytes, self._left)
        return self._phase is not _Phase.BODY or self._moved < self.patience.bytes


def patience_of(patience: Patience) -> type[PatientProtocol]:
    """The protocol with that patience, as uvicorn wants it: a class."""
    own: dict[str, object] = {"patience": patience}
    return type("Patient", (PatientProtocol,), own)
