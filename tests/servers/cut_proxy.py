"""A TCP proxy on loopback that cuts connections at chosen or random points, and keeps what the client said.

Random points come from a seeded generator, so that a failing run can be had again.
"""

import random
import select
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

CHUNK = 65_536


@dataclass(frozen=True, kw_only=True)
class Cut:
    """One planned cut.

    after_bytes: cut once so many bytes went from the server to the client. on: cut when the client says this; with
    `answered`, the command reaches the server, which acts on it, and only its answer is lost. heard: cut when the
    server says this. times: how often the cut is made (over all connections).
    """

    after_bytes: int | None = None
    on: bytes | None = None
    heard: bytes | None = None
    answered: bool = False
    times: int = 1


@dataclass(kw_only=True)
class _Plan:
    cut: Cut
    left: int = field(init=False)

    def __post_init__(self) -> None:
        self.left = self.cut.times


class CutProxy:
    """Listens on `port` and passes on to host:target until a cut is due. `said`: each connection's client bytes."""

    def __init__(self, target: int, *, host: str = "127.0.0.1", budget: Callable[[], int | None] | None = None) -> None:
        self._target = (host, target)
        self._budget = budget
        self._plans: list[_Plan] = []
        self._lock = threading.Lock()
        self._live: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server((host, 0))
        self.host = host
        self.port: int = self._listener.getsockname()[1]
        self.said: list[bytearray] = []
        self.cuts = 0
        self._closing = False
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self._accepting.start()

    def plan(self, cut: Cut) -> None:
        """Add a cut to those that are due."""
        with self._lock:
            self._plans.append(_Plan(cut=cut))

    def cut_now(self) -> None:
        """Cut every connection there is."""
        with self._lock:
            live, self._live = self._live, set()
            self.cuts += bool(live)
        for sock in live:
            _reset(sock)

    def close(self) -> None:
        """Stop listening and cut what is left."""
        self._closing = True
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.cut_now()
        for thread in [self._accepting, *self._threads]:
            thread.join(timeout=10)

    def _accept(self) -> None:
        while not self._closing:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            try:
                server = socket.create_connection(self._target, timeout=10)
            except OSError:
                _reset(client)
                continue
            said = bytearray()
            self.said.append(said)
            with self._lock:
                self._live |= {client, server}
            thread = threading.Thread(target=self._pass_on, args=(client, server, said), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _pass_on(self, client: socket.socket, server: socket.socket, said: bytearray) -> None:
        """Both ways until one side closes or a cut is due."""
        budget = self._budget() if self._budget else None
        sent = 0
        lose_answer = False
        try:
            while True:
                for sock in select.select([client, server], [], [], 0.5)[0]:
                    data = sock.recv(CHUNK)
                    if not data:
                        return
                    if sock is client:
                        said += data
                        due = self._due_on(data)
                        if due is not None and not due.answered:
                            self._cut(client, server)
                            return
                        lose_answer = lose_answer or due is not None
                        server.sendall(data)
                        continue
                    if lose_answer or self._due_heard(data):
                        self._cut(client, server)
                        return
                    limit = self._due_bytes(sent, len(data), budget)
                    client.sendall(data[:limit])
                    sent += len(data)
                    if limit is not None:
                        self._cut(client, server)
                        return
        except (OSError, ValueError):
            return  # One side is gone, or cut_now closed both.
        finally:
            with self._lock:
                self._live -= {client, server}
            for sock in (client, server):
                sock.close()

    def _due_on(self, data: bytes) -> Cut | None:
        with self._lock:
            for plan in self._plans:
                if plan.left and plan.cut.on is not None and plan.cut.on in data:
                    plan.left -= 1
                    return plan.cut
        return None

    def _due_heard(self, data: bytes) -> bool:
        with self._lock:
            for plan in self._plans:
                if plan.left and plan.cut.heard is not None and plan.cut.heard in data:
                    plan.left -= 1
                    return True
        return False

    def _due_bytes(self, sent: int, coming: int, budget: int | None) -> int | None:
        """How much of the coming bytes still passes before a cut; None if no cut is due."""
        if budget is not None and sent + coming >= budget:
            return budget - sent
        with self._lock:
            for plan in self._plans:
                if plan.left and plan.cut.after_bytes is not None and sent + coming >= plan.cut.after_bytes:
                    plan.left -= 1
                    return max(0, plan.cut.after_bytes - sent)
        return None

    def _cut(self, client: socket.socket, server: socket.socket) -> None:
        self.cuts += 1
        _reset(client)
        _reset(server)


def random_budget(seed: int, *, low: int, high: int, spare: float = 0.0) -> Callable[[], int | None]:
    """Bytes to the client after which each connection is cut, drawn log-uniformly; a part `spare` is never cut."""
    chance = random.Random(seed)  # noqa: S311 - a repeatable test, nothing secret

    def draw() -> int | None:
        if chance.random() < spare:
            return None
        return int(low * (high / low) ** chance.random())

    return draw


@contextmanager
def cutting(target: int, *, budget: Callable[[], int | None] | None = None) -> Iterator[CutProxy]:
    """A proxy in front of a local port, closed at the end."""
    proxy = CutProxy(target, budget=budget)
    try:
        yield proxy
    finally:
        proxy.close()


def _reset(sock: socket.socket) -> None:
    """Close as a broken line does: without a farewell (RST)."""
    with suppress(OSError):
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    with suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)
    with suppress(OSError):
        sock.close()
