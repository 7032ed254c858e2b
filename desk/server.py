"""Holds the desk's port and serves there in a thread; in front of it a company puts its own TLS (docs/admin.md).

The pages are imported when they are served: whether the port is free is known, and letters are read, before that.
"""

import socket
import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Self

from workers.instance.services import Services

if TYPE_CHECKING:
    from desk.patience import Patience

_START_SECONDS = 20


class PortTakenError(Exception):
    """Somebody listens there already: one sentence for people."""


class DeskServer:
    """One listener; the socket is bound at once, so that a port that is taken is known before anything else runs."""

    def __init__(self, services: Services, *, host: str, port: int, patience: "Patience | None" = None) -> None:
        self._services = services
        self._patience = patience
        self._socket = _bound(host, port)

    @property
    def address(self) -> tuple[str, int]:
        """Host and port as bound; port 0 has become a real one."""
        host, port = self._socket.getsockname()[:2]
        return str(host), int(port)

    def __enter__(self) -> Self:
        """Begin to serve; RuntimeError if no request would be answered after all."""
        from desk.http import http_server  # noqa: PLC0415 - see above

        self._server = http_server(_at(self._services, *self.address), self._patience)
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), name="desk", daemon=True)
        self._thread.start()
        end = time.monotonic() + _START_SECONDS
        while not self._server.started:
            if not self._thread.is_alive() or time.monotonic() > end:
                raise RuntimeError("the desk did not start")
            time.sleep(0.02)
        return self

    def __exit__(self, *_: object) -> None:
        """Stop; requests that are under way get a few seconds to end."""
        self._server.should_exit = True
        self._thread.join()
        self.close()

    def close(self) -> None:
        """Give the port back, also where it was never served."""
        self._socket.close()


def _at(services: Services, host: str, port: int) -> Services:
    """The same with the address that was bound, for links where the settings name no `base_url`."""
    desk = replace(services.settings.desk, host=host, port=port)
    return replace(services, settings=replace(services.settings, desk=desk))


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named as TCP, or asyncio leaves Nagle on and each answer waits 40 ms for an acknowledgement.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen()  # until one listens, another program may bind the same port beside it (SO_REUSEADDR)
    except OSError as error:
        listener.close()
        raise PortTakenError(
            f"网页办公台无法在 {host}:{port} 上打开（{error.strerror}）；请换 --port 或停止占用它的程序"
        ) from None
    return listener
