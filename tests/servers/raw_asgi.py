"""An application asked by raw bytes: whatever a socket can carry, in this process, without a client's good manners."""

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import quote, unquote_to_bytes

from fastapi import FastAPI


@dataclass(frozen=True)
class Asked:
    """A request. target: path and query, percent-encoded."""

    method: str
    target: str
    headers: tuple[tuple[bytes, bytes], ...] = ()
    body: bytes = b""


@dataclass
class Answered:
    """What came back. raised: by the application, after it had answered."""

    status: int = 0
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytes = b""
    raised: str = ""
    seconds: float = 0.0

    @property
    def everything(self) -> bytes:
        return self.body + b"\n".join(name + b": " + value for name, value in self.headers)


@dataclass(frozen=True)
class RawClient:
    """Asks one after the other, on an event loop that another thread runs (`running_loop`).

    host: the Host header where a request has none of its own.
    """

    app: FastAPI
    loop: asyncio.AbstractEventLoop
    host: bytes = b"localhost"

    def ask(self, asked: Asked) -> Answered:
        return asyncio.run_coroutine_threadsafe(self._ask(asked), self.loop).result()

    async def _ask(self, asked: Asked) -> Answered:
        path, _, query = asked.target.partition("?")
        headers = list(asked.headers)
        if not any(name == b"host" for name, _ in headers):
            headers.append((b"host", self.host))
        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": asked.method,
            "scheme": "http",
            "path": unquote_to_bytes(path).decode("utf-8", "replace"),  # as uvicorn does
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": [*headers, (b"content-length", str(len(asked.body)).encode())] if asked.body else headers,
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 80),
            "state": {},
        }
        parts = iter([{"type": "http.request", "body": asked.body, "more_body": False}])
        answered, begun = Answered(), time.monotonic()

        async def receive() -> dict[str, object]:
            return next(parts, {"type": "http.disconnect"})

        async def send(message: dict[str, object]) -> None:
            if message["type"] == "http.response.start":
                answered.status, answered.headers = message["status"], list(message["headers"])
            else:
                answered.body += message.get("body", b"")

        try:
            await self.app(scope, receive, send)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what the test is about
            answered.raised = f"{type(error).__name__}: {str(error)[:200]}"
        answered.seconds = time.monotonic() - begun
        return answered


@contextmanager
def running_loop() -> Iterator[asyncio.AbstractEventLoop]:
    """An event loop on a thread of its own: this thread's may be the browser's."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield loop
    finally:
        asyncio.run_coroutine_threadsafe(loop.shutdown_default_executor(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def form(fields: dict[str, bytes]) -> bytes:
    """Fields as a form sends them, byte by byte."""
    return "&".join(f"{quote(name)}={quote(value, safe='')}" for name, value in fields.items()).encode()
