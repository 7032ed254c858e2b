"""An answer of the API with its entity tag, so that a program that asks again is told only that nothing changed."""

import hashlib
import json

from fastapi import Request
from fastapi.responses import Response

from workers.public.views import View

_HEADERS = {"Cache-Control": "private, no-cache"}


def answered(request: Request, view: View) -> Response:
    """The view as JSON; 304 without a body if the asker names its tag (RFC 9110, 13.1.2)."""
    body = _encoded(view)
    tag = tag_of(view)
    headers = {**_HEADERS, "ETag": tag}
    named = [one.removeprefix("W/") for one in listed_tags(request.headers.get("if-none-match", ""))]
    if tag in named or "*" in named:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/json", headers=headers)


def tag_of(view: View) -> str:
    """Its entity tag: equal views have equal ones."""
    return f'"{hashlib.sha256(_encoded(view)).hexdigest()[:32]}"'


def listed_tags(header: str) -> tuple[str, ...]:
    """The entity tags of If-Match or If-None-Match."""
    return tuple(one.strip() for one in header.split(","))


def _encoded(view: View) -> bytes:
    return json.dumps(view, ensure_ascii=False, separators=(",", ":"), default=str).encode()
