"""Serves the desk over HTTP in a thread of its own; in front of it a company puts its own TLS (docs/admin.md)."""

import socket
import threading
import time
from dataclasses import replace
from typing import Self

import uvicorn

from desk.app import create_app
from desk.gate import HEAD_BYTES, TARGET_BYTES
from desk.patience import Patience, patience_of
from workers.instance.services import Services

_GRACE_SECONDS = 5
_START_SECONDS = 20
_IDLE_SECONDS = 5
"""How long a connection is kept after an answer, for the next request."""


class PortTakenError(Exception):
    """Somebody listens there already: one sentence for people."""


class DeskServer:
    """One listener; the socket is bound at once, so that a port that is taken is known before anything else runs."""

    def __init__(self, services: Services, *, host: str, port: int, patience: Patience | None = None) -> None:
        self._socket = _bound(host, port)
        configuration = uvicorn.Config(
            create_app(_at(services, *self.address)),
            log_config=None,
            access_log=False,
            server_header=False,
            http=patience_of(patience or Patience()),
            ws="none",
            # Who asked is said by the proxies that the settings name (desk.hosts), not by whom uvicorn trusts.
            proxy_headers=False,
            h11_max_incomplete_event_size=HEAD_BYTES + TARGET_BYTES,
            timeout_keep_alive=_IDLE_SECONDS,
            timeout_graceful_shutdown=_GRACE_SECONDS,
            lifespan="off",
        )
        self._server = uvicorn.Server(configuration)
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), name="desk", daemon=True)

    @property
    def address(self) -> tuple[str, int]:
        """Host and port as bound; port 0 has become a real one."""
        host, port = self._socket.getsockname()[:2]
        return str(host), int(port)

    def __enter__(self) -> Self:
        """Begin to serve; RuntimeError if no request would be answered after all."""
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
    except OSError as error:
        listener.close()
        raise PortTakenError(
            f"网页办公台无法在 {host}:{port} 上打开（{error.strerror}）；请换 --port 或停止占用它的程序"
        ) from None
    return listener
