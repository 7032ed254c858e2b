"""Asks a language model over HTTP, so that slow, broken or hostile answers cost a bounded time and memory, no more.

The OpenAI-compatible `POST …/chat/completions`.
"""

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus

from domain.codes import OpinionFailure
from domain.settings import OpinionSettings
from workers.instance.bounded_http import Asked, ExchangeError, exchange

_MOST_BYTES = 200_000
_MOST_TOKENS = 1200
_SHOWN = 60
_LATER = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.REQUEST_TIMEOUT}
_PASSES = {OpinionFailure.UNREACHABLE, OpinionFailure.TIMEOUT, OpinionFailure.BUSY}

Messages = Sequence[Mapping[str, str]]
"""`{role, content}` each."""


class ModelError(Exception):
    """No answer. detail: the server's status, or the name of the error; nothing of a letter, nothing of the key."""

    def __init__(self, failure: OpinionFailure, detail: str = "") -> None:
        super().__init__(f"{failure} {detail}".strip())
        self.failure = failure
        self.detail = detail[:_SHOWN]

    @property
    def passes(self) -> bool:
        """Whether asking again later may help."""
        return self.failure in _PASSES


def ask(settings: OpinionSettings, messages: Messages) -> str:
    """The text that the model answers with.

    Raises ModelError; it returns or raises within the settings' timeout for each address of the host, and reads at most
    200 kB.
    """
    body = {
        "model": settings.model,
        "messages": list(messages),
        "temperature": 0,
        "max_tokens": _MOST_TOKENS,
        "stream": False,
        "response_format": {"type": "json_object"},
    }
    return _content(_post(settings, json.dumps(body).encode()))


def _post(settings: OpinionSettings, body: bytes) -> bytes:
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if settings.key:
        headers["Authorization"] = f"Bearer {settings.key}"
    asked = Asked(
        url=settings.url.rstrip("/") + "/chat/completions",
        method="POST",
        headers=headers,
        body=body,
        timeout=settings.timeout,
        ca_file=settings.ca_file,
        most=_MOST_BYTES,
    )
    try:
        answer = exchange(asked)
    except ExchangeError as error:
        raise ModelError(OpinionFailure(error.failing), error.detail) from None
    _check(answer.status)
    return answer.body


def _check(status: int) -> None:
    if status == HTTPStatus.OK:
        return
    if 300 <= status < 400:
        raise ModelError(OpinionFailure.REDIRECTED, str(status))
    busy = status in _LATER or status >= 500
    raise ModelError(OpinionFailure.BUSY if busy else OpinionFailure.REFUSED, str(status))


def _content(data: bytes) -> str:
    try:
        content = json.loads(data)["choices"][0]["message"]["content"]
    except (ValueError, KeyError, IndexError, TypeError, RecursionError):
        raise ModelError(OpinionFailure.NONSENSE) from None
    if not isinstance(content, str):
        raise ModelError(OpinionFailure.NONSENSE)
    return content
