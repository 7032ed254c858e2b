"""What stands in front of every page: our own name asked for, a head and an address of ordinary size, headers that
keep pages safe on every answer, and nothing large from somebody who is not signed in.

How large a form may be is each route's own to say (`desk.forms`); FastAPI cuts it off there, counted while it is read.
"""

from collections.abc import Mapping

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import PlainTextResponse, Response
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from desk.access import is_signed_in
from desk.api import problems
from desk.api.app import PATH as API
from desk.hosts import Hosts
from desk.messages import N_, translations
from desk.open_form import OpenForm
from desk.pages import asked_language, trouble_page

HEAD_BYTES = 16_000
HEAD_FIELDS = 100
TARGET_BYTES = 8_000
STRANGERS_BYTES = 64_000
"""What somebody may send who is not signed in, whatever the route takes: a stranger must not fill the disk."""
_AROUND = 1_000_000
"""What a form has around its files."""
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    # What a page shows is personal; neither a proxy nor a shared browser keeps it.
    "Cache-Control": "no-store",
}
_HSTS = {"Strict-Transport-Security": "max-age=31536000"}

_WRONG_NAME = N_("这个网址不是办公台的网址；请用管理员给您的网址打开")
_NO_BASE_URL = N_(
    "办公台只在本机提供。要从别处打开，请在 huihan.toml 的 [desk] 里写明 base_url（浏览器所用的网址），再重启服务"
)


class Gate:
    """The whole application behind it."""

    def __init__(self, app: ASGIApp, hosts: Hosts, most: int, strangers: OpenForm | None = None) -> None:
        """most: of any body, whatever its route takes: `limits.message_bytes`. strangers: the form open to them."""
        self._app, self._hosts, self._strangers = app, hosts, strangers
        self._most = most + _AROUND
        self._headers = _HEADERS | (_HSTS if hosts.secure else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        sending = _Sending(send, self._headers, static=scope["path"].startswith("/static/"))
        request = Request(scope, receive)
        refusal = self._refusal(request)
        if refusal is not None:
            await refusal(scope, receive, sending)
            return
        peer = request.client.host if request.client else ""
        client = self._hosts.client(peer, request.headers.getlist("x-forwarded-for"))
        scope = {**scope, "client": (client, 0), "scheme": "https" if self._hosts.secure else "http"}
        await self._app(scope, _Measured(scope, receive, self._most, self._strangers), sending)
        if sending.is_bare:
            told = await run_in_threadpool(trouble_page, Request(scope), "too_large.html", status=413)
            await told(scope, receive, sending)

    def _refusal(self, request: Request) -> Response | None:
        """Why there is no answer; None for a request that the pages may look at."""
        named = request.headers.getlist("host")
        if len(named) != 1 or not self._hosts.answers(named[0]):
            return _said(request, 421, _WRONG_NAME if self._hosts.desk.base_url else _NO_BASE_URL)
        return _too_much(request) or _no_request_of_ours(request)


def _too_much(request: Request) -> Response | None:
    head = request.headers
    size = sum(len(name) + len(value) for name, value in head.raw)
    if size > HEAD_BYTES or len(head.raw) > HEAD_FIELDS:
        return _said(request, 431, N_("请求的头部过大"))
    if len(request.scope.get("raw_path") or b"") + len(request.scope["query_string"]) > TARGET_BYTES:
        return _said(request, 414, N_("网址过长"))
    return None


def _no_request_of_ours(request: Request) -> Response | None:
    head = request.headers
    if "content-length" in head and "transfer-encoding" in head:
        return _said(request, 400, N_("请求不合规范"))
    if b"%00" in request.scope["query_string"] or "\0" in request.scope["path"]:
        return _said(request, 400, N_("请求不合规范"))
    if not _is_utf8(head):
        return _said(request, 415, N_("只接受 UTF-8 编码的表单"))
    if request.scope["path"].startswith(f"{API}/") and "\n" in request.scope["path"]:  # which no mount takes
        return problems.said(request, 404)
    return None


class _Measured:
    """A body as it comes, at most `most` of it; for more than STRANGERS_BYTES its sender must be signed in, or the form
    one that is open to strangers.
    """

    def __init__(self, scope: Scope, receive: Receive, most: int, strangers: OpenForm | None) -> None:
        self._scope, self._receive, self._strangers = scope, receive, strangers
        self._most, self._allowed = most, STRANGERS_BYTES
        self._came = 0

    async def __call__(self) -> Message:
        """The next part."""
        message = await self._receive()
        self._came += len(message.get("body", b""))
        if self._came > self._allowed == STRANGERS_BYTES:
            self._allowed = await self._more()
        if self._came > self._allowed:
            raise HTTPException(413)
        return message

    async def _more(self) -> int:
        """How much this sender may send; HTTPException 429 for one who has sent much already."""
        if await run_in_threadpool(is_signed_in, Request(self._scope)):
            return self._most
        if self._strangers is None or not self._strangers.is_meant(self._scope):
            return STRANGERS_BYTES
        if not self._strangers.takes(self._scope["client"][0]):
            raise HTTPException(429)
        return min(self._most, self._strangers.most)


class _Sending:
    """An answer with the headers that keep pages safe, unless it brings its own.

    is_bare: it was the framework's own refusal of a body, which people see a page instead of.
    """

    def __init__(self, send: Send, headers: Mapping[str, str], *, static: bool) -> None:
        self._send, self._added, self._static = send, headers, static
        self.is_bare = False

    async def __call__(self, message: Message) -> None:
        """Send on."""
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            self.is_bare = message["status"] == 413 and headers.get("content-type", "").startswith("text/plain")
            for name, value in self._added.items():
                headers.setdefault(name, value)
            if self._static:
                # Asked for each time, answered by 304: a new version's pages never meet the script of the old one.
                headers["Cache-Control"] = "no-cache"
        if not self.is_bare:
            await self._send(message)


def _is_utf8(head: Headers) -> bool:
    """Whether a form is in UTF-8: any other charset is one that a stranger chose for us to decode by."""
    parameters = (part.strip().lower() for part in head.get("content-type", "").split(";")[1:])
    charsets = [one.partition("=")[2].strip('" ') for one in parameters if one.startswith("charset")]
    return all(charset in ("utf-8", "utf8") for charset in charsets)


def _said(request: Request, status: int, message: str) -> Response:
    """One sentence without a page around it: neither style nor script of ours is to be had here."""
    if request.scope["path"].startswith(f"{API}/"):
        return problems.said(request, status, detail=(message, {}))
    return PlainTextResponse(translations(asked_language(request)).gettext(message) + "\n", status_code=status)
