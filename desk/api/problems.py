"""What the API says when it refuses: problem details (RFC 9457), with one sentence in the asker's language.

Nothing that was sent is repeated in them: a body may hold personal data, and answers are logged by others.
"""

from collections.abc import Mapping, Sequence
from http import HTTPStatus

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from desk.messages import N_, known, translations
from desk.pages import asked_language
from desk.spoken import sayer
from workers.instance.refusals import Refused

MEDIA_TYPE = "application/problem+json"
log = structlog.get_logger("huihan.api")

_SENTENCES = {
    401: N_("请在 Authorization 头部给出有效的接口令牌（Bearer）"),
    403: N_("这个令牌没有此项权限"),
    404: N_("没有您要找的内容"),
    405: N_("此处不接受这种请求"),
    412: N_("案件在此期间已有变化；请重新读取后再试"),
    413: N_("内容过大"),
    415: N_("请以 JSON 或 multipart/form-data 发送，UTF-8 编码"),
    422: N_("内容不合要求"),
    429: N_("请求过于频繁；请稍后再试"),
    500: N_("系统出错，未能办理；错误已记入日志"),
}


SCHEMA = {
    "Problem": {
        "type": "object",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string", "description": "one sentence, in the language of Accept-Language"},
            "errors": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["where", "what"],
                    "properties": {"where": {"type": "string"}, "what": {"type": "string"}},
                },
            },
        },
    }
}
RESPONSES: Mapping[int, Mapping[str, object]] = {
    status: {
        "description": HTTPStatus(status).phrase,
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    for status in (400, 401, 403, 404, 409, 412, 413, 414, 415, 421, 422, 429, 431)
}
"""What every path may answer beside what it is for."""


class Problem(Exception):  # noqa: N818 - it is an answer, not an error
    """A refusal of the API. errors: where in the request (such as `body.resident.phone`) and what is wrong there."""

    def __init__(
        self, status: int, *, headers: Mapping[str, str] | None = None, errors: Sequence[Mapping[str, str]] = ()
    ) -> None:
        super().__init__(status)
        self.status, self.headers, self.errors = status, headers or {}, errors


def add_handlers(api: FastAPI) -> None:
    """Answer every refusal of this application with a problem."""
    api.add_exception_handler(Problem, _of_problem)
    api.add_exception_handler(Refused, _of_refusal)
    api.add_exception_handler(HTTPException, _of_http)
    api.add_exception_handler(RequestValidationError, _of_request)
    # A number that no row can have.
    api.add_exception_handler(OverflowError, _not_there)
    api.add_exception_handler(Exception, _failed)


def said(
    request: Request,
    status: int,
    *,
    detail: tuple[str, Mapping[str, object]] | None = None,
    headers: Mapping[str, str] | None = None,
    errors: Sequence[Mapping[str, str]] = (),
) -> Response:
    """The answer. detail: a message with its values; None: the sentence of the status."""
    say = sayer(translations(asked_language(request)).gettext, known())
    message, values = detail or (_SENTENCES.get(status, _SENTENCES[422 if status < 500 else 500]), {})
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": say(message, values),
    }
    if errors:
        body["errors"] = list(errors)
    return JSONResponse(body, status_code=status, headers=dict(headers or {}), media_type=MEDIA_TYPE)


def _of_problem(request: Request, error: Exception) -> Response:
    if not isinstance(error, Problem):
        raise error
    return said(request, error.status, headers=error.headers, errors=error.errors)


def _of_refusal(request: Request, error: Exception) -> Response:
    if not isinstance(error, Refused):
        raise error
    return said(request, 409, detail=(error.message, error.values))


def _of_http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    return said(request, status, headers=error.headers if isinstance(error, HTTPException) else None)


def _of_request(request: Request, error: Exception) -> Response:
    found = error.errors() if isinstance(error, RequestValidationError) else []
    errors = [{"where": ".".join(str(step) for step in one["loc"]), "what": str(one["msg"])} for one in found]
    return said(request, 422, errors=errors)


def _not_there(request: Request, _: Exception) -> Response:
    return said(request, 404)


def _failed(request: Request, error: Exception) -> Response:
    """Our own fault: in the log with its trace, without what was sent."""
    log.error("api_failed", path=request.url.path, error=type(error).__name__, exc_info=error)
    return said(request, 500)
