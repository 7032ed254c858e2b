"""The HTTP server of the desk: how uvicorn is told to serve the pages."""

import socket

import uvicorn

from desk.app import create_app
from desk.gate import HEAD_BYTES, TARGET_BYTES
from desk.patience import Patience, patience_of
from desk.pulse import Pulse
from workers.instance.services import Services

_GRACE_SECONDS = 5
_IDLE_SECONDS = 5
"""How long a connection is kept after an answer, for the next request."""


class _Server(uvicorn.Server):
    """Lets the pages go that are told live, or each stop would wait for them."""

    def __init__(self, configuration: uvicorn.Config, pulse: Pulse) -> None:
        super().__init__(configuration)
        self._pulse = pulse

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop."""
        self._pulse.close()
        await super().shutdown(sockets)


def http_server(services: Services, patience: Patience | None) -> uvicorn.Server:
    """A server of the pages, not started yet. patience: None: the usual."""
    app = create_app(services)
    configuration = uvicorn.Config(
        app,
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
    return _Server(configuration, app.state.pulse)
