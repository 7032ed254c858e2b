"""An answer of the API with its entity tag, so that a program that asks again is told only that nothing changed."""

import hashlib
import json

from fastapi import Request
from fastapi.responses import Response

from workers.public.views import View

_HEADERS = {"Cache-Control": "private, no-cache"}


def answered(request: Request, view: View) -> Response:
    """The view as JSON; 304 without a body if the asker names its tag (RFC 9110, 13.1.2)."""
    body = json.dumps(view, ensure_ascii=False, separators=(",", ":"), default=str).encode()
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {**_HEADERS, "ETag": tag}
    named = [one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")]
    if tag in named or "*" in named:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/json", headers=headers)
